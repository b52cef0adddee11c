import Foundation
import LecternTesting
import Testing

/// Candidates and rewards with the bundled model: as a script would make them, and in a real terminal.
struct RewardTests {
    private static let question = "Who was the first principal keeper?"

    @Test func fiveCandidatesAreSampledFromOnePrefillAndLookedInto() throws {
        let program = try Program()
        let path = Program.example("lighthouse.txt")
        let result = try program.json("sample", path, "-q", Self.question, "-n", "5")
        let candidates = try #require(result["candidates"] as? [[String: Any]])
        #expect(candidates.compactMap { $0["seed"] as? Int } == [0, 1, 2, 3, 4])
        for (place, candidate) in candidates.enumerated() {
            let prompt = try #require(candidate["prompt_tokens"] as? Int)
            // All but the last token of the prompt are there from the first candidate on.
            if place > 0 { #expect(candidate["cached_tokens"] as? Int == prompt - 1) }
            let reward = try #require(candidate["reward"] as? [String: Any])
            #expect(reward["judge"] as? String == "measured")
            let helpfulness = try #require(reward["helpfulness"] as? [String: Any])
            #expect(helpfulness["status"] as? String == "not_applicable")
            #expect(helpfulness["score"] is NSNull)
        }
        let best = try #require(candidates.max { mean($0) < mean($1) })
        let bestReward = try #require(best["reward"] as? [String: Any])
        let facts = try #require((bestReward["faithfulness"] as? [String: Any])?["facts"] as? [[String: Any]])
        let evidence = try #require((facts.first?["evidence"] as? [[String: Any]])?.first)
        #expect((evidence["text"] as? String)?.isEmpty == false)

        // The same in a terminal: bars, a fact, its evidence, the source, and back.
        let driver = try TerminalDriver(
            "\(program.runner.program.path) \(path); echo ended; sleep 600", width: 80, height: 24,
            environment: program.runner.environment)
        try driver.wait(forText: "Merrow Point Lighthouse stands")
        try driver.press("g", "w")
        try driver.wait(forText: "judge: measured")
        try driver.press("c")
        let table = try driver.wait(forText: "5 candidates")
        #expect(table.contains("H L F C"))
        let place = try #require(best["place"] as? Int)
        for _ in 0..<place { try driver.press("j") }
        try driver.wait(forText: "candidate \(place + 1)/5")
        try driver.press("c", "j", "j", "Enter")
        try driver.wait(forText: "× 10 =")
        try driver.press("Enter")
        try driver.wait(forText: "evidence 1/")
        try driver.press("3")
        try driver.wait(forText: "with yours")
        try driver.press("j", "Enter")
        let source = try driver.wait(for: "the evidence in the source") {
            $0.contains("[Read]") && $0.contains("▐")
        }
        #expect(source.contains("source C\(evidence["start"] as? Int ?? -1)") || source.contains("source C"))
        try driver.press("BSpace")
        try driver.wait(forText: "[Reward]")

        // What the person said is still there after a restart, and can be taken back.
        try driver.press("Q")
        try driver.wait(forText: "ended")
        let again = try TerminalDriver(
            "\(program.runner.program.path) \(path); echo ended; sleep 600", width: 120, height: 40,
            environment: program.runner.environment)
        try again.wait(forText: "Merrow Point Lighthouse stands")
        try again.press("g", "w")
        try again.wait(forText: "5 candidates")
        try again.press("Tab", "Tab")
        for _ in 0..<place { try again.press("j") }
        try again.wait(forText: "with yours")
        try again.press("u")
        try again.wait(forText: "no verdicts of yours yet")
        try again.press("Q")
        try again.wait(forText: "ended")
    }

    private func mean(_ candidate: [String: Any]) -> Double {
        (candidate["reward"] as? [String: Any])?["reward"] as? Double ?? -1
    }

    @Test func anAnswerFromAFileIsScored() throws {
        let program = try Program()
        let answer = try program.file(
            "answer.txt", Data("The first principal keeper was Thomas Arran. He was born on the moon in 1702.".utf8))
        let path = Program.example("lighthouse.txt")
        let score = try program.json("score", path, "-q", Self.question, "--answer", answer)
        #expect(score["schema"] as? Int == 1)
        let faithfulness = try #require(score["faithfulness"] as? [String: Any])
        let facts = try #require(faithfulness["facts"] as? [[String: Any]])
        #expect(facts.compactMap { $0["verdict"] as? String } == ["full", "none"])
        #expect(faithfulness["score"] as? Double == 5)
        #expect(score["scored"] as? Int == 2)
        let sum = try #require(score["sum"] as? Double)
        #expect(abs((score["reward"] as? Double ?? 0) - sum / 2) < 1e-9)
        let people = try program.run("score", path, "-q", Self.question, "--answer", answer).text
        #expect(people.contains("over 2 of 4 dimensions (judge: measured"))
        let missing = try program.runner.run(["score", path, "-q", "?", "--answer", "/nowhere"], input: nil)
        #expect(missing.exitCode == 3)
    }
}
