import Foundation
import Generation
import LecternTesting
import Testing

@testable import Preferences

struct LabelExportTests {
    /// Three people, ties, a skip, a note, an item of three, one revealed.
    private static func labelled() -> LabelledSet {
        var writer = Writer()
        let items = Samples.items(6) + [Samples.item(6, candidates: 3)]
        writer.judge(0, .better(0, than: 1))
        writer.judge(1, .better(1, than: 0, much: true))
        writer.judge(2, .allEqual(.bothGood, count: 2))
        writer.write(.skip(.unsure), 3)
        writer.write(.note("a “note”, with a new\nline", isDraft: false), 4)
        writer.judge(4, .better(0, than: 1))
        writer.write(.reveal, 5)
        writer.judge(5, .better(0, than: 1))
        writer.judge(6, Judgement(tiers: [[2], [0, 1]]))
        writer.annotator = "ben"
        writer.judge(0, .better(0, than: 1))
        writer.judge(1, .better(0, than: 1))
        writer.annotator = "陳"
        writer.judge(0, .better(1, than: 0))
        return LabelledSet(set: Samples.set, items: items, ledger: writer.ledger)
    }

    @Test func labelsBecomePairsByMajority() {
        let pairs = Self.labelled().pairs()
        #expect(
            pairs.counts
                == LabelledPairs.Counts(
                    items: 7, pairs: 4, ties: 2, disagreements: 1, skipped: 1, unlabelled: 0, revealed: 1,
                    duplicates: 0))
        #expect(pairs.pairs.map(\.id) == ["item-0-0-1", "item-4-0-1", "item-6-0-2", "item-6-1-2"])
        #expect(pairs.pairs[0].votes == 2 && pairs.pairs[0].voters == 3)
        #expect(pairs.pairs[2].chosen == "Answer 2 to 6." && pairs.pairs[2].rejected == "Answer 0 to 6.")
        let ben = Self.labelled().pairs(PairOptions(annotator: "ben", citations: .keep))
        #expect(ben.counts.pairs == 2 && ben.counts.unlabelled == 5)
        #expect(ben.pairs[0].chosen.hasPrefix("<statement>"))
        let revealed = Self.labelled().pairs(PairOptions(includesRevealed: true))
        #expect(revealed.counts.pairs == 5)
    }

    @Test func theDocumentGoesBeforeTheQuestionWhereItIsWanted() {
        let pairs = Self.labelled().pairs(PairOptions(includesDocument: true)) { id in
            id == "harbour" ? "The text." : nil
        }
        #expect(pairs.pairs[0].prompt.map(\.text) == ["The text.\n\nQuestion 0?"])
    }

    @Test func theSameAnswersTwiceAreOnePair() {
        var writer = Writer()
        writer.judge(0, .better(0, than: 1))
        writer.judge(1, .better(0, than: 1))
        var items = [Samples.item(0), Samples.item(1)]
        items[1].question = items[0].question
        items[1].candidates = items[0].candidates
        let pairs = LabelledSet(set: Samples.set, items: items, ledger: writer.ledger).pairs()
        #expect(pairs.counts.pairs == 1 && pairs.counts.duplicates == 1)
    }

    @Test func trlLinesAreListsOfMessages() throws {
        let export = try LabelExportFormat.named("trl").export(Self.labelled(), fileName: "x.jsonl")
        #expect(export.lines.count == 4)
        #expect(
            export.lines[0] == """
                {"chosen":[{"content":"Answer 0 to 0.","role":"assistant"}],\
                "prompt":[{"content":"Question 0?","role":"user"}],\
                "rejected":[{"content":"Answer 1 to 0.","role":"assistant"}]}
                """)
        #expect(export.text.hasSuffix("\n"))
    }

    @Test func llamaFactoryHasItsEntryBesideTheLines() throws {
        let export = try LabelExportFormat.named("llamafactory").export(Self.labelled(), fileName: "x.jsonl")
        #expect(
            export.lines[0] == """
                {"chosen":{"from":"gpt","value":"Answer 0 to 0."},\
                "conversations":[{"from":"human","value":"Question 0?"}],\
                "rejected":{"from":"gpt","value":"Answer 1 to 0."}}
                """)
        #expect(
            export.companions[".dataset_info.json"] == """
                {"harbour":{"columns":{"chosen":"chosen","messages":"conversations","rejected":"rejected"},\
                "file_name":"x.jsonl","formatting":"sharegpt","ranking":true}}\n
                """)
    }

    @Test func argillaRecordsHoldRanksByPersonAndTheRewardAsSuggestion() throws {
        let export = try LabelExportFormat.named("argilla").export(Self.labelled(), fileName: "x.jsonl")
        #expect(export.lines.count == 7)
        let record = try #require(
            JSONSerialization.jsonObject(with: Data(export.lines[0].utf8)) as? [String: Any])
        #expect((record["fields"] as? [String: String])?["candidate_b"] == "Answer 1 to 0 [1].")
        let responses = try #require((record["responses"] as? [String: [[String: Any]]])?["overall"])
        #expect(responses.count == 3)
        #expect(
            Set(responses.compactMap { $0["user_id"] as? String }.compactMap(UUID.init(uuidString:))).count
                == 3)
        // Overall 6 against 5; helpfulness is 7 for both.
        let suggestions = try #require(record["suggestions"] as? [String: [String: Any]])
        #expect(suggestions.keys.sorted() == ["overall"])
        #expect(suggestions["overall"]?["value"] as? [String] == ["candidate_a", "candidate_b"])
    }

    @Test func theCompleteFormComesBackByteForByte() throws {
        let labelled = Self.labelled()
        let export = try LabelExportFormat.named("full").export(labelled, fileName: "x.jsonl")
        let back = try LabelledSet(full: Data(export.text.utf8))
        #expect(back == labelled)
        #expect(try LabelExportFormat.named("full").export(back, fileName: "y.jsonl") == export)
        // Lines of another system, and a blank one at the end, are the same lines.
        let other = export.text.replacing("\n", with: "\r\n") + "\n"
        #expect(try LabelledSet(full: Data(other.utf8)) == labelled)
    }

    @Test func whatIsNotUnderstoodIsAnErrorWithItsLine() throws {
        let lines = try LabelExportFormat.named("full").export(Self.labelled(), fileName: "x").lines
        func reading(_ lines: [String]) -> PreferencesError? {
            do throws(PreferencesError) {
                _ = try LabelledSet(full: Data(lines.joined(separator: "\n").utf8))
                return nil
            } catch {
                return error
            }
        }
        #expect(reading([]) == .noSet)
        #expect(reading(Array(lines.dropFirst())) == .noSet)
        #expect(reading([lines[0], lines[8]]) == .unknownItem(line: 2, item: "item-0"))
        #expect(reading([lines[0], lines[0]]) == .unreadableLine(2, reason: "it begins a second set"))
        #expect(reading([lines[0], "{"]) == .unreadableLine(2, reason: "it is no JSON"))
        #expect(
            reading([lines[0], lines[1], lines[1]])
                == .unreadableLine(3, reason: "the item “item-0” is there already"))
        let wrong = lines[8].replacing("[[0],[1]]", with: "[[0],[7]]")
        #expect(reading([lines[0], lines[1], wrong]) == .invalidJudgement(line: 3, item: "item-0"))
        #expect(reading([lines[0], lines[1], lines[8], lines[8]]) != nil)
        #expect(reading(["{\"type\":\"set\"}"]) == .unreadableLine(1, reason: "“name” is missing"))
        for error in [reading([]), reading(["{"])] {
            #expect(error?.errorDescription?.isEmpty == false && error?.recoverySuggestion?.isEmpty == false)
        }
    }

    /// Cut or changed anywhere, a file is read or refused; nothing traps.
    @Test func damagedFilesAreRefusedInOrder() throws {
        let bytes = Array(
            try LabelExportFormat.named("full").export(Self.labelled(), fileName: "x").text.utf8)
        try forEverySeed(0..<300) { random in
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            changed.removeLast(Int.random(in: 0..<changed.count / 4, using: &random))
            _ = try? LabelledSet(full: Data(changed))
        }
    }
}
