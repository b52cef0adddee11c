import Documents
import Generation
import Synchronization
import Testing

@testable import Pipelines

/// Scoring by scripted judges; the figures are the method's worked examples.
struct LongRewardTests {
    /// Replies by what is asked, and remembers every request.
    private final class Script: Sendable {
        let requests = Mutex<[GenerationRequest]>([])
        private let reply: @Sendable (String, Int) -> String

        /// - Parameter reply: from the prompt's text, and how often its kind was asked before.
        init(_ reply: @escaping @Sendable (String, Int) -> String) { self.reply = reply }

        var generator: ScriptedGenerator {
            ScriptedGenerator { request in
                let before = self.requests.withLock { requests in
                    defer { requests.append(request) }
                    return requests.count
                }
                return self.reply(request.messages.map(\.text).joined(), before)
            }
        }

        var temperatures: [Float] { requests.withLock { $0.map(\.sampling.temperature) } }
        var prompts: [String] { requests.withLock { $0.map { $0.messages.map(\.text).joined() } } }
    }

    private enum Asked {
        static func helpfulness(_ prompt: String) -> Bool { prompt.contains("how helpful") }
        static func logicality(_ prompt: String) -> Bool { prompt.contains("how logical") }
        static func statements(_ prompt: String) -> Bool { prompt.contains("List the factual statements") }
        static func support(_ prompt: String) -> Bool { prompt.contains("borne out by passages") }
        static func notes(_ prompt: String) -> Bool { prompt.contains("a numbered list of short notes") }
    }

    private func source(_ sentences: [String]) -> ContextSource {
        let document = Document.sample(sentences)
        return ContextSource(
            reader: DocumentReader(document),
            sentenceTokens: document.sentences.map { document.text(in: $0.range).utf8.count / 4 + 1 })
    }

    private static let sentences = (0..<60).map {
        "Sentence number \($0) speaks of topic \($0) and of nothing else, at some length, so that chunks are several."
    }
    private static let answer = AnswerToScore(
        question: "What of topic 3?", text: "Topic 3 is spoken of. See [[10]].")

    private func score(
        _ script: Script, _ sentences: [String] = Self.sentences, answer: AnswerToScore = Self.answer,
        dimensions: Set<RewardDimension> = Set(RewardDimension.allCases)
    ) async throws -> RewardBreakdown {
        try await LongReward(Judge(script.generator, pause: .zero), about: source(sentences)).score(
            answer, dimensions: dimensions, report: { _ in })
    }

    @Test func fourScoresMeanAndSum() async throws {
        let verdicts = [
            "[[Fully supported]]", "[[Fully supported]]", "[[Partially supported]]", "[[No support]]",
        ]
        let checked = Mutex(0)
        let script = Script { prompt, _ in
            if Asked.helpfulness(prompt) { return "Good. [[8]]" }
            if Asked.logicality(prompt) { return "Sound. [[10]]" }
            if Asked.statements(prompt) {
                return (0..<4).map { "<statement>Topic \($0 * 7) is spoken of.</statement>" }.joined(
                    separator: "\n")
            }
            if Asked.support(prompt) {
                return checked.withLock { count in
                    defer { count += 1 }
                    return "Looked. " + verdicts[count]
                }
            }
            return Asked.notes(prompt) ? "1. Topic 3 is there." : "Most of it. [[7]]"
        }
        let reward = try await score(script)
        #expect(reward[.faithfulness]?.score == 6.25)
        #expect(reward.sum == 31.25)
        #expect(reward.mean == 7.8125)
        #expect(reward.judge == "model:scripted")
        let facts = try #require(reward[.faithfulness]?.facts)
        #expect(facts.map(\.verdict) == [.full, .full, .partial, .none])
        #expect(facts.allSatisfy { $0.analysis.hasPrefix("Looked.") && $0.evidence.count == 5 })
        for fact in facts {
            let starts = fact.evidence.map(\.sentences.lowerBound)
            #expect(starts == starts.sorted())
        }
        #expect(reward[.completeness]?.extracts.isEmpty == false)
        // The answer's own double brackets never reach a judge.
        #expect(script.prompts.allSatisfy { !$0.contains("See [[10]]") })
    }

