import Documents
import Foundation
import Generation
import Pipelines
import Synchronization
import Testing

struct AnswerPipelineTests {
    private static let facts = Document.sample(
        (0..<40).map {
            "Sentence \($0) speaks of the \(["harbour", "lock", "quay", "crane"][$0 % 4]) of year \(1900 + $0)."
        })

    private func source(_ document: Document) -> ContextSource {
        ContextSource(
            reader: DocumentReader(document),
            sentenceTokens: document.sentences.map { ($0.range.count + 3) / 4 })
    }

    private func profile(context: Int, _ change: (inout PromptSet) -> Void = { _ in }) -> GeneratorProfile {
        var profile = GeneratorProfile.scripted
        profile.contextLength = context
        profile.prompts.layout = "numbered"
        profile.prompts.answer = "{question}"
        change(&profile.prompts)
        return profile
    }

    private func ask(
        _ question: String, of generator: some TextGenerator, about documents: [Document] = [facts],
        after earlier: [AnswerPrompt.Turn] = [], fit: ContextFit = .retrieve,
        scope: QuestionScope = .automatic, stop: StopSignal = StopSignal()
    ) async throws -> (answer: CitedAnswer, events: [AnswerEvent]) {
        let events = Mutex<[AnswerEvent]>([])
        let answer = try await AnswerPipeline(generator).answer(
            question, from: documents.map(source), after: earlier, fit: fit, scope: scope, sampling: .greedy,
            stop: stop
        ) { event in events.withLock { $0.append(event) } }
        return (answer, events.withLock { $0 })
    }

    @Test func aDocumentThatFitsIsReadWhole() async throws {
        let generator = ScriptedGenerator(profile: profile(context: 8192)) { _ in
            "<statement> The crane.<cite>[3-3]</cite></statement>"
        }
        let (answer, events) = try await ask("What?", of: generator)
        #expect(answer.context.mode == .whole)
        #expect(answer.context.sentences == 40)
        #expect(answer.statements.map(\.text) == ["The crane."])
        #expect(answer.citations.map(\.span.sentences) == [3...3])
        #expect(answer.finish == .stop)
        #expect(answer.parse.isStrict)
        #expect(answer.searchHits.isEmpty)
        #expect(events.first == .stage(.tokenizing))
        #expect(events.last == .finished(answer))
        // The drafts, applied in turn, end in what was stored.
        var shown: [Statement] = []
        for case .draft(let draft) in events { draft.apply(to: &shown) }
        #expect(shown == answer.statements)
    }

