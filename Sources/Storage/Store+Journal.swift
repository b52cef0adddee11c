import Foundation
import GRDB

extension Store {
    /// Takes back the last change a person made that isn't taken back yet. Survives a restart, since the journal does.
    ///
    /// - Returns: what came back, in words; nil when there is nothing to undo.
    package func undo(now: Double = Date().timeIntervalSince1970) async throws(StoreError) -> String? {
        try await write { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT * FROM journal WHERE undoneAt IS NULL ORDER BY id DESC LIMIT 1")
            else { return nil }
            let kind: String = row["kind"]
            switch JournalRow.Kind(rawValue: kind) {
            case .removedDocument: try Self.restore(row["subject"], in: db)
            case .verdict: try ReviewRow.undo("verdict", row["subject"], now: now, in: db)
            case .correction: try ReviewRow.undo("citations", row["subject"], now: now, in: db)
            case .overrodeReward: try Self.takeBackOverride(row["subject"], now: now, in: db)
            case .removedConversation: try Self.restoreConversation(row["subject"], in: db)
            case .renamedConversation: try Self.takeBackRenaming(row["subject"], in: db)
            case .cutConversation: try Self.takeBackCut(row["subject"], in: db)
            case nil: return nil
            }
            try db.execute(
                sql: "UPDATE journal SET undoneAt = ? WHERE id = ?", arguments: [now, row["id"] as Int64])
            return row["description"]
        }
    }
}

/// Changes as rows of the journal.
enum JournalRow {
    enum Kind: String {
        case removedDocument, verdict, correction, overrodeReward
        case removedConversation, renamedConversation, cutConversation
    }

    static func insert(
        _ kind: Kind, subject: String, description: String, now: Double, into db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO journal (kind, subject, description, at) VALUES (?, ?, ?, ?)",
            arguments: [kind.rawValue, subject, description, now])
    }
}
