import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct ReaderTests {
    @Test func theCitationKeyShowsItsSentenceAndEnterGoesThereAndBack() {
        var stage = Stage.reading()
        stage.press("<Tab>]")
        #expect(stage.state.reader.focus == .answer)
        #expect(stage.state.reader.selected == CitationReference(turn: 0, statement: 0, citation: 0))
        // The source follows without taking the focus.
        #expect(stage.state.reader.cursor == 1)
        stage.press("]")
        #expect(stage.state.reader.cursor == 2)
        stage.press("<Enter>")
        #expect(stage.state.reader.focus == .source)
        #expect(stage.state.reader.cursor == 2)
        stage.press("<BS>")
        #expect(stage.state.reader.focus == .answer)
        #expect(stage.state.reader.selected == CitationReference(turn: 0, statement: 1, citation: 0))
        stage.press("L")
        #expect(stage.state.reader.focus == .source)
    }

    @Test func enterOnACitedSentenceGoesToItsStatement() {
        var stage = Stage.reading()
        stage.press("]]]<Enter>")
        #expect(stage.state.reader.focus == .answer)
        #expect(stage.state.reader.selected == CitationReference(turn: 0, statement: 1, citation: 1))
        stage.press("<BS>")
        #expect(stage.state.reader.focus == .source)
        #expect(stage.state.reader.cursor == 3)
    }

    @Test func aSentenceThatNobodyCitesSaysSo() {
        var stage = Stage.reading()
        stage.press("ggx")
        #expect(stage.state.message?.text == "no statement cites C0")
    }

    @Test func severalStatementsThatCiteOneSentenceAreAList() {
        var stage = Stage.reading()
        stage.state.reader.turns[0].statements[3].citations = [
            Citation(
                number: 1, span: SentenceSpan(document: Document.harbour.id, sentences: 1...1), anchor: .ok)
        ]
        stage.state.reader.refreshAnswers()
        stage.press("]x")
        guard case .chooser(let chooser)? = stage.state.overlay else {
            Issue.record("no list opened")
            return
        }
        #expect(chooser.items.count == 2)
        stage.press("j<Enter>")
        #expect(stage.state.reader.selected?.statement == 3)
        #expect(stage.state.overlay == nil)
    }

    @Test func citationsGoRoundTheConversationBothWays() {
        var stage = Stage.reading()
        stage.press("<Tab>[")
        #expect(stage.state.reader.selected?.statement == 2)
        stage.press("]")
        #expect(stage.state.reader.selected?.statement == 0)
        stage.press("3]")
        #expect(stage.state.reader.selected?.statement == 2)
    }

    @Test func aQuestionIsAskedInTheConversation() {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        #expect(stage.state.isWriting)
        stage.type("Who paid?")
        stage.press("<Enter>")
        #expect(
            stage.effects == [
                .ask(
                    "Who paid?", about: [Document.harbour.id], in: ConversationID(rawValue: 1),
                    JobID(number: 1))
            ])
        #expect(stage.state.reader.turns.map(\.question) == ["Who paid?"])
        #expect(stage.state.reader.field.isEmpty)
    }

    @Test func anAnswerStreamsAndItsMarkersWorkAtOnce() {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("Who paid?")
        stage.press("<Enter>")
        let job = JobID(number: 1)
        stage.send(.answer(job, .stage(.loadingModel(name: "sample"))))
        #expect(stage.text.contains("loading sample"))
        stage.send(.answer(job, .reading(ReadingProgress(done: 100, total: 400, cached: 0))))
        stage.send(
            .answer(job, .reading(ReadingProgress(done: 200, total: 400, cached: 0))), after: .seconds(1))
        #expect(stage.text.contains("50%  200/400 tok"))
        #expect(stage.text.contains("100 tok/s"))
        #expect(stage.text.contains("2.0 s left"))
        let statement = Statement(
            text: "The reserve.",
            citations: [
                Citation(
                    number: 1, span: SentenceSpan(document: Document.harbour.id, sentences: 10...11),
                    anchor: .ok)
            ])
        stage.send(
            .answer(
                job,
                .draft(AnswerDraft(firstChanged: 0, tail: [statement], isCiting: true, generatedTokens: 9))))
        #expect(stage.text.contains("The reserve. [1] […]▌"))
        stage.press("]")
        #expect(stage.state.reader.cursor == 10)
        #expect(stage.text.contains("answering"))
    }

    @Test func escapeStopsWhatRunsAndKeepsTheProgramOpen() {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("Who paid?")
        stage.press("<Enter>")
        stage.forget()
        stage.press("<Esc>")
        #expect(stage.effects == [.stop(JobID(number: 1))])
        stage.press("<Esc><Esc>")
        #expect(!stage.effects.contains { if case .quit = $0 { true } else { false } })
    }

    @Test func aSecondQuestionWaitsItsTurn() throws {
        var stage = Stage.reading(answered: false)
        for question in ["First?", "Second?"] {
            stage.press("i")
            stage.type(question)
            stage.press("<Enter>")
        }
        #expect(stage.state.reader.turns.count == 2)
        #expect(stage.text.contains("queued"))
        stage.forget()
        stage.send(.answer(JobID(number: 1), .finished(ConversationTurn.freight.answer)))
        #expect(
            Array(stage.effects.prefix(1)) == [
                .ask(
                    "Second?", about: [Document.harbour.id], in: ConversationID(rawValue: 1), JobID(number: 2)
                )
            ])
    }

    @Test func aQuestionThatBeginsLeavesTheFieldToWhoWrites() {
        var stage = Stage.reading(answered: false)
        for question in ["First?", "Second?"] {
            stage.press("i")
            stage.type(question)
            stage.press("<Enter>")
        }
        stage.press("<Esc>i")
        stage.type("Thi")
        stage.send(.answer(JobID(number: 1), .finished(ConversationTurn.freight.answer)))
        stage.type("rd?")
        #expect(stage.state.reader.field.text == "Third?")
    }

    @Test func aFailedAnswerKeepsWhatThereWasAndSaysWhatToDo() {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("Who paid?")
        stage.press("<Enter>")
        stage.send(
            .answer(
                JobID(number: 1),
                .draft(
                    AnswerDraft(
                        firstChanged: 0, tail: [Statement(text: "The re")], isCiting: false,
                        generatedTokens: 3))))
        stage.send(
            .answerFailed(JobID(number: 1), Failure(message: "The model is gone.", hint: "Name another.")))
        #expect(stage.text.contains("The re"))
        #expect(stage.text.contains("The model is gone."))
        #expect(stage.text.contains("r asks again"))
        #expect(stage.state.reader.job == nil)
    }

    @Test func eventsOfAnOldJobChangeNothing() {
        var stage = Stage.reading()
        let before = stage.text
        stage.send(.answer(JobID(number: 99), .stage(.searching)))
        #expect(stage.text == before)
    }

    @Test func findingGoesToHitsAndAround() {
        var stage = Stage.reading()
        stage.press("/")
        stage.type("the reserve")
        stage.press("<Enter>")
        #expect(stage.state.reader.hits.count == 2)
        #expect(stage.state.reader.cursor == 11)
        stage.press("n")
        #expect(stage.state.reader.cursor == 12)
        stage.press("n")
        #expect(stage.state.reader.cursor == 11)
        stage.press("/")
        stage.type("zebra")
        stage.press("<Enter>")
        #expect(stage.state.message?.text.contains("zebra") == true)
    }

    @Test func chineseIsFound() {
        var stage = Stage.reading()
        stage.press("/")
        stage.type("修理")
        stage.press("<Enter>")
        #expect(stage.state.reader.cursor == 10)
    }

    @Test func onlyCitedSentencesWithTheirNeighbours() {
        var stage = Stage.reading()
        stage.press("z&")
        #expect(stage.text.contains("C1 "))
        #expect(!stage.text.contains("Pilotage"))
        #expect(stage.text.contains("sentences ─"))
        stage.press("&")
        #expect(stage.text.contains("Pilotage"))
    }

    @Test func copyingGivesTheAnswerWithItsFootnotes() {
        var stage = Stage.reading()
        stage.press("<Tab>Y")
        guard case .copy(let text)? = stage.effects.last else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.contains("Freight fell 11% to 1.42 million tonnes in 1998. [1]"))
        #expect(text.contains("[1] “The quay handled 1.42 million tonnes"))
        #expect(text.contains("(harbour-1998.pdf, p. 1, sentence 1)"))
        #expect(text.contains("[uncited]"))
        stage.press("y")
        #expect(stage.effects.last == .copy(ConversationTurn.freight.answer.plainText))
        stage.press("<Tab><Esc>gg)y")
        #expect(stage.effects.last == .copy(ConversationTurn.freight.answer.plainText))
    }

    @Test func aResizeKeepsTheFirstSentence() {
        var stage = Stage.reading(width: 80, height: 24)
        stage.press("5)")
        stage.state.reader.goTo(sentence: 5, .top)
        for (width, height) in [(200, 60), (40, 10), (120, 40), (80, 24)] {
            stage.send(.resize(width: width, height: height))
            #expect(stage.state.reader.cursor == 5)
            #expect(stage.text.contains("Dredging"), "\(width)×\(height)")
        }
    }

    @Test func pasteNeverRunsAsKeys() {
        var stage = Stage.reading()
        stage.send(.paste("q\nQ\nddd"))
        guard case .confirm? = stage.state.overlay else {
            Issue.record("nothing was asked")
            return
        }
        #expect(stage.effects.isEmpty)
        stage.press("y")
        #expect(stage.state.reader.field.text == "q\nQ\nddd")
        #expect(stage.state.reader.focus == .field)
    }

    @Test func controlCClearsTheDraftThenStopsThenAsks() {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("draft")
        stage.press("<C-c>")
        #expect(stage.state.reader.field.isEmpty)
        stage.type("Why?")
        stage.press("<Enter><C-c>")
        #expect(stage.effects.last == .stop(JobID(number: 1)))
        stage.send(.answerFailed(JobID(number: 1), Failure(message: "x", hint: "")))
        stage.press("<C-c><C-c>")
        guard case .confirm(_, .quit)? = stage.state.overlay else {
            Issue.record("it didn't ask")
            return
        }
    }

    @Test func clicksGoToTheSourceAndBack() throws {
        var stage = Stage.reading()
        let reference = CitationReference(turn: 0, statement: 1, citation: 0)
        let marker = try #require(stage.screen().areas(of: .citation(reference)).first)
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: marker.x, y: marker.y), .citation(reference)))
        #expect(stage.state.reader.focus == .source)
        #expect(stage.state.reader.cursor == 2)
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: 10, y: 5), .sentence(2)))
        #expect(stage.state.reader.focus == .answer)
        #expect(stage.state.reader.selected == reference)
    }

    @Test func anOldTextIsSaidToBeOneAndIsNotAskedAbout() {
        var stage = Stage.reading()
        stage.send(
            .opened(
                OpenedDocument(
                    document: .harbour, summary: .harbour, conversation: nil, turns: [.freight], isStale: true
                )))
        #expect(stage.text.contains("before the file changed"))
        stage.press("i")
        #expect(!stage.state.isWriting)
        #expect(stage.state.message?.text.contains("before the file changed") == true)
    }

    @Test func untrustedTextShowsNoControls() {
        var stage = Stage.reading(answered: false)
        let evil = "\u{1B}]52;c;ZXZpbA==\u{07}\u{1B}[31mred\u{9B}2J\rback\u{8}\u{202E}abc"
        var turn = ConversationTurn.freight
        turn.answer.statements = [Statement(text: evil)]
        turn.answer.question = evil
        stage.send(.conversation(nil, [turn]))
        for scalar in stage.text.unicodeScalars where scalar != "\n" {
            #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value != 0x202E)
        }
    }

    @Test func anAnswerThatWasLostShowsWhatCameAndWhatToDo() {
        var stored = ConversationTurn.freight
        stored.answer.finish = .lost
        stored.answer.failure = AnswerFailure(message: "The connection ended.", hint: "See the server's log.")
        let content = AnswerContent([Turn(stored)], selected: nil, glyphs: .unicode)
        #expect(content.text.contains("Freight fell 11% to 1.42 million tonnes in 1998. [1]"))
        #expect(
            content.text.contains(
                "The connection ended.\nSee the server's log.\nwhat came is kept   r asks again"))
        #expect(!content.text.contains("! the server read"))
    }

    @Test func aServerThatReadLessIsNamedBelowTheAnswer() {
        var stored = ConversationTurn.freight
        stored.answer.statistics.promptTokens = 16_387
        stored.answer.statistics.expectedPromptTokens = 160_689
        let content = AnswerContent([Turn(stored)], selected: nil, glyphs: .unicode)
        #expect(content.text.contains("! the server read 16,387 of about 160,689 tokens"))
    }
}
