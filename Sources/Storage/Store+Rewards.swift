import Foundation
import GRDB
package import Pipelines

extension Store {
    package func save(
        _ breakdown: RewardBreakdown, of subject: RewardSubject, now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> StoredReward {
        try await write { db in
            let (turn, candidate) = RewardRow.columns(subject)
            try db.execute(
                sql: """
                    INSERT INTO reward (turn, candidate, judge, version, scoredAt, breakdown) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    turn, candidate, breakdown.judge, breakdown.version, now, StoredJSON.text(breakdown),
                ])
            return StoredReward(
                id: RewardID(rawValue: db.lastInsertedRowID), subject: subject, breakdown: breakdown,
                overrides: RewardOverrides(), scoredAt: now)
        }
    }

    /// The newest reward of every judge, latest first.
    package func rewards(of subject: RewardSubject) async throws(StoreError) -> [StoredReward] {
        try await read { db in try RewardRow.newest(of: subject, in: db) }
    }

    /// Every reward there ever was, latest first.
    package func rewardHistory(of subject: RewardSubject) async throws(StoreError) -> [StoredReward] {
        try await read { db in try RewardRow.all(of: subject, in: db) }
    }

    /// Keeps a person's verdict on a fact; nil clears it. Can be undone.
    package func override(
        fact number: Int, of reward: RewardID, with verdict: Verdict?,
        now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) {
        try await write { db in
            try RewardRow.override(
                reward, subject: "fact:\(number)", value: verdict?.rawValue ?? "",
                described: "your verdict on fact \(number + 1)", now: now, in: db)
        }
    }

    /// Keeps a person's own score for a dimension; nil clears it. Can be undone.
    package func override(
        _ dimension: RewardDimension, of reward: RewardID, with score: Double?,
        now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) {
        try await write { db in
            try RewardRow.override(
                reward, subject: "score:\(dimension.rawValue)", value: score.map { "\($0)" } ?? "",
                described: "your score for \(dimension.rawValue)", now: now, in: db)
        }
    }

    static func takeBackOverride(_ id: String, now: Double, in db: Database) throws {
        try db.execute(
            sql: "UPDATE rewardOverride SET undoneAt = ? WHERE id = ?", arguments: [now, Int64(id)])
    }
}

/// Rewards as rows.
enum RewardRow {
    static func columns(_ subject: RewardSubject) -> (turn: Int64?, candidate: Int64?) {
        switch subject {
        case .answer(let id): (id.rawValue, nil)
        case .candidate(let id): (nil, id.rawValue)
        }
    }

    static func all(of subject: RewardSubject, in db: Database) throws -> [StoredReward] {
        let (turn, candidate) = columns(subject)
        return try Row.fetchAll(
            db, sql: "SELECT * FROM reward WHERE turn IS ? AND candidate IS ? ORDER BY id DESC",
            arguments: [turn, candidate]
        ).map { row in
            let id: Int64 = row["id"]
            return StoredReward(
                id: RewardID(rawValue: id), subject: subject,
                breakdown: try StoredJSON.value(RewardBreakdown.self, from: row["breakdown"]),
                overrides: try overrides(of: id, in: db), scoredAt: row["scoredAt"])
        }
    }

    static func newest(of subject: RewardSubject, in db: Database) throws -> [StoredReward] {
        var judges = Set<String>()
        return try all(of: subject, in: db).filter { judges.insert($0.breakdown.judge).inserted }
    }

    static func override(
        _ reward: RewardID, subject: String, value: String, described: String, now: Double, in db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO rewardOverride (reward, subject, value, at) VALUES (?, ?, ?, ?)",
            arguments: [reward.rawValue, subject, value, now])
        try JournalRow.insert(
            .overrodeReward, subject: "\(db.lastInsertedRowID)", description: described, now: now, into: db)
    }

    private static func overrides(of reward: Int64, in db: Database) throws -> RewardOverrides {
        var overrides = RewardOverrides()
        let rows = try Row.fetchAll(
            db,
            sql:
                "SELECT subject, value FROM rewardOverride WHERE reward = ? AND undoneAt IS NULL ORDER BY id",
            arguments: [reward])
        for row in rows {
            let subject: String = row["subject"]
            let value: String = row["value"]
            let parts = subject.split(separator: ":").map(String.init)
            guard parts.count == 2 else { continue }
            if parts[0] == "fact", let number = Int(parts[1]) {
                overrides.facts[number] = Verdict(rawValue: value)
            } else if let dimension = RewardDimension(rawValue: parts[1]) {
                overrides.scores[dimension] = Double(value)
            }
        }
        return overrides
    }
}
