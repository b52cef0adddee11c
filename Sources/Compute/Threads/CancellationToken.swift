import Synchronization

/// A flag that both the asynchronous world and the compute lane can read.
package final class CancellationToken: Sendable {
    private let flag = Atomic(false)

    package init() {}

    package func cancel() { flag.store(true, ordering: .relaxed) }

    package var isCancelled: Bool { flag.load(ordering: .relaxed) }

    package func check() throws(CancellationError) {
        if isCancelled { throw CancellationError() }
    }
}
