public import Pipelines
import Storage

/// What a person changes of conversations and their turns.
extension Engine {
    /// Shows this answer where it stands beside others, and what leads to it.
    public func choose(_ answer: AnswerID) async throws(EngineError) {
        try await keeping("choosing an answer") { store throws(StoreError) in try await store.choose(answer) }
    }

    /// Takes a question, all its answers and all that follow out of the conversation; `undo` brings them back.
    ///
    /// - Returns: how many questions that were shown are gone.
    public func cut(at answer: AnswerID) async throws(EngineError) -> Int {
        try await keeping("cutting a conversation") { store throws(StoreError) in
            try await store.cut(at: answer)
        } ?? 0
    }

    /// Gives a conversation another name; `undo` brings the old one back.
    public func rename(_ conversation: ConversationID, to title: String) async throws(EngineError) {
        try await keeping("renaming a conversation") { store throws(StoreError) in
            try await store.rename(conversation, to: title)
        }
    }

    /// Takes a conversation out of every list; `undo` brings it back.
    public func removeConversation(_ conversation: ConversationID) async throws(EngineError) {
        try await keeping("removing a conversation") { store throws(StoreError) in
            try await store.remove(conversation)
        }
    }

    /// Questions and answers of all conversations that hold all of the words, newest first.
    public func searchConversations(_ text: String) async throws(EngineError) -> [ConversationHit] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        return try await keeping("searching conversations") { store throws(StoreError) in
            try await store.searchConversations(words)
        } ?? []
    }

    @discardableResult
    private func keeping<Value: Sendable>(
        _ operation: String, _ work: (Store) async throws(StoreError) -> Value
    ) async throws(EngineError) -> Value? {
        guard let store else { return nil }
        do {
            return try await work(store)
        } catch {
            throw EngineError(.store, operation, error)
        }
    }
}
