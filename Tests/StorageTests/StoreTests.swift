import Documents
import Foundation
import GRDB
import Generation
import LecternTesting
import Pipelines
import Testing

@testable import Storage

struct StoreTests {
    private static func document(_ text: String, title: String = "t", landmarks: [Landmark] = []) -> Document
    {
        var sentences: [Sentence] = []
        var start = 0
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let end = start + line.utf8.count
            if end > start { sentences.append(Sentence(range: start..<end, paragraph: number)) }
            start = end + 1
        }
        return Document(
            id: DocumentID(rawValue: "id-\(text.utf8.count)-\(title)"), title: title, format: "txt",
            sentenceMode: .lectern, text: text, sentences: sentences, landmarks: landmarks,
            warnings: ["one byte repaired"], metadata: ["author": "Ada"])
    }

    private static func answer(_ question: String) -> CitedAnswer {
        CitedAnswer(
            question: question,
            statements: [
                Statement(
                    text: "So it is.",
                    citations: [
                        Citation(
                            number: 1,
                            span: SentenceSpan(document: DocumentID(rawValue: "d"), sentences: 1...2),
                            anchor: .ok)
                    ], rejected: [RejectedCitation(raw: "[9-1]", reason: .reversed)])
            ], raw: "<statement>…", parse: ParseReport(isStrict: false, repairs: 1),
            context: ContextSummary(
                sentences: 3, documentSentences: 3, tokens: 30, mode: .whole, windows: [], earlierTurns: 0),
            model: .scripted, sampling: .greedy, statistics: GenerationStatistics(), finish: .stop)
    }

    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test func whatIsKeptComesBackTheSameAfterReopening() async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "data/library.sqlite")
            let document = Self.document(
                "First line.\n第二行。\n\nLast 🦊.", title: "Éné\u{1B}[31m",
                landmarks: [
                    Landmark(kind: .page("iv"), offset: 0),
                    Landmark(kind: .heading(level: 2, title: "H"), offset: 12),
                ])
            do {
                let store = try await Store(opening: url)
                #expect(
                    try await store.save(document, file: nil, terms: ["first", "line"]).wasKnown == false)
                #expect(try await store.save(document, file: nil, terms: ["first", "line"]).wasKnown)
            }
            let store = try await Store(opening: url)
            #expect(try await store.document(document.id) == document)
            let summary = try #require(try await store.documents().first)
            #expect(summary.sentenceCount == 3)
            #expect(summary.pageCount == 1)
            #expect(summary.warnings == ["one byte repaired"])
            let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func aFileIsKnownUntilItChanges() async throws {
        try await withFolder { folder in
            let store = try await Store(opening: folder.appending(path: "l.sqlite"))
            let document = Self.document("A.")
            let file = FileRecord(path: "/a.txt", size: 2, modifiedAt: 10)
            _ = try await store.save(document, file: file, terms: [])
            #expect(try await store.document(of: file)?.id == document.id)
            #expect(try await store.document(of: FileRecord(path: "/a.txt", size: 2, modifiedAt: 11)) == nil)
            #expect(try await store.document(of: FileRecord(path: "/b.txt", size: 2, modifiedAt: 10)) == nil)
        }
    }

    @Test func removalHidesADocumentAndCanBeUndone() async throws {
        try await withFolder { folder in
            let store = try await Store(opening: folder.appending(path: "l.sqlite"))
            let document = Self.document("A.")
            _ = try await store.save(document, file: nil, terms: ["a"])
            let conversation = try await store.startConversation(about: [document.id])
            _ = try await store.append(Self.answer("Q?"), to: conversation)
            try await store.remove(document.id)
            #expect(try await store.documents().isEmpty)
            #expect(try await store.documents(matching: ["a"]).isEmpty)
            #expect(try await store.documentID(withPrefix: "id-") == nil)
            #expect(try await store.turns(in: conversation).count == 1)
            try await store.restore(document.id)
            #expect(try await store.documents().map(\.id) == [document.id])
        }
    }

    @Test func undoTakesBackTheLastRemovalAlsoAfterReopening() async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "l.sqlite")
            let (one, two) = (Self.document("A.", title: "one"), Self.document("B.", title: "two"))
            do {
                let store = try await Store(opening: url)
                for document in [one, two] { _ = try await store.save(document, file: nil, terms: []) }
                try await store.remove(one.id)
                try await store.remove(two.id)
                try await store.remove(two.id)
            }
            let store = try await Store(opening: url)
            #expect(try await store.undo() == "two")
            #expect(try await store.undo() == "one")
            #expect(try await store.undo() == nil)
            #expect(try await store.documents().count == 2)
        }
    }

    @Test func aChangedFileLeavesItsOldTextForTheAnswersAboutIt() async throws {
        try await withFolder { folder in
            let store = try await Store(opening: folder.appending(path: "l.sqlite"))
            let (old, new) = (Self.document("A.", title: "old"), Self.document("A. B.", title: "new"))
            _ = try await store.save(old, file: FileRecord(path: "/a", size: 2, modifiedAt: 1), terms: ["a"])
            let conversation = try await store.startConversation(about: [old.id])
            _ = try await store.append(Self.answer("Q?"), to: conversation)
            let saved = try await store.save(
                new, file: FileRecord(path: "/a", size: 5, modifiedAt: 2), terms: ["a"])
            #expect(saved == Store.Saved(wasKnown: false, replaced: old.id))
            #expect(try await store.documents().map(\.id) == [new.id])
            #expect(try await store.document(old.id) == old)
            #expect(try await store.conversations(about: new.id).map(\.id) == [conversation])
            #expect(try await store.documents(of: conversation) == [old.id])
            #expect(try await store.replacements(of: [old.id, new.id]) == [old.id: new.id])
            // The file gets its old text back.
            let back = try await store.save(
                old, file: FileRecord(path: "/a", size: 2, modifiedAt: 3), terms: ["a"])
            #expect(back.replaced == new.id)
            #expect(try await store.documents().map(\.id) == [old.id])
            #expect(try await store.replacements(of: [old.id, new.id]) == [new.id: old.id])
        }
    }

    @Test func documentsAreFoundByTheirTerms() async throws {
        try await withFolder { folder in
            let store = try await Store(opening: folder.appending(path: "l.sqlite"))
            _ = try await store.save(
                Self.document("A.", title: "one"), file: nil, terms: ["harbour", "dues", "港口"])
            _ = try await store.save(Self.document("B.", title: "two"), file: nil, terms: ["harbour", "AND"])
            #expect(try await store.documents(matching: ["harbour"]).count == 2)
            #expect(try await store.documents(matching: ["harbour", "dues"]).map(\.title) == ["one"])
            #expect(try await store.documents(matching: ["港口"]).map(\.title) == ["one"])
            // Words that the search language knows are only words.
            #expect(try await store.documents(matching: ["AND"]).map(\.title) == ["two"])
            #expect(try await store.documents(matching: ["\"", "NOT"]).isEmpty)
        }
    }

    @Test func aPrefixMustBeUnique() async throws {
        try await withFolder { folder in
            let store = try await Store(opening: folder.appending(path: "l.sqlite"))
            let one = Self.document("A.", title: "one")
            _ = try await store.save(one, file: nil, terms: [])
            _ = try await store.save(Self.document("B.", title: "two"), file: nil, terms: [])
            #expect(try await store.documentID(withPrefix: "id-2-o") == one.id)
            #expect(try await store.documentID(withPrefix: "zzz") == nil)
            await #expect(throws: StoreError.ambiguousPrefix("id-2", count: 2)) {
                _ = try await store.documentID(withPrefix: "id-2")
            }
        }
    }

    @Test func conversationsKeepTheirTurnsInOrder() async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "l.sqlite")
            let id: ConversationID
            do {
                let store = try await Store(opening: url)
                let document = DocumentID(rawValue: "d")
                id = try await store.startConversation(about: [document], now: 1)
                // A conversation without a turn is not shown.
                #expect(try await store.conversations(about: document).isEmpty)
                _ = try await store.append(Self.answer("First?"), to: id, now: 2)
                _ = try await store.append(Self.answer("Second?"), to: id, now: 3)
            }
            let store = try await Store(opening: url)
            let turns = try await store.turns(in: id)
            #expect(turns.map(\.answer) == [Self.answer("First?"), Self.answer("Second?")])
            let summary = try #require(try await store.conversations(about: DocumentID(rawValue: "d")).first)
            #expect(summary.title == "First?")
            #expect(summary.turnCount == 2)
            #expect(summary.updatedAt == 3)
        }
    }

    @Test func tokenCountsBelongToTheirModel() async throws {
        try await withFolder { folder in
            let store = try await Store(opening: folder.appending(path: "l.sqlite"))
            let document = Self.document("A.\nB.")
            _ = try await store.save(document, file: nil, terms: [])
            try await store.save(tokenCounts: [3, 1_000_000], of: document.id, model: "m")
            #expect(try await store.tokenCounts(of: document.id, model: "m") == [3, 1_000_000])
            #expect(try await store.tokenCounts(of: document.id, model: "n") == nil)
        }
    }

    @Test func whatIsNoLibraryIsLeftAlone() async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "l.sqlite")
            let bytes = Data("This is not a database, but it is long enough to be one, one would think.".utf8)
            try bytes.write(to: url)
            await #expect(throws: StoreError.notADatabase(path: url.path)) {
                _ = try await Store(opening: url)
            }
            #expect(try Data(contentsOf: url) == bytes)
        }
    }

    @Test func aNewerSchemaIsRefusedUntouched() async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "l.sqlite")
            _ = try await Store(opening: url)
            let queue = try DatabaseQueue(path: url.path)
            try await queue.write { db in
                try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99. From tomorrow')")
            }
            try queue.close()
            await #expect(throws: StoreError.newerSchema(path: url.path, found: "99. From tomorrow")) {
                _ = try await Store(opening: url)
            }
        }
    }

    @Test func aFolderThatCannotBeMadeIsNamed() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "file")
            try Data("x".utf8).write(to: file)
            await #expect(throws: StoreError.self) {
                _ = try await Store(opening: file.appending(path: "data/library.sqlite"))
            }
        }
    }

    @Test func twoProgramsShareALibrary() async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "l.sqlite")
            let first = try await Store(opening: url)
            let second = try await Store(opening: url)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, store) in [first, second].enumerated() {
                    group.addTask {
                        for index in 0..<40 {
                            let document = Self.document("A \(number) \(index).", title: "\(number)-\(index)")
                            _ = try await store.save(document, file: nil, terms: ["a"])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await first.documents().count == 80)
            #expect(try await second.documents(matching: ["a"]).count == 80)
        }
    }

    /// Each makes the library, or finds it being made.
    @Test func manyProgramsOpenANewLibraryTogether() async throws {
        try await withFolder { folder in
            let url = folder.appending(path: "data/l.sqlite")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        let store = try await Store(opening: url)
                        let document = Self.document("A \(number).", title: "\(number)")
                        _ = try await store.save(document, file: nil, terms: ["a"])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await Store(opening: url).documents().count == 12)
        }
    }

    @Test func damagedSentencesAreAnErrorAndNotACrash() async throws {
        try await withFolder { folder in
            let store = try await Store(opening: folder.appending(path: "l.sqlite"))
            let document = Self.document("A.\nB.")
            _ = try await store.save(document, file: nil, terms: [])
            for bytes in [
                Data([1]), Data([0, 200, 1, 0]), Data(repeating: 0xFF, count: 30), Data([9, 9, 9]),
            ] {
                try await store.pool.write { db in
                    try db.execute(sql: "UPDATE document SET sentences = ?", arguments: [bytes])
                }
                await #expect(throws: StoreError.self) { _ = try await store.document(document.id) }
            }
        }
    }

    @Test func packedNumbersComeBack() throws {
        try forEverySeed(0..<200) { random in
            let numbers = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                Int.random(in: 0...(1 << Int.random(in: 0...62, using: &random)), using: &random)
            }
            #expect(PackedNumbers.numbers(PackedNumbers.data(numbers)) == numbers)
        }
    }
}
