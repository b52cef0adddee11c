import Foundation
import LecternEngine
import LecternTesting
import Synchronization
import Testing

/// What the engine does with a passage reader: answers at once, support, the benchmark.
struct EngineReaderTests {
    private static let story = """
        The lamp was lit in 1874. The keeper was Anna Brandt. She kept the light for thirty years.

        Ships passed at night. In 1904 the lamp became electric.
        """

    /// Finds the first year of a sentence.
    private static let years = ScriptedReader { _, sentence in
        guard let found = sentence.range(of: "18[0-9]{2}", options: .regularExpression) else {
            return SentenceReading(relevance: -2, answer: nil)
        }
        let start = sentence.utf8.distance(from: sentence.startIndex, to: found.lowerBound)
        return SentenceReading(
            relevance: 3, answer: AnswerSpan(range: start..<start + 4, score: 3, probability: 0.9))
    }

    private final class Witness: Sendable {
        let requests = Mutex<[GenerationRequest]>([])
    }

    private func withEngine(
        reader: ScriptedReader? = years, _ witness: Witness = Witness(),
        _ body: (Engine, DocumentID, ConversationID) async throws -> Void
    ) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var profile = GeneratorProfile.scripted
        profile.contextLength = 8192
        profile.prompts.layout = "numbered"
        profile.prompts.answer = "{question}"
        let generator = ScriptedGenerator(profile: profile) { request in
            witness.requests.withLock { $0.append(request) }
            return
                "<statement> In 1874.<cite>[0-0]</cite></statement><statement> By her.<cite>[1-1]</cite></statement>"
        }
        let engine = try await Engine(
            EngineConfiguration(directories: Directories(home: folder)), generator: generator, reader: reader)
        let document = try await engine.addDocument(text: Data(Self.story.utf8), named: "story").document
        let conversation = try #require(try await engine.startConversation(about: [document.id]))
        try await body(engine, document.id, conversation)
    }

    private func finished(_ stream: EventStream<AnswerEvent>) async throws -> CitedAnswer {
        var answer: CitedAnswer?
        for try await event in stream { if case .finished(let finished) = event { answer = finished } }
        return try #require(answer)
    }

    @Test func aQuotedAnswerIsATurnOfItsOwn() async throws {
        try await withEngine { engine, document, conversation in
            let question = Question("When?", about: [document], in: conversation)
            let quoted = try await finished(engine.answerNow(question))
            #expect(quoted.statements.map(\.text) == ["The lamp was lit in 1874."])
            #expect(quoted.statements.map(\.isQuoted) == [true])
            _ = try await finished(engine.ask(question))
            let turns = try await engine.turns(in: conversation)
            #expect(turns.map(\.answer.isFromReader) == [true, false])
            #expect(turns.first?.answer == quoted)
        }
    }

    /// A generator that never wrote a quotation isn't told that it did.
    @Test func aQuotedAnswerIsNoEarlierTurnOfTheModel() async throws {
        let witness = Witness()
        try await withEngine(witness) { engine, document, conversation in
            let question = Question("When?", about: [document], in: conversation)
            _ = try await finished(engine.answerNow(question))
            _ = try await finished(engine.ask(question))
            _ = try await finished(engine.ask(question))
            #expect(witness.requests.withLock { $0.map(\.messages.count) } == [2, 4])
        }
    }

    @Test func withoutAReaderThereIsNothingAtOnce() async throws {
        try await withEngine(reader: nil) { engine, document, conversation in
            #expect(await engine.readerStatus() == nil)
            let question = Question("When?", about: [document], in: conversation)
            let error = await #expect(throws: EngineError.self) {
                try await finished(engine.answerNow(question))
            }
            #expect(error?.kind == .model)
            #expect(error?.recoverySuggestion != nil)
            // Everything else works as it did.
            let answer = try await finished(engine.ask(question))
            #expect(!answer.statements.isEmpty)
        }
    }

    @Test func supportIsJudgedByTheReader() async throws {
        try await withEngine { engine, document, conversation in
            let answer = try await finished(
                engine.ask(Question("When?", about: [document], in: conversation)))
            var verdicts: [Verdict] = []
            for try await event in engine.verify(answer, about: [document], judge: .reader) {
                if case .finished(let said) = event { verdicts = said.statements.map(\.verdict) }
            }
            #expect(verdicts == [.full, .full])
        }
    }

    @Test func theBenchmarkMeasuresReaderAndGenerator() async throws {
        try await withEngine { engine, _, _ in
            func report(_ options: SquadCiteOptions) async throws -> SquadCiteReport {
                var report: SquadCiteReport?
                var done: [Int] = []
                for try await event in engine.evaluateSquadCite(
                    Fixture.url("squad/harbour.json"), options: options)
                {
                    switch event {
                    case .progress(let count, let total):
                        done.append(count)
                        #expect(total == 11)
                    case .finished(let finished): report = finished
                    }
                }
                #expect(done == done.sorted() && done.last == 11)
                return try #require(report)
            }
            let quick = try await report(SquadCiteOptions(contextSentences: 8, isQuick: true))
            #expect(quick.questions == 11 && quick.answerable == 9 && quick.unanswerable == 2)
            // The year is the answer to one question, and 1893 stands nowhere else.
            #expect(abs(quick.exactMatch - 100.0 / 9) < 1e-9)
            #expect(quick.model == "scripted reader" && quick.context == "8" && quick.searches.isEmpty)
            let generated = try await report(SquadCiteOptions(contextSentences: nil))
            #expect(generated.model == GeneratorProfile.scripted.name && generated.context == "article")
            #expect(generated.falseRefusals == 0)
            #expect(generated.searches.map(\.way) == ["words", "meaning", "both", "words"])
            #expect(generated.searches.map(\.ranked) == [0, 0, 0, 24])
        }
    }

    @Test func anUnreadableBenchmarkIsAnInputError() async throws {
        try await withEngine { engine, _, _ in
            let error = await #expect(throws: EngineError.self) {
                for try await _ in engine.evaluateSquadCite(
                    Fixture.url("squad/README.md"), options: SquadCiteOptions(isQuick: true))
                {}
            }
            #expect(error?.kind == .input)
        }
    }
}
