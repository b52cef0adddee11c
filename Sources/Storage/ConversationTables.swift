import GRDB

/// What lets a conversation branch, and be renamed, cut and removed with a way back.
enum ConversationTables {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("6. Branches of conversations") { db in
            try db.alter(table: "conversation") { t in
                t.add(column: "removedAt", .double)
            }
            try db.alter(table: "turn") { t in
                // The turn before it; null for a first one. Turns with one parent are versions of one another. No
                // reference: rows are only marked as removed.
                t.add(column: "parent", .integer).indexed()
                // Of several versions the one that was chosen last is shown.
                t.add(column: "chosenAt", .double).notNull().defaults(to: 0)
                t.add(column: "removedAt", .double)
            }
            try db.execute(
                sql: """
                    UPDATE turn SET chosenAt = askedAt, parent =
                      (SELECT MAX(before.id) FROM turn AS before
                       WHERE before.conversation = turn.conversation AND before.id < turn.id)
                    """)
        }
    }
}
