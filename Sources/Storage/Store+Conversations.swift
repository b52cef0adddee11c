package import Documents
import Foundation
import GRDB
import Generation
package import Pipelines

extension Store {
    /// Begins a conversation about these documents; it shows in lists once it has a turn.
    package func startConversation(
        about documents: [DocumentID], now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> ConversationID {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO conversation (title, createdAt, updatedAt) VALUES ('', ?, ?)",
                arguments: [now, now])
            let id = db.lastInsertedRowID
            for (place, document) in documents.enumerated() {
                try db.execute(
                    sql: "INSERT INTO conversationDocument (conversation, document, place) VALUES (?, ?, ?)",
                    arguments: [id, document.rawValue, place])
            }
            return ConversationID(rawValue: id)
        }
    }

    /// Conversations with at least one turn about a document, or about what its file held before, latest first.
    package func conversations(about document: DocumentID) async throws(StoreError) -> [ConversationSummary] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    WITH RECURSIVE same(id) AS (
                      SELECT ? UNION SELECT document.id FROM document JOIN same ON document.replacedBy = same.id)
                    SELECT c.*, (SELECT COUNT(*) FROM turn WHERE conversation = c.id) AS turns,
                      (SELECT group_concat(document) FROM
                        (SELECT document FROM conversationDocument WHERE conversation = c.id ORDER BY place)) AS documents
                    FROM conversation c
                    WHERE turns > 0 AND c.id IN
                      (SELECT conversation FROM conversationDocument WHERE document IN (SELECT id FROM same))
                    ORDER BY c.updatedAt DESC, c.id DESC
                    """, arguments: [document.rawValue]
            ).map { row in
                let documents: String = row["documents"] ?? ""
                return ConversationSummary(
                    id: ConversationID(rawValue: row["id"]), title: row["title"],
                    documents: documents.split(separator: ",").map { DocumentID(rawValue: String($0)) },
                    turnCount: row["turns"], updatedAt: row["updatedAt"])
            }
        }
    }

    package func turns(in conversation: ConversationID) async throws(StoreError) -> [ConversationTurn] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT id, answer, askedAt FROM turn WHERE conversation = ? ORDER BY id",
                arguments: [conversation.rawValue]
            ).map { row in
                ConversationTurn(
                    id: AnswerID(rawValue: row["id"]),
                    answer: try StoredJSON.value(CitedAnswer.self, from: row["answer"]),
                    askedAt: row["askedAt"])
            }
        }
    }

    /// Adds a turn; the conversation takes its first question as title. One transaction.
    package func append(
        _ answer: CitedAnswer, to conversation: ConversationID, now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> AnswerID {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO turn (conversation, question, model, finish, askedAt, answer) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    conversation.rawValue, answer.question, answer.model.name, answer.finish.rawValue, now,
                    StoredJSON.text(answer),
                ])
            let id = db.lastInsertedRowID
            try db.execute(
                sql: """
                    UPDATE conversation SET updatedAt = ?, title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?
                    """, arguments: [now, answer.question, conversation.rawValue])
            return AnswerID(rawValue: id)
        }
    }
}

extension Store {
    /// What a conversation is about, in the order it was begun with.
    package func documents(of conversation: ConversationID) async throws(StoreError) -> [DocumentID] {
        try await read { db in
            try String.fetchAll(
                db, sql: "SELECT document FROM conversationDocument WHERE conversation = ? ORDER BY place",
                arguments: [conversation.rawValue]
            ).map(DocumentID.init(rawValue:))
        }
    }
}
