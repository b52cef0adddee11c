import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

/// The list of conversations, search in all of them, and a conversation as a file.
struct ConversationTests {
    private static let document = Document.harbour.id

    private static let summaries = [
        ConversationSummary(
            id: ConversationID(rawValue: 7), title: "Who paid?", documents: [document], turnCount: 2,
            updatedAt: 990_000),
        ConversationSummary(
            id: ConversationID(rawValue: 1), title: "Why did freight fall?",
            documents: [document, DocumentID(rawValue: "lease")], turnCount: 1, updatedAt: 980_000),
        ConversationSummary(
            id: ConversationID(rawValue: 3), title: "An old one", documents: [DocumentID(rawValue: "before")],
            turnCount: 1, updatedAt: 900_000),
    ]

    private func listing() -> Stage {
        var stage = Stage.reading()
        stage.press("gk")
        #expect(stage.effects == [.listConversations(Self.document)])
        stage.send(.conversationsListed(Self.summaries))
        stage.forget()
        return stage
    }

    @Test func theListSaysWhatEachIsAboutAndOpensIt() {
        var stage = listing()
        for part in ["2 questions", "2 documents, 1 question", "old text, 1 question", "e rename  d remove"] {
            #expect(stage.text.contains(part), "\(part)")
        }
        stage.press("k<Enter>")
        #expect(stage.effects == [.openConversation(ConversationID(rawValue: 7), current: [Self.document])])
    }

    @Test func aConversationIsRenamed() {
        var stage = listing()
        stage.press("ke")
        #expect(stage.text.contains("name> Who paid?"))
        stage.press("<C-u>")
        stage.type("Insurance")
        stage.press("<Enter>")
        #expect(
            stage.effects == [
                .renameConversation(ConversationID(rawValue: 7), to: "Insurance", about: Self.document)
            ])
        stage.send(.conversationsListed(Self.summaries))
        #expect(stage.state.overlay?.conversations != nil)
    }

    @Test func aConversationIsRemovedAndBroughtBackInTheList() {
        var stage = listing()
        stage.press("d")
        let id = ConversationID(rawValue: 1)
        #expect(
            stage.effects == [.removeConversation(id, title: "Why did freight fall?", about: Self.document)])
        stage.send(.conversationRemoved(id, title: "Why did freight fall?"))
        stage.send(.conversationsListed([Self.summaries[0], Self.summaries[2]]))
        #expect(stage.text.contains("u brings it back"))
        // It was the open one.
        #expect(stage.state.reader.turns.isEmpty && stage.state.reader.conversation == nil)
        stage.forget()
        stage.press("u")
        #expect(stage.effects == [.undo])
        stage.send(.undone("Why did freight fall?"))
        #expect(stage.effects.contains(.listConversations(Self.document)))
        stage.send(.conversationsListed([]))
        #expect(stage.state.overlay == nil)
    }

    @Test func wordsAreFoundInAllConversationsAndTheirAnswerIsShown() {
        var stage = Stage.reading()
        stage.press("g/")
        stage.type("reserve")
        stage.press("<Enter>")
        #expect(stage.effects == [.searchConversations("reserve")])
        let hit = ConversationHit.sample
        stage.send(.conversationsFound("reserve", [hit]))
        #expect(stage.text.contains("“reserve” in 1 answer"))
        #expect(stage.text.contains("Who bore the loss?  The reserve bore it."))
        #expect(stage.text.contains("lease.docx, harbour"))
        stage.forget()
        stage.press("<Enter>")
        #expect(
            stage.effects == [
                .openConversation(
                    hit.conversation, current: [Self.document], at: AnswerID(rawValue: 12))
            ])
        // It comes with its documents, at the answer.
        var other = ConversationTurn.freight
        other.answer.question = "Who bore the loss?"
        stage.send(
            .opened(
                OpenedDocument(
                    document: .harbour, summary: .harbour, conversation: hit.conversation,
                    turns: [
                        ConversationTurn(id: AnswerID(rawValue: 12), answer: other.answer, askedAt: 0),
                        .freight,
                    ], showing: AnswerID(rawValue: 12))))
        #expect(stage.state.reader.currentTurn == 0)
        stage.send(.conversationsFound("zebra", []))
        #expect(stage.state.message?.text == "no question and no answer holds “zebra”")
    }

    @Test func theLibraryFindsInConversationsToo() {
        var stage = Stage()
        stage.send(.documentsListed([.harbour]))
        stage.press("g/")
        stage.type("reserve")
        stage.press("<Enter>")
        #expect(stage.effects.contains(.searchConversations("reserve")))
        stage.send(.conversationsFound("reserve", [.sample]))
        stage.forget()
        stage.press("<Enter>")
        #expect(
            stage.effects == [
                .openConversation(ConversationID(rawValue: 5), current: [], at: AnswerID(rawValue: 12))
            ])
    }

    @Test func anOpenConversationIsNotTakenFromUnderItsAnswer() {
        var stage = Stage.reading(answered: false)
        stage.press("i")
        stage.type("Who?")
        stage.press("<Enter>gk")
        stage.send(.conversationsListed(Self.summaries))
        stage.forget()
        stage.press("d")
        #expect(stage.effects.isEmpty)
        stage.press("<Enter>")
        #expect(stage.effects.isEmpty)
        #expect(stage.state.message?.text.contains("Esc stops it") == true)
    }

    @Test func aConversationBecomesAMarkdownFile() {
        var stage = Stage.reading()
        stage.press("gX")
        #expect(stage.text.contains("write the conversation to> harbour-1998-questions.md"))
        stage.press("<Enter>")
        guard case .write("harbour-1998-questions.md", let text)? = stage.effects.last else {
            Issue.record("nothing was written")
            return
        }
        #expect(text.hasPrefix("# Questions about harbour-1998.pdf\n\n"))
        #expect(text.contains("## Why did freight volumes fall in 1998?\n\nFreight fell 11%"))
        #expect(text.contains("tonnes in 1998.[^1-1]"))
        #expect(text.contains("[^1-1]: “The quay handled 1.42 million tonnes"))
        #expect(text.contains("[uncited]"))
        stage.forget()
        stage.press("gX")
        stage.press("<C-u>")
        stage.type("answers.txt")
        stage.press("<Enter>")
        #expect(stage.effects.isEmpty)
        #expect(stage.state.message?.text == "The name must end in .md")
    }
}

extension ConversationHit {
    static let sample = ConversationHit(
        conversation: ConversationID(rawValue: 5), answer: AnswerID(rawValue: 12),
        question: "Who bore the loss?", excerpt: "The reserve bore it.",
        titles: ["lease.docx", "harbour-1998.pdf"], askedAt: 999_000)
}
