import LecternEngine
import TerminalUI

/// All that is done with whole conversations: the list, names, removal, search, export.
extension ReaderScreen {
    static let conversationCommands: [Command] = [
        Command(
            "answer.new", "begin a new conversation", in: .answer, keys: ["gn"],
            disabledReason: { state in
                state.reader.job == nil ? nil : "An answer is being written"
            }
        ) { state, _ in
            state.reader.leaveEdit()
            return [.newConversation]
        },
        Command(
            "answer.conversations", "conversations: open, rename, remove", in: .answer,
            keys: ["gk"]
        ) { state, _ in
            state.reader.opened.map { [.listConversations($0.document.id)] } ?? []
        },
        searchCommand,
        Command(
            "answer.export", "conversation to a Markdown file", in: .answer,
            keys: ["gX"],
            disabledReason: { state in
                state.reader.turns.contains { $0.answer != nil } ? nil : "There is no answer yet; i asks"
            }
        ) { state, _ in
            let name = ShortNames.of(state.reader.documents.map(\.document.title)).joined(separator: "-")
            let file = name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }
            state.overlay = .prompt(Prompt(.exportConversation, text: String(file) + "-questions.md"))
            return []
        },
    ]

    /// Of the reader and of the library.
    static let searchCommand = Command(
        "answer.search", "find in all answers", in: .answer, keys: ["g/"]
    ) { state, _ in
        state.overlay = .prompt(Prompt(.searchConversations))
        return []
    }
}

extension AppState {
    // MARK: List

    mutating func list(_ conversations: [ConversationSummary]) {
        guard !conversations.isEmpty else {
            // Who removed the last one is told so, and how it comes back.
            if overlay?.conversations == nil { say("no conversations about this document yet") }
            overlay = nil
            return
        }
        let items = conversations.map { conversation in
            Chooser.Item(
                text: conversation.title,
                detail: about(conversation) + Figures.plural(conversation.turnCount, "question") + ", "
                    + Figures.age(clock - conversation.updatedAt),
                choice: .conversation(conversation.id))
        }
        let current = conversations.firstIndex { $0.id == reader.conversation } ?? 0
        var chooser = Chooser(
            title: "Conversations", items: items, at: overlay?.conversations?.list.cursor ?? current)
        chooser.hint = "\(glyphs.usesKeySymbols ? "⏎" : "Enter") open  e rename  d remove  u undo  Esc close"
        overlay = .chooser(chooser)
    }

    /// What an undo may have brought back: turns of the open conversation, or, where none is open, the conversation.
    var turnsAnew: [Effect] {
        if let conversation = reader.conversation { return [.readTurns(in: conversation)] }
        guard screen == .reader, reader.turns.isEmpty, let first = reader.subject.first,
            overlay?.conversations == nil, !reader.documents.contains(where: \.isStale)
        else { return [] }
        return [reader.isAboutSeveral ? .openDocuments(reader.subject) : .openDocument(first)]
    }

    /// Reads the list again where it is open.
    var conversationsAnew: [Effect] {
        guard overlay?.conversations != nil, let document = reader.opened?.document.id else { return [] }
        return [.listConversations(document)]
    }

    /// `old text, `, `2 documents, `: how it differs from a conversation about the document that is shown.
    private func about(_ conversation: ConversationSummary) -> String {
        let isCurrent = reader.opened.map { conversation.documents.contains($0.document.id) } ?? true
        let count = conversation.documents.count
        return (isCurrent ? "" : "old text, ") + (count > 1 ? "\(count) documents, " : "")
    }

    /// Keys of the list of conversations beyond those of every list.
    ///
    /// - Returns: nil when the key is none of them.
    mutating func pressConversation(_ key: Key, _ chooser: Chooser) -> [Effect]? {
        guard let document = reader.opened?.document.id, chooser.items.indices.contains(chooser.list.cursor),
            case .conversation(let id) = chooser.items[chooser.list.cursor].choice
        else { return nil }
        let title = chooser.items[chooser.list.cursor].text
        switch key {
        case "e", "R":
            overlay = .prompt(Prompt(.renameConversation(id), text: title))
            return []
        case "d", .delete:
            if id == reader.conversation, reader.job != nil {
                say("An answer is being written in it; Esc stops it", .warning)
                return []
            }
            return [.removeConversation(id, title: title, about: document)]
        case "u": return [.undo]
        default: return nil
        }
    }

    mutating func rename(_ id: ConversationID, to text: String) -> [Effect] {
        let title = text.trimmingSpace
        guard let document = reader.opened?.document.id, !title.isEmpty else { return [] }
        return [.renameConversation(id, to: title, about: document)]
    }

    mutating func conversationRemoved(_ id: ConversationID, _ title: String) -> [Effect] {
        say("removed “\(title)”; u brings it back", .success)
        if id == reader.conversation, reader.job == nil { reader.show(conversation: nil, []) }
        return [.listDocuments(matching: library.filter)]
    }

    /// Opens a conversation, at an answer where one is wanted.
    mutating func openConversation(_ id: ConversationID, at answer: AnswerID? = nil) -> [Effect] {
        guard reader.job == nil else {
            say("An answer is being written; Esc stops it", .warning)
            return []
        }
        return [.openConversation(id, current: reader.subject, at: answer)]
    }

    // MARK: Search and export

    mutating func found(_ words: String, _ hits: [ConversationHit]) {
        guard !hits.isEmpty else { return say("no question and no answer holds “\(words)”", .warning) }
        let items = hits.map { hit in
            Chooser.Item(
                text: hit.excerpt.isEmpty ? hit.question : "\(hit.question)  \(hit.excerpt)",
                detail: hit.titles.joined(separator: ", ") + ", " + Figures.age(clock - hit.askedAt),
                choice: .answer(hit.conversation, hit.answer))
        }
        overlay = .chooser(
            Chooser(title: "“\(words)” in \(Figures.plural(hits.count, "answer"))", items: items))
    }

    mutating func exportConversation(to path: String) -> [Effect] {
        guard AnswerExport.Format(path: path) == .markdown else {
            say("The name must end in .md", .warning)
            return []
        }
        let turns = reader.turns.compactMap { turn in
            turn.answer.map {
                ConversationTurn(
                    id: turn.id ?? AnswerID(rawValue: 0), answer: $0, askedAt: 0, review: turn.review)
            }
        }
        let documents = reader.documents.map(\.document)
        let names = documents.map(\.title).joined(separator: ", ")
        return [
            .write(path, AnswerExport.markdown(turns, titled: "Questions about \(names)", about: documents))
        ]
    }
}

extension Overlay {
    /// The list of conversations, where it is open.
    var conversations: Chooser? {
        guard case .chooser(let chooser) = self, case .conversation? = chooser.items.first?.choice else {
            return nil
        }
        return chooser
    }
}
