import GRDB

/// The tables of labels: sets, their items as they were when the set was made, and the ledger.
enum LabelTables {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("5. Labels") { db in
            try db.create(table: "labelSet") { t in
                t.primaryKey("name", .text)
                t.column("seed", .integer).notNull()
                t.column("repeatRate", .double).notNull()
                t.column("createdAt", .double).notNull()
            }
            try db.create(table: "labelItem") { t in
                t.primaryKey("id", .text)
                t.column("labelSet", .text).notNull().references("labelSet")
                t.column("place", .integer).notNull()
                // Question and answers whole: a label must keep what was judged, whatever becomes of the
                // answers.
                t.column("item", .text).notNull()
                t.uniqueKey(["labelSet", "place"])
            }
            // What each key did, in the order it was pressed. Taking back is an entry too, so this is the
            // journal of labels as well as the labels themselves.
            try db.create(table: "labelEntry") { t in
                t.autoIncrementedPrimaryKey("sequence")
                t.column("id", .text).notNull().unique()
                t.column("item", .text).notNull().indexed().references("labelItem")
                t.column("round", .integer).notNull()
                t.column("annotator", .text).notNull()
                t.column("at", .double).notNull()
                t.column("action", .text).notNull()
            }
            for change in ["UPDATE", "DELETE"] {
                try db.execute(
                    sql: """
                        CREATE TRIGGER labelEntryStaysOn\(change) BEFORE \(change) ON labelEntry
                        BEGIN SELECT RAISE(ABORT, 'labels are only ever added'); END
                        """)
            }
        }
    }
}
