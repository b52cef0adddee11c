import LecternTesting
import Testing

@testable import Preferences

struct LabelStatisticsTests {
    @Test func figuresAreThoseOfWhatWasJudgedBlindTheFirstTime() {
        let items = Samples.items(8)
        var writer = Writer()
        for item in 0..<6 {
            writer.judge(item, item < 4 ? .better(0, than: 1) : .allEqual(.bothBad, count: 2))
        }
        writer.write(.skip(nil), 6)
        writer.write(.reveal, 7)
        writer.judge(7, .better(0, than: 1))
        // The repeat of item 0, judged the other way.
        writer.judge(0, .better(1, than: 0), round: 1)
        writer.annotator = "ben"
        for item in 0..<6 { writer.judge(item, item < 3 ? .better(0, than: 1) : .better(1, than: 0)) }
        let figures = LabelStatistics(Samples.set, items, writer.ledger)

        let anna = figures.annotators[0]
        #expect(anna.name == "anna" && anna.labelled == 7 && anna.skipped == 1 && anna.revealed == 1)
        #expect(anna.secondsPerItem == 10)
        #expect(anna.withSelf.n == 1 && anna.withSelf.raw == 0)
        let overall = figures.pairwise.first { $0.dimension == .overall }
        #expect(overall?.kappa.n == 6)
        #expect(overall?.kappa.table == [[3, 1, 0], [0, 0, 0], [0, 2, 0]])
        #expect(overall?.kappa.raw == 0.5)
        #expect(figures.together.first { $0.dimension == .overall }?.kappa.n == 6)
        // The first candidate has the higher score everywhere: 4 of anna's 4 choices, 3 of ben's 6.
        let reward = figures.reward.first { $0.dimension == .overall }
        #expect(reward?.shared.count == 7 && reward?.shared.n == 10)
        #expect(reward?.kappa.n == 12)
    }

    @Test func leftChoicesFollowTheSidesThatWereShown() {
        let items = Samples.items(30)
        var writer = Writer()
        // Always the left side, whatever stands there.
        for slot in LabelSchedule(items, of: Samples.set, for: "anna").slots {
            writer.judge(slot.index, .better(slot.sides[0], than: slot.sides[1]), round: slot.place.round)
        }
        let figures = LabelStatistics(Samples.set, items, writer.ledger).annotators[0]
        #expect(figures.leftChoices.count == 32 && figures.leftChoices.n == 32)
        // Who always takes the left contradicts themselves in every repeat.
        #expect(figures.withSelf.n == 2 && figures.withSelf.raw == 0)
    }

    @Test func ordersOfMoreThanTwoCountForEveryTwo() {
        let items = (0..<4).map { Samples.item($0, candidates: 3) }
        var writer = Writer()
        for item in 0..<4 { writer.judge(item, Judgement(tiers: [[2], [0], [1]])) }
        writer.annotator = "ben"
        for item in 0..<4 { writer.judge(item, Judgement(tiers: [[2], [1], [0]])) }
        let figures = LabelStatistics(Samples.set, items, writer.ledger)
        let overall = figures.pairwise.first { $0.dimension == .overall }?.kappa
        #expect(overall?.n == 12)
        #expect(overall?.table == [[0, 4, 0], [0, 8, 0], [0, 0, 0]])
    }
}
