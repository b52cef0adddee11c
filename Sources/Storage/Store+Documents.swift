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
    /// What became of a document that was to be kept.
    package struct Saved: Sendable, Hashable {
        /// The same text was in the library already; it is then only moved to the front.
        package let wasKnown: Bool
        /// The document that the file held before: its text stays for the answers about it.
        package let replaced: DocumentID?
    }

    /// Keeps a document: its text, sentences and landmarks, and the terms it is found by, in one transaction.
    ///
    /// A file that held another text before leaves that document out of the lists, and answers about it are stale.
    package func save(
        _ document: Document, file: FileRecord?, terms: [String], now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> Saved {
        try await write { db in
            let known = try Row.fetchOne(
                db, sql: "SELECT removedAt FROM document WHERE id = ?", arguments: [document.id.rawValue])
            if known == nil {
                try DocumentRow.insert(document, file: file, now: now, into: db)
                try db.execute(
                    sql: "INSERT INTO documentTerms (id, terms) VALUES (?, ?)",
                    arguments: [document.id.rawValue, terms.joined(separator: " ")])
            } else {
                try db.execute(
                    sql: """
                        UPDATE document SET usedAt = ?, removedAt = NULL, replacedBy = NULL, path = COALESCE(?, path),
                          fileSize = COALESCE(?, fileSize), fileModifiedAt = COALESCE(?, fileModifiedAt) WHERE id = ?
                        """,
                    arguments: [now, file?.path, file?.size, file?.modifiedAt, document.id.rawValue])
            }
            let before = try file.flatMap { file in
                try String.fetchOne(
                    db, sql: "SELECT id FROM document WHERE path = ? AND id <> ? AND removedAt IS NULL",
                    arguments: [file.path, document.id.rawValue])
            }
            if let before {
                try db.execute(
                    sql: "UPDATE document SET removedAt = ?, replacedBy = ? WHERE id = ?",
                    arguments: [now, document.id.rawValue, before])
            }
            return Saved(
                wasKnown: known.map { ($0["removedAt"] as Double?) == nil } ?? false,
                replaced: before.map(DocumentID.init(rawValue:)))
        }
    }

    /// Those of these documents whose file holds another text now, and the document that it holds.
    package func replacements(of ids: Set<DocumentID>) async throws(StoreError) -> [DocumentID: DocumentID] {
        try await read { db in
            var found: [DocumentID: DocumentID] = [:]
            for id in ids {
                let newer = try String.fetchOne(
                    db, sql: "SELECT replacedBy FROM document WHERE id = ?", arguments: [id.rawValue])
                if let newer { found[id] = DocumentID(rawValue: newer) }
            }
            return found
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
            return try DocumentRow.summaries(
                db,
                condition:
                    "removedAt IS NULL AND id IN (SELECT id FROM documentTerms WHERE documentTerms MATCH ?)",
                arguments: [Self.quoted(terms).joined(separator: " ")])
        }
    }

    /// Documents that hold some of these terms, those that fit them best first (BM25 over whole documents).
    package func bestDocuments(for terms: [String], limit: Int) async throws(StoreError) -> [DocumentID] {
        guard !terms.isEmpty else { return [] }
        return try await read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT documentTerms.id FROM documentTerms JOIN document ON document.id = documentTerms.id
                    WHERE documentTerms MATCH ? AND removedAt IS NULL ORDER BY bm25(documentTerms) LIMIT ?
                    """, arguments: [Self.quoted(terms).joined(separator: " OR "), limit]
            ).map(DocumentID.init(rawValue:))
        }
    }

    /// Each term in quotes, so that none is read as a search operator.
    private static func quoted(_ terms: [String]) -> [String] {
        terms.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
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
            let title = try String.fetchOne(
                db, sql: "SELECT title FROM document WHERE id = ? AND removedAt IS NULL",
                arguments: [id.rawValue])
            guard let title else { return }
            try db.execute(
                sql: "UPDATE document SET removedAt = ? WHERE id = ?", arguments: [now, id.rawValue])
            try JournalRow.insert(
                .removedDocument, subject: id.rawValue, description: title, now: now, into: db)
        }
    }

    package func restore(_ id: DocumentID) async throws(StoreError) {
        try await write { db in try Self.restore(id.rawValue, in: db) }
    }

    static func restore(_ id: String, in db: Database) throws {
        try db.execute(
            sql: "UPDATE document SET removedAt = NULL, replacedBy = NULL WHERE id = ?", arguments: [id])
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

    /// Forgets what was counted for a document; it is counted again when it is needed.
    package func forgetTokenCounts(of id: DocumentID) async throws(StoreError) {
        try await write { db in
            try db.execute(sql: "DELETE FROM tokenCounts WHERE document = ?", arguments: [id.rawValue])
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
