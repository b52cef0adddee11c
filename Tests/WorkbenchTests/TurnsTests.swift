import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

/// Answers again, questions in other words, answers that go on, cuts.
struct TurnsTests {
    private static let conversation = ConversationID(rawValue: 1)
    private static let both = [Document.harbour.id]

    private static func turn(
        _ id: Int64, _ question: String, _ finish: CitedAnswer.Finish = .stop, versions: [Int64] = []
    ) -> ConversationTurn {
        var turn = ConversationTurn.freight
        turn.answer.question = question
        turn.answer.finish = finish
        turn.answer.raw = "Freight fell."
        turn.answer.model = ModelStatus.sample.profile ?? .scripted
        return ConversationTurn(
            id: AnswerID(rawValue: id), answer: turn.answer, askedAt: 0,
            versions: versions.map(AnswerID.init(rawValue:)))
    }

    private func stage(_ turns: [ConversationTurn], height: Int = 24) -> Stage {
        var stage = Stage.reading(height: height, answered: false)
        stage.send(.conversation(Self.conversation, turns))
        stage.forget()
        return stage
    }

    private func questions(_ stage: Stage) -> [String] { stage.state.reader.turns.map(\.question) }

    private static let three = [turn(1, "First?"), turn(2, "Second?"), turn(3, "Third?")]

    @Test func theTurnThatKeysMeanHasAPointerAndTheCitationsOfTheSource() {
        var stage = stage(Self.three)
        #expect(stage.state.reader.currentTurn == 2)
        stage.press("KK")
        #expect(stage.state.reader.currentTurn == 0)
        #expect(stage.text.contains("You ▶ First?"))
        #expect(stage.state.reader.shownTurn == 0)
        stage.press("J")
        #expect(stage.text.contains("You ▶ Second?"))
        stage.press("]")
        #expect(stage.state.reader.selected?.turn == 1)
        stage.press("JJJJ")
        #expect(stage.state.reader.currentTurn == 2)
    }

    @Test func aClickOnAQuestionMakesItTheOneThatKeysMean() throws {
        var stage = stage(Self.three, height: 60)
        stage.press("<Tab>gg")
        let place = try #require(stage.screen().areas(of: .turn(1)).first)
        stage.send(.mouse(Mouse(.press(.left, clicks: 1), x: place.x, y: place.y), .turn(1)))
        #expect(stage.state.reader.currentTurn == 1)
    }

