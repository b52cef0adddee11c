import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

/// `S`: what the next questions are answered from.
struct ScopeTests {
    private static let conversation = ConversationID(rawValue: 1)

    private func ask(_ stage: inout Stage) -> Effect? {
        stage.press("i")
        stage.type("Who paid?")
        stage.forget()
        stage.press("<Enter>")
        return stage.effects.first
    }

    private func section(_ sentences: ClosedRange<Int>) -> SentenceSpan {
        SentenceSpan(document: Document.harbour.id, sentences: sentences)
    }

    @Test func sectionsOfTheOutlineAreMarkedAndAskedAbout() {
        var stage = Stage.reading(answered: false)
        stage.press("S")
        for part in ["Answer from", "Annual report 1998", "14 sentences", "Insurance", "Space marks"] {
            #expect(stage.text.contains(part), "\(part)")
        }
        stage.press("G<Space>")
        #expect(stage.text.contains("●"))
        stage.press("<Enter>")
        #expect(stage.state.message?.text == "questions are answered from 1 section, 7 sentences")
        #expect(stage.text.contains("scope: 1 section"))
        #expect(
            ask(&stage)
                == .askWithin(
                    .sections([section(7...13)]), "Who paid?", about: [Document.harbour.id],
                    in: Self.conversation, JobID(number: 1)))
        // What was chosen is marked when the list opens again; another row chooses that row.
        stage.send(.answer(JobID(number: 1), .finished(ConversationTurn.freight.answer)))
        stage.press("S")
        guard case .chooser(let chooser)? = stage.state.overlay else {
            Issue.record("no list opened")
            return
        }
        #expect(chooser.list.marks == [4])
        stage.press("gg<Enter>")
        #expect(stage.state.reader.scope == .automatic)
        #expect(
            ask(&stage)
                == .ask("Who paid?", about: [Document.harbour.id], in: Self.conversation, JobID(number: 3)))
    }

    @Test func wholeAndSearchFirstAreChosenAndGoWithTheDocument() {
        var stage = Stage.reading(answered: false)
        stage.press("Sjj<Enter>")
        #expect(stage.state.reader.scope == .search)
        stage.press("Sggj<Enter>")
        #expect(stage.text.contains("scope: whole"))
        stage.send(
            .opened(
                OpenedDocument(document: .harbour, summary: .harbour, conversation: nil, turns: [])))
        #expect(stage.state.reader.scope == .automatic)
    }

    @Test func aQuotationKeepsToTheSectionsAndAQuestionThatWaitsToItsOwn() {
        var stage = Stage.reading(answered: false)
        stage.press("SG<Space><Enter>")
        let insurance = QuestionScope.sections([section(7...13)])
        stage.press("i")
        stage.type("Who paid?")
        stage.press("<Enter>")
        stage.forget()
        stage.press("s")
        #expect(
            stage.effects == [
                .answerNowWithin(
                    insurance, "Who paid?", about: [Document.harbour.id], in: Self.conversation,
                    JobID(number: 2))
            ])
        stage.press("i")
        stage.type("How much?")
        stage.press("<Enter><Tab><Tab>Sgg<Enter>")
        #expect(stage.state.reader.scope == .automatic)
        stage.forget()
        stage.send(.answer(JobID(number: 1), .finished(ConversationTurn.freight.answer)))
        #expect(
            stage.effects.contains(
                .askWithin(
                    insurance, "How much?", about: [Document.harbour.id], in: Self.conversation,
                    JobID(number: 3))))
    }

    @Test func theScopeStandsAboveTheAnswerAndIsKeptWhenItIsMadeAgain() {
        var turn = ConversationTurn.freight
        turn.answer.context = ContextSummary(
            sentences: 7, documentSentences: 14, tokens: 90, mode: .sections,
            windows: [section(7...13)], earlierTurns: 0, scope: .sections([section(7...13)]))
        var stage = Stage.reading(answered: false)
        stage.send(.conversation(Self.conversation, [turn]))
        let text = stage.state.reader.content.text
        #expect(text.hasPrefix("You   Why did freight volumes fall in 1998?\n      only from C7–C13\n"))
        #expect(text.contains("read 7 sentences. The question stands alone."))
        stage.press("r")
        guard case .askInstead(let retake, _, _, _)? = stage.effects.last else {
            Issue.record("nothing was asked")
            return
        }
        #expect(retake.scope == .sections([section(7...13)]))
        turn.answer.context.mode = .retrieved
        turn.answer.context.scope = .search
        let searched = AnswerContent([Turn(turn)], selected: nil, glyphs: .unicode).text
        #expect(searched.contains("chosen by search: as you wanted."))
        #expect(!searched.contains("only from"))
    }
}
