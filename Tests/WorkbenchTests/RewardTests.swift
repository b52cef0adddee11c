import LecternEngine
import TerminalUI
import Testing

@testable import Workbench

struct RewardTests {
    /// Five candidates of which the first two and the last are scored; the cursor on faithfulness.
    static func stage(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) -> Stage {
        var stage = Stage.reading(width: width, height: height, glyphs: glyphs)
        stage.press("gw")
        stage.send(.rewardsLoaded(Document.harbour.id, [group]))
        stage.forget()
        return stage
    }

    private static func span(_ sentences: ClosedRange<Int>) -> SentenceSpan {
        SentenceSpan(document: Document.harbour.id, sentences: sentences)
    }

    static func reward(_ id: Int64, faithfulness: Double = 6.7, judge: String = "model:sample-1b")
        -> StoredReward
    {
        let facts: [(String, Verdict, [SentenceSpan], String)] = [
            ("Freight fell 11% to 1.42 million tonnes in 1998.", .full, [span(1...1)], "As in passage 1."),
            ("Grain shipments fell by 38%.", .partial, [span(2...3)], "Passage 1 names the basin, too."),
            (
                "The insurers paid for the lost revenue.", .none, [span(8...8), span(11...11)],
                "The passages say that lost revenue was not covered; the statement contradicts them. [[No support]]"
            ),
        ]
        return StoredReward(
            id: RewardID(rawValue: id), subject: .candidate(CandidateID(rawValue: id)),
            breakdown: RewardBreakdown(
                judge: judge, version: 1,
                dimensions: [
                    DimensionResult(.helpfulness, .scored(8), analysis: "To the point. [[8]]"),
                    DimensionResult(
                        .logicality,
                        .failed(reason: "no rating could be read in the judge's replies", tries: 5),
                        attempts: [
                            JudgeAttempt(temperature: 0.01, output: "I\u{1B}[31mcan't", isReadable: false)
                        ]),
                    DimensionResult(
                        .faithfulness, .scored(faithfulness),
                        facts: facts.map { JudgedFact(fact: $0, verdict: $1, evidence: $2, analysis: $3) }),
                    DimensionResult(
                        .completeness, .scored(5), analysis: "The dredging is left out. [[5]]",
                        extracts: [
                            PartExtract(
                                from: 0, to: 0.41, part: span(0...6), text: "1. Freight fell. 2. The lock."),
                            PartExtract(from: 0.41, to: 1, part: span(7...13), text: PartExtract.nothing),
                        ]),
                ]),
            overrides: RewardOverrides(), scoredAt: 0)
    }

    private static func answer(_ seed: UInt64, _ text: String) -> CitedAnswer {
        var answer = ConversationTurn.freight.answer
        answer.sampling = SamplingParameters(temperature: 1, seed: seed)
        answer.statements = [Statement(text: text)]
        return answer
    }

    static let group: RewardGroup = {
        let texts = [
            "Freight fell by 11%.", "Because of the lock.", "The board says so.", "It did.",
            "Grain fell by 38%.",
        ]
        let entries = texts.enumerated().map { place, text in
            RewardEntry(
                subject: .candidate(CandidateID(rawValue: Int64(place))), answer: answer(UInt64(place), text),
                rewards: [reward(Int64(place), faithfulness: [6.7, 9, 3, 5, 1][place])])
        }
        return RewardGroup(
            set: CandidateSetID(rawValue: 1), question: "Why did freight volumes fall in 1998?",
            entries: entries,
            madeAt: 999_000)
    }()

    @Test func openingAsksForWhatIsKept() {
        var stage = Stage.reading()
        stage.press("gw")
        #expect(stage.effects == [.loadRewards(Document.harbour.id, ConversationID(rawValue: 1))])
        stage.send(.rewardsLoaded(Document.harbour.id, []))
        #expect(stage.text.contains("No answer about this document yet"))
    }

    @Test func fromABarDownToTheEvidenceInTheSourceAndBack() {
        var stage = Self.stage()
        #expect(stage.text.contains("Reward  mean 6.6 / 10   sum 19.7 / 30   of 3 dimensions"))
        stage.press("jj<Enter>")
        #expect(stage.text.contains("(1×1 + 1×½ + 1×0) / 3 × 10 = 5.0"))
        stage.press("]]<Enter>")
        #expect(stage.text.contains("evidence 1/2"))
        #expect(stage.text.contains("judge: The passages say"))
        stage.press("j<Enter>")
        #expect(stage.state.screen == .reader)
        #expect(stage.state.reader.cursor == 8)
        #expect(stage.state.reader.evidence?.sentences == 8...8)
        #expect(stage.text.contains("▐"))
        stage.press("<BS>")
        #expect(stage.state.screen == .reward)
        #expect(stage.state.reader.evidence == nil)
        #expect(stage.state.reward.fact == 2)
        // Folding goes up, and once more to the bars.
        stage.press("h")
        #expect(stage.state.reward.openFacts.isEmpty)
        stage.press("h")
        #expect(stage.state.reward.focus == .bars)
    }