    @Test func aQuestionIsAnsweredAgainInItsPlaceAndTheEarlierAnswerStays() {
        var stage = stage(Self.three)
        stage.press("Kr")
        #expect(
            stage.effects == [
                .askInstead(
                    Retake(question: "Second?", replacing: AnswerID(rawValue: 2), way: .again(seed: 1)),
                    about: Self.both, in: Self.conversation, JobID(number: 1))
            ])
        #expect(questions(stage) == ["First?", "Second?"])
        stage.send(.answer(JobID(number: 1), .kept(AnswerID(rawValue: 9))))
        stage.send(.answer(JobID(number: 1), .finished(Self.turn(9, "Second?").answer)))
        #expect(stage.text.contains("(2 of 2: g[ g])"))
        stage.forget()
        stage.press("g[")
        #expect(stage.effects == [.chooseAnswer(AnswerID(rawValue: 2), in: Self.conversation)])
        var second = Self.three
        second[1].versions = [AnswerID(rawValue: 2), AnswerID(rawValue: 9)]
        stage.send(.turnsChanged(Self.conversation, second, .chosen(AnswerID(rawValue: 2))))
        #expect(questions(stage) == ["First?", "Second?", "Third?"])
        #expect(stage.state.reader.currentTurn == 1)
        #expect(stage.text.contains("(1 of 2: g[ g])"))
        stage.forget()
        stage.press("3g]")
        #expect(stage.effects == [.chooseAnswer(AnswerID(rawValue: 9), in: Self.conversation)])
    }

    @Test func whatWasSetAsideComesBackWhenNothingCameOfTheNewAnswer() {
        var stage = stage(Self.three)
        stage.press("KKr")
        #expect(questions(stage) == ["First?"])
        stage.press("i")
        stage.type("And then?")
        stage.press("<Enter>")
        stage.forget()
        stage.send(.answerFailed(JobID(number: 1), Failure(message: "The model is gone.", hint: "")))
        #expect(questions(stage) == ["First?", "Second?", "Third?", "And then?"])
        #expect(stage.state.message?.text == "The model is gone.")
        // The question that waited is asked behind them.
        #expect(
            stage.effects.contains(
                .ask("And then?", about: Self.both, in: Self.conversation, JobID(number: 2))))
        #expect(stage.state.reader.job?.turn == 3)
    }

    @Test func aQuestionThatFailedIsSimplyAskedOnceMore() {
        var stage = stage([])
        stage.press("i")
        stage.type("Who?")
        stage.press("<Enter>")
        stage.send(.answerFailed(JobID(number: 1), Failure(message: "x", hint: "")))
        stage.forget()
        stage.press("r")
        #expect(stage.effects == [.ask("Who?", about: Self.both, in: Self.conversation, JobID(number: 2))])
        #expect(questions(stage) == ["Who?"])
    }

    @Test func aQuestionIsPutInOtherWordsAndTheDraftComesBack() {
        var stage = stage(Self.three)
        stage.press("i")
        stage.type("a draft")
        stage.press("<Esc>Ke")
        #expect(stage.text.contains("edit>Second?"))
        stage.press("<Esc>")
        #expect(stage.state.reader.field.text == "a draft")
        #expect(stage.state.reader.edited == nil)
        stage.press("e")
        stage.type(" Why?")
        stage.forget()
        stage.press("<Enter>")
        #expect(
            stage.effects == [
                .askInstead(
                    Retake(question: "Second? Why?", replacing: AnswerID(rawValue: 2), way: .reworded),
                    about: Self.both, in: Self.conversation, JobID(number: 1))
            ])
        #expect(questions(stage) == ["First?", "Second? Why?"])
        #expect(stage.state.reader.field.text == "a draft")
    }

    @Test func anAnswerThatWasStoppedGoesOn() {
        let stopped = Self.turn(2, "Second?", .cancelled)
        var stage = stage([Self.three[0], stopped])
        #expect(stage.state.reader.content.text.contains("r again   . goes on"))
        stage.press(".")
        #expect(
            stage.effects == [
                .askInstead(
                    Retake(
                        question: "Second?", replacing: AnswerID(rawValue: 2), way: .continued(stopped.answer)
                    ),
                    about: Self.both, in: Self.conversation, JobID(number: 1))
            ])
        var done = Self.turn(5, "Second?").answer
        done.continuedTokens = 182
        stage.send(.answer(JobID(number: 1), .kept(AnswerID(rawValue: 5))))
        stage.send(.answer(JobID(number: 1), .finished(done)))
        #expect(stage.state.reader.content.text.contains("182 tok · after 182 before it"))
        #expect(stage.state.reader.turns[1].versions.map(\.rawValue) == [2, 5])
    }

    @Test func whyAnAnswerDoesNotGoOnIsSaid() {
        var stage = stage(Self.three)
        stage.press(".")
        #expect(stage.state.message?.text.contains("came to its end by itself") == true)
        var other = ModelStatus.sample
        other.profile?.name = "another-7b"
        stage.send(.conversation(Self.conversation, [Self.turn(1, "First?", .length)]))
        stage.send(.modelStatus(other))
        stage.press(".")
        #expect(stage.state.message?.text.contains("sample-1b q8 began this answer") == true)
        other.profile?.architecture = GeneratorProfile.endpointArchitecture
        stage.send(.modelStatus(other))
        stage.press(".")
        #expect(stage.state.message?.text.contains("A server begins every answer anew") == true)
        #expect(stage.effects.isEmpty)
    }

    @Test func theConversationIsCutAndComesBack() {
        var stage = stage(Self.three)
        stage.press("KD")
        #expect(stage.effects == [.cutConversation(at: AnswerID(rawValue: 2), in: Self.conversation)])
        stage.send(.turnsChanged(Self.conversation, [Self.three[0]], .cut(2)))
        #expect(questions(stage) == ["First?"])
        #expect(stage.text.contains("cut 2 questions; u brings them back"))
        stage.forget()
        stage.press("u")
        #expect(stage.effects == [.undo])
        stage.send(.undone("Second?"))
        #expect(stage.effects.contains(.readTurns(in: Self.conversation)))
        stage.send(.turnsChanged(Self.conversation, Self.three, .undone))
        #expect(questions(stage) == ["First?", "Second?", "Third?"])
    }

    @Test func whileAnAnswerIsWrittenTurnsStayAsTheyAre() {
        var stage = stage(Self.three)
        stage.press("r")
        stage.forget()
        for key in ["r", "e", ".", "D", "u", "s"] {
            stage.press(key)
            #expect(stage.effects.isEmpty, "\(key)")
            #expect(stage.state.message?.kind == .warning, "\(key)")
        }
        stage.send(.turnsChanged(Self.conversation, [], .undone))
        #expect(questions(stage).count == 3)
    }
}
