import CKernels
import Compute

/// Chooses the keys of one head and chunk (SampleAttention, arXiv 2406.15486, both generations).
///
/// Pure planning: reads the weights of a few sampled rows, returns a plan. `AttentionRunner` executes it.
struct SampleAttention {
    let parameters: SampleParameters
    let chunk: Range<Int>
    let level: Int32

    /// Keys within every row's window.
    var window: Int {
        let share = Int((parameters.windowRatio * Double(chunk.upperBound)).rounded(.up))
        return max(parameters.minimumWindow, min(share, parameters.maximumWindow))
    }

    /// The share of the sampled mass to reach.
    private var target: Double { parameters.alpha + (1 - parameters.alpha) * parameters.headroom }

    func plan(_ rows: SampledRows) -> AttentionPlan {
        let plan =
            switch parameters.structure {
            case .stripe: stripes(rows)
            case .strips: strips(rows)
            }
        return density(plan) > parameters.densestPlan ? .full : plan
    }

    /// Share of the causal pairs that a plan computes.
    func density(_ plan: AttentionPlan) -> Double {
        let pairs = QueryBlock.blocks(of: chunk).reduce(0) { $0 + plan.pairCount(of: $1) }
        let causal = (chunk.lowerBound + 1 + chunk.upperBound) * chunk.count / 2
        return Double(pairs) / Double(causal)
    }

    // MARK: Columns and a window

    private func stripes(_ rows: SampledRows) -> AttentionPlan {
        let weights = votes(rows)
        defer { weights.deallocate() }
        let sinks = (0..<Int32(min(parameters.sinkCount, chunk.lowerBound))).map { $0 }
        var target = target * Double(rows.heldOutStart)
        if parameters.selection == .residual {
            // What sinks and windows hold is covered already.
            let base = AttentionPlan.stripe(columns: sinks, window: window)
            for row in 0..<rows.heldOutStart { target -= rows.keptMass(row: row, plan: base, level: level) }
            for sink in sinks { weights[Int(sink)] = 0 }
        }
        var columns = ColumnSelection.smallest(of: UnsafeBufferPointer(weights), reaching: target)
        columns = Self.union(columns, sinks)
        return guarded(rows, columns: columns)
    }

    /// For each column the mass that sampled rows give it; a row doesn't vote for its own window.
    private func votes(_ rows: SampledRows) -> UnsafeMutableBufferPointer<Float> {
        let weights = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows.stride)
        weights.initialize(repeating: 0)
        guard let base = weights.baseAddress else { return weights }
        for row in 0..<rows.heldOutStart {
            let position = rows.positions[row]
            let end =
                parameters.selection == .paper
                ? position + 1 : QueryBlock.containing(position, in: chunk).bandStart(window: window)
            lk_add_scaled(level, base, rows.row(row), 1, end)
        }
        return weights
    }

    /// Adds the best columns of the worst row until every sampled row keeps its least share.
    private func guarded(_ rows: SampledRows, columns: [Int32]) -> AttentionPlan {
        var columns = columns
        for _ in 0..<rows.heldOutStart {
            let plan = AttentionPlan.stripe(columns: columns, window: window)
            let kept = (0..<rows.heldOutStart).map { rows.keptMass(row: $0, plan: plan, level: level) }
            guard let worst = kept.indices.min(by: { kept[$0] < kept[$1] }),
                kept[worst] < parameters.rowGuard
            else { break }
            let end = QueryBlock.containing(rows.positions[worst], in: chunk).bandStart(window: window)
            let rest = UnsafeMutableBufferPointer<Float>.allocate(capacity: end)
            defer { rest.deallocate() }
            for key in 0..<end { rest[key] = rows.row(worst)[key] }
            for column in columns where Int(column) < end { rest[Int(column)] = 0 }
            let more = ColumnSelection.smallest(
                of: UnsafeBufferPointer(rest), reaching: parameters.rowGuard - kept[worst] + 1e-4)
            if more.isEmpty { break }
            columns = Self.union(columns, more)
        }
        return .stripe(columns: columns, window: window)
    }

    private static func union(_ a: [Int32], _ b: [Int32]) -> [Int32] {
        b.isEmpty ? a : Array(Set(a).union(b)).sorted()
    }

    // MARK: Blocks of columns and diagonals

    private func strips(_ rows: SampledRows) -> AttentionPlan {
        let length = StripBlock.length
        let count = (chunk.upperBound + length - 1) / length
        var columns = [Float](repeating: 0, count: count)
        var diagonals = columns
        for row in 0..<rows.heldOutStart {
            let own = rows.positions[row] / length
            for number in 0...own {
                let mass = lk_total(
                    level, rows.row(row) + number * length, min(length, rows.stride - number * length))
                columns[number] += mass
                diagonals[own - number] += mass
            }
        }
        let target = target * Double(rows.heldOutStart)
        let kept = { (weights: [Float]) in
            weights.withUnsafeBufferPointer {
                ColumnSelection.smallest(of: $0, reaching: target).map { Int($0) }
            }
        }
        // The first column and the diagonal of each query itself are always looked at.
        return .strips(
            columns: Set(kept(columns) + [0]).sorted(), diagonals: Set(kept(diagonals) + [0, 1]).sorted())
    }
}
