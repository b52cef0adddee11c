import Foundation
import GRDB
package import Pipelines

/// Words in all conversations.
extension Store {
    /// Turns whose question and answer together hold all of these words, in whatever version, newest first.
    ///
    /// Upper and lower case count as the same.
    package func searchConversations(_ words: [String], limit: Int = 200) async throws(StoreError)
        -> [ConversationHit]
    {
        guard !words.isEmpty else { return [] }
        return try await read { db in
            var titles: [Int64: [String]] = [:]
            var hits: [ConversationHit] = []
            let filter = Self.filter(words)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT turn.id, conversation, answer, askedAt FROM turn
                    JOIN conversation ON conversation.id = turn.conversation
                    WHERE turn.removedAt IS NULL AND conversation.removedAt IS NULL \(filter.sql)
                    ORDER BY turn.id DESC
                    """, arguments: filter.arguments)
            while hits.count < limit, let row = try rows.next() {
                let said = try StoredJSON.value(Said.self, from: row["answer"])
                guard words.allSatisfy({ said.holds($0) }) else { continue }
                let conversation: Int64 = row["conversation"]
                if titles[conversation] == nil {
                    titles[conversation] = try Self.titles(of: conversation, in: db)
                }
                hits.append(
                    ConversationHit(
                        conversation: ConversationID(rawValue: conversation),
                        answer: AnswerID(rawValue: row["id"]), question: said.question,
                        excerpt: said.excerpt(around: words), titles: titles[conversation] ?? [],
                        askedAt: row["askedAt"]))
            }
            return hits
        }
    }

    private static func titles(of conversation: Int64, in db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT document.title FROM conversationDocument
                JOIN document ON document.id = conversationDocument.document
                WHERE conversation = ? ORDER BY place
                """, arguments: [conversation])
    }

    /// Leaves out, before anything is decoded, the rows that can't hold a word. A word with other letters than ASCII's
    /// that have capitals, or with what JSON escapes, leaves out none: SQLite compares those byte by byte.
    private static func filter(_ words: [String]) -> (sql: String, arguments: StatementArguments) {
        let certain = words.filter { word in
            word.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    ? scalar == "-" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    : scalar.properties.isIdeographic
            }
        }
        return (
            certain.map { _ in "AND answer LIKE ?" }.joined(separator: " "),
            StatementArguments(certain.map { "%\($0)%" })
        )
    }

    /// What is looked through of an answer.
    private struct Said: Decodable {
        struct Part: Decodable { let text: String }

        let question: String
        let statements: [Part]

        func holds(_ word: String) -> Bool {
            ([question] + statements.map(\.text)).contains {
                $0.range(of: word, options: .caseInsensitive) != nil
            }
        }

        func excerpt(around words: [String]) -> String {
            let text = statements.map(\.text).joined(separator: " ").split(whereSeparator: \.isWhitespace)
                .joined(separator: " ")
            let found = words.compactMap { text.range(of: $0, options: .caseInsensitive) }
                .min { $0.lowerBound < $1.lowerBound }
            guard let found, text.distance(from: text.startIndex, to: found.lowerBound) > 40 else {
                return String(text.prefix(160))
            }
            let start = text.index(found.lowerBound, offsetBy: -30)
            return "… " + text[start...].prefix(160)
        }
    }
}