    @Test func repliesThatCannotBeReadAreAskedForAgainByTheSchedule() async throws {
        let script = Script { _, before in before < 4 ? "no idea" : "[[6]]" }
        let reward = try await score(script, dimensions: [.helpfulness])
        #expect(reward[.helpfulness]?.score == 6)
        #expect(script.temperatures == [0.01, 0.95, 0.95, 0.95, 0.95])
        #expect(reward[.helpfulness]?.attempts.map(\.isReadable) == [false, false, false, false, true])
        #expect(Set(script.requests.withLock { $0.map(\.sampling.seed) }).count == 5)
    }

    @Test func fiveUnreadableRepliesAreReportedWithTheirTextAndTheOthersStand() async throws {
        let script = Script { prompt, before in
            Asked.helpfulness(prompt) ? "junk \(before)" : "[[9]]"
        }
        let reward = try await score(script, dimensions: [.helpfulness, .logicality])
        #expect(
            reward[.helpfulness]?.status
                == .failed(reason: "no rating could be read in the judge's replies", tries: 5))
        #expect(reward[.helpfulness]?.attempts.map(\.output) == (0..<5).map { "junk \($0)" })
        #expect(reward[.logicality]?.score == 9)
        #expect(reward.mean == 9 && reward.scored == 1)
    }

    @Test func anAnswerWithoutFactsIsNotApplicable() async throws {
        let script = Script { _, _ in "There are none." }
        let reward = try await score(script, dimensions: [.faithfulness])
        guard case .notApplicable? = reward[.faithfulness]?.status else {
            Issue.record("\(String(describing: reward[.faithfulness]?.status))")
            return
        }
        #expect(script.temperatures.count == 5)
        #expect(reward.mean == nil)
    }

    @Test func aFactWithoutAReadableVerdictLeavesTheDimensionWithoutAScore() async throws {
        let script = Script { prompt, _ in
            Asked.statements(prompt)
                ? "<statement>A.</statement><statement>B.</statement>"
                : prompt.contains("\nA.\n") ? "[[Fully supported]]" : "hm"
        }
        let reward = try await score(script, dimensions: [.faithfulness])
        #expect(reward[.faithfulness]?.facts.map(\.verdict) == [.full, .unchecked])
        #expect(reward[.faithfulness]?.score == nil)
        guard case .failed(_, let tries)? = reward[.faithfulness]?.status else {
            Issue.record("not failed")
            return
        }
        #expect(tries == 5)
    }

    @Test func aShortDocumentGivesAsMuchEvidenceAsItHas() async throws {
        let script = Script { prompt, _ in
            Asked.statements(prompt) ? "<statement>Whatever.</statement>" : "[[No support]]"
        }
        let sentences = Array(Self.sentences.prefix(16))
        let chunks = EvidenceFinder(Document.sample(sentences), passageTokens: 128).passages(
            for: "zzz", limit: 99)
        let reward = try await score(script, sentences, dimensions: [.faithfulness])
        #expect(chunks.count > 1 && chunks.count < 5)
        #expect(reward[.faithfulness]?.facts.first?.evidence == chunks)
        #expect(reward[.faithfulness]?.score == 0)
    }

    @Test func whatTheAnswerCitesIsReadBesideThePassagesFound() async throws {
        let script = Script { prompt, _ in
            Asked.statements(prompt) ? "<statement>Topic 3 is spoken of.</statement>" : "[[Fully supported]]"
        }
        let cited = SentenceSpan(document: DocumentID(rawValue: "d1"), sentences: 59...59)
        let answer = AnswerToScore(
            question: "?", text: "Topic 3 is spoken of.",
            statements: [
                Statement(
                    text: "Topic 3 is spoken of.", citations: [Citation(number: 1, span: cited, anchor: .ok)])
            ])
        let reward = try await score(script, answer: answer, dimensions: [.faithfulness])
        let evidence = try #require(reward[.faithfulness]?.facts.first?.evidence)
        #expect(evidence.count == 6 || evidence.contains { $0.covers(cited) })
        #expect(evidence.contains { $0.sentences.contains(59) })
    }

    @Test func notesAreMadeOnceAQuestionAndSilentPartsKeepTheFixedPhrase() async throws {
        let script = Script { prompt, _ in
            Asked.notes(prompt) ? "1. x … No relevant information" : "[[7]]"
        }
        let reward = LongReward(Judge(script.generator, pause: .zero), about: source(Self.sentences))
        let notes = try await reward.notes(on: "?", report: { _ in })
        #expect(notes.map(\.text) == [PartExtract.nothing])
        #expect(notes.map(\.label) == ["0% - 100%"])
        let before = script.prompts.count
        for _ in 0..<3 {
            _ = try await reward.score(
                Self.answer, dimensions: [.completeness], notes: notes, report: { _ in })
        }
        #expect(script.prompts.count == before + 3)
    }

    @Test func textThatHoldsThePlaceholdersIsInsertedAsItIs() async throws {
        let script = Script { _, _ in "[[5]]" }
        _ = try await score(
            script, answer: AnswerToScore(question: "{answer}?", text: "{question}!"),
            dimensions: [.helpfulness])
        #expect(script.prompts[0].contains("[Question]\n{answer}?\n[Answer]\n{question}!"))
    }

    // MARK: People

    @Test func aPersonsVerdictChangesOnlyTheAdjustedTotal() {
        let facts = [Verdict.full, .none].map {
            JudgedFact(fact: "f", verdict: $0, evidence: [], analysis: "")
        }
        let reward = RewardBreakdown(
            judge: "measured", version: 1,
            dimensions: [
                DimensionResult(.faithfulness, .scored(5), facts: facts),
                DimensionResult(.completeness, .scored(7)),
            ])
        let overrides = RewardOverrides(facts: [1: .partial], scores: [.helpfulness: 9])
        #expect(reward.mean == 6)
        #expect(reward.scores(with: overrides) == [.faithfulness: 7.5, .completeness: 7, .helpfulness: 9])
        #expect(reward.mean(with: overrides) == 23.5 / 3)
        #expect(reward.mean == 6)
    }

    @Test func theFormulaShowsHowTheFigureCameAbout() {
        let verdicts = [Verdict.full, .full, .full, .full, Verdict.none, Verdict.none]
        #expect(RewardText.formula(verdicts) == "(4×1 + 0×½ + 2×0) / 6 × 10 = 6.7")
    }
}

