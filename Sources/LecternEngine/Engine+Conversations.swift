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

    /// All turns of a conversation, oldest first.
    public func turns(in conversation: ConversationID) async throws(EngineError) -> [ConversationTurn] {
        do {
            return try await store?.turns(in: conversation) ?? []
        } catch {
            throw EngineError(.store, "reading a conversation", error)
        }
    }
}
