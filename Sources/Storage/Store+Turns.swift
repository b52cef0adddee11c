import Foundation
import GRDB
import Generation
package import Pipelines

/// Turns and their versions.
extension Store {
    /// The turns that are shown of a conversation, oldest first, each with the other versions of it.
    package func turns(in conversation: ConversationID) async throws(StoreError) -> [ConversationTurn] {
        try await read { db in
            let tree = try TurnTree(of: conversation, in: db)
            var parent: Int64?
            return try tree.path.compactMap { id in
                let versions = tree.versions(after: parent)
                parent = id
                return try TurnRow.turn(id, versions: versions, in: db)
            }
        }
    }

    /// What stands before a turn, whether it is shown or not.
    package func turns(before answer: AnswerID) async throws(StoreError) -> [ConversationTurn] {
        try await read { db in
            try TurnRow.ancestors(of: answer.rawValue, in: db).dropFirst().reversed().compactMap {
                try TurnRow.turn($0, versions: [$0], in: db)
            }
        }
    }

    /// Adds a turn; the conversation takes its first question as title. One transaction.
    package func append(
        _ answer: CitedAnswer, to conversation: ConversationID, at place: TurnPlace = .end,
        now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> AnswerID {
        try await write { db in
            let parent: Int64?
            switch place {
            case .end: parent = try TurnTree(of: conversation, in: db).path.last
            case .replacing(let other):
                parent = try Int64.fetchOne(
                    db, sql: "SELECT parent FROM turn WHERE id = ? AND conversation = ?",
                    arguments: [other.rawValue, conversation.rawValue])
            }
            try db.execute(
                sql: """
                    INSERT INTO turn (conversation, question, model, finish, askedAt, chosenAt, answer, parent)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    conversation.rawValue, answer.question, answer.model.name, answer.finish.rawValue, now,
                    now, StoredJSON.text(answer), parent,
                ])
            let id = db.lastInsertedRowID
            try db.execute(
                sql: """
                    UPDATE conversation SET updatedAt = ?, title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?
                    """, arguments: [now, answer.question, conversation.rawValue])
            return AnswerID(rawValue: id)
        }
    }

    /// Shows this version of a turn, and the turns that lead to it.
    package func choose(_ answer: AnswerID, now: Double = Date().timeIntervalSince1970)
        async throws(StoreError)
    {
        try await write { db in
            for id in try TurnRow.ancestors(of: answer.rawValue, in: db) {
                try db.execute(sql: "UPDATE turn SET chosenAt = ? WHERE id = ?", arguments: [now, id])
            }
        }
    }

    /// Takes a turn, its versions and all that follow out of the conversation. Can be undone.
    ///
    /// - Returns: how many turns that were shown are gone.
    @discardableResult
    package func cut(at answer: AnswerID, now: Double = Date().timeIntervalSince1970)
        async throws(StoreError) -> Int
    {
        try await write { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT conversation, parent, question FROM turn WHERE id = ?",
                    arguments: [answer.rawValue])
            else { return 0 }
            let tree = try TurnTree(of: ConversationID(rawValue: row["conversation"]), in: db)
            let gone = tree.all(after: row["parent"])
            let shown = Set(tree.path).intersection(gone).count
            guard !gone.isEmpty else { return 0 }
            for id in gone {
                try db.execute(sql: "UPDATE turn SET removedAt = ? WHERE id = ?", arguments: [now, id])
            }
            let question: String = row["question"]
            try JournalRow.insert(
                .cutConversation, subject: StoredJSON.text(gone), description: question, now: now, into: db)
            return shown
        }
    }

    static func takeBackCut(_ subject: String, in db: Database) throws {
        for id in try StoredJSON.value([Int64].self, from: subject) {
            try db.execute(sql: "UPDATE turn SET removedAt = NULL WHERE id = ?", arguments: [id])
        }
    }
}

/// Turns as rows.
enum TurnRow {
    static func turn(_ id: Int64, versions: [Int64], in db: Database) throws -> ConversationTurn? {
        try Row.fetchOne(db, sql: "SELECT answer, askedAt FROM turn WHERE id = ?", arguments: [id]).map {
            ConversationTurn(
                id: AnswerID(rawValue: id),
                answer: try StoredJSON.value(CitedAnswer.self, from: $0["answer"]),
                askedAt: $0["askedAt"], versions: versions.map(AnswerID.init(rawValue:)))
        }
    }

    /// The turn itself, then the ones before it, back to the first.
    static func ancestors(of id: Int64, in db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                WITH RECURSIVE line(id, parent, depth) AS (
                  SELECT id, parent, 0 FROM turn WHERE id = ?
                  UNION ALL SELECT turn.id, turn.parent, depth + 1 FROM turn JOIN line ON turn.id = line.parent)
                SELECT id FROM line ORDER BY depth
                """, arguments: [id])
    }
}
