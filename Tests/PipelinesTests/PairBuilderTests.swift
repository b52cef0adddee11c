import Pipelines
import Testing

struct PairBuilderTests {
    /// Candidates 0, 1, … whose four scores sum to these totals.
    private func candidates(_ totals: [Double]) -> [ScoredCandidate] {
        totals.enumerated().map { id, total in
            ScoredCandidate(
                id: Int64(id), text: "answer \(id)",
                scores: Dictionary(uniqueKeysWithValues: RewardDimension.allCases.map { ($0, total / 4) }))
        }
    }

    @Test func theBestIsPairedWithTheWorstAndEqualOnesKeepTheirOrder() {
        let six = candidates([31, 28, 35, 35, 20, 20])
        #expect(PairBuilder.ranked(six).map(\.id) == [2, 3, 0, 1, 4, 5])
        #expect(PairBuilder().pair(of: six) == .pair(win: six[2], lose: six[5]))
    }

    @Test func fourScoredAnswersGiveNoPair() {
        #expect(PairBuilder().pair(of: candidates([31, 28, 35, 20])) == .skipped(.tooFewScored(4)))
        #expect(PairBuilder(leastScored: 2).pair(of: candidates([31, 28])) != .skipped(.tooFewScored(2)))
        #expect(PairBuilder().pair(of: []) == .skipped(.tooFewScored(0)))
    }

    @Test func answersTooCloseOrEqualAsTextGiveNoPair() {
        #expect(isTooClose())
        #expect(PairBuilder(margin: 0).pair(of: candidates([30, 30, 30, 30, 30])) == .skipped(.tooClose(0)))
        let same = (0..<5).map {
            ScoredCandidate(id: Int64($0), text: "same", scores: [.helpfulness: Double($0)])
        }
        #expect(PairBuilder().pair(of: same) == .skipped(.sameText))
    }

    private func isTooClose() -> Bool {
        if case .skipped(.tooClose(let difference)) = PairBuilder().pair(
            of: candidates([30, 30, 30, 30, 29.2]))
        {
            return abs(difference - 0.2) < 1e-9
        }
        return false
    }

    @Test func onlyAnswersWithTheSameScoredDimensionsAreCompared() {
        var mixed = candidates([31, 28, 35, 24, 20])
        mixed.append(ScoredCandidate(id: 9, text: "partial", scores: [.helpfulness: 1]))
        #expect(PairBuilder().pair(of: mixed) == .pair(win: mixed[2], lose: mixed[4]))
    }

    @Test func theQuestionOfAnIDIsItsSecondLastPart() {
        #expect(PairBuilder.questionID(of: "11-7") == "11")
        #expect(PairBuilder.questionID(of: "set-a-11-7") == "11")
        #expect(PairBuilder.questionID(of: "11") == nil)
    }
}
