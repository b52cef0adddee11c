import GRDB

/// The tables of candidates, rewards and what people say against them.
enum RewardTables {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("4. Rewards and candidates") { db in
            try db.create(table: "candidateSet") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("question", .text).notNull()
                // No reference: a set outlives its documents, as a conversation does.
                t.column("documents", .text).notNull()
                t.column("fit", .text).notNull()
                t.column("sampling", .text).notNull()
                t.column("wanted", .integer).notNull()
                t.column("madeAt", .double).notNull()
            }
            try db.create(table: "candidate") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("candidateSet", .integer).notNull().references("candidateSet", onDelete: .cascade)
                t.column("place", .integer).notNull()
                t.column("answer", .text).notNull()
                t.uniqueKey(["candidateSet", "place"])
            }
            // Of a turn or of a candidate. Scoring again adds a row, so that earlier scores can be looked up.
            try db.create(table: "reward") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("turn", .integer).indexed().references("turn", onDelete: .cascade)
                t.column("candidate", .integer).indexed().references("candidate", onDelete: .cascade)
                t.column("judge", .text).notNull()
                t.column("version", .integer).notNull()
                t.column("scoredAt", .double).notNull()
                t.column("breakdown", .text).notNull()
            }
            // What a person says against a judge. Rows are only added; the newest one of a subject that was not
            // taken back counts, and an empty value clears.
            try db.create(table: "rewardOverride") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("reward", .integer).notNull().indexed().references("reward", onDelete: .cascade)
                t.column("subject", .text).notNull()
                t.column("value", .text).notNull()
                t.column("at", .double).notNull()
                t.column("undoneAt", .double)
            }
        }
    }
}
