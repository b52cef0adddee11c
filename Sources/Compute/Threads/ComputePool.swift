import Dispatch
import Foundation
import Synchronization

/// Splits a range over threads in small chunks, handed out as threads come free.
///
/// What a chunk computes never depends on which thread runs it or how many there are. A delayed thread holds up
/// one chunk only.
package final class ComputePool: Sendable {
    package let threadCount: Int
    /// Which kernels the work on this pool uses.
    package let level: KernelLevel

    /// - Parameters:
    ///   - threadCount: 0 takes one thread a core.
    ///   - level: lowered to the best one that this processor runs.
    package init(threadCount: Int = 0, level: KernelLevel = .best) {
        self.level = level.rawValue <= KernelLevel.best.rawValue ? level : .best
        self.threadCount =
            threadCount > 0 ? threadCount : max(1, ProcessInfo.processInfo.activeProcessorCount)
    }

    /// Calls `body` with disjoint sub-ranges of at most `grain` that together are `range`; returns when all are done.
    package func forEach(in range: Range<Int>, grain: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let grain = max(1, grain)
        let chunks = (range.count + grain - 1) / grain
        guard chunks > 1, threadCount > 1 else {
            if !range.isEmpty { body(range) }
            return
        }
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(threadCount, chunks)) { _ in
            while true {
                let chunk = next.add(1, ordering: .relaxed).oldValue
                guard chunk < chunks else { return }
                let start = range.lowerBound + chunk * grain
                body(start..<min(start + grain, range.upperBound))
            }
        }
    }
}
