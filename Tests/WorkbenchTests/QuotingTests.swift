import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

/// `s`: a quoted answer at once, beside the one that a model writes.
struct QuotingTests {
    private static let conversation = ConversationID(rawValue: 1)

    private static func quoted(_ question: String, refused: Bool = false) -> CitedAnswer {
        let span = SentenceSpan(document: Document.harbour.id, sentences: 8...8)
        let text = String(Document.harbour.text(of: 8...8))
        var profile = GeneratorProfile.scripted
        profile.name = "lectern-reader"
        profile.prompts.layout = "reader"
        var statistics = GenerationStatistics()
        statistics.secondsToFirstToken = 0.31
        return CitedAnswer(
            question: question,
            statements: refused
                ? []
                : [
                    Statement(
                        text: text, citations: [Citation(number: 1, span: span, anchor: .ok)], isQuoted: true,
                        answerRange: 0..<4)
                ], raw: "", parse: ParseReport(isStrict: true, repairs: 0),
            context: ContextSummary(
                sentences: 120, documentSentences: 3400, tokens: 2100, mode: .retrieved, windows: [],
                earlierTurns: 0),
            model: profile, sampling: .greedy, statistics: statistics, finish: .stop, isRefusal: refused,
            searchHits: refused ? [SearchHit(span: span, score: 1)] : [])
    }

    private static func answering() -> Stage {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("Who paid?")
        stage.press("<Enter>")
        stage.send(
            .answer(JobID(number: 1), .reading(ReadingProgress(done: 10, total: 100, cached: 0))))
        stage.forget()
        return stage
    }

    private static func effect(_ question: String, _ job: Int) -> Effect {
        .answerNow(question, about: [Document.harbour.id], in: conversation, JobID(number: job))
    }

    @Test func theRunningQuestionIsQuotedBeforeItsAnswerAndTheAnswerGoesOn() throws {
        var stage = Self.answering()
        stage.press("s")
        #expect(stage.effects == [Self.effect("Who paid?", 2)])
        #expect(stage.state.reader.turns.map(\.quoting) == [JobID(number: 2), nil])
        stage.send(.answer(JobID(number: 2), .finished(Self.quoted("Who paid?"))))
        stage.send(
            .answer(
                JobID(number: 1),
                .draft(
                    AnswerDraft(
                        firstChanged: 0, tail: [Statement(text: "The board.")], isCiting: false,
                        generatedTokens: 3))))
        let turns = stage.state.reader.turns
        #expect(turns[0].statements.map(\.isQuoted) == [true])
        #expect(turns[1].statements.map(\.text) == ["The board."])
        #expect(stage.state.reader.job?.turn == 1)
        #expect(stage.text.contains("quoted at once by lectern-reader, not written by a model"))
        #expect(stage.text.contains("read 120 of 3,400 sentences, chosen by search · 0.3 s"))
        // Asked for again, it is shown and not made twice.
        stage.forget()
        stage.press("s")
        #expect(stage.effects.isEmpty && stage.state.reader.turns.count == 2)
    }

    @Test func aTypedQuestionIsAnsweredAtOnceWithoutAModel() {
        var stage = Stage.reading()
        stage.press("i")
        stage.type("How much did dredging cost?")
        stage.press("<S-Tab>s")
        #expect(stage.effects == [Self.effect("How much did dredging cost?", 1)])
        #expect(stage.state.reader.field.isEmpty)
        #expect(stage.state.reader.turns.map(\.question).last == "How much did dredging cost?")
        #expect(stage.state.reader.job == nil)
        // The model is asked the same by the key that asks again.
        stage.send(.answer(JobID(number: 1), .finished(Self.quoted("How much did dredging cost?"))))
        stage.forget()
        stage.press("r")
        guard case .ask("How much did dredging cost?", _, _, _)? = stage.effects.first else {
            Issue.record("not asked")
            return
        }
    }

    @Test func theLastQuestionIsQuotedWhenNothingElseIs() {
        var stage = Stage.reading()
        stage.press("s")
        #expect(stage.effects == [Self.effect("Why did freight volumes fall in 1998?", 1)])
    }

    @Test func withoutAQuestionTheKeySaysWhy() {
        var stage = Stage.reading(answered: false)
        stage.press("s")
        #expect(stage.effects.isEmpty)
        #expect(stage.state.message?.text == "Nothing was asked yet; i writes a question")
    }

    @Test func whatIsNotFoundSaysWhatComesNearest() {
        var stage = Stage.reading()
        stage.press("s")
        stage.send(.answer(JobID(number: 1), .finished(Self.quoted("Why?", refused: true))))
        #expect(stage.text.contains("lectern-reader found no sentence that answers this."))
        #expect(stage.text.contains("comes nearest: C8"))
    }

    @Test func aFailureStaysInItsTurnAndCanBeTriedAgain() {
        var stage = Self.answering()
        stage.press("s")
        stage.send(.answerFailed(JobID(number: 2), Failure(message: "There is no passage reader.", hint: "")))
        #expect(stage.text.contains("There is no passage reader."))
        #expect(stage.state.reader.job?.id == JobID(number: 1))
        stage.forget()
        stage.press("s")
        #expect(stage.effects == [Self.effect("Who paid?", 3)])
    }

    @Test func theQuotedAnswerIsDrawnAsOne() throws {
        var stage = Self.answering()
        stage.press("s")
        stage.send(.answer(JobID(number: 2), .finished(Self.quoted("Who paid?"))))
        stage.press("]")
        try expectScreen(stage, matches: "quoted-80x24")
    }
}
