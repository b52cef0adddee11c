import GRDB

/// The schema as a list that only grows. A released migration is never edited.
enum Migrations {
    static let all: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1. Documents and conversations") { db in
            try db.create(table: "document") { t in
                t.primaryKey("id", .text)
                t.column("title", .text).notNull()
                t.column("format", .text).notNull()
                t.column("sentenceMode", .text).notNull()
                t.column("path", .text)
                t.column("fileSize", .integer)
                t.column("fileModifiedAt", .double)
                t.column("text", .text).notNull()
                // Sentences as packed numbers: a long document opens with one read instead of thousands of rows.
                t.column("sentences", .blob).notNull()
                t.column("landmarks", .text).notNull()
                t.column("warnings", .text).notNull()
                t.column("metadata", .text).notNull()
                t.column("sentenceCount", .integer).notNull()
                t.column("pageCount", .integer)
                t.column("byteCount", .integer).notNull()
                t.column("addedAt", .double).notNull()
                t.column("usedAt", .double).notNull()
                t.column("removedAt", .double)
            }
            try db.create(index: "documentByPath", on: "document", columns: ["path"])
            // Terms are made by the Documents module: SQLite's own tokenisers don't find Chinese words.
            try db.create(virtualTable: "documentTerms", using: FTS5()) { t in
                t.column("id").notIndexed()
                t.column("terms")
            }
            try db.create(table: "tokenCounts") { t in
                t.column("document", .text).notNull().references("document", onDelete: .cascade)
                t.column("model", .text).notNull()
                t.column("counts", .blob).notNull()
                t.primaryKey(["document", "model"])
            }
            try db.create(table: "conversation") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("title", .text).notNull()
                t.column("createdAt", .double).notNull()
                t.column("updatedAt", .double).notNull()
            }
            try db.create(table: "conversationDocument") { t in
                t.column("conversation", .integer).notNull().references("conversation", onDelete: .cascade)
                // No reference: a conversation outlives its document.
                t.column("document", .text).notNull().indexed()
                t.column("place", .integer).notNull()
                t.primaryKey(["conversation", "place"])
            }
            try db.create(table: "turn") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("conversation", .integer).notNull().indexed().references(
                    "conversation", onDelete: .cascade)
                t.column("question", .text).notNull()
                t.column("model", .text).notNull()
                t.column("finish", .text).notNull()
                t.column("askedAt", .double).notNull()
                // The whole answer, so that nothing of it is lost when the schema grows.
                t.column("answer", .text).notNull()
            }
        }
        migrator.registerMigration("2. Changed files and undo") { db in
            try db.alter(table: "document") { t in
                // The document that the same file holds now. No reference: either may be purged alone.
                t.add(column: "replacedBy", .text).indexed()
            }
            // What a person changed, with what takes it back. Rows are never deleted, only marked.
            try db.create(table: "journal") { t in
                t.autoIncrementedPrimaryKey("id")
                t.column("kind", .text).notNull()
                t.column("subject", .text).notNull()
                t.column("description", .text).notNull()
                t.column("at", .double).notNull()
                t.column("undoneAt", .double)
            }
        }
        migrator.registerMigration("3. Verdicts and corrected citations") { db in
            // What a judge says of an answer, one row a judge.
            try db.create(table: "verification") { t in
                t.column("turn", .integer).notNull().references("turn", onDelete: .cascade)
                t.column("judge", .text).notNull()
                t.column("at", .double).notNull()
                t.column("result", .text).notNull()
                t.primaryKey(["turn", "judge"])
            }
            // What a person says of a statement; either may be null.
            try db.create(table: "humanReview") { t in
                t.column("turn", .integer).notNull().references("turn", onDelete: .cascade)
                t.column("statement", .integer).notNull()
                t.column("verdict", .text)
                t.column("citations", .text)
                t.column("at", .double).notNull()
                t.primaryKey(["turn", "statement"])
            }
        }
        LabelTables.register(in: &migrator)
        RewardTables.register(in: &migrator)
        ConversationTables.register(in: &migrator)
        return migrator
    }()
}
