import Documents
import Foundation
import GRDB
import Generation
import LecternTesting
import Pipelines
import Testing

@testable import Storage

/// Versions of turns, and what a person changes of conversations.
struct ConversationStoreTests {
    private static func answer(_ question: String, _ text: String = "So it is.") -> CitedAnswer {
        CitedAnswer(
            question: question, statements: [Statement(text: text)], raw: text,
            parse: ParseReport(isStrict: true, repairs: 0),
            context: ContextSummary(
                sentences: 3, documentSentences: 3, tokens: 30, mode: .whole, windows: [], earlierTurns: 0),
            model: .scripted, sampling: .greedy, statistics: GenerationStatistics(), finish: .stop)
    }

    private static let document = DocumentID(rawValue: "d")

    private func withStore(_ body: (Store, URL) async throws -> Void) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appending(path: "library.sqlite")
        try await body(try await Store(opening: url), url)
    }

    /// A conversation of three turns.
    private func conversation(_ store: Store) async throws -> (ConversationID, [AnswerID]) {
        let id = try await store.startConversation(about: [Self.document], now: 1)
        var answers: [AnswerID] = []
        for (number, question) in ["First?", "Second?", "Third?"].enumerated() {
            answers.append(
                try await store.append(Self.answer(question), to: id, now: Double(10 + number)))
        }
        return (id, answers)
    }

    private func shown(_ store: Store, _ id: ConversationID) async throws -> [AnswerID] {
        try await store.turns(in: id).map(\.id)
    }

    @Test func anotherVersionIsShownAndTheEarlierOneKeepsWhatFollowedIt() async throws {
        try await withStore { store, url in
            let (id, answers) = try await conversation(store)
            let again = try await store.append(
                Self.answer("Second?", "Or not."), to: id, at: .replacing(answers[1]), now: 20)
            #expect(try await shown(store, id) == [answers[0], again])
            #expect(try await store.turns(in: id)[1].versions == [answers[1], again])
            // What is asked now follows the version that is shown.
            let next = try await store.append(Self.answer("Then?"), to: id, now: 21)
            #expect(try await shown(store, id) == [answers[0], again, next])
            #expect(try await store.turns(before: next).map(\.id) == [answers[0], again])
            try await store.choose(answers[1], now: 22)
            #expect(try await shown(store, id) == answers)
            // Choosing a turn that isn't shown brings those before it.
            try await store.choose(next, now: 23)
            let reopened = try await Store(opening: url)
            #expect(try await shown(reopened, id) == [answers[0], again, next])
            #expect(try await reopened.conversations(about: Self.document).first?.turnCount == 3)
        }
    }

    @Test func theFirstQuestionCanBeAskedAnewToo() async throws {
        try await withStore { store, _ in
            let (id, answers) = try await conversation(store)
            let other = try await store.append(
                Self.answer("Another?"), to: id, at: .replacing(answers[0]), now: 20)
            #expect(try await shown(store, id) == [other])
            #expect(try await store.turns(before: other).isEmpty)
        }
    }

    @Test func aCutTakesWhatFollowsInEveryVersionAndUndoBringsItBackAfterReopening() async throws {
        try await withStore { store, url in
            let (id, answers) = try await conversation(store)
            let again = try await store.append(
                Self.answer("Second?", "Or not."), to: id, at: .replacing(answers[1]), now: 20)
            #expect(try await store.cut(at: again, now: 21) == 1)
            #expect(try await shown(store, id) == [answers[0]])
            #expect(try await store.conversations(about: Self.document).first?.turnCount == 1)
            let next = try await store.append(Self.answer("Then?"), to: id, now: 22)
            #expect(try await shown(store, id) == [answers[0], next])
            let reopened = try await Store(opening: url)
            #expect(try await reopened.undo() == "Second?")
            #expect(try await reopened.turns(in: id).map(\.versions.count) == [1, 3])
            #expect(try await reopened.cut(at: answers[0]) == 2)
            #expect(try await reopened.conversations(about: Self.document).isEmpty)
            #expect(try await reopened.undo() == "First?")
            #expect(try await reopened.conversations(about: Self.document).count == 1)
        }
    }

    @Test func renamingAndRemovingAreUndoneAfterReopening() async throws {
        try await withStore { store, url in
            let (id, _) = try await conversation(store)
            try await store.rename(id, to: "Harbour dues")
            try await store.rename(id, to: "Harbour dues")
            try await store.remove(id)
            try await store.remove(id)
            #expect(try await store.conversations(about: Self.document).isEmpty)
            #expect(try await store.answers().isEmpty)
            let reopened = try await Store(opening: url)
            #expect(try await reopened.undo() == "Harbour dues")
            #expect(try await reopened.conversations(about: Self.document).map(\.title) == ["Harbour dues"])
            #expect(try await reopened.undo() == "First?")
            #expect(try await reopened.conversations(about: Self.document).map(\.title) == ["First?"])
            #expect(try await reopened.undo() == nil)
        }
    }

    @Test func wordsAreFoundInQuestionsAndAnswersOfAllConversations() async throws {
        try await withStore { store, _ in
            let one = try await store.startConversation(about: [Self.document])
            let two = try await store.startConversation(about: [DocumentID(rawValue: "e")])
            let first = try await store.append(
                Self.answer("Who paid?", "The “Reserve” bore it. 保险公司支付。"), to: one, now: 1)
            let hidden = try await store.append(
                Self.answer("Who paid?", "ÉLAN paid."), to: one, at: .replacing(first), now: 2)
            let second = try await store.append(
                Self.answer("How much did the reserve lose?"), to: two, now: 3)
            func found(_ words: String...) async throws -> [AnswerID] {
                try await store.searchConversations(words).map(\.answer)
            }
            #expect(try await found("RESERVE") == [second, first])
            #expect(try await found("reserve", "paid") == [first])
            #expect(try await found("“reserve”") == [first])
            #expect(try await found("élan") == [hidden])
            #expect(try await found("支付") == [first])
            #expect(try await found("statements").isEmpty, "what is stored around the words isn't found")
            #expect(try await found("100%").isEmpty)
            #expect(try await store.searchConversations([]).isEmpty)
            let hit = try #require(try await store.searchConversations(["bore"]).first)
            #expect(hit.conversation == one && hit.excerpt.hasPrefix("The “Reserve” bore it."))
            try await store.remove(one)
            #expect(try await found("reserve") == [second])
        }
    }

    @Test func aConversationOfAnEarlierLibraryKeepsItsOrder() async throws {
        try await withStore { store, url in
            let (id, answers) = try await conversation(store)
            // As the migrations before left it.
            try await store.write { db in
                try db.execute(
                    sql: """
                        DROP INDEX turn_on_parent;
                        ALTER TABLE turn DROP COLUMN parent;
                        ALTER TABLE turn DROP COLUMN chosenAt;
                        ALTER TABLE turn DROP COLUMN removedAt;
                        ALTER TABLE conversation DROP COLUMN removedAt;
                        DELETE FROM grdb_migrations WHERE identifier LIKE '6.%';
                        """)
            }
            try store.pool.close()
            let reopened = try await Store(opening: url)
            #expect(try await shown(reopened, id) == answers)
        }
    }
}
