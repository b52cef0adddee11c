package import Documents
import Foundation
import GRDB

/// A file as it was when it was read.
package struct FileRecord: Sendable, Hashable {
    package let path: String
    package let size: Int
    package let modifiedAt: Double

    package init(path: String, size: Int, modifiedAt: Double) {
        self.path = path
        self.size = size
        self.modifiedAt = modifiedAt
    }
}

extension Store {
    /// Keeps a document: its text, sentences and landmarks, and the terms it is found by, in one transaction.
    ///
    /// - Returns: whether the same text was in the library already (it is then only moved to the front).
    package func save(
        _ document: Document, file: FileRecord?, terms: [String], now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> Bool {
        try await write { db in
            let known = try Row.fetchOne(
                db, sql: "SELECT removedAt FROM document WHERE id = ?", arguments: [document.id.rawValue])
            if let known {
                try db.execute(
                    sql: """
                        UPDATE document SET usedAt = ?, removedAt = NULL, path = COALESCE(?, path),
                          fileSize = COALESCE(?, fileSize), fileModifiedAt = COALESCE(?, fileModifiedAt) WHERE id = ?
                        """,
                    arguments: [now, file?.path, file?.size, file?.modifiedAt, document.id.rawValue])
                return (known["removedAt"] as Double?) == nil
            }
            try DocumentRow.insert(document, file: file, now: now, into: db)
            try db.execute(
                sql: "INSERT INTO documentTerms (id, terms) VALUES (?, ?)",
                arguments: [document.id.rawValue, terms.joined(separator: " ")])
            return false
        }
    }

    package func document(_ id: DocumentID) async throws(StoreError) -> Document? {
        let path = path
        return try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM document WHERE id = ?", arguments: [id.rawValue])
                .map { try DocumentRow.document($0, libraryPath: path) }
        }
    }

    /// The document that was read from this file, if the file hasn't changed since.
    package func document(of file: FileRecord) async throws(StoreError) -> Document? {
        let path = path
        return try await read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT * FROM document WHERE path = ? AND fileSize = ? AND fileModifiedAt = ? AND removedAt IS NULL
                    ORDER BY usedAt DESC
                    """, arguments: [file.path, file.size, file.modifiedAt]
            ).map { try DocumentRow.document($0, libraryPath: path) }
        }
    }

    /// Summaries, last used first.
    ///
    /// - Parameter terms: only documents that hold all of these; nil for all documents.
    package func documents(matching terms: [String]? = nil) async throws(StoreError) -> [DocumentSummary] {
        try await read { db in
            guard let terms, !terms.isEmpty else {
                return try DocumentRow.summaries(db, condition: "removedAt IS NULL", arguments: [])
            }
            // Each term is quoted, so that no term is read as a search operator.
            let query = terms.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
            return try DocumentRow.summaries(
                db,
                condition:
                    "removedAt IS NULL AND id IN (SELECT id FROM documentTerms WHERE documentTerms MATCH ?)",
                arguments: [query.joined(separator: " ")])
        }
    }

    package func summary(of id: DocumentID) async throws(StoreError) -> DocumentSummary? {
        try await read { db in
            try DocumentRow.summaries(db, condition: "id = ?", arguments: [id.rawValue]).first
        }
    }

    /// The one document whose id begins like this; nil when none does.
    ///
    /// - Throws: `StoreError.ambiguousPrefix`.
    package func documentID(withPrefix prefix: String) async throws(StoreError) -> DocumentID? {
        try await read { db in
            let ids = try String.fetchAll(
                db, sql: "SELECT id FROM document WHERE substr(id, 1, ?) = ? AND removedAt IS NULL",
                arguments: [prefix.utf8.count, prefix])
            guard ids.count <= 1 else { throw StoreError.ambiguousPrefix(prefix, count: ids.count) }
            return ids.first.map(DocumentID.init(rawValue:))
        }
    }

    package func markUsed(_ id: DocumentID, now: Double = Date().timeIntervalSince1970)
        async throws(StoreError)
    {
        try await write { db in
            try db.execute(sql: "UPDATE document SET usedAt = ? WHERE id = ?", arguments: [now, id.rawValue])
        }
    }

    /// Takes a document out of every list; its text stays until it is purged, so that this can be undone.
    package func remove(_ id: DocumentID, now: Double = Date().timeIntervalSince1970) async throws(StoreError)
    {
        try await write { db in
            try db.execute(
                sql: "UPDATE document SET removedAt = ? WHERE id = ?", arguments: [now, id.rawValue])
        }
    }

    package func restore(_ id: DocumentID) async throws(StoreError) {
        try await write { db in
            try db.execute(sql: "UPDATE document SET removedAt = NULL WHERE id = ?", arguments: [id.rawValue])
        }
    }

    // MARK: Token counts

    /// Tokens of each sentence for a model, if they were counted before.
    package func tokenCounts(of id: DocumentID, model: String) async throws(StoreError) -> [Int]? {
        try await read { db in
            try Data.fetchOne(
                db, sql: "SELECT counts FROM tokenCounts WHERE document = ? AND model = ?",
                arguments: [id.rawValue, model]
            ).flatMap(PackedNumbers.numbers)
        }
    }

    package func save(tokenCounts counts: [Int], of id: DocumentID, model: String) async throws(StoreError) {
        try await write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO tokenCounts (document, model, counts) VALUES (?, ?, ?)",
                arguments: [id.rawValue, model, PackedNumbers.data(counts)])
        }
    }
}
