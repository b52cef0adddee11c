import CKernels
import Compute
import Foundation
import Synchronization

extension AttentionJob {
    /// Whether sampling can pay: many rows, many keys, no window of the model's own.
    func canBeSparse(_ parameters: SampleParameters) -> Bool {
        rows >= 2 * parameters.minimumRows && start + rows >= parameters.shortestLength
            && spec.slidingWindow == nil && !(parameters.alpha >= 1 && parameters.fallsBack)
    }

    /// Every query head is a unit: sampled, planned, gathered, and attended block by block.
    func runSparsely(
        _ parameters: SampleParameters, layer: Int, on pool: ComputePool
    ) -> AttentionCounts {
        let results = Mutex([AttentionCounts](repeating: AttentionCounts(), count: spec.headCount))
        let keys = start + rows
        let wanted = Int((parameters.rowSamplingRatio * Double(rows)).rounded(.up))
        let mostRows = max(parameters.minimumRows, wanted) + 4 + parameters.heldOutRows
        let sampling = SampledRows.byteCount(rows: mostRows, keys: keys, dimension: dimension)
        let gathering = (keys + KVPage.positions) / KVPage.positions * (layout.keyBytes + layout.valueBytes)
        let unit = UnitMemory(rows: QueryBlock.length, dimension: dimension)
        let parts = [sampling, gathering, unit.byteCount].map { ($0 + 63) / 64 * 64 }
        pool.forEach(in: 0..<spec.headCount, grain: 1, scratchBytes: parts.reduce(0, +)) {
            [self] heads, scratch in
            for head in heads {
                let head = SparseHead(
                    job: self, parameters: parameters, layer: layer, head: head, sampling: scratch,
                    gathering: scratch + parts[0], unit: unit.parts(of: scratch + parts[0] + parts[1]))
                let counts = head.run()
                results.withLock { $0[head.head] = counts }
            }
        }
        return results.withLock { all in
            all.reduce(into: AttentionCounts()) { $0.add($1) }
        }
    }
}

/// One query head of one layer and chunk.
private struct SparseHead {
    let job: AttentionJob
    let parameters: SampleParameters
    let layer: Int
    let head: Int
    let sampling: UnsafeMutableRawPointer
    let gathering: UnsafeMutableRawPointer
    let unit: UnitMemory.Parts

    private var chunk: Range<Int> { job.start..<job.start + job.rows }
    private var kvHead: Int { head / job.group }

    func run() -> AttentionCounts {
        var random = SeededRandom(
            seed: parameters.seed ^ UInt64(layer) << 48 ^ UInt64(head) << 32 ^ UInt64(job.start))
        // Which heads are measured moves on from chunk to chunk, so that a long prompt measures all.
        let turn = layer + head + job.start / ReadPlan.chunkLength
        let isMeasured = parameters.keepsRecords || turn % max(1, parameters.measuredHeads) == 0
        let chosen = SampledRows.positions(
            in: chunk, parameters, heldOut: isMeasured ? parameters.heldOutRows : 0, random: &random)
        let rows = SampledRows(
            sampled: chosen.sampled, heldOut: chosen.heldOut, head: head, job: job, memory: sampling)
        let planner = SampleAttention(parameters: parameters, chunk: chunk, level: job.level)
        let plan = planner.plan(rows)
        let gathered = gather(plan)
        for block in QueryBlock.blocks(of: chunk) { attend(block, plan, gathered) }
        return counts(plan, rows, density: planner.density(plan))
    }

    /// Keys and values of the kept columns side by side, in pages like the cache's.
    private func gather(_ plan: AttentionPlan) -> [lk_page] {
        guard case .stripe(let columns, _) = plan else { return [] }
        let pageBytes = job.layout.keyBytes + job.layout.valueBytes
        var pages: [lk_page] = []
        for start in stride(from: 0, to: columns.count, by: KVPage.positions) {
            let keys = gathering + pages.count * pageBytes
            let count = min(KVPage.positions, columns.count - start)
            // Unused places are multiplied by zero, so they must be numbers.
            if count < KVPage.positions { memset(keys, 0, pageBytes) }
            let values = keys + job.layout.keyBytes
            for place in 0..<count {
                let position = Int(columns[start + place])
                let number = position / KVPage.positions
                var source = job.pages[number].view(
                    head: kvHead, position: 0, count: KVPage.positions, job.layout)
                lk_gather_position(
                    keys, values, place, &source, position % KVPage.positions,
                    job.layout.type.kernelType, job.dimension)
            }
            // Before every query: positions of gathered keys play no part in what is seen.
            pages.append(lk_page(keys: keys, values: values, position: -(1 << 30), count: Int32(count)))
        }
        return pages
    }

    private func attend(_ block: QueryBlock, _ plan: AttentionPlan, _ gathered: [lk_page]) {
        var pages: [lk_page] = []
        let prefix = plan.columnPrefix(of: block)
        for (number, var page) in gathered.enumerated() where number * KVPage.positions < prefix {
            page.count = Int32(min(Int(page.count), prefix - number * KVPage.positions))
            pages.append(page)
        }
        for keys in plan.blockKeys(of: block) {
            for number in keys.lowerBound / KVPage.positions..<(keys.upperBound + KVPage.positions - 1)
                / KVPage.positions
            {
                let position = number * KVPage.positions
                pages.append(
                    job.pages[number].view(
                        head: kvHead, position: position,
                        count: min(KVPage.positions, keys.upperBound - position), job.layout))
            }
        }
        for (row, position) in block.queries.enumerated() {
            job.scaledQuery(at: position, head: head, into: unit.queries + row * job.dimension)
            unit.first[row] = .min
            unit.last[row] = Int32(position)
        }
        var attention = lk_attention(
            queries: unit.queries, first: unit.first, last: unit.last, rows: block.queries.count,
            dimension: job.dimension, width: job.width, type: job.layout.type.kernelType,
            scratch: unit.scratch)
        lk_attend(job.level, &attention, pages, pages.count, 0, unit.out, unit.top, unit.sum)
        for (row, position) in block.queries.enumerated() {
            let target = job.out.row(position - job.start) + head * job.dimension
            let inverse = 1 / unit.sum[row]
            for index in 0..<job.dimension { target[index] = unit.out[row * job.width + index] * inverse }
        }
    }

    private func counts(_ plan: AttentionPlan, _ rows: SampledRows, density: Double) -> AttentionCounts {
        let blocks = QueryBlock.blocks(of: chunk)
        var counts = AttentionCounts(
            computed: blocks.reduce(0) { $0 + plan.pairCount(of: $1) },
            causal: (chunk.lowerBound + 1 + chunk.upperBound) * chunk.count / 2)
        let kept = rows.positions.indices.map { rows.keptMass(row: $0, plan: plan, level: job.level) }
        let sampled = kept.prefix(rows.heldOutStart)
        let heldOut = Array(kept.dropFirst(rows.heldOutStart))
        counts.heldOutMass = heldOut.reduce(0, +)
        counts.heldOutRows = heldOut.count
        counts.sampledMinimum = sampled.min()
        if plan == .full { counts.densePlans = 1 } else { counts.sparsePlans = 1 }
        if parameters.keepsRecords || parameters.keepsPlans {
            counts.records = [
                AttentionCounts.HeadRecord(
                    layer: layer, head: head, start: job.start, density: density, computed: counts.computed,
                    causal: counts.causal, heldOutMass: heldOut,
                    sampledMinimum: sampled.min() ?? 0,
                    sampledMean: sampled.reduce(0, +) / Double(max(1, sampled.count)), plan: plan)
            ]
        }
        return counts
    }
}
