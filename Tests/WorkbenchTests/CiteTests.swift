import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct CiteTests {
    /// The sample answer with a judge's verdicts.
    static func stage(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) -> Stage {
        var stage = Stage.reading(width: width, height: height, glyphs: glyphs)
        stage.state.reader.turns[0].review.verifications = [verification]
        stage.press("gc")
        stage.forget()
        return stage
    }

    private static let verification = AnswerVerification(
        judge: "measured", judgesItself: false,
        statements: [
            StatementVerification(verdict: .full, probability: 0.96, relevant: [true]),
            StatementVerification(
                verdict: .partial, probability: 0.41, words: "38% was not found", relevant: [true, false]),
            StatementVerification(
                verdict: .none, probability: 0.07, words: "the text says the opposite", relevant: [false],
                better: [
                    SearchHit(
                        span: SentenceSpan(document: Document.harbour.id, sentences: 11...11), score: 0.71)
                ]),
            StatementVerification(verdict: .unchecked, needsCitation: true),
        ])

    @Test func theInspectorOpensOnTheSelectedCitation() {
        var stage = Stage.reading()
        stage.press("<Tab>]]gc")
        #expect(stage.state.screen == .cite)
        #expect(stage.state.cite.statement == 1)
        #expect(stage.state.cite.citation == 0)
    }

    @Test func enterGoesToTheSourceAndBackComesBackHere() {
        var stage = Self.stage()
        stage.press("j<Enter>")
        #expect(stage.state.screen == .reader)
        #expect(stage.state.reader.focus == .source)
        #expect(stage.state.reader.cursor == 2)
        stage.press("<BS>")
        #expect(stage.state.screen == .cite)
        #expect(stage.state.cite.statement == 1)
    }

    @Test func oneKeyGivesAVerdictAndGoesOn() {
        var stage = Self.stage()
        stage.press("31")
        #expect(
            stage.effects == [
                .setVerdict(Verdict.none, statement: 0, AnswerID(rawValue: 1)),
                .setVerdict(.full, statement: 1, AnswerID(rawValue: 1)),
            ])
        #expect(stage.state.reader.turns[0].review.verdicts == [0: .none, 1: .full])
        #expect(stage.state.cite.statement == 2)
        stage.forget()
        stage.press("u")
        #expect(stage.effects == [.undo])
        stage.send(.undone("your verdict on statement 2"))
        #expect(stage.effects.contains(.readReviews([AnswerID(rawValue: 1)])))
        var review = AnswerReview(verifications: [Self.verification])
        review.verdicts = [0: .none]
        stage.send(.reviewed([AnswerID(rawValue: 1): review]))
        #expect(stage.state.reader.turns[0].review.verdicts == [0: .none])
    }

    @Test func aSpanIsMovedAndKept() {
        var stage = Self.stage()
        stage.press("e)+<Enter>")
        let kept = stage.state.reader.turns[0].statements[0].citations[0]
        #expect(kept.span.sentences == 2...3)
        #expect(kept.number == 1)
        guard case .correct(let citations, statement: 0, AnswerID(rawValue: 1))? = stage.effects.first else {
            Issue.record("nothing was kept")
            return
        }
        #expect(citations?.map(\.span.sentences) == [2...3])
        // The statement is judged again, by itself.
        guard case .verify(_, _, _, .automatic, only: [0], isBackground: true, _)? = stage.effects.last else {
            Issue.record("nobody judges the new citation")
            return
        }
        // What the model wrote stays to be seen.
        #expect(stage.state.reader.turns[0].answer?.statements[0].citations[0].span.sentences == 1...1)
        #expect(stage.text.contains("was C1"))
    }

    @Test func escLeavesASpanAsItWas() {
        var stage = Self.stage()
        stage.press("e))-<Esc>")
        #expect(stage.state.reader.turns[0].statements[0].citations[0].span.sentences == 1...1)
        #expect(stage.effects.isEmpty)
    }

    @Test func aSpanStaysInsideTheDocument() {
        var stage = Self.stage()
        stage.press("jje" + String(repeating: ")", count: 30) + "+++<Enter>")
        #expect(stage.state.reader.turns[0].statements[2].citations[0].span.sentences == 12...13)
        stage.press("e" + String(repeating: "(", count: 30))
        stage.type("<<-")
        stage.press("<Enter>")
        #expect(stage.state.reader.turns[0].statements[2].citations[0].span.sentences == 0...0)
    }

    @Test func betterEvidenceIsAddedAndACitationTakenOut() {
        var stage = Self.stage()
        stage.press("jjA")
        #expect(
            stage.state.reader.turns[0].statements[2].citations.map(\.span.sentences) == [12...13, 11...11])
        stage.press("d")
        #expect(stage.state.reader.turns[0].statements[2].citations.map(\.span.sentences) == [11...11])
        #expect(stage.text.contains("taken out by you: C12–C13") || stage.state.size.height < 40)
    }

    @Test func bracketsGoToProblemsAndTheFilterShowsOnlyThem() {
        var stage = Self.stage()
        stage.press("]")
        #expect(stage.state.cite.statement == 1)
        stage.press("]]")
        #expect(stage.state.cite.statement == 3)
        stage.press("f")
        #expect(stage.state.cite.rows == [1, 2, 3])
        stage.press("f")
        #expect(stage.state.cite.rows == [3])
        stage.press("ff")
        #expect(stage.state.cite.rows == [0, 1, 2, 3])
    }

    @Test func aFinishedAnswerIsCheckedInTheBackground() {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("Why?")
        stage.press("<Enter>")
        guard case .ask(_, _, _, let job)? = stage.effects.last else {
            Issue.record("nothing was asked")
            return
        }
        stage.forget()
        stage.send(.answer(job, .kept(AnswerID(rawValue: 1))))
        stage.send(.answer(job, .finished(ConversationTurn.freight.answer)))
        guard
            case .verify(_, AnswerID(rawValue: 1), _, .automatic, only: nil, isBackground: true, let check)? =
                stage.effects.last
        else {
            Issue.record("nobody checks the answer")
            return
        }
        stage.send(.verifying(check, .finished(Self.verification)))
        #expect(stage.state.reader.turns[0].review.verdict(of: 0) == .full)
        #expect(stage.state.reader.content.text.contains("4 statements · 3 cited · 1✓ 1~ 1!"))
        #expect(stage.text.contains("[1✓]"))
    }

    @Test func theAnswerGoesToAFileOfTheRightKind() {
        var stage = Self.stage()
        stage.press("X<C-u>")
        stage.type("out.txt")
        stage.press("<Enter>")
        #expect(stage.state.message?.text == "The name must end in .md, .html or .json")
        stage.press("X<C-u>")
        stage.type("out.md")
        stage.press("<Enter>")
        guard case .write("out.md", let text)? = stage.effects.last else {
            Issue.record("nothing was written")
            return
        }
        #expect(text.contains("[^1]: “The quay handled 1.42 million tonnes"))
    }

    @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60)])
    func screens(width: Int, height: Int) throws {
        var stage = Self.stage(width: width, height: height)
        stage.press("jj2k")
        try expectScreen(stage, matches: "cite-\(width)x\(height)")
    }

    @Test func theScreenInASCII() throws {
        var stage = Self.stage(glyphs: .ascii)
        stage.press("je")
        try expectScreen(stage, matches: "cite-ascii-80x24")
    }
}
