import Synchronization

/// An alarm that goes off when it is not wound again in time.
final class Watch: Sendable {
    struct Expired: Error { let limit: Duration }

    private struct State {
        var deadline: ContinuousClock.Instant
        var limit: Duration
    }

    private let state: Mutex<State>
    private static let longestSleep = Duration.milliseconds(200)

    init(_ limit: Duration) {
        state = Mutex(State(deadline: .now + limit, limit: limit))
    }

    /// From now on the next sign of life is due within `limit`.
    func wind(_ limit: Duration) {
        state.withLock { $0 = State(deadline: .now + limit, limit: limit) }
    }

    /// Runs work; cancels it when the alarm goes off.
    ///
    /// - Throws: `Expired`, or what `work` throws.
    func guarding<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value
    {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await self.expiry()
                return nil
            }
            group.addTask { try await work() }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    /// Throws `Expired` once the deadline has passed, however often it was moved.
    private func expiry() async throws {
        while true {
            let (deadline, limit) = state.withLock { ($0.deadline, $0.limit) }
            guard deadline > .now else { throw Expired(limit: limit) }
            // The deadline may also move nearer while this sleeps, so it never sleeps long.
            try await Task.sleep(until: min(deadline, .now + Self.longestSleep), clock: .continuous)
        }
    }
}
