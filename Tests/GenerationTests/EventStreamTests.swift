import Generation
import Synchronization
import Testing

struct EventStreamTests {
    @Test func aSlowReaderGetsJoinedText() async throws {
        let source = EventStream<GenerationEvent>.Source()
        for i in 0..<1000 { source.send(.text("\(i % 10)", tokens: i + 1)) }
        source.send(.finished(.endOfText, GenerationStatistics()))
        source.finish()
        var events: [GenerationEvent] = []
        for try await event in EventStream(source) { events.append(event) }
        #expect(events.count == 2)
        #expect(events.first == .text(String(repeating: "0123456789", count: 100), tokens: 1000))
    }

    @Test func progressIsReplacedAndOrderIsKept() async throws {
        let source = EventStream<GenerationEvent>.Source()
        source.send(.prefill(done: 1, total: 3, cached: 0))
        source.send(.prefill(done: 3, total: 3, cached: 0))
        source.send(.text("a", tokens: 1))
        source.finish()
        var events: [GenerationEvent] = []
        for try await event in EventStream(source) { events.append(event) }
        #expect(events == [.prefill(done: 3, total: 3, cached: 0), .text("a", tokens: 1)])
    }

    @Test func textCrossesTasksWithoutLoss() async throws {
        let source = EventStream<GenerationEvent>.Source()
        Task.detached {
            for i in 0..<500 {
                source.send(.text("\(i) ", tokens: i + 1))
                if i % 50 == 0 { await Task.yield() }
            }
            source.finish()
        }
        var text = ""
        for try await event in EventStream(source) { if case .text(let piece, _) = event { text += piece } }
        #expect(text == (0..<500).map { "\($0) " }.joined())
    }

    @Test func endingTheReadingTaskStopsTheProducer() async {
        let stopped = Mutex(0)
        let source = EventStream<GenerationEvent>.Source { stopped.withLock { $0 += 1 } }
        let reader = Task { for try await _ in EventStream(source) {} }
        while reader.isCancelled == false { reader.cancel() }
        await #expect(throws: CancellationError.self) { try await reader.value }
        #expect(stopped.withLock { $0 } == 1)
    }

    @Test func lettingGoOfTheStreamStopsTheProducer() async throws {
        let stopped = Mutex(0)
        let source = EventStream<GenerationEvent>.Source { stopped.withLock { $0 += 1 } }
        source.send(.text("first", tokens: 1))
        for try await _ in EventStream(source) { break }
        #expect(stopped.withLock { $0 } == 1)
    }

    @Test func aProducerThatStartsAfterTheReaderLeftIsStoppedAtOnce() async {
        let source = EventStream<GenerationEvent>.Source()
        source.finish(throwing: CancellationError())
        let stopped = Mutex(false)
        source.onCancel { stopped.withLock { $0 = true } }
        #expect(stopped.withLock { $0 })
    }
}
