import CKernels
import Compute

/// Attention weights of a few queries of one head over all keys before them, exactly.
struct SampledRows {
    /// Positions, rising.
    let positions: [Int]
    /// Rows from here on are held out: they don't choose, they measure.
    let heldOutStart: Int
    /// (rows × stride): probabilities up to each row's own position, zero behind it.
    let weights: UnsafeMutablePointer<Float>
    let stride: Int
    let chunk: Range<Int>

    func row(_ index: Int) -> UnsafeMutablePointer<Float> { weights + index * stride }

    /// Some rows at the end of each of several equal segments of the chunk, then rows drawn from the rest.
    static func positions(
        in chunk: Range<Int>, _ parameters: SampleParameters, heldOut: Int, random: inout SeededRandom
    ) -> (sampled: [Int], heldOut: [Int]) {
        let wanted = min(
            max(
                parameters.minimumRows, Int((parameters.rowSamplingRatio * Double(chunk.count)).rounded(.up))),
            chunk.count)
        let segments = max(1, min(4, wanted))
        let perSegment = (wanted + segments - 1) / segments
        var sampled: [Int] = []
        for segment in 0..<segments {
            let end = chunk.lowerBound + (segment + 1) * chunk.count / segments
            let start = chunk.lowerBound + segment * chunk.count / segments
            sampled += max(start, end - perSegment)..<end
        }
        let taken = Set(sampled)
        var rest: Set<Int> = []
        while rest.count < min(heldOut, chunk.count - sampled.count) {
            let position = chunk.lowerBound + Int(random.next() % UInt64(chunk.count))
            if !taken.contains(position) { rest.insert(position) }
        }
        return (sampled, rest.sorted())
    }

    /// Room for the weights, the queries and one opened page.
    static func byteCount(rows: Int, keys: Int, dimension: Int) -> Int {
        let stride = (keys + KVPage.positions - 1) / KVPage.positions * KVPage.positions
        return (rows * stride + rows * dimension + KVPage.positions * dimension) * MemoryLayout<Float>.stride
    }

    init(
        sampled: [Int], heldOut: [Int], head: Int, job: AttentionJob, memory: UnsafeMutableRawPointer
    ) {
        positions = sampled + heldOut
        heldOutStart = sampled.count
        chunk = job.start..<job.start + job.rows
        let dimension = job.spec.headDimension
        let keys = job.start + job.rows
        let pageCount = (keys + KVPage.positions - 1) / KVPage.positions
        stride = pageCount * KVPage.positions
        weights = memory.assumingMemoryBound(to: Float.self)
        let queries = weights + positions.count * stride
        let copy = queries + positions.count * dimension
        for (row, position) in positions.enumerated() {
            job.scaledQuery(at: position, head: head, into: queries + row * dimension)
        }
        let kvHead = head / job.spec.queriesPerKVHead
        for page in 0..<pageCount {
            lk_page_scores(
                job.level, weights + page * KVPage.positions, stride, queries,
                job.pages[page].head(kvHead, job.layout), job.layout.type.kernelType, positions.count,
                dimension, copy)
        }
        for (row, position) in positions.enumerated() {
            let values = self.row(row)
            let sum = lk_powers(job.level, values, position + 1)
            for key in 0...position { values[key] /= sum }
            (values + position + 1).update(repeating: 0, count: stride - position - 1)
        }
    }

    /// The share of a row's mass that a plan keeps.
    func keptMass(row: Int, plan: AttentionPlan, level: Int32) -> Double {
        let values = self.row(row)
        let position = positions[row]
        let block = QueryBlock.containing(position, in: chunk)
        var mass = 0.0
        for keys in plan.blockKeys(of: block) where keys.lowerBound <= position {
            let count = min(keys.upperBound, position + 1) - keys.lowerBound
            mass += Double(lk_total(level, values + keys.lowerBound, count))
        }
        if case .stripe(let columns, _) = plan {
            for column in columns.prefix(plan.columnPrefix(of: block)) { mass += Double(values[Int(column)]) }
        }
        return mass
    }
}

extension QueryBlock {
    /// The block of a position within a chunk.
    static func containing(_ position: Int, in chunk: Range<Int>) -> QueryBlock {
        let start = position / length * length
        return QueryBlock(queries: (start..<start + length).clamped(to: chunk))
    }
}