    @Test func onlyTheChosenSectionsAreRead() async throws {
        let facts = Self.facts
        let section = { SentenceSpan(document: facts.id, sentences: $0) }
        let generator = ScriptedGenerator(profile: profile(context: 8192)) { _ in
            "<statement> X.<cite>[0-0][3-3]</cite></statement>"
        }
        // In the document's order, each sentence once, nothing beyond the end.
        let chosen = QuestionScope.sections([
            section(30...32), section(5...7), section(6...8), section(39...99),
        ])
        let (answer, _) = try await ask("harbour?", of: generator, scope: chosen)
        #expect(answer.context.mode == .sections)
        #expect(answer.context.windows.map(\.sentences) == [5...8, 30...32, 39...39])
        #expect(answer.citations.map(\.span.sentences) == [5...5, 8...8])
        #expect(answer.context.scope == .sections(answer.context.windows))

        let few = ScriptedGenerator(profile: profile(context: 8192) { $0.sentenceLimit = 3 }) { _ in "" }
        let searched = try await ask("year 1917?", of: few, scope: .sections([section(10...30)])).answer
            .context
        #expect(searched.mode == .retrieved && searched.sentences <= 3)
        #expect(searched.windows.allSatisfy { (10...30).contains($0.sentences.lowerBound) })
        #expect(searched.windows.contains { $0.sentences.contains(17) })
        let elsewhere = try await ask("zebra", of: few, scope: .sections([section(10...30)])).answer.context
        #expect(elsewhere.mode == .head && elsewhere.windows.map(\.sentences) == [10...12])
        await #expect(throws: PipelineError.self) {
            _ = try await self.ask("x", of: few, scope: .sections([section(90...99)]))
        }
    }

    @Test func wholeAndSearchFirstAreWhatTheySay() async throws {
        let large = ScriptedGenerator(profile: profile(context: 8192)) { _ in "" }
        let found = try await ask("year 1917?", of: large, scope: .search).answer.context
        #expect(found.mode == .retrieved && found.scope == .search)
        let few = ScriptedGenerator(profile: profile(context: 8192) { $0.sentenceLimit = 3 }) { _ in "" }
        #expect(try await ask("x", of: few, fit: .head, scope: .whole).answer.context.mode == .whole)
        let small = ScriptedGenerator(profile: profile(context: 256)) { _ in "" }
        await #expect(throws: PipelineError.self) {
            _ = try await self.ask("x", of: small, scope: .whole)
        }
    }

    @Test func aLongerOneIsReadInTheSentencesThatSearchChose() async throws {
        let generator = ScriptedGenerator(profile: profile(context: 8192) { $0.sentenceLimit = 5 }) {
            request in
            // Cites the last sentence of the prompt, whichever it is.
            let count = request.messages[0].parts.count / 2
            return "<statement> X.<cite>[\(count - 1)-\(count - 1)]</cite></statement>"
        }
        let (answer, events) = try await ask("What of year 1917?", of: generator)
        #expect(answer.context.mode == .retrieved)
        #expect(answer.context.sentences <= 5)
        #expect(answer.context.documentSentences == 40)
        #expect(answer.context.windows.contains { $0.sentences.contains(17) })
        #expect(events.contains(.stage(.searching)))
        let last = try #require(answer.context.windows.last)
        #expect(
            answer.citations.map(\.span.sentences) == [last.sentences.upperBound...last.sentences.upperBound])
    }

    @Test func aTokenLimitIsKeptToExactly() async throws {
        for limit in [40, 80, 160, 320] {
            let generator = ScriptedGenerator(profile: profile(context: 8192) { $0.tokenLimit = limit }) {
                _ in ""
            }
            for fit in [ContextFit.retrieve, .head, .middleOut] {
                let (answer, _) = try await ask("harbour", of: generator, fit: fit)
                #expect(answer.context.tokens <= limit)
                #expect(answer.context.sentences > 0)
            }
        }
    }

    @Test func headAndEndsAreWhatTheySay() async throws {
        let generator = ScriptedGenerator(profile: profile(context: 8192) { $0.sentenceLimit = 6 }) { _ in ""
        }
        let head = try await ask("x", of: generator, fit: .head).answer.context
        #expect(head.mode == .head)
        #expect(head.windows.map(\.sentences) == [0...5])
        let ends = try await ask("x", of: generator, fit: .middleOut).answer.context
        #expect(ends.mode == .middleOut)
        #expect(ends.windows.map(\.sentences) == [0...2, 37...39])
    }

    @Test func whatMustBeWholeAndIsNotNamesBothNumbers() async throws {
        let generator = ScriptedGenerator(profile: profile(context: 256)) { _ in "" }
        for fit in [ContextFit.fail, .whole] {
            do {
                _ = try await ask("What?", of: generator, fit: fit)
                Issue.record("nothing was thrown")
            } catch let error as PipelineError {
                guard case .tooLong(let tokens, let limit) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(tokens > limit && limit < 256)
                #expect(error.errorDescription?.contains("\(tokens)") == true)
                #expect(error.errorDescription?.contains("\(limit)") == true)
            }
        }
    }

    @Test func aQuestionThatLeavesNoRoomSaysSo() async throws {
        let generator = ScriptedGenerator(profile: profile(context: 64)) { _ in "" }
        await #expect(throws: PipelineError.self) {
            _ = try await ask(String(repeating: "why ", count: 100), of: generator)
        }
        await #expect(throws: PipelineError.emptyDocument(title: "nothing")) {
            _ = try await ask("Why?", of: generator, about: [.sample([], title: "nothing")])
        }
    }

    @Test func noSharedWordMeansTheBeginningIsRead() async throws {
        let generator = ScriptedGenerator(profile: profile(context: 8192) { $0.sentenceLimit = 4 }) { _ in ""
        }
        let context = try await ask("zebra", of: generator).answer.context
        #expect(context.mode == .head)
    }

    @Test func earlierTurnsAreSentOnlyWithTheWhole() async throws {
        let seen = Mutex<[Int]>([])
        let turns = [AnswerPrompt.Turn(question: "A?", raw: "<statement> A.<cite></cite></statement>")]
        let wide = ScriptedGenerator(profile: profile(context: 8192)) { request in
            seen.withLock { $0.append(request.messages.count) }
            return ""
        }
        let whole = try await ask("B?", of: wide, after: turns).answer.context
        #expect(whole.earlierTurns == 1)
        let narrow = ScriptedGenerator(profile: profile(context: 8192) { $0.sentenceLimit = 4 }) { request in
            seen.withLock { $0.append(request.messages.count) }
            return ""
        }
        let parts = try await ask("harbour?", of: narrow, after: turns).answer.context
        #expect(parts.earlierTurns == 0)
        #expect(seen.withLock { $0 } == [4, 2])
    }

    @Test func sentencesThatSearchAddsAreKeptApart() async throws {
        let generator = ScriptedGenerator(
            profile: profile(context: 8192) { $0.refusal = "The document does not say." }
        ) { _ in "<statement> The document does not say.<cite></cite></statement>" }
        let (answer, _) = try await ask("What of year 1917?", of: generator)
        #expect(answer.isRefusal)
        #expect(answer.citations.isEmpty)
        #expect(answer.searchHits.first?.span.sentences.contains(17) == true)
        let text = AnswerText.footnoted(answer, documents: [Self.facts])
        #expect(text.contains("Found by search, not cited by the model"))
    }

    @Test func aFinderQuotesWhatItCites() async throws {
        let generator = ScriptedGenerator(
            profile: profile(context: 8192) {
                $0.answer = nil
                $0.find = "Find: {question}"
            }
        ) { _ in "<cite>[3-3][7-8]</cite>" }
        let (answer, _) = try await ask("What?", of: generator)
        #expect(answer.statements.allSatisfy { $0.isQuoted })
        #expect(answer.statements[0].text == "Sentence 3 speaks of the crane of year 1903.")
        #expect(AnswerText.footnoted(answer, documents: [Self.facts]).contains("quoted"))
    }

    @Test func severalDocumentsAreCitedByName() async throws {
        let other = Document.sample(["Only one."], title: "other", id: "d2")
        let generator = ScriptedGenerator(profile: profile(context: 8192)) { _ in
            "<statement> Both.<cite>[39-40]</cite></statement>"
        }
        let (answer, _) = try await ask("What?", of: generator, about: [Self.facts, other])
        #expect(answer.citations.map(\.span.document.rawValue) == ["d1", "d2"])
        #expect(answer.citations.map(\.span.sentences) == [39...39, 0...0])
    }

    @Test func aStopKeepsWhatThereIs() async throws {
        let stop = StopSignal()
        let generator = SlowGenerator(stop: stop, profile: profile(context: 8192))
        let (answer, _) = try await ask("What?", of: generator, stop: stop)
        #expect(answer.finish == .cancelled)
        #expect(answer.statements.map(\.text) == ["The crane"])
        #expect(answer.statements[0].isCut)
    }

    // MARK: What fails in the middle

    /// Writes something, then fails.
    private struct Failing: TextGenerator {
        struct Lost: LocalizedError {
            var errorDescription: String? { "The line went dead." }
            var recoverySuggestion: String? { "Dial again." }
        }

        let profile: GeneratorProfile
        let text: String

        func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
            let source = EventStream<GenerationEvent>.Source()
            source.send(.text(text, tokens: 7))
            source.finish(throwing: Lost())
            return EventStream(source)
        }

        func tokenCount(of messages: [ChatMessage]) async throws -> Int { messages.count }
        func tokenCount(of text: String) async throws -> Int { 1 }
    }

    private func lose(_ text: String, keepsPartial: Bool) async throws -> CitedAnswer {
        try await AnswerPipeline(Failing(profile: profile(context: 8192), text: text)).answer(
            "What?", from: [source(Self.facts)], after: [], fit: .retrieve, sampling: .greedy,
            stop: StopSignal(),
            keepsPartial: keepsPartial
        ) { _ in }
    }

    @Test func whatWasWrittenBeforeAFailureIsKeptAndSaysSo() async throws {
        let text = "<statement> The crane.<cite>[3-3]</cite></statement><statement> It was"
        let answer = try await lose(text, keepsPartial: true)
        #expect(answer.statements.map(\.text) == ["The crane.", "It was"])
        #expect(answer.statements.map(\.isCut) == [false, true])
        #expect(answer.citations.map(\.span.sentences) == [3...3])
        #expect(answer.finish == .lost)
        #expect(answer.failure == AnswerFailure(message: "The line went dead.", hint: "Dial again."))
        #expect(answer.statistics.generatedTokens == 7)
        #expect(
            AnswerText.footnoted(answer, documents: [Self.facts]).contains("(cut: the answer was lost here)"))
        let stored = try JSONDecoder().decode(CitedAnswer.self, from: try JSONEncoder().encode(answer))
        #expect(stored == answer)
    }

    @Test func aFailureWithoutAWordIsAnError() async throws {
        await #expect(throws: Failing.Lost.self) { try await lose(" \n", keepsPartial: true) }
        await #expect(throws: Failing.Lost.self) { try await lose("Half", keepsPartial: false) }
    }

    @Test func aServerThatReadLessIsNamedInTheAnswer() async throws {
        var answer = try await lose("Half", keepsPartial: true)
        #expect(answer.readingWarning == nil)
        answer.statistics.promptTokens = 16_387
        answer.statistics.expectedPromptTokens = 160_689
        let text = AnswerText.footnoted(answer, documents: [Self.facts])
        #expect(text.contains("! the server read 16,387 of about 160,689 tokens"))
    }
}

/// Writes half a statement, is stopped, and says so: what a real generator does at its next look.
private struct SlowGenerator: TextGenerator {
    let stop: StopSignal
    let profile: GeneratorProfile

    func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
        let source = EventStream<GenerationEvent>.Source()
        source.send(.text("<statement> The crane", tokens: 4))
        request.stop?.onStop {
            source.send(.finished(.cancelled, GenerationStatistics()))
            source.finish()
        }
        stop.stop()
        return EventStream(source)
    }

    func tokenCount(of messages: [ChatMessage]) async throws -> Int {
        messages.reduce(0) { $0 + $1.text.utf8.count / 4 }
    }
    func tokenCount(of text: String) async throws -> Int { text.utf8.count / 4 }
}
