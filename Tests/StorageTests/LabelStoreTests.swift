import Documents
import Foundation
import GRDB
import Generation
import LecternTesting
import Pipelines
import Preferences
import Testing

@testable import Storage

struct LabelStoreTests {
    private static func labelled(_ count: Int = 3, name: String = "set") -> LabelledSet {
        LabelledSet(
            set: LabelSet(name: name, seed: .max, repeatRate: 0.05, createdAt: 100.125),
            items: (0..<count).map { number in
                LabelItem(
                    id: "item-\(number)", question: "Q\(number)?", documents: ["d"],
                    candidates: (0..<2).map {
                        LabelCandidate(
                            source: "turn:\($0)", text: "T\($0)", markup: "M", plain: "P", citations: [],
                            model: "m",
                            rewards: [.overall: 6.25])
                    })
            }, ledger: LabelLedger())
    }

    private func withStore(_ body: (Store, URL) async throws -> Void) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "library.sqlite")
        try await body(try await Store(opening: file), file)
    }

    private let place = LabelPlace(item: "item-1")

    @Test func aSetComesBackAsItWasAlsoAfterARestart() async throws {
        try await withStore { store, file in
            let labelled = Self.labelled()
            let added = try await store.add(labelled)
            #expect(added?.items == 3 && added?.entries == 0)
            let actions: [LabelAction] = [
                .judge(.overall, .better(1, than: 0, much: true)), .note("a “note”", isDraft: false),
                .skip(.tooLong),
                .save(seconds: 3.25), .clear(.overall), .reveal, .undo("x"), .redo("y"),
            ]
            for action in actions { _ = try await store.append([action], at: place, by: "anna") }
            let again = try await Store(opening: file)
            let read = try #require(try await again.labelledSet(named: "set"))
            #expect(read.set == labelled.set && read.items == labelled.items)
            #expect(read.ledger.entries.map(\.action) == actions)
            #expect(try await again.lastAnnotator() == "anna")
            #expect(try await again.labelSetNames() == ["set"])
            #expect(try await again.labelledSet(named: "none") == nil)
        }
    }

    @Test func timesRiseAlsoWhenTheClockGoesBack() async throws {
        try await withStore { store, _ in
            _ = try await store.add(Self.labelled())
            let first = try await store.append([.clear(.overall), .reveal], at: place, by: "anna", now: 500)
            let second = try await store.append(
                [.reveal], at: LabelPlace(item: "item-0"), by: "ben", now: 400)
            let times = (first + second).map(\.at)
            #expect(times == times.sorted() && Set(times).count == 3)
        }
    }

    @Test func labelsCanOnlyBeAdded() async throws {
        try await withStore { store, file in
            _ = try await store.add(Self.labelled())
            _ = try await store.append([.reveal], at: place, by: "anna")
            let queue = try DatabaseQueue(path: file.path)
            for change in ["UPDATE labelEntry SET annotator = 'ben'", "DELETE FROM labelEntry"] {
                #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: change) } }
            }
            #expect(try await store.labelledSet(named: "set")?.ledger.entries.count == 1)
        }
    }

    @Test func aKeyIsWrittenWholeOrNotAtAll() async throws {
        try await withStore { store, _ in
            _ = try await store.add(Self.labelled())
            await #expect(throws: StoreError.self) {
                _ = try await store.append([.reveal], at: LabelPlace(item: "nowhere"), by: "anna")
            }
            #expect(try await store.labelledSet(named: "set")?.ledger.entries.isEmpty == true)
        }
    }

    @Test func addingASetAgainAddsOnlyWhatIsNew() async throws {
        try await withStore { store, _ in
            var labelled = Self.labelled(2)
            _ = try await store.add(labelled)
            let entry = LabelEntry(
                id: "e", place: LabelPlace(item: "item-0"), annotator: "ben", at: 1, action: .reveal)
            labelled = Self.labelled(3)
            labelled.ledger.append(entry)
            let more = try await store.add(labelled)
            #expect(more?.items == 1 && more?.entries == 1)
            let none = try await store.add(labelled)
            #expect(none?.items == 0 && none?.entries == 0)
            // The same name for something else, and items that lie in another set, change nothing.
            var other = Self.labelled(3)
            other.set = LabelSet(name: "set", seed: 1, createdAt: 0)
            #expect(try await store.add(other) == nil)
            other.set = LabelSet(name: "other", seed: 1, createdAt: 0)
            #expect(try await store.add(other) == nil)
            #expect(try await store.labelSetNames() == ["set"])
        }
    }

    @Test func candidatesHaveTheNewestRewardOfTheirOwnAnswerOnly() async throws {
        try await withStore { store, _ in
            let set = try await store.startCandidates(
                to: "Q?", about: [DocumentID(rawValue: "d")], fit: .retrieve, sampling: .greedy, wanted: 2)
            let answer = CitedAnswer(
                question: "Q?", statements: [Statement(text: "Yes.")], raw: "<statement>Yes.",
                parse: ParseReport(isStrict: true, repairs: 0),
                context: ContextSummary(
                    sentences: 1, documentSentences: 1, tokens: 1, mode: .whole, windows: [], earlierTurns: 0),
                model: .scripted, sampling: .greedy, statistics: GenerationStatistics(), finish: .stop)
            let candidate = try await store.append(answer, place: 0, to: set.id)
            let conversation = try await store.startConversation(about: [DocumentID(rawValue: "d")])
            _ = try await store.append(answer, to: conversation)
            #expect(try await store.answers().map(\.source.sourceName) == ["turn:1", "candidate:1"])
            for score in [2.0, 8.0] {
                let breakdown = RewardBreakdown(
                    judge: "measured", version: 1,
                    dimensions: [
                        DimensionResult(.faithfulness, .scored(score)),
                        DimensionResult(.completeness, .scored(score - 1)),
                    ])
                _ = try await store.save(breakdown, of: .candidate(candidate.id))
            }
            func label(_ source: String, _ markup: String) -> LabelCandidate {
                LabelCandidate(source: source, text: "", markup: markup, plain: "", citations: [], model: "")
            }
            let found = try await store.rewards(of: [
                label("candidate:1", answer.raw), label("turn:1", answer.raw), label("elsewhere", answer.raw),
            ])
            #expect(found == ["candidate:1": [.faithfulness: 8, .completeness: 7, .overall: 7.5]])
            // Another library's candidate of that name is another answer.
            #expect(try await store.rewards(of: [label("candidate:1", "No.")]).isEmpty)
        }
    }
}
