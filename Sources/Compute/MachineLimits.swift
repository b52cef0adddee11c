import CKernels
import Synchronization

/// What the threads of a pool can do at most, measured: figures of products and of decoding are shares of it.
package enum MachineLimits {
    /// Byte products and their sums, operations a second, from the first-level cache.
    package static func operationsPerSecond(on pool: ComputePool) -> Double {
        best(of: 5) {
            let done = Atomic(0)
            pool.forEach(in: 0..<64 * pool.threadCount, grain: 1) { _ in
                done.add(Int(lk_peak(pool.level.rawValue, 2000)), ordering: .relaxed)
            }
            return Double(done.load(ordering: .relaxed))
        }
    }

    /// Bytes a second that are read one after another from memory of `byteCount` bytes; more than the caches hold.
    package static func bytesReadPerSecond(_ byteCount: Int, on pool: ComputePool) -> Double {
        let part = 1 << 16
        let floats = FloatMatrix(rows: max(1, byteCount / 4 / part), columns: part)
        return best(of: 5) {
            pool.forEach(in: 0..<floats.rows, grain: 4) { rows in
                for row in rows { _ = lk_total(pool.level.rawValue, floats.row(row), part) }
            }
            return Double(floats.rows * part * MemoryLayout<Float>.stride)
        }
    }

    private static func best(of rounds: Int, _ work: () -> Double) -> Double {
        var best = 0.0
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            let amount = work()
            best = max(best, amount / ((ContinuousClock.now - start) / .seconds(1)))
        }
        return best
    }
}