struct MeasuredRewardTests {
    private static let document = Document.sample([
        "The quay handled 1.42 million tonnes in 1998, down 11% on the previous year.",
        "The eastern lock was closed between March and August.", "Grain shipments fell by 38%.",
        "The insurers’ settlement covers repair costs but not lost revenue.",
        "Dredging was completed in November.",
    ])

    @Test func anAnswerInTheWordsOfTheDocumentIsFaithfulAndAnInventedOneIsNot() throws {
        let reward = MeasuredReward(Self.document)
        let good = reward.score(
            AnswerToScore(
                question: "When was the eastern lock closed?",
                text: "The eastern lock was closed between March and August. Grain shipments fell by 38%."))
        let bad = reward.score(
            AnswerToScore(
                question: "When was the eastern lock closed?",
                text: "Pirates burned the western lock in 1702."))
        let (high, low) = (try #require(good[.faithfulness]), try #require(bad[.faithfulness]))
        #expect(high.score == 10 && low.score == 0)
        #expect(high.facts.map(\.evidence.first?.sentences.lowerBound) == [1, 2])
        #expect(try #require(good[.completeness]?.score) > bad[.completeness]?.score ?? 0)
    }

    @Test func whatCannotBeMeasuredIsNotApplicableWithTheReason() {
        let reward = MeasuredReward(Self.document).score(AnswerToScore(question: "Why?", text: "…"))
        for dimension in [RewardDimension.helpfulness, .logicality, .faithfulness] {
            guard case .notApplicable(let reason)? = reward[dimension]?.status else {
                Issue.record("\(dimension)")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }
}
