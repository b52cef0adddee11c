import CKernels
package import Compute
import Synchronization

/// softmax(q kᵀ / √d) v over the keys that a policy chooses.
package enum AttentionRunner {
    /// Query rows (positions times heads of a group) that are worked on together.
    static let rowsPerUnit = 96
    /// Rows that the AVX-512 kernel holds in registers; a unit of a multiple of them leaves no slow rest.
    private static let rowsPerTile = 6

    /// As many tokens as give about `rowsPerUnit` rows with `group` heads each.
    static func tokensPerUnit(group: Int) -> Int {
        let most = max(1, rowsPerUnit / group)
        return (1...most).last { $0 * group % rowsPerTile == 0 } ?? most
    }

    /// - Parameters:
    ///   - queries: (tokens × heads·dimension), rotated; row t is at position `start + t`.
    ///   - layer: of the cache, which already holds the keys and values of these tokens.
    ///   - out: (tokens × heads·dimension), overwritten.
    /// - Returns: pairs computed and pairs that full causal attention has.
    package static func run(
        _ policy: AttentionPolicy, queries: FloatMatrix, rows count: Int, from start: Int, cache: KVCache,
        layer: Int, spec: ModelSpec, into out: FloatMatrix, on pool: ComputePool
    ) -> AttentionCounts {
        let job = AttentionJob(
            queries: queries, rows: count, start: start, pages: cache.pages(of: layer), layout: cache.layout,
            spec: spec, out: out, level: pool.level.rawValue)
        if case .sample(let parameters) = policy, job.canBeSparse(parameters) {
            return job.runSparsely(parameters, layer: layer, on: pool)
        }
        if count == 1, job.segmentCount > 1 {
            job.runBySegment(on: pool)
        } else {
            job.run(on: pool)
        }
        return job.counts
    }
}

/// Full attention of some tokens in one layer.
// Sound because: it only reads the cache's pages, and its slices write disjoint rows and heads of `out`.
struct AttentionJob: @unchecked Sendable {
    let queries: FloatMatrix
    let rows: Int
    let start: Int
    let pages: [KVPage]
    let layout: KVLayout
    let spec: ModelSpec
    let out: FloatMatrix
    let level: Int32

    var group: Int { spec.queriesPerKVHead }
    var dimension: Int { spec.headDimension }
    var width: Int { (dimension + 15) / 16 * 16 }

    /// Visible pairs: every key before, or those within the window.
    var counts: AttentionCounts {
        var pairs = 0
        for position in start..<start + rows { pairs += position - firstKey(of: position) + 1 }
        let causal = (start + 1 + start + rows) * rows / 2
        return AttentionCounts(computed: pairs * spec.headCount, causal: causal * spec.headCount)
    }

    private func firstKey(of position: Int) -> Int {
        spec.slidingWindow.map { max(0, position - $0 + 1) } ?? 0
    }

    /// Units are a KV head and some tokens; the heads of its group share keys and values.
    func run(on pool: ComputePool) {
        let tokensPerUnit = AttentionRunner.tokensPerUnit(group: group)
        let blocks = (rows + tokensPerUnit - 1) / tokensPerUnit
        let memory = UnitMemory(rows: min(tokensPerUnit, rows) * group, dimension: dimension)
        pool.forEach(in: 0..<blocks * spec.kvHeadCount, grain: 1, scratchBytes: memory.byteCount) {
            [self] units, scratch in
            for unit in units {
                // Long units first: the last tokens see the most keys.
                let (block, head) = unit.quotientAndRemainder(dividingBy: spec.kvHeadCount)
                let first = (blocks - 1 - block) * tokensPerUnit
                let tokens = first..<min(first + tokensPerUnit, rows)
                attend(tokens, head: head, memory.parts(of: scratch))
            }
        }
    }

    private func attend(_ tokens: Range<Int>, head: Int, _ unit: UnitMemory.Parts) {
        let keys = firstKey(of: start + tokens.lowerBound)..<start + tokens.upperBound
        prepare(tokens, head: head, unit)
        withViews(head: head, keys: keys) { views, number in
            var attention = kernelAttention(rows: tokens.count * group, unit)
            lk_attend(level, &attention, views, pageCount(keys), number, unit.out, unit.top, unit.sum)
        }
        finish(tokens, head: head, unit)
    }

    // MARK: One token, its keys split over threads

    var segmentCount: Int {
        let length = KVPage.positions * Int(LK_SEGMENT_PAGES)
        return (start + rows + length - 1) / length - firstKey(of: start) / length
    }

