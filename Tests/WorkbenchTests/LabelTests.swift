import Foundation
import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

/// The Label screen, driven by keys. `write` plays the disk: what the screen asks to be written comes back as
/// written.
struct LabelTests {
    /// Two answers about the harbour, or three.
    private static func item(_ number: Int, candidates: Int = 2) -> LabelItem {
        let texts = [
            "Freight fell 11% to 1.42 million tonnes [1]. The main cause was the closure of the eastern lock [2], which "
                + "cut grain by 38% [3]. The insurers paid for the lost revenue [4].",
            "As an AI language model I say: freight was 1.42 million tonnes, 11% lower [1]. The board names the lock "
                + "closure between March and August [2]; grain fell most [3], while containers grew by 6% [4].",
            "Volumes dropped mainly because the eastern lock was shut for six months [1]. Dredging cost £4.1 million [2].",
        ]
        return LabelItem(
            id: "item-\(number)", question: "Why did freight volumes fall in 1998?", documents: ["harbour"],
            candidates: (0..<candidates).map { candidate in
                LabelCandidate(
                    source: "turn:\(candidate)", text: texts[candidate], markup: texts[candidate],
                    plain: texts[candidate],
                    citations: (1...4).map {
                        LabelCitation(number: $0, document: "harbour", first: $0, last: $0 + 1)
                    },
                    model: "sample-\(candidate)b",
                    rewards: [.overall: 7 - Double(candidate), .helpfulness: 6])
            })
    }

    private static func set(_ count: Int, candidates: Int = 2, repeats: Double = 0) -> LabelledSet {
        LabelledSet(
            set: LabelSet(name: "harbour-dpo", seed: 3, repeatRate: repeats, createdAt: 0),
            items: (0..<count).map { item($0, candidates: candidates) }, ledger: LabelLedger())
    }

    static func stage(width: Int, height: Int) -> Stage {
        LabelTests().stage(set(12), width: width, height: height)
    }

    private func stage(
        _ set: LabelledSet = Self.set(12), width: Int = 80, height: Int = 24, annotator: String? = "anna"
    ) -> Stage {
        var stage = Stage(width: width, height: height)
        stage.send(.modelStatus(.sample))
        stage.press("gb")
        stage.send(.labelsOpened(set, annotator: annotator))
        stage.forget()
        return stage
    }

    /// Writes what is asked for until nothing is, and counts the keys' entries.
    @discardableResult
    private func write(_ stage: inout Stage) -> Int {
        var count = 0
        while let next = stage.effects.firstIndex(where: { if case .recordLabel = $0 { true } else { false } }
        ) {
            guard case .recordLabel(let actions, let place, let annotator) = stage.effects[next] else {
                break
            }
            let rest = stage.effects.indices.filter { $0 != next }.map { stage.effects[$0] }
            stage.forget()
            let known = stage.state.label.labelled?.ledger.entries.count ?? 0
            let entries = actions.enumerated().map { index, action in
                LabelEntry(
                    id: "e\(known + index)", place: place, annotator: annotator, at: Double(known + index),
                    action: action)
            }
            count += entries.count
            stage.send(.labelRecorded(entries))
            #expect(rest.allSatisfy { if case .recordLabel = $0 { false } else { true } })
        }
        return count
    }

    private func press(_ keys: String, _ stage: inout Stage) {
        for key in Key.sequence(keys) ?? [] {
            stage.send(.key(key), after: .milliseconds(500))
            write(&stage)
        }
    }

    private func record(_ stage: Stage, _ item: Int, round: Int = 0) -> LabelLedger.Record? {
        stage.state.label.records[LabelPlace(item: "item-\(item)", round: round)]
    }

    // MARK: One key a decision

