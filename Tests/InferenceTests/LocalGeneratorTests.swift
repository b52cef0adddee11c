import Foundation
import Generation
import Inference
import LecternTesting
import Testing
import Tokenization

/// The bundled model as a text generator.
@Suite struct LocalGeneratorTests {
    static let bundled = Fixture.packageRoot.appending(
        path: "Sources/LecternEngine/Resources/models/lectern-nano-q8_0.gguf")

    struct Run {
        var text = ""
        var reason: StopReason?
        var statistics = GenerationStatistics()
        var report: RunReport?
        var progress: [(done: Int, total: Int, cached: Int)] = []
    }

    static func run(_ generator: LocalGenerator, _ request: GenerationRequest) async throws -> Run {
        try await collected(generator.generate(request))
    }

    static func collected(_ stream: EventStream<GenerationEvent>) async throws -> Run {
        var run = Run()
        for try await event in stream {
            switch event {
            case .prefill(let done, let total, let cached): run.progress.append((done, total, cached))
            case .text(let text, _): run.text += text
            case .report(let report): run.report = report
            case .finished(let reason, let statistics):
                run.reason = reason
                run.statistics = statistics
            }
        }
        return run
    }

    static func messages(_ question: String, sentences: Int = 8) -> [ChatMessage] {
        let document = (0..<sentences).flatMap { number -> [ChatMessage.Part] in
            [
                .markup("<C\(number)>"),
                .text(" The \(number + 2)th ship left the harbour in \(1900 + number)."),
            ]
        }
        return [
            ChatMessage(.system, parts: document),
            ChatMessage(.user, parts: [.text("Find: \(question)")]),
        ]
    }

    @Test func eventsComeInOrderAndTheFiguresAreCounted() async throws {
        let generator = try await LocalGenerator.open(Self.bundled, name: "nano", threadCount: 2)
        var request = GenerationRequest(Self.messages("When did the 4th ship leave?"))
        request.sampling.maximumTokens = 24
        let tokens = try await generator.tokenCount(of: request.messages)
        let first = try await Self.run(generator, request)
        #expect(first.text.contains("<cite>"))
        #expect(first.reason == .endOfText)
        #expect(first.progress.last.map { $0.done == tokens && $0.total == tokens } == true)
        #expect(first.statistics.promptTokens == tokens)
        #expect(first.statistics.cachedTokens == 0)
        #expect(first.statistics.attentionDensity == 1)
        #expect(first.statistics.generatedTokens > 3)
        #expect(first.statistics.prefillSeconds > 0 && first.statistics.decodeSeconds > 0)

        let second = try await Self.run(generator, request)
        #expect(second.text == first.text)
        #expect(second.statistics.cachedTokens == tokens - 1)

        let other = GenerationRequest(Self.messages("When did the 7th ship leave?"))
        let third = try await Self.run(generator, other)
        #expect(third.statistics.cachedTokens > tokens / 2)
        let fresh = try await LocalGenerator.open(Self.bundled, name: "nano", threadCount: 1)
        #expect(try await Self.run(fresh, other).text == third.text)
    }

    @Test func generationStopsAtTheLimitAndAtStopStrings() async throws {
        let generator = try await LocalGenerator.open(Self.bundled, name: "nano", threadCount: 2)
        var request = GenerationRequest(Self.messages("the 4th ship"))
        request.sampling.maximumTokens = 2
        let short = try await Self.run(generator, request)
        #expect(short.reason == .maximumTokens)
        #expect(short.statistics.generatedTokens == 2)
        request.sampling.maximumTokens = 30
        request.stopStrings = ["]"]
        let stopped = try await Self.run(generator, request)
        #expect(stopped.reason == .stopString)
        #expect(stopped.text.hasPrefix("<cite>[") && !stopped.text.contains("]"))
    }

    @Test func aTextThatWasCutGoesOnAsItWouldHave() async throws {
        let generator = try await LocalGenerator.open(Self.bundled, name: "nano", threadCount: 2)
        var request = GenerationRequest(Self.messages("When did the 4th ship leave?"))
        let whole = try await Self.run(generator, request).text
        for limit in 1...3 {
            request.written = []
            request.sampling.maximumTokens = limit
            let begun = try await Self.run(generator, request).text
            let tag = "<cite>"
            try #require(begun.hasPrefix(tag) && whole.hasPrefix(begun))
            request.written = [.markup(tag), .text(String(begun.dropFirst(tag.count)))]
            request.sampling.maximumTokens = 24
            #expect(try await begun + Self.run(generator, request).text == whole, "cut after \(limit)")
        }
    }

    @Test func promptsTooLongForTheContextFailWithBothNumbers() async throws {
        let generator = try await LocalGenerator.open(
            Self.bundled, name: "nano", threadCount: 2, contextLimit: 40)
        #expect(generator.profile.contextLength == 40)
        let request = GenerationRequest(Self.messages("the 4th ship"))
        let needed = try await generator.tokenCount(of: request.messages) + 1
        await #expect(throws: InferenceError.contextOverflow(needed: needed, limit: 40)) {
            try await Self.run(generator, request)
        }
    }

    /// Letting go of the stream in the middle of a long prefill frees the lane for the next request.
    @Test func aReaderThatLeavesStopsTheWork() async throws {
        let generator = try await LocalGenerator.open(Self.bundled, name: "nano", threadCount: 1)
        let long = GenerationRequest(Self.messages("the 4th ship", sentences: 250))
        var steps = 0
        for try await event in generator.generate(long) {
            if case .prefill(let done, _, _) = event, done > 0 {
                steps += 1
                break
            }
        }
        #expect(steps == 1)
        let run = try await Self.run(generator, GenerationRequest(Self.messages("the 4th ship")))
        #expect(run.reason == .endOfText)
    }

    @Test func aCancelledReaderKeepsWhatWasRead() async throws {
        let generator = try await LocalGenerator.open(Self.bundled, name: "nano", threadCount: 1)
        let long = GenerationRequest(Self.messages("the 4th ship", sentences: 250))
        let task = Task {
            var last = 0
            do {
                for try await event in generator.generate(long) {
                    if case .prefill(let done, _, _) = event, done > 0 {
                        last = done
                        withUnsafeCurrentTask { $0?.cancel() }
                    }
                }
            } catch is CancellationError {}
            return last
        }
        let read = try await task.value
        #expect(read > 0)
        let again = try await Self.run(generator, long)
        #expect(again.statistics.cachedTokens >= min(read, again.statistics.promptTokens - 1))
    }

    @Test func countsAreThoseOfTheTokenizer() async throws {
        let generator = try await LocalGenerator.open(Self.bundled, name: "nano", threadCount: 1)
        let texts = ["", "A ship.", String(repeating: "harbour ", count: 50)]
        let counts = try await generator.tokenCounts(of: texts)
        #expect(counts == texts.map { generator.tokenizer.encode($0).count })
    }
}
