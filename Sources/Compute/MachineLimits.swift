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
    ///
    /// - Throws: `ComputeError.outOfMemory`.
    package static func bytesReadPerSecond(
        _ byteCount: Int, on pool: ComputePool
    ) throws(ComputeError) -> Double {
        let part = 1 << 16
        let count = max(1, byteCount / part)
        // On huge pages, as packed weights are.
        let memory = try PanelMemory(byteCount: count * part)
        guard let floats = memory.bytes.bindMemory(to: Float.self).baseAddress else { return 0 }
        floats.initialize(repeating: 1, count: count * part / MemoryLayout<Float>.stride)
        let length = part / MemoryLayout<Float>.stride
        let start = Int(bitPattern: floats)
        return best(of: 5) {
            pool.forEach(in: 0..<count, grain: 16) { parts in
                guard let floats = UnsafePointer<Float>(bitPattern: start) else { return }
                for number in parts { _ = lk_total(pool.level.rawValue, floats + number * length, length) }
            }
            return Double(count * part)
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