    @Test func aPersonsVerdictIsKeptAndShownBesideTheJudges() {
        var stage = Self.stage()
        stage.press("jj<Enter>]1")
        #expect(stage.effects.last == .overrideFact(RewardID(rawValue: 0), 1, .full))
        stage.send(.rewardsChanged)
        #expect(stage.effects.last == .loadRewards(Document.harbour.id, ConversationID(rawValue: 1)))
        var changed = Self.group
        changed.entries[0].rewards[0].overrides = RewardOverrides(facts: [1: .full])
        stage.send(.rewardsLoaded(Document.harbour.id, [changed]))
        #expect(stage.text.contains("you ✓"))
        #expect(stage.text.contains("mean 6.6 / 10"))
        #expect(stage.text.contains("with yours"))
        stage.press("0")
        #expect(stage.effects.last == .overrideFact(RewardID(rawValue: 0), 1, nil))
        stage.press("u")
        #expect(stage.effects.last == .undo)
        stage.send(.undone("your verdict on fact 2"))
        #expect(stage.text.contains("taken back: your verdict on fact 2"))
    }

    @Test func anOwnScoreGoesInHalfPoints() {
        var stage = Self.stage()
        stage.press("+")
        #expect(stage.effects.last == .overrideScore(RewardID(rawValue: 0), .helpfulness, 8.5))
        stage.press("jj-")
        #expect(stage.effects.last == .overrideScore(RewardID(rawValue: 0), .faithfulness, 6.0))
        stage.press("0")
        #expect(stage.effects.last == .overrideScore(RewardID(rawValue: 0), .faithfulness, nil))
    }

    @Test func aFailedDimensionShowsWhatTheJudgeWrote() {
        var stage = Self.stage()
        stage.press("j")
        #expect(stage.text.contains("failed after 5 tries"))
        #expect(stage.text.contains("unreadable reply 1"))
        #expect(!stage.text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func candidatesAreATableWithThePairMarked() {
        var stage = Self.stage()
        stage.press("c")
        #expect(stage.text.contains("▲ 2"))
        #expect(stage.text.contains("▼ 5"))
        stage.press("j")
        #expect(stage.state.reward.entry?.answer.sampling.seed == 1)
        #expect(stage.text.contains("mean 7.3 / 10"))
        stage.press("c)")
        #expect(stage.state.reward.candidates.cursor == 2)
    }

    @Test func scoringAgainAsksWhoAndShowsHowFarItIs() {
        var stage = Self.stage()
        stage.press("r")
        #expect(stage.text.contains("text measures, no model"))
        stage.press("j<Enter>")
        let job = JobID(number: 1)
        #expect(
            stage.effects.last
                == .score(
                    .candidate(CandidateID(rawValue: 0)), Self.group.entries[0].answer,
                    about: Document.harbour.id,
                    by: .model, job))
        stage.send(.rewarding(job, .progress(done: 3, total: 7)))
        #expect(stage.text.contains("scoring  3/7"))
        stage.press("r")
        #expect(stage.text.contains("Esc stops it"))
        stage.press("<Esc>")
        #expect(stage.effects.last == .stop(job))
        stage.send(.rewarding(job, .failed(nil)))
        #expect(stage.state.reward.running == nil)
    }

    @Test func fiveMoreCandidatesAreSampled() {
        var stage = Self.stage()
        stage.press("a")
        #expect(
            stage.effects.last
                == .sample(
                    "Why did freight volumes fall in 1998?", about: Document.harbour.id, count: 5,
                    JobID(number: 1)))
        stage.send(.rewarding(JobID(number: 1), .kept))
        #expect(stage.effects.last == .loadRewards(Document.harbour.id, ConversationID(rawValue: 1)))
    }

    @Test(arguments: ScreenTests.sizes)
    func snapshots(width: Int, height: Int) throws {
        var stage = Self.stage(width: width, height: height)
        stage.press("jj<Enter>]]<Enter>")
        try expectScreen(stage, matches: "reward-\(width)x\(height)")
    }

    @Test(arguments: ScreenTests.sizes)
    func snapshotsOfCandidates(width: Int, height: Int) throws {
        var stage = Self.stage(width: width, height: height)
        stage.press("c")
        try expectScreen(stage, matches: "reward-candidates-\(width)x\(height)")
    }

    @Test func barsOfTheSmallestScreenAndASCII() throws {
        try expectScreen(Self.stage(width: 40, height: 10), matches: "reward-bars-40x10")
        let ascii = Self.stage(glyphs: .ascii)
        #expect(ascii.text.unicodeScalars.allSatisfy { $0.value < 0x80 })
    }
}