    @Test func oneKeyIsOneEntryAndTheNextRowIsTaken() throws {
        var stage = stage()
        let sides = try #require(stage.state.label.slot?.sides)
        press("a", &stage)
        #expect(stage.state.label.row == .logicality)
        press("txB", &stage)
        #expect(stage.state.label.row == .overall)
        press("b", &stage)
        let record = try #require(self.record(stage, 0))
        #expect(record.judgements[.helpfulness] == .better(sides[0], than: sides[1]))
        #expect(record.judgements[.logicality] == .allEqual(.bothGood, count: 2))
        #expect(record.judgements[.faithfulness] == .allEqual(.bothBad, count: 2))
        #expect(record.judgements[.completeness] == .better(sides[1], than: sides[0], much: true))
        #expect(!record.isDone)
        press("<Enter>", &stage)
        #expect(self.record(stage, 0)?.isSaved == true)
        #expect(self.record(stage, 0)?.seconds == 3.01)
        #expect(stage.state.label.position == 1)
        #expect(stage.state.label.labelled?.ledger.entries.count == 6)
        #expect(stage.text.contains("1/12"))
    }

    @Test func savingAsksForTheOverallRow() {
        var stage = stage()
        press("a<Enter>", &stage)
        #expect(stage.state.label.row == .overall)
        #expect(stage.text.contains("Overall is empty"))
        #expect(record(stage, 0)?.isDone == false)
    }

    @Test func digitsGoToRowsAndZeroEmptiesThem() {
        var stage = stage()
        press("5b10", &stage)
        #expect(stage.state.label.row == .helpfulness)
        press("50", &stage)
        #expect(record(stage, 0)?.judgements.isEmpty == true)
    }

    @Test func aSkipTakesOneKeyAndItsReasonAnother() {
        var stage = stage()
        press("s", &stage)
        #expect(record(stage, 0)?.isSkipped == true)
        #expect(stage.state.label.position == 1)
        #expect(stage.text.contains("3 broken text"))
        press("3", &stage)
        #expect(record(stage, 0)?.skipReason == .brokenText)
        #expect(stage.state.label.position == 1)
        // Without a skip before it, a digit is a row again.
        press("3", &stage)
        #expect(stage.state.label.row == .faithfulness)
    }

    @Test func undoGoesBackOverItemsAndRedoForward() {
        var stage = stage()
        press("5a<Enter>5b<Enter>", &stage)
        #expect(stage.state.label.position == 2)
        press("uu", &stage)
        #expect(stage.state.label.position == 1)
        #expect(record(stage, 1)?.judgements[.overall] == nil)
        press("uuu", &stage)
        #expect(stage.state.label.position == 0)
        #expect(stage.state.message?.text.contains("nothing to undo") == true)
        press("UUUU", &stage)
        #expect(stage.state.label.position == 2)
        #expect(record(stage, 1)?.isSaved == true)
    }

    @Test func fastModeSavesAndTakesBackWithOneKey() {
        var stage = stage()
        press("gfab", &stage)
        #expect(stage.state.label.position == 2)
        #expect(record(stage, 0)?.isSaved == true && record(stage, 1)?.isSaved == true)
        press("u", &stage)
        #expect(stage.state.label.position == 1)
        #expect(record(stage, 1)?.judgements.isEmpty != false)
        #expect(record(stage, 0)?.isSaved == true)
    }

    @Test func moreThanTwoArePutInOrder() throws {
        var stage = stage(Self.set(4, candidates: 3), width: 200, height: 60)
        let sides = try #require(stage.state.label.slot?.sides)
        press("ba=c", &stage)
        #expect(record(stage, 0)?.judgements[.helpfulness]?.tiers == [[sides[1]], [sides[0], sides[2]]])
        #expect(stage.state.label.row == .logicality)
        #expect(stage.text.contains("B>A=C"))
        press("c<Space>", &stage)
        #expect(record(stage, 0)?.judgements[.logicality]?.tiers == [[sides[2]], [sides[0]]])
        press("l<Space>t", &stage)
        #expect(record(stage, 0)?.judgements[.logicality]?.isComplete(of: 3) == true)
    }

