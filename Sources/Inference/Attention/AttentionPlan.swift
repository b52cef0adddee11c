/// Which keys the queries of one head and chunk look at. Queries never see keys behind their own position, whatever
/// the plan says.
package enum AttentionPlan: Sendable, Hashable {
    case full
    /// Single columns, rising, and the window before each block of queries.
    case stripe(columns: [Int32], window: Int)
    /// Blocks of `StripBlock.length` columns, and diagonals of such blocks by their distance; both rising.
    case strips(columns: [Int], diagonals: [Int])
}

/// Queries and keys in blocks of 128, counted from position 0.
package enum StripBlock {
    package static let length = 128
}

/// The queries of a chunk that share a list of keys.
struct QueryBlock: Sendable {
    /// Positions.
    let queries: Range<Int>

    /// Queries that are worked on together in a sparse plan. A multiple of a page.
    static let length = 128

    /// The blocks of a chunk, cut at multiples of `length`.
    static func blocks(of chunk: Range<Int>) -> [QueryBlock] {
        var blocks: [QueryBlock] = []
        var start = chunk.lowerBound
        while start < chunk.upperBound {
            let end = min((start / length + 1) * length, chunk.upperBound)
            blocks.append(QueryBlock(queries: start..<end))
            start = end
        }
        return blocks
    }

    /// Where the dense band begins that holds every query's window: at a page.
    func bandStart(window: Int) -> Int {
        max(0, queries.lowerBound - window + 1) / KVPage.positions * KVPage.positions
    }
}

extension AttentionPlan {
    /// Keys of a block of queries as rising ranges of positions; gathered columns come apart.
    func blockKeys(of block: QueryBlock) -> [Range<Int>] {
        switch self {
        case .full: return [0..<block.queries.upperBound]
        case .stripe(_, let window): return [block.bandStart(window: window)..<block.queries.upperBound]
        case .strips(let columns, let diagonals):
            let own = block.queries.lowerBound / StripBlock.length
            let live = Set(columns.filter { $0 <= own } + diagonals.compactMap { $0 <= own ? own - $0 : nil })
            var ranges: [Range<Int>] = []
            for number in live.sorted() {
                let start = number * StripBlock.length
                let end = min(start + StripBlock.length, block.queries.upperBound)
                if let last = ranges.last, last.upperBound == start {
                    ranges[ranges.count - 1] = last.lowerBound..<end
                } else {
                    ranges.append(start..<end)
                }
            }
            return ranges
        }
    }

    /// How many columns come before a block's band.
    func columnPrefix(of block: QueryBlock) -> Int {
        guard case .stripe(let columns, let window) = self else { return 0 }
        let start = Int32(block.bandStart(window: window))
        var (low, high) = (0, columns.count)
        while low < high {
            let middle = (low + high) / 2
            if columns[middle] < start { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Pairs of query and key that the plan computes for a block.
    func pairCount(of block: QueryBlock) -> Int {
        let prefix = columnPrefix(of: block)
        let keys = blockKeys(of: block)
        return block.queries.reduce(0) { sum, position in
            sum + prefix + keys.reduce(0) { $0 + max(0, min($1.upperBound, position + 1) - $1.lowerBound) }
        }
    }
}
