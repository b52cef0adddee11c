import Foundation
import GRDB
package import Preferences

extension Store {
    // MARK: Sets

    /// Names of all sets, the latest first.
    package func labelSetNames() async throws(StoreError) -> [String] {
        try await read { db in
            try String.fetchAll(db, sql: "SELECT name FROM labelSet ORDER BY createdAt DESC, name")
        }
    }

    /// A set with its items and every entry; nil when there is none of that name.
    package func labelledSet(named name: String) async throws(StoreError) -> LabelledSet? {
        try await read { db in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT * FROM labelSet WHERE name = ?", arguments: [name])
            else { return nil }
            let items = try String.fetchAll(
                db, sql: "SELECT item FROM labelItem WHERE labelSet = ? ORDER BY place", arguments: [name]
            ).map { try StoredJSON.value(LabelItem.self, from: $0) }
            let entries = try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM labelEntry WHERE item IN (SELECT id FROM labelItem WHERE labelSet = ?)
                    ORDER BY sequence
                    """, arguments: [name]
            ).map(LabelRow.entry)
            return LabelledSet(set: LabelRow.set(row), items: items, ledger: LabelLedger(entries))
        }
    }

    /// Adds what a set holds that the library doesn't: the set itself, items, entries. One transaction.
    ///
    /// - Returns: how many items and entries were new; nil, and nothing is written, when a set of that name
    ///   has another seed or an item of it lies in another set.
    package func add(_ labelled: LabelledSet) async throws(StoreError) -> (items: Int, entries: Int)? {
        try await write { db in
            let set = labelled.set
            var holders: [String: String] = [:]
            for item in labelled.items {
                let holder = try String.fetchOne(
                    db, sql: "SELECT labelSet FROM labelItem WHERE id = ?", arguments: [item.id])
                if let holder, holder != set.name { return nil }
                holders[item.id] = holder
            }
            if let row = try Row.fetchOne(
                db, sql: "SELECT * FROM labelSet WHERE name = ?", arguments: [set.name])
            {
                guard LabelRow.set(row) == set else { return nil }
            } else {
                try db.execute(
                    sql: "INSERT INTO labelSet (name, seed, repeatRate, createdAt) VALUES (?, ?, ?, ?)",
                    arguments: [set.name, Int64(set.seed), set.repeatRate, set.createdAt])
            }
            var place =
                try Int.fetchOne(
                    db, sql: "SELECT COALESCE(MAX(place) + 1, 0) FROM labelItem WHERE labelSet = ?",
                    arguments: [set.name]) ?? 0
            var added = (items: 0, entries: 0)
            for item in labelled.items where holders[item.id] == nil {
                try db.execute(
                    sql: "INSERT INTO labelItem (id, labelSet, place, item) VALUES (?, ?, ?, ?)",
                    arguments: [item.id, set.name, place, StoredJSON.text(item)])
                place += 1
                added.items += 1
            }
            for entry in labelled.ledger.entries {
                let known = try Bool.fetchOne(
                    db, sql: "SELECT 1 FROM labelEntry WHERE id = ?", arguments: [entry.id])
                if known == nil {
                    try LabelRow.insert(entry, into: db)
                    added.entries += 1
                }
            }
            return added
        }
    }

    // MARK: Ledger

    /// Appends what one key did: all of it or nothing. Once this returns, a kill doesn't lose it.
    ///
    /// - Returns: the entries as they stand, with times after every other of their item's set, so that a
    ///   clock that is set back doesn't change the order.
    package func append(
        _ actions: [LabelAction], at place: LabelPlace, by annotator: String,
        now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> [LabelEntry] {
        try await write { db in
            var last =
                try Double.fetchOne(
                    db,
                    sql: """
                        SELECT MAX(at) FROM labelEntry WHERE item IN (
                          SELECT id FROM labelItem WHERE labelSet = (SELECT labelSet FROM labelItem WHERE id = ?))
                        """, arguments: [place.item]) ?? 0
            return try actions.map { action in
                last = max(now, last + 1e-6)
                let entry = LabelEntry(
                    id: UUID().uuidString, place: place, annotator: annotator, at: last, action: action)
                try LabelRow.insert(entry, into: db)
                return entry
            }
        }
    }

    /// Who labelled last in this library.
    package func lastAnnotator() async throws(StoreError) -> String? {
        try await read { db in
            try String.fetchOne(db, sql: "SELECT annotator FROM labelEntry ORDER BY sequence DESC LIMIT 1")
        }
    }
}

/// Sets and entries as rows.
enum LabelRow {
    static func set(_ row: Row) -> LabelSet {
        let seed: Int64 = row["seed"]
        return LabelSet(
            name: row["name"], seed: UInt32(truncatingIfNeeded: seed), repeatRate: row["repeatRate"],
            createdAt: row["createdAt"])
    }

    static func entry(_ row: Row) throws -> LabelEntry {
        LabelEntry(
            id: row["id"], place: LabelPlace(item: row["item"], round: row["round"]),
            annotator: row["annotator"],
            at: row["at"], action: try StoredJSON.value(LabelAction.self, from: row["action"]))
    }

    static func insert(_ entry: LabelEntry, into db: Database) throws {
        try db.execute(
            sql: "INSERT INTO labelEntry (id, item, round, annotator, at, action) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                entry.id, entry.place.item, entry.place.round, entry.annotator, entry.at,
                StoredJSON.text(entry.action),
            ])
    }
}