    // MARK: What is shown is on disk

    @Test func nothingIsShownBeforeItIsWritten() {
        var stage = stage()
        stage.press("a")
        #expect(stage.effects.count == 1)
        #expect(record(stage, 0) == nil)
        // Keys that come meanwhile wait, in order.
        stage.press("bt")
        #expect(stage.effects.count == 1)
        #expect(stage.state.label.waiting.count == 2)
        #expect(write(&stage) == 3)
        #expect(stage.state.label.row == .completeness)
        #expect(stage.state.label.waiting.isEmpty)
    }

    @Test func aKeyThatCannotBeWrittenIsSaidAndNotShown() {
        var stage = stage()
        stage.press("ab")
        stage.send(.labelFailed(Failure(message: "The disk is full.", hint: "Free some space.")))
        #expect(stage.text.contains("The disk is full."))
        #expect(record(stage, 0) == nil)
        #expect(stage.state.label.waiting.isEmpty)
        stage.forget()
        press("b", &stage)
        #expect(record(stage, 0)?.judgements.count == 1)
    }

    @Test func aNoteIsWrittenKeyByKeyAndEscapeDropsIt() {
        var stage = stage()
        press("i", &stage)
        for key in ["n", "o"] { press(key, &stage) }
        #expect(record(stage, 0)?.note == "no")
        press("<Enter>", &stage)
        #expect(stage.state.overlay == nil)
        #expect(stage.text.contains("note> no"))
        press("i!<Esc>", &stage)
        #expect(record(stage, 0)?.note == "no")
        press("u", &stage)
        #expect(record(stage, 0)?.note != "no")
    }

    // MARK: Blind

    @Test func modelsAndRewardsAreHiddenUntilAskedFor() {
        var stage = stage()
        #expect(!stage.text.contains("sample-0b") && !stage.text.contains("language model"))
        #expect(stage.text.contains("█████") && stage.text.contains("1 covered"))
        press("R", &stage)
        #expect(stage.text.contains("sample-0b") && stage.text.contains("7.0"))
        #expect(stage.text.contains("not blind"))
        press("5a", &stage)
        #expect(record(stage, 0)?.isBlind == false)
    }

    @Test func sidesDifferByPersonAndRepeatsAreSwapped() {
        let set = Self.set(40, repeats: 0.05)
        let anna = stage(set).state.label.slots
        let ben = stage(set, annotator: "ben").state.label.slots
        #expect(anna != ben && anna.count == 42)
        #expect(stage(set).text.contains("0/42"))
    }

    @Test func whoLabelsIsAskedOnceAndCanBeChanged() {
        var stage = Stage()
        stage.state.label.userName = "root"
        stage.press("gb")
        #expect(stage.effects == [.openLabels(nil)])
        stage.send(.labelsOpened(Self.set(12), annotator: nil))
        #expect(stage.text.contains("your name> root"))
        stage.press("<Enter>")
        #expect(stage.state.label.annotator == "root")
        stage.press("M<C-u>")
        stage.type("ben")
        stage.press("<Enter>")
        #expect(stage.state.label.annotator == "ben")
    }

    @Test func agreementWithTheRewardComesInBlocks() {
        var stage = stage()
        #expect(stage.text.contains("after 10 items"))
        press("gf", &stage)
        for _ in 0..<9 { press("a", &stage) }
        #expect(!stage.text.contains("reward agrees"))
        press("a", &stage)
        #expect(stage.text.contains("reward agrees") && stage.text.contains("(first 10)"))
        let shown = stage.state.label.figures.reward
        press("b", &stage)
        #expect(stage.state.label.figures.reward == shown)
    }

    // MARK: Around it

