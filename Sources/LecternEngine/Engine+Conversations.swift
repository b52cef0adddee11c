public import Documents
public import Pipelines
import Storage

extension Engine {
    /// Begins a conversation about these documents; nil where nothing is kept.
    public func startConversation(about documents: [DocumentID]) async throws(EngineError) -> ConversationID?
    {
        do {
            return try await store?.startConversation(about: documents)
        } catch {
            throw EngineError(.store, "starting a conversation", error)
        }
    }

    /// Conversations with at least one turn about a document, latest first.
    public func conversations(about document: DocumentID) async throws(EngineError) -> [ConversationSummary] {
        do {
            return try await store?.conversations(about: document) ?? []
        } catch {
            throw EngineError(.store, "listing conversations", error)
        }
    }

    /// All turns of a conversation, oldest first. Citations into a document whose file changed since are stale.
    public func turns(in conversation: ConversationID) async throws(EngineError) -> [ConversationTurn] {
        guard let store else { return [] }
        do {
            var turns = try await store.turns(in: conversation)
            let reviews = try await store.reviews(of: turns.map(\.id))
            for index in turns.indices { turns[index].review = reviews[turns[index].id] ?? .empty }
            let cited = Set(turns.flatMap { $0.answer.citations.map(\.span.document) })
            let changed = try await store.replacements(of: cited)
            return changed.isEmpty ? turns : turns.map { $0.markingStale(Set(changed.keys)) }
        } catch {
            throw EngineError(.store, "reading a conversation", error)
        }
    }

    /// What a conversation is about, in the order it was begun with.
    public func documents(of conversation: ConversationID) async throws(EngineError) -> [DocumentID] {
        do {
            return try await store?.documents(of: conversation) ?? []
        } catch {
            throw EngineError(.store, "reading a conversation", error)
        }
    }
}

extension Engine {
    /// Those of these documents whose file holds another text now.
    public func changed(among documents: [DocumentID]) async throws(EngineError) -> Set<DocumentID> {
        do {
            return Set(try await store?.replacements(of: Set(documents)).keys.map(\.self) ?? [])
        } catch {
            throw EngineError(.store, "looking for changed files", error)
        }
    }
}

extension ConversationTurn {
    /// The same turn with its citations into these documents marked.
    fileprivate func markingStale(_ documents: Set<DocumentID>) -> ConversationTurn {
        var turn = self
        for index in turn.answer.statements.indices {
            turn.answer.statements[index].citations = turn.answer.statements[index].citations.map {
                citation in
                guard documents.contains(citation.span.document) else { return citation }
                return Citation(number: citation.number, span: citation.span, anchor: .stale)
            }
        }
        return turn
    }
}
