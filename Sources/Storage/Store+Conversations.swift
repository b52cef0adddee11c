package import Documents
import Foundation
import GRDB
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
            let rows = try Row.fetchAll(
                db,
                sql: """
                    WITH RECURSIVE same(id) AS (
                      SELECT ? UNION SELECT document.id FROM document JOIN same ON document.replacedBy = same.id)
                    SELECT c.*, (SELECT group_concat(document) FROM
                        (SELECT document FROM conversationDocument WHERE conversation = c.id ORDER BY place)) AS documents
                    FROM conversation c
                    WHERE c.removedAt IS NULL AND c.id IN
                      (SELECT conversation FROM conversationDocument WHERE document IN (SELECT id FROM same))
                    ORDER BY c.updatedAt DESC, c.id DESC
                    """, arguments: [document.rawValue])
            return try rows.compactMap { row in
                let id = ConversationID(rawValue: row["id"])
                let turns = try TurnTree(of: id, in: db).path.count
                guard turns > 0 else { return nil }
                let documents: String = row["documents"] ?? ""
                return ConversationSummary(
                    id: id, title: row["title"],
                    documents: documents.split(separator: ",").map { DocumentID(rawValue: String($0)) },
                    turnCount: turns, updatedAt: row["updatedAt"])
            }
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

// MARK: Names and removal

extension Store {
    /// Gives a conversation another name. Can be undone.
    package func rename(
        _ conversation: ConversationID, to title: String, now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) {
        try await write { db in
            let before = try String.fetchOne(
                db, sql: "SELECT title FROM conversation WHERE id = ?", arguments: [conversation.rawValue])
            guard let before, before != title else { return }
            try db.execute(
                sql: "UPDATE conversation SET title = ? WHERE id = ?",
                arguments: [title, conversation.rawValue])
            try JournalRow.insert(
                .renamedConversation,
                subject: StoredJSON.text(Renaming(conversation: conversation.rawValue, before: before)),
                description: before, now: now, into: db)
        }
    }

    /// Takes a conversation out of every list; its turns stay, so that this can be undone.
    package func remove(_ conversation: ConversationID, now: Double = Date().timeIntervalSince1970)
        async throws(StoreError)
    {
        try await write { db in
            let title = try String.fetchOne(
                db, sql: "SELECT title FROM conversation WHERE id = ? AND removedAt IS NULL",
                arguments: [conversation.rawValue])
            guard let title else { return }
            try db.execute(
                sql: "UPDATE conversation SET removedAt = ? WHERE id = ?",
                arguments: [now, conversation.rawValue])
            try JournalRow.insert(
                .removedConversation, subject: "\(conversation.rawValue)", description: title, now: now,
                into: db)
        }
    }

    private struct Renaming: Codable {
        let conversation: Int64
        let before: String
    }

    static func takeBackRenaming(_ subject: String, in db: Database) throws {
        let renaming = try StoredJSON.value(Renaming.self, from: subject)
        try db.execute(
            sql: "UPDATE conversation SET title = ? WHERE id = ?",
            arguments: [renaming.before, renaming.conversation])
    }

    static func restoreConversation(_ subject: String, in db: Database) throws {
        try db.execute(
            sql: "UPDATE conversation SET removedAt = NULL WHERE id = ?", arguments: [Int64(subject)])
    }
}
