import Foundation
import GRDB
package import Pipelines

extension Store {
    /// Keeps what a judge says; what the same judge said before is replaced.
    package func save(
        _ verification: AnswerVerification, of answer: AnswerID, now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) {
        try await write { db in
            guard try ReviewRow.exists(answer, in: db) else { return }
            try db.execute(
                sql: """
                    INSERT INTO verification (turn, judge, at, result) VALUES (?, ?, ?, ?)
                    ON CONFLICT (turn, judge) DO UPDATE SET at = excluded.at, result = excluded.result
                    """,
                arguments: [answer.rawValue, verification.judge, now, StoredJSON.text(verification)])
        }
    }

    /// Keeps a person's verdict on a statement; nil takes it away. Can be undone.
    package func setVerdict(
        _ verdict: Verdict?, statement: Int, of answer: AnswerID, now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) {
        try await write { db in
            guard try ReviewRow.exists(answer, in: db) else { return }
            let before = try ReviewRow.humanValue("verdict", statement, answer, in: db)
            try ReviewRow.setHumanValue("verdict", verdict?.rawValue, statement, answer, now: now, in: db)
            try JournalRow.insert(
                .verdict, subject: StoredJSON.text(ReviewRow.Change(answer.rawValue, statement, before)),
                description: "your verdict on statement \(statement + 1)", now: now, into: db)
        }
    }

    /// Keeps the citations that a person gave a statement; nil goes back to the model's own. Can be undone.
    package func correct(
        _ citations: [Citation]?, statement: Int, of answer: AnswerID,
        now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) {
        try await write { db in
            guard try ReviewRow.exists(answer, in: db) else { return }
            let before = try ReviewRow.humanValue("citations", statement, answer, in: db)
            try ReviewRow.setHumanValue(
                "citations", try citations.map { try StoredJSON.text($0) }, statement, answer, now: now,
                in: db)
            try JournalRow.insert(
                .correction, subject: StoredJSON.text(ReviewRow.Change(answer.rawValue, statement, before)),
                description: "the citations of statement \(statement + 1)", now: now, into: db)
        }
    }

    /// What judges and people said of these answers; answers that nobody spoke of are left out.
    package func reviews(of answers: [AnswerID]) async throws(StoreError) -> [AnswerID: AnswerReview] {
        try await read { db in
            var reviews: [AnswerID: AnswerReview] = [:]
            for answer in answers {
                let review = try ReviewRow.review(of: answer, in: db)
                if review != .empty { reviews[answer] = review }
            }
            return reviews
        }
    }
}

/// Reviews as rows.
enum ReviewRow {
    /// What undoing a person's change needs.
    struct Change: Codable {
        let turn: Int64
        let statement: Int
        /// What stood there before; nil: nothing.
        let before: String?

        init(_ turn: Int64, _ statement: Int, _ before: String?) {
            self.turn = turn
            self.statement = statement
            self.before = before
        }
    }

    static func exists(_ answer: AnswerID, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM turn WHERE id = ?)", arguments: [answer.rawValue]) ?? false
    }

    static func review(of answer: AnswerID, in db: Database) throws -> AnswerReview {
        var review = AnswerReview()
        review.verifications = try String.fetchAll(
            db, sql: "SELECT result FROM verification WHERE turn = ? ORDER BY at, judge",
            arguments: [answer.rawValue]
        ).map { try StoredJSON.value(AnswerVerification.self, from: $0) }
        let rows = try Row.fetchAll(
            db, sql: "SELECT statement, verdict, citations FROM humanReview WHERE turn = ?",
            arguments: [answer.rawValue])
        for row in rows {
            let statement: Int = row["statement"]
            review.verdicts[statement] = (row["verdict"] as String?).flatMap(Verdict.init(rawValue:))
            review.corrections[statement] = try (row["citations"] as String?).map {
                try StoredJSON.value([Citation].self, from: $0)
            }
        }
        return review
    }

    /// - Parameter column: `verdict` or `citations`.
    static func humanValue(
        _ column: String, _ statement: Int, _ answer: AnswerID, in db: Database
    ) throws -> String? {
        try Row.fetchOne(
            db, sql: "SELECT verdict, citations FROM humanReview WHERE turn = ? AND statement = ?",
            arguments: [answer.rawValue, statement]
        )?[column]
    }

    static func setHumanValue(
        _ column: String, _ value: String?, _ statement: Int, _ answer: AnswerID, now: Double, in db: Database
    ) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO humanReview (turn, statement, at) VALUES (?, ?, ?)",
            arguments: [answer.rawValue, statement, now])
        let sql =
            column == "verdict"
            ? "UPDATE humanReview SET verdict = ?, at = ? WHERE turn = ? AND statement = ?"
            : "UPDATE humanReview SET citations = ?, at = ? WHERE turn = ? AND statement = ?"
        try db.execute(sql: sql, arguments: [value, now, answer.rawValue, statement])
    }

    static func undo(_ column: String, _ subject: String, now: Double, in db: Database) throws {
        let change = try StoredJSON.value(Change.self, from: subject)
        try setHumanValue(
            column, change.before, change.statement, AnswerID(rawValue: change.turn), now: now, in: db)
    }
}
