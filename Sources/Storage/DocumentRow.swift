import Documents
import Foundation
import GRDB

/// Documents as rows.
enum DocumentRow {
    static func insert(_ document: Document, file: FileRecord?, now: Double, into db: Database) throws {
        let pages = document.pages.count
        try db.execute(
            sql: """
                INSERT INTO document (id, title, format, sentenceMode, path, fileSize, fileModifiedAt, text, sentences,
                  landmarks, warnings, metadata, sentenceCount, pageCount, byteCount, addedAt, usedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                document.id.rawValue, document.title, document.format, document.sentenceMode.rawValue,
                file?.path,
                file?.size, file?.modifiedAt, document.text, pack(document.sentences),
                StoredJSON.text(document.landmarks), StoredJSON.text(document.warnings),
                StoredJSON.text(document.metadata), document.sentences.count, pages == 0 ? nil : pages,
                document.text.utf8.count, now, now,
            ])
    }

    static func document(_ row: Row, libraryPath: String) throws -> Document {
        let id: String = row["id"]
        let text: String = row["text"]
        let mode: String = row["sentenceMode"]
        guard let sentences = unpack(row["sentences"], within: text.utf8.count),
            let mode = SentenceMode(rawValue: mode)
        else {
            throw StoreError.damaged(
                path: libraryPath, reason: "the sentences of document \(id.prefix(12)) can't be read")
        }
        return Document(
            id: DocumentID(rawValue: id), title: row["title"], format: row["format"], sentenceMode: mode,
            text: text,
            sentences: sentences, landmarks: try StoredJSON.value([Landmark].self, from: row["landmarks"]),
            warnings: try StoredJSON.value([String].self, from: row["warnings"]),
            metadata: try StoredJSON.value([String: String].self, from: row["metadata"]))
    }

    static func summaries(
        _ db: Database, condition: String, arguments: StatementArguments
    ) throws -> [DocumentSummary] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, title, format, path, sentenceCount, pageCount, byteCount, warnings, metadata, addedAt, usedAt,
                  (SELECT COUNT(DISTINCT conversation) FROM conversationDocument
                   WHERE document = document.id AND conversation IN
                     (SELECT turn.conversation FROM turn JOIN conversation ON conversation.id = turn.conversation
                      WHERE turn.removedAt IS NULL AND conversation.removedAt IS NULL)) AS conversations
                FROM document WHERE \(condition) ORDER BY usedAt DESC, id
                """, arguments: arguments
        ).map { row in
            DocumentSummary(
                id: DocumentID(rawValue: row["id"]), title: row["title"], format: row["format"],
                path: row["path"],
                sentenceCount: row["sentenceCount"], pageCount: row["pageCount"], byteCount: row["byteCount"],
                warnings: try StoredJSON.value([String].self, from: row["warnings"]),
                conversationCount: row["conversations"], addedAt: row["addedAt"], usedAt: row["usedAt"],
                metadata: try StoredJSON.value([String: String].self, from: row["metadata"]))
        }
    }

    /// Three numbers a sentence: bytes since the end before, length, blocks since the one before.
    private static func pack(_ sentences: [Sentence]) -> Data {
        var numbers: [Int] = []
        numbers.reserveCapacity(sentences.count * 3)
        var end = 0
        var paragraph = 0
        for sentence in sentences {
            numbers += [
                sentence.range.lowerBound - end, sentence.range.count, sentence.paragraph - paragraph,
            ]
            end = sentence.range.upperBound
            paragraph = sentence.paragraph
        }
        return PackedNumbers.data(numbers)
    }

    /// Nil when the bytes aren't sentences of a text of that length.
    private static func unpack(_ data: Data, within length: Int) -> [Sentence]? {
        guard let numbers = PackedNumbers.numbers(data), numbers.count % 3 == 0 else { return nil }
        var sentences: [Sentence] = []
        sentences.reserveCapacity(numbers.count / 3)
        var end = 0
        var paragraph = 0
        for index in stride(from: 0, to: numbers.count, by: 3) {
            let (start, count) = (end &+ numbers[index], numbers[index + 1])
            paragraph = paragraph &+ numbers[index + 2]
            guard numbers[index] >= 0, count >= 0, numbers[index + 2] >= 0, start <= length,
                count <= length - start
            else { return nil }
            sentences.append(Sentence(range: start..<start + count, paragraph: paragraph))
            end = start + count
        }
        return sentences
    }
}
