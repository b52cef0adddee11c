import Synchronization

/// An event that can swallow the one after it, so that a slow reader never makes a queue grow.
public protocol CoalescingEvent: Sendable {
    /// Order is kept within a channel; events of different channels never merge.
    var channel: Int { get }
    /// Takes `next` into this event where that loses nothing, and says whether it did.
    mutating func absorb(_ next: Self) -> Bool
}

extension CoalescingEvent {
    public var channel: Int { 0 }
}

/// A stream with one reader, whose producer never waits and whose backlog stays small.
///
/// Text joins text, progress replaces progress, ends are kept. When the reading task ends, or the last iterator
/// is let go, the producer's `onCancel` runs once.
public struct EventStream<Event: CoalescingEvent>: AsyncSequence, Sendable {
    public typealias Element = Event
    public typealias Failure = any Error

    /// The producer's end.
    public final class Source: Sendable {
        private struct State {
            var pending: [Event] = []
            var end: Result<Void, any Error>?
            var waiter: CheckedContinuation<Void, Never>?
            var onCancel: (@Sendable () -> Void)?
        }

        private let state = Mutex(State())

        public init(onCancel: (@Sendable () -> Void)? = nil) {
            state.withLock { $0.onCancel = onCancel }
        }

        /// Sets what stops the producer; runs it at once if the reader has already gone.
        public func onCancel(_ action: @escaping @Sendable () -> Void) {
            let alreadyEnded = state.withLock { state in
                if state.end != nil { return true }
                state.onCancel = action
                return false
            }
            if alreadyEnded { action() }
        }

        /// Never waits. After the end it does nothing.
        public func send(_ event: Event) {
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard state.end == nil else { return nil }
                let last = state.pending.lastIndex { $0.channel == event.channel }
                if let last, state.pending[last].absorb(event) {
                } else {
                    state.pending.append(event)
                }
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }

        public func finish(throwing error: (any Error)? = nil) {
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                if state.end == nil { state.end = error.map { .failure($0) } ?? .success(()) }
                state.onCancel = nil
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }

        fileprivate func cancel() {
            let action = state.withLock { state in
                defer { state.onCancel = nil }
                return state.onCancel
            }
            action?()
        }

        fileprivate func next() async throws -> Event? {
            while true {
                let (event, end) = state.withLock { state -> (Event?, Result<Void, any Error>?) in
                    state.pending.isEmpty ? (nil, state.end) : (state.pending.removeFirst(), nil)
                }
                if let event { return event }
                if let end {
                    try end.get()
                    return nil
                }
                await withTaskCancellationHandler {
                    await withCheckedContinuation { continuation in
                        let isReady = state.withLock { state -> Bool in
                            if !state.pending.isEmpty || state.end != nil { return true }
                            state.waiter = continuation
                            return false
                        }
                        if isReady { continuation.resume() }
                    }
                } onCancel: {
                    cancel()
                    finish(throwing: CancellationError())
                }
            }
        }
    }

    public final class AsyncIterator: AsyncIteratorProtocol {
        private let source: Source

        fileprivate init(source: Source) { self.source = source }

        deinit { source.cancel() }

        public func next() async throws -> Event? { try await source.next() }
    }

    private let source: Source

    public init(_ source: Source) { self.source = source }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }
}
