import Documents
import Foundation
import Generation
import LecternTesting
import Pipelines
import Testing

@testable import Storage

struct RewardStoreTests {
    private static func answer(seed: UInt64) -> CitedAnswer {
        CitedAnswer(
            question: "Why?", statements: [Statement(text: "So \(seed).")], raw: "…",
            parse: ParseReport(isStrict: true, repairs: 0),
            context: ContextSummary(
                sentences: 3, documentSentences: 3, tokens: 30, mode: .whole, windows: [], earlierTurns: 0),
            model: .scripted, sampling: SamplingParameters(temperature: 1, seed: seed),
            statistics: GenerationStatistics(), finish: .stop)
    }

    private static func reward(_ score: Double, judge: String = "measured") -> RewardBreakdown {
        RewardBreakdown(
            judge: judge, version: 1,
            dimensions: [
                DimensionResult(
                    .faithfulness, .scored(score),
                    facts: [
                        JudgedFact(
                            fact: "So.", verdict: .none,
                            evidence: [SentenceSpan(document: DocumentID(rawValue: "d"), sentences: 1...2)],
                            analysis: "no",
                            attempts: [JudgeAttempt(temperature: 0.01, output: "?", isReadable: false)])
                    ]),
                DimensionResult(.completeness, .failed(reason: "unreadable", tries: 5)),
            ])
    }

    private func withStore(_ body: (Store, URL) async throws -> Void) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appending(path: "l.sqlite")
        try await body(try await Store(opening: url), url)
    }

    @Test func candidatesAreKeptWithTheirParametersAndTheNewestRewardOfEachJudge() async throws {
        try await withStore { store, url in
            let set = try await store.startCandidates(
                to: "Why?", about: [DocumentID(rawValue: "d")], fit: .whole,
                sampling: SamplingParameters(temperature: 1), wanted: 5, now: 7)
            #expect(try await store.candidateSets().isEmpty)
            for place in 0..<2 {
                let candidate = try await store.append(
                    Self.answer(seed: UInt64(place)), place: place, to: set.id)
                _ = try await store.save(Self.reward(3), of: .candidate(candidate.id), now: 1)
                _ = try await store.save(Self.reward(4), of: .candidate(candidate.id), now: 2)
                _ = try await store.save(
                    Self.reward(9, judge: "model:x"), of: .candidate(candidate.id), now: 3)
            }
            let reopened = try await Store(opening: url)
            #expect(try await reopened.candidateSets(about: DocumentID(rawValue: "d")) == [set])
            #expect(try await reopened.candidateSets(about: DocumentID(rawValue: "e")).isEmpty)
            let kept = try await reopened.candidates(in: set.id)
            #expect(kept.map(\.candidate.answer) == [Self.answer(seed: 0), Self.answer(seed: 1)])
            #expect(kept[0].rewards.map(\.breakdown) == [Self.reward(9, judge: "model:x"), Self.reward(4)])
            #expect(try await reopened.rewardHistory(of: .candidate(kept[0].id)).count == 3)
            #expect(kept[0].scored().scores == [.faithfulness: 9])
        }
    }

    @Test func aPersonsWordsStandBesideTheJudgesAndCanBeTakenBackLater() async throws {
        try await withStore { store, url in
            let conversation = try await store.startConversation(about: [DocumentID(rawValue: "d")])
            let turn = try await store.append(Self.answer(seed: 0), to: conversation)
            let reward = try await store.save(Self.reward(3), of: .answer(turn))
            try await store.override(fact: 0, of: reward.id, with: .partial)
            try await store.override(.completeness, of: reward.id, with: 6.5)
            try await store.override(fact: 0, of: reward.id, with: .full)
            var kept = try #require(try await store.rewards(of: .answer(turn)).first)
            #expect(kept.breakdown == Self.reward(3))
            #expect(kept.overrides == RewardOverrides(facts: [0: .full], scores: [.completeness: 6.5]))

            let reopened = try await Store(opening: url)
            #expect(try await reopened.undo() == "your verdict on fact 1")
            kept = try #require(try await reopened.rewards(of: .answer(turn)).first)
            #expect(kept.overrides.facts == [0: .partial])
            #expect(try await reopened.undo() == "your score for completeness")
            try await reopened.override(fact: 0, of: reward.id, with: nil)
            kept = try #require(try await reopened.rewards(of: .answer(turn)).first)
            #expect(kept.overrides.isEmpty)
        }
    }
}