    @Test func theSourceIsOneKeyAwayAndOneKeyBack() {
        var stage = stage()
        stage.press("]]o")
        #expect(
            stage.effects == [
                .openLabelSource(LabelCitation(number: 2, document: "harbour", first: 2, last: 3))
            ])
        stage.send(.labelSource(.harbour, LabelCitation(number: 2, document: "harbour", first: 2, last: 3)))
        #expect(
            stage.text.contains("Source  harbour-1998.pdf")
                && stage.text.contains("eastern lock between March and August"))
        stage.press("<BS>")
        #expect(stage.text.contains("Candidate A"))
        stage.press("S")
        #expect(stage.text.contains("Statistics  harbour-dpo"))
        stage.press("q")
        #expect(stage.state.screen == .label && stage.state.label.panel == nil)
    }

    @Test func aSetIsMadeOpenedAndExported() {
        var stage = stage()
        stage.press("n<Enter><C-u>")
        stage.type("pairs")
        stage.press("<Enter>")
        #expect(stage.effects == [.makeLabelSet("pairs", .pairs)])
        stage.forget()
        stage.press("L")
        #expect(stage.effects == [.listLabelSets])
        stage.forget()
        stage.send(
            .labelSetsListed([LabelSetSummary(set: Self.set(1).set, itemCount: 12, done: ["anna": 3])]))
        #expect(stage.text.contains("3/12 done"))
        stage.press("<Enter>")
        #expect(stage.effects == [.openLabels("harbour-dpo")])
        stage.forget()
        stage.press("X")
        #expect(stage.text.contains("Export: 0 pairs of 12 items"))
        stage.press("<Enter><Enter>")
        #expect(
            stage.effects == [.exportLabels(set: "harbour-dpo", format: "trl", path: "harbour-dpo-trl.jsonl")]
        )
        stage.send(.labelsExported(path: "harbour-dpo-trl.jsonl", lines: 0))
        #expect(stage.text.contains("0 lines written"))
    }

    @Test func nothingToLabelSaysHowToBegin() {
        var stage = Stage()
        stage.press("gb")
        stage.send(.labelsOpened(nil, annotator: nil))
        #expect(stage.text.contains("n makes one"))
        stage.press("a<Enter>sup")
        #expect(stage.effects == [.openLabels(nil)])
    }

    @Test func theEndOfTheSetCanBeTakenBack() {
        var stage = stage(Self.set(2))
        press("gfab", &stage)
        #expect(stage.text.contains("All 2 items are done"))
        press("u", &stage)
        #expect(stage.state.label.position == 1)
    }

    @Test func openingAgainGoesOnWhereItWas() {
        var stage = stage()
        press("5a<Enter>5a<Enter>5b", &stage)
        var again = self.stage(stage.state.label.labelled ?? Self.set(12))
        #expect(again.state.label.position == 2)
        #expect(again.state.label.isComplete(.overall))
        press("u", &again)
        #expect(!again.state.label.isComplete(.overall))
    }

    @Test func markersAreFoundInTheText() {
        let citations = [LabelCitation(number: 1, document: "d", first: 0, last: 0)]
        #expect(CitationMarkers.find(in: "a [1] [2] [x] [1", citations).map(\.range) == [2..<5])
        #expect(CitationMarkers.find(in: "[[1]]", citations).map(\.range) == [1..<4])
    }

    // MARK: Snapshots

    @Test(arguments: [(40, 10), (80, 24), (120, 40), (200, 60)])
    func screensAreAsTheyWere(_ width: Int, _ height: Int) throws {
        var two = stage(Self.set(12, repeats: 0.05), width: width, height: height)
        press("5a<Enter>", &two)
        press("btb]", &two)
        two.state.message = nil
        try expectScreen(two, matches: "label-\(width)x\(height)")
        var three = stage(Self.set(4, candidates: 3), width: width, height: height)
        press("ba=cbl", &three)
        three.state.message = nil
        try expectScreen(three, matches: "label-three-\(width)x\(height)")
        two.send(.labelSource(.harbour, LabelCitation(number: 2, document: "harbour", first: 2, last: 3)))
        try expectScreen(two, matches: "label-source-\(width)x\(height)")
    }
}
