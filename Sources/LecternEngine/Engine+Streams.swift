import Generation

extension Engine {
    /// Starts work that reports as it goes, and hands out what it reports. Whoever stops reading stops the work; what
    /// fails comes as an `EngineError`, a stop as `CancellationError`.
    nonisolated func streaming<Event: CoalescingEvent>(
        _ work: @escaping @Sendable (EventStream<Event>.Source) async throws -> Void
    ) -> EventStream<Event> {
        let source = EventStream<Event>.Source()
        let task = Task {
            do {
                try await work(source)
                source.finish()
            } catch is CancellationError {
                source.finish(throwing: CancellationError())
            } catch {
                source.finish(throwing: Self.engineError(error))
            }
        }
        source.onCancel { task.cancel() }
        return EventStream(source)
    }
}
