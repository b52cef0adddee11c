import CKernels
package import Compute
import Synchronization

/// Executes attention plans: softmax(q kᵀ / √d) v over the planned keys, head by head.
package enum AttentionRunner {
    /// Queries of one head that are worked on together.
    static let queryBlock = 16

    /// - Parameters:
    ///   - queries: (tokens × heads·dimension), rotated; row t is at position `start + t`.
    ///   - layer: of the cache, which already holds the keys and values of these tokens.
    ///   - out: (tokens × heads·dimension), overwritten.
    /// - Returns: pairs computed and pairs that full causal attention has.
    package static func run(
        _ policy: AttentionPolicy, queries: FloatMatrix, rows count: Int, from start: Int, cache: KVCache,
        layer: Int,
        spec: ModelSpec, into out: FloatMatrix, on pool: ComputePool
    ) -> AttentionCounts {
        let blocks = (count + queryBlock - 1) / queryBlock
        let computed = Atomic(0)
        let causal = Atomic(0)
        let pages = cache.pages(of: layer)
        pool.forEach(in: 0..<blocks * spec.headCount, grain: 1) { units in
            for unit in units {
                let (block, head) = unit.quotientAndRemainder(dividingBy: spec.headCount)
                let rows = block * queryBlock..<min((block + 1) * queryBlock, count)
                let plan = policy.plan(queries: start + rows.lowerBound..<start + rows.upperBound)
                attend(
                    plan, level: pool.level.rawValue, head: head, rows: rows, queries: queries, pages: pages,
                    spec: spec, into: out)
                computed.add(plan.pairCount, ordering: .relaxed)
                causal.add(plan.causalPairCount, ordering: .relaxed)
            }
        }
        return AttentionCounts(
            computed: computed.load(ordering: .relaxed), causal: causal.load(ordering: .relaxed))
    }

    /// One head, one query block: scores of all planned keys, softmax over those each query sees, weighted values.
    private static func attend(
        _ plan: AttentionPlan, level: Int32, head: Int, rows: Range<Int>, queries: FloatMatrix,
        pages: [KVPage],
        spec: ModelSpec,
        into out: FloatMatrix
    ) {
        let dimension = spec.headDimension
        let kvHead = head / spec.queriesPerKVHead
        let keyCount = plan.keyCount
        let scale = 1 / Float(dimension).squareRoot()
        withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count * keyCount) { scores in
            guard let scores = scores.baseAddress else { return }
            forEachPiece(of: plan, in: pages) { page, place, offset, length in
                lk_matmul(
                    level, scores + offset, keyCount,
                    page.keys.pointer + (kvHead * KVPage.positions + place) * dimension,
                    Int32(LK_F32), dimension * MemoryLayout<Float>.stride,
                    queries.row(rows.lowerBound) + head * dimension, queries.columns, scores, length,
                    rows.count,
                    dimension)
            }
            for row in rows {
                let rowScores = scores + (row - rows.lowerBound) * keyCount
                let visible = plan.visibleKeys(at: plan.queries.lowerBound + row - rows.lowerBound)
                lk_softmax(level, rowScores, scale, visible)
                let target = out.row(row) + head * dimension
                target.update(repeating: 0, count: dimension)
                forEachPiece(of: plan, in: pages) { page, place, offset, length in
                    guard offset < visible else { return }
                    lk_add_weighted(
                        level, target, rowScores + offset,
                        page.values.pointer + (kvHead * KVPage.positions + place) * dimension, dimension,
                        min(length, visible - offset), dimension)
                }
            }
        }
    }

    /// Walks the planned keys page by page: (page, place within it, offset among the planned keys, length).
    private static func forEachPiece(
        of plan: AttentionPlan, in pages: [KVPage],
        _ body: (_ page: KVPage, _ place: Int, _ offset: Int, _ length: Int) -> Void
    ) {
        var offset = 0
        for range in plan.keys {
            var position = range.lowerBound
            while position < range.upperBound {
                let (number, place) = position.quotientAndRemainder(dividingBy: KVPage.positions)
                let length = min(KVPage.positions - place, range.upperBound - position)
                body(pages[number], place, offset, length)
                position += length
                offset += length
            }
        }
    }
}
