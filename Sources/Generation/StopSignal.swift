import Synchronization

/// Asks a running generation to end and keep what it has; the stream then closes with `.cancelled` as usual.
///
/// Ending the reading task also stops the work, but then nobody is left to hear how far it came.
public final class StopSignal: Sendable {
    private struct State {
        var isStopped = false
        var actions: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    public init() {}

    public var isStopped: Bool { state.withLock(\.isStopped) }

    public func stop() {
        let actions = state.withLock { state in
            state.isStopped = true
            defer { state.actions = [] }
            return state.actions
        }
        for action in actions { action() }
    }

    /// Runs `action` once, at the stop; at once if that was before.
    public func onStop(_ action: @escaping @Sendable () -> Void) {
        let isStopped = state.withLock { state in
            if !state.isStopped { state.actions.append(action) }
            return state.isStopped
        }
        if isStopped { action() }
    }
}
