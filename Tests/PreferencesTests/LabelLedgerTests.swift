import LecternTesting
import Testing

@testable import Preferences

struct LabelLedgerTests {
    private let place = LabelPlace(item: "item-0")

    @Test func undoTakesBackOneKeyAfterAnotherAndRedoBringsThemBack() {
        var writer = Writer()
        writer.write(.judge(.helpfulness, .better(1, than: 0)), 0)
        writer.write(.judge(.helpfulness, .better(0, than: 1)), 0)
        writer.write(.save(seconds: 3), 0)
        #expect(writer.ledger.records(of: "anna")[place]?.isDone == true)
        writer.undo()
        writer.undo()
        let record = writer.ledger.records(of: "anna")[place]
        #expect(record?.isDone == false)
        #expect(record?.judgements[.helpfulness] == .better(1, than: 0))
        writer.undo()
        #expect(writer.ledger.records(of: "anna")[place] == nil)
        #expect(writer.ledger.undoable(by: "anna") == nil)
        writer.redo()
        writer.redo()
        #expect(writer.ledger.records(of: "anna")[place]?.judgements[.helpfulness] == .better(0, than: 1))
        writer.write(.judge(.overall, .allEqual(.bothBad, count: 2)), 0)
        #expect(writer.ledger.redoable(by: "anna") == nil)
        #expect(writer.ledger.changes(by: "anna").count == 3)
    }

    @Test func aNoteIsOneStepHoweverManyKeysItTook() {
        var writer = Writer()
        writer.write(.note("first", isDraft: false), 0)
        for text in ["s", "se", "sec"] { writer.write(.note(text, isDraft: true), 0) }
        #expect(writer.ledger.records(of: "anna")[place]?.note == "sec")
        writer.write(.note("second", isDraft: false), 0)
        #expect(writer.ledger.records(of: "anna")[place]?.note == "second")
        writer.undo()
        #expect(writer.ledger.records(of: "anna")[place]?.note == "first")
    }

    @Test func peopleDontUndoOneAnother() {
        var writer = Writer()
        writer.judge(0, .better(0, than: 1))
        writer.annotator = "ben"
        writer.undo()
        writer.judge(0, .better(1, than: 0))
        writer.undo()
        writer.undo()
        #expect(writer.ledger.records(of: "anna")[place]?.isSaved == true)
        #expect(writer.ledger.records(of: "ben")[place] == nil)
    }

    @Test func judgingAfterModelsWereShownIsNotBlind() {
        var writer = Writer()
        writer.judge(0, .better(0, than: 1))
        writer.write(.reveal, 0)
        #expect(writer.ledger.records(of: "anna")[place]?.isBlind == true)
        writer.judge(0, .better(1, than: 0))
        #expect(writer.ledger.records(of: "anna")[place]?.isBlind == false)
        // What was seen can't be taken back.
        writer.undo()
        writer.undo()
        writer.undo()
        #expect(writer.ledger.records(of: "anna")[place]?.wasRevealed == true)
    }

    @Test func theOrderInWhichEntriesArriveDoesntMatter() {
        var writer = Writer()
        for item in 0..<6 {
            writer.judge(item, item % 2 == 0 ? .better(0, than: 1) : .allEqual(.bothGood, count: 2))
            if item % 3 == 0 { writer.undo() }
            if item == 4 { writer.redo() }
        }
        let wanted = writer.ledger.records(of: "anna")
        for seed in 0..<20 {
            var random = SplitMix64(seed: UInt64(seed))
            let mixed = LabelLedger(random.shuffled(writer.entries.count).map { writer.entries[$0] })
            #expect(mixed == writer.ledger)
            #expect(mixed.records(of: "anna") == wanted)
            var grown = LabelLedger()
            for place in random.shuffled(writer.entries.count) { grown.append(writer.entries[place]) }
            #expect(grown == writer.ledger)
        }
    }

    @Test func anOrderIsTypedLetterByLetter() {
        var order = Judgement(tiers: [])
        order = order.adding(1, of: 3).adding(1, of: 3)
        #expect(order.tiers == [[1]])
        order = order.adding(0, of: 3).joining()
        #expect(order.text([0: "A", 1: "B", 2: "C"]) == "B>A=")
        order = order.adding(2, of: 3)
        #expect(order.text([0: "A", 1: "B", 2: "C"]) == "B>A=C")
        #expect(order.isComplete(of: 3))
        #expect(order.preference(1, 2) == .first)
        #expect(order.preference(2, 1) == .second)
        #expect(order.preference(0, 2) == .tie)
        #expect(order.adding(2, of: 3).tiers == [[2]])
        #expect(!Judgement(tiers: [[0], [0]]).isValid(for: 2))
        #expect(!Judgement(tiers: [[0], [2]]).isValid(for: 2))
        #expect(Judgement(tiers: [[0]]).preference(0, 1) == nil)
    }
}