    /// Each segment of the keys is a unit of its own; the parts are joined in order, as a single pass would.
    func runBySegment(on pool: ComputePool) {
        let length = KVPage.positions * Int(LK_SEGMENT_PAGES)
        let firstSegment = firstKey(of: start) / length
        let segments = segmentCount
        let parts = FloatMatrix(rows: spec.kvHeadCount * segments, columns: group * (width + 2))
        let memory = UnitMemory(rows: group, dimension: dimension)
        pool.forEach(in: 0..<spec.kvHeadCount * segments, grain: 1, scratchBytes: memory.byteCount) {
            [self] units, scratch in
            for unit in units {
                let (head, segment) = unit.quotientAndRemainder(dividingBy: segments)
                let from = max(firstKey(of: start), (firstSegment + segment) * length)
                let keys = from..<min(start + 1, (firstSegment + segment + 1) * length)
                let memory = memory.parts(of: scratch)
                prepare(0..<1, head: head, memory)
                let out = parts.row(unit)
                withViews(head: head, keys: keys) { views, number in
                    var attention = kernelAttention(rows: group, memory)
                    lk_attend_segment(
                        level, &attention, views, pageCount(keys), number, out, out + group * width,
                        out + group * (width + 1))
                }
            }
        }
        pool.forEach(in: 0..<spec.kvHeadCount, grain: spec.kvHeadCount, scratchBytes: memory.byteCount) {
            [self] heads, scratch in
            for head in heads {
                let whole = parts.row(head * segments)
                let (top, sum) = (whole + group * width, whole + group * (width + 1))
                for segment in 1..<max(segments, 1) {
                    let part = parts.row(head * segments + segment)
                    lk_join(
                        level, whole, top, sum, part, part + group * width,
                        part + group * (width + 1), group, dimension)
                }
                var memory = memory.parts(of: scratch)
                (memory.out, memory.top, memory.sum) = (whole, top, sum)
                finish(0..<1, head: head, memory)
            }
        }
    }

    // MARK: Rows in and out

    private func kernelAttention(rows: Int, _ unit: UnitMemory.Parts) -> lk_attention {
        lk_attention(
            queries: unit.queries, first: unit.first, last: unit.last, rows: rows, dimension: dimension,
            width: width, type: layout.type.kernelType, scratch: unit.scratch)
    }

    /// Queries of the group's heads, scaled so that powers of two are wanted, and what each may see.
    private func prepare(_ tokens: Range<Int>, head: Int, _ unit: UnitMemory.Parts) {
        var row = 0
        for token in tokens {
            for member in 0..<group {
                scaledQuery(
                    at: start + token, head: head * group + member, into: unit.queries + row * dimension)
                unit.first[row] = Int32(firstKey(of: start + token))
                unit.last[row] = Int32(start + token)
                row += 1
            }
        }
    }

    /// A query head's values times log2(e) / √dimension.
    func scaledQuery(at position: Int, head: Int, into target: UnsafeMutablePointer<Float>) {
        let scale = Float(1.4426950408889634 / Double(dimension).squareRoot())
        let source = queries.row(position - start) + head * dimension
        for index in 0..<dimension { target[index] = source[index] * scale }
    }

    private func finish(_ tokens: Range<Int>, head: Int, _ unit: UnitMemory.Parts) {
        var row = 0
        for token in tokens {
            let target = out.row(token) + head * group * dimension
            for member in 0..<group {
                let inverse = 1 / unit.sum[row]
                let source = unit.out + row * width
                for index in 0..<dimension { target[member * dimension + index] = source[index] * inverse }
                row += 1
            }
        }
    }

    private func pageCount(_ keys: Range<Int>) -> Int {
        (keys.upperBound + KVPage.positions - 1) / KVPage.positions - keys.lowerBound / KVPage.positions
    }

    /// The head's pages that hold a range of keys, and the number of the first.
    private func withViews(
        head: Int, keys: Range<Int>, _ body: (UnsafePointer<lk_page>, Int) -> Void
    ) {
        let first = keys.lowerBound / KVPage.positions
        let count = pageCount(keys)
        withUnsafeTemporaryAllocation(of: lk_page.self, capacity: max(count, 1)) { views in
            for index in 0..<count {
                let position = (first + index) * KVPage.positions
                views.initializeElement(
                    at: index,
                    to: pages[first + index].view(
                        head: head, position: position,
                        count: min(KVPage.positions, start + rows - position), layout))
            }
            guard let base = views.baseAddress else { return }
            body(base, first)
        }
    }
}
