import LecternEngine

/// Opening documents with what was asked about them, and opening conversations with what they are about.
extension EffectRunner {
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

    func open(conversation id: ConversationID, _ current: [DocumentID]) async throws {
        let turns = try await engine.turns(in: id)
        let documents = try await engine.documents(of: id)
        if documents == current || documents.isEmpty {
            deliver(.conversation(id, turns))
        } else {
            try await deliver(documents, id, turns)
        }
    }

    private func deliver(
        _ ids: [DocumentID], _ conversation: ConversationID?, _ turns: [ConversationTurn]
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
                    turns: turns, isStale: first.isStale, others: Array(opened.dropFirst()))))
    }
}
