import Foundation
import LecternEngine
import LecternTesting
import Testing

struct SamplingTests {
    private static let story = """
        The lamp was lit in 1874. The keeper was Anna Brandt. She kept the light for thirty years.

        Ships passed at night. In 1904 the lamp became electric.
        """

    /// Answers with a sentence of the story that its seed chooses, and judges everything the same.
    private static let generator: ScriptedGenerator = {
        var profile = GeneratorProfile.scripted
        profile.prompts.layout = "numbered"
        profile.prompts.answer = "{question}"
        return ScriptedGenerator(profile: profile) { request in
            let prompt = request.messages.map(\.text).joined()
            if prompt.contains("List the factual statements") {
                return "<statement>The lamp was lit.</statement>"
            }
            if prompt.contains("borne out by passages") { return "[[Fully supported]]" }
            if prompt.contains("short notes") { return "1. The lamp." }
            if prompt.contains("You judge how") { return "[[8]]" }
            let texts = ["The lamp was lit in 1874.", "Pirates came in 1702.", "The keeper was Anna Brandt."]
            return "<statement> \(texts[Int(request.sampling.seed) % 3])<cite>[0-0]</cite></statement>"
        }
    }()

    private func withEngine(_ body: (Engine, DocumentID) async throws -> Void) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try await Engine(
            EngineConfiguration(directories: Directories(home: folder)), generator: Self.generator)
        let document = try await engine.addDocument(text: Data(Self.story.utf8), named: "story").document
        try await body(engine, document.id)
    }

    private func run(_ events: EventStream<SamplingEvent>) async throws -> [String] {
        var heard: [String] = []
        for try await event in events {
            switch event {
            case .started(let set): heard.append("started \(set?.wanted ?? 0)")
            case .candidate(let answer, let place, let kept):
                heard.append(
                    "candidate \(place) seed \(answer.sampling.seed) \(kept == nil ? "lost" : "kept")")
            case .scored(_, let place): heard.append("scored \(place)")
            case .answer, .scoring: break
            }
        }
        return heard
    }

    @Test func candidatesHaveTheirOwnSeedsAreKeptAndScored() async throws {
        try await withEngine { engine, id in
            let question = Question(
                "When was the lamp lit?", about: [id], sampling: .init(temperature: 1, seed: 3))
            let heard = try await run(engine.sample(question, count: 3))
            #expect(
                heard == [
                    "started 3", "candidate 0 seed 3 kept", "scored 0", "candidate 1 seed 4 kept", "scored 1",
                    "candidate 2 seed 5 kept", "scored 2",
                ])
            let set = try #require(try await engine.candidateSets(about: id).first)
            let candidates = try await engine.candidates(in: set.id)
            #expect(candidates.map(\.candidate.answer.sampling.seed) == [3, 4, 5])
            #expect(candidates.allSatisfy { $0.rewards.first?.breakdown.judge == "measured" })
            let scored = candidates.map { $0.scored() }
            let outcome = PairBuilder(leastScored: 3, margin: 0).pair(of: scored)
            guard case .pair(_, let lose) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(lose.text == "Pirates came in 1702.")
        }
    }

    @Test func aModelJudgesAfterAllWereSampled() async throws {
        try await withEngine { engine, id in
            let question = Question("When?", about: [id], sampling: .init(temperature: 1))
            let heard = try await run(engine.sample(question, count: 2, scoredBy: .model))
            #expect(heard.suffix(3) == ["candidate 1 seed 1 kept", "scored 0", "scored 1"])
            let set = try #require(try await engine.candidateSets().first)
            let reward = try #require(try await engine.candidates(in: set.id).first?.rewards.first?.breakdown)
            #expect(reward.judge == "model:scripted")
            #expect(reward.sum == 34)
            #expect(reward.mean == 8.5)
        }
    }

    @Test func atTemperatureZeroOneCandidateIsMade() async throws {
        try await withEngine { engine, id in
            let heard = try await run(engine.sample(Question("When?", about: [id]), count: 5, scoredBy: nil))
            #expect(heard == ["started 1", "candidate 0 seed 0 kept"])
        }
    }
}
