/// Byte-pair encoding of one word: starts from single bytes and joins the adjacent pair of lowest rank,
/// leftmost on ties, until no pair is in the table.
///
/// Short words are searched directly. Long ones use a heap, so that a word of n bytes costs O(n log n): a
/// line of a million dashes is one word. A word over four million bytes is cut there, which bounds the memory
/// it takes.
struct BytePairEncoder {
    private static let directLimit = 48
    static let wordLimit = 1 << 22

    let merges: MergeTable
    /// Token of each byte, or nil-like -1 where the vocabulary has none; -1 takes part in no merge.
    let byteTokens: [TokenID]

    /// Appends the tokens of `word` to `tokens`; bytes without a token come out as -1.
    func encode(_ word: UnsafeRawBufferPointer, into tokens: inout [TokenID]) {
        if word.count <= Self.directLimit {
            encodeDirectly(word, into: &tokens)
        } else {
            for start in stride(from: 0, to: word.count, by: Self.wordLimit) {
                let end = min(start + Self.wordLimit, word.count)
                encodeWithHeap(UnsafeRawBufferPointer(rebasing: word[start..<end]), into: &tokens)
            }
        }
    }

    private func encodeDirectly(_ word: UnsafeRawBufferPointer, into tokens: inout [TokenID]) {
        withUnsafeTemporaryAllocation(of: TokenID.self, capacity: word.count) { symbols in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: word.count) { pairs in
                var count = word.count
                for index in 0..<count {
                    symbols.initializeElement(at: index, to: byteTokens[Int(word[index])])
                }
                // pairs[i] is rank << 32 | result of the merge of symbols i and i + 1.
                for index in 0..<max(count - 1, 0) {
                    pairs.initializeElement(at: index, to: packedMerge(symbols[index], symbols[index + 1]))
                }
                while count > 1 {
                    var best = 0
                    for index in 1..<(count - 1) where pairs[index] >> 32 < pairs[best] >> 32 { best = index }
                    guard pairs[best] != .max else { break }
                    symbols[best] = TokenID(bitPattern: UInt32(truncatingIfNeeded: pairs[best]))
                    count -= 1
                    for index in best + 1..<max(count, best + 1) { symbols[index] = symbols[index + 1] }
                    for index in best..<max(count - 1, best) { pairs[index] = pairs[index + 1] }
                    if best > 0 { pairs[best - 1] = packedMerge(symbols[best - 1], symbols[best]) }
                    if best + 1 < count { pairs[best] = packedMerge(symbols[best], symbols[best + 1]) }
                }
                tokens.append(contentsOf: symbols[..<count])
            }
        }
    }

    @inline(__always)
    private func packedMerge(_ left: TokenID, _ right: TokenID) -> UInt64 {
        guard left >= 0, right >= 0, let merge = merges.merge(left, right) else { return .max }
        return UInt64(merge.rank) << 32 | UInt64(UInt32(bitPattern: merge.result))
    }

    /// A symbol of a long word, in a doubly linked list; -1 ends it. `token` is -2 once it was swallowed.
    private struct Symbol {
        var token: TokenID
        var previous: Int32
        var next: Int32
    }

    private func encodeWithHeap(_ word: UnsafeRawBufferPointer, into tokens: inout [TokenID]) {
        let count = word.count
        var symbols = (0..<count).map { index in
            Symbol(
                token: byteTokens[Int(word[index])], previous: Int32(index) - 1,
                next: index + 1 < count ? Int32(index) + 1 : -1)
        }
        var heap = MergeHeap()
        func offer(_ left: Int32, _ right: Int32) {
            guard left >= 0, right >= 0 else { return }
            let (leftToken, rightToken) = (symbols[Int(left)].token, symbols[Int(right)].token)
            guard leftToken >= 0, rightToken >= 0, let merge = merges.merge(leftToken, rightToken) else {
                return
            }
            heap.push(
                MergeHeap.Entry(
                    rank: merge.rank, left: left, leftToken: leftToken, rightToken: rightToken,
                    result: merge.result))
        }
        for index in 0..<Int32(count - 1) { offer(index, index + 1) }
        while let entry = heap.pop() {
            let left = Int(entry.left)
            let right = Int(symbols[left].next)
            // Either half may have joined something else since.
            guard symbols[left].token == entry.leftToken, right >= 0, symbols[right].token == entry.rightToken
            else { continue }
            symbols[left].token = entry.result
            symbols[left].next = symbols[right].next
            symbols[right].token = -2
            if symbols[left].next >= 0 { symbols[Int(symbols[left].next)].previous = entry.left }
            offer(symbols[left].previous, entry.left)
            offer(entry.left, symbols[left].next)
        }
        var index = count > 0 ? Int32(0) : -1
        while index >= 0 {
            tokens.append(symbols[Int(index)].token)
            index = symbols[Int(index)].next
        }
    }
}

/// Possible merges, lowest rank first, leftmost on ties.
private struct MergeHeap {
    struct Entry {
        let rank: UInt32
        let left: Int32
        let leftToken: TokenID
        let rightToken: TokenID
        let result: TokenID

        func precedes(_ other: Entry) -> Bool { (rank, left) < (other.rank, other.left) }
    }

    private var entries: [Entry] = []

    mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entry.precedes(entries[parent]) else { break }
            entries[child] = entries[parent]
            child = parent
        }
        entries[child] = entry
    }

    mutating func pop() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
            guard entries[child].precedes(last) else { break }
            entries[parent] = entries[child]
            parent = child
        }
        entries[parent] = last
        return first
    }
}
