import LecternEngine

/// Opening documents with what was asked about them, and opening conversations with what they are about.
extension EffectRunner {
    /// What is done with conversations and their turns.
    func runConversation(_ effect: Effect) {
        switch effect {
        case .renameConversation(let id, let title, let document):
            start {
                try await self.engine.rename(id, to: title)
                self.deliver(.conversationsListed(try await self.engine.conversations(about: document)))
            }
        case .removeConversation(let id, let title, let document):
            start {
                try await self.engine.removeConversation(id)
                self.deliver(.conversationRemoved(id, title: title))
                self.deliver(.conversationsListed(try await self.engine.conversations(about: document)))
            }
        case .searchConversations(let words):
            start {
                self.deliver(.conversationsFound(words, try await self.engine.searchConversations(words)))
            }
        case .askInstead(let retake, let documents, let conversation, let job):
            ask(retake.question, documents, conversation, job) { question, stop in
                self.engine.ask(retake.applied(to: question), stop: stop)
            }
        case .askWithin(let scope, let text, let documents, let conversation, let job):
            ask(text, documents, conversation, job) { question, stop in
                var question = question
                question.scope = scope
                return self.engine.ask(question, stop: stop)
            }
        case .answerNowWithin(let scope, let text, let documents, let conversation, let job):
            ask(text, documents, conversation, job) { question, _ in
                var question = question
                question.scope = scope
                return self.engine.answerNow(question)
            }
        case .chooseAnswer(let answer, let conversation):
            start {
                try await self.engine.choose(answer)
                try await self.tell(.chosen(answer), in: conversation)
            }
        case .cutConversation(let answer, let conversation):
            start {
                let count = try await self.engine.cut(at: answer)
                try await self.tell(.cut(count), in: conversation)
            }
        case .readTurns(let conversation): start { try await self.tell(.undone, in: conversation) }
        default: break
        }
    }

    private func tell(_ change: TurnChange, in conversation: ConversationID) async throws {
        deliver(.turnsChanged(conversation, try await engine.turns(in: conversation), change))
    }

    /// Documents with the latest conversation about exactly these; others are in the list of conversations.
    func open(_ ids: [DocumentID]) async throws {
        guard let first = ids.first else { return }
        let latest = try await engine.conversations(about: first).first {
            $0.documents.count == ids.count && Set($0.documents) == Set(ids)
        }
        var turns: [ConversationTurn] = []
        if let latest { turns = try await engine.turns(in: latest.id) }
        // Earlier turns count only where the documents stand in the same order.
        try await deliver(latest?.documents ?? ids, latest?.id, turns)
        for id in ids { await engine.prepareAnswersNow(about: id) }
    }

    /// - Parameter answer: the one that is wanted, in whatever version of the conversation it stands.
    func open(
        conversation id: ConversationID, _ current: [DocumentID], at answer: AnswerID?
    ) async throws {
        if let answer { try await engine.choose(answer) }
        let turns = try await engine.turns(in: id)
        let documents = try await engine.documents(of: id)
        if documents == current || documents.isEmpty {
            deliver(answer.map { .turnsChanged(id, turns, .chosen($0)) } ?? .conversation(id, turns))
        } else {
            try await deliver(documents, id, turns, showing: answer)
        }
    }

    private func deliver(
        _ ids: [DocumentID], _ conversation: ConversationID?, _ turns: [ConversationTurn],
        showing answer: AnswerID? = nil
    ) async throws {
        let changed = try await engine.changed(among: ids)
        var opened: [OpenedDocument.Other] = []
        for id in ids {
            let document = try await engine.document(id)
            guard let summary = try await engine.summary(of: id) else { continue }
            opened.append(
                OpenedDocument.Other(document: document, summary: summary, isStale: changed.contains(id)))
        }
        guard let first = opened.first else { return }
        deliver(
            .opened(
                OpenedDocument(
                    document: first.document, summary: first.summary, conversation: conversation,
                    turns: turns, isStale: first.isStale, others: Array(opened.dropFirst()),
                    showing: answer)))
    }
}
