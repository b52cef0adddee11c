import Foundation
import LecternTesting
import Testing

/// Citations found, made and checked, as a person does it, with the bundled models.
struct CitingTests {
    @Test func anAnswerFromElsewhereGetsItsCitations() throws {
        let program = try Program()
        let answer = program.home.appending(path: "answer.txt")
        try "The lamp was lit for the first time on 1 October 1873.".write(
            to: answer, atomically: true, encoding: .utf8)
        let cited = try program.json(
            "cite", Program.example("lighthouse.txt"), "--answer", answer.path, "-q",
            "When was the lamp first lit?",
            "--judge", "auto")
        #expect(cited["answer"] as? String == "The lamp was lit for the first time on 1 October 1873.")
        let statements = try #require(cited["statements"] as? [[String: Any]])
        let citations = statements.flatMap { $0["citations"] as? [[String: Any]] ?? [] }
        #expect(citations.contains { ($0["text"] as? String)?.contains("1 October 1873") == true })
        let verification = try #require(cited["verification"] as? [String: Any])
        #expect((verification["judge"] as? String)?.isEmpty == false)
        #expect(statements.allSatisfy { ["full", "partial", "none"].contains($0["support"] as? String) })
    }

    @Test func aShareOfSupportCanBeAskedFor() throws {
        let program = try Program()
        let answer = program.home.appending(path: "answer.txt")
        try "The keeper flew to the moon in a balloon of green silk.".write(
            to: answer, atomically: true, encoding: .utf8)
        let result = try program.run(
            "cite", Program.example("lighthouse.txt"), "--answer", answer.path, "-q",
            "What did the keeper do?",
            "--require-support", "0.9")
        #expect(result.exitCode == 6)
        #expect(result.errorText.contains("90% were asked for"))
    }

    @Test func trainingDataIsMadeAndGoneOnWith() throws {
        let program = try Program()
        let out = program.home.appending(path: "data.jsonl")
        func make(_ count: String) throws -> [[String: Any]] {
            let result = try program.run(
                "synth", Program.example("lighthouse.txt"), "-n", count, "--out", out.path, "--seed", "3")
            #expect(result.exitCode == 0)
            let text = (try? String(contentsOf: out, encoding: .utf8)) ?? ""
            return try text.split(separator: "\n").map {
                try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
        }
        let first = try make("2")
        let more = try make("4")
        #expect(more.count >= first.count)
        for (before, after) in zip(first, more) {
            #expect(before["question"] as? String == after["question"] as? String)
        }
        for example in more {
            let messages = try #require(example["messages"] as? [[String: String]])
            #expect(messages.map { $0["role"] } == ["user", "assistant"])
            #expect(messages[1]["content"]?.contains("<cite>[") == true)
        }
    }

    @Test func plantedFactsAreFound() throws {
        let program = try Program()
        let report = try program.json(
            "eval", "needle", Program.example("lighthouse.txt"), "-n", "4", "--quick")
        let run = try #require((report["runs"] as? [[String: Any]])?.first)
        #expect(run["needles"] as? Int == 4)
        #expect((run["outcomes"] as? [[String: Any]])?.count == 4)
    }

    @Test func longBenchCiteGoesOnWhereItStopped() throws {
        let program = try Program()
        let file = program.home.appending(path: "items.jsonl")
        let out = program.home.appending(path: "results.jsonl")
        let lines = [
            #"{"idx": 1, "dataset": "hotpotqa", "context": "The lock was built in 1870. It was closed in 1998.", "query": "When was the lock closed?", "answer": ["1998"]}"#,
            #"{"idx": 2, "dataset": "gov_report", "context": "Grain fell. Ships waited long.", "query": "What fell?", "answer": ["Grain"]}"#,
        ]
        try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        let first = try program.json(
            "eval", "longbench-cite", file.path, "--out", out.path, "--limit", "1")
        #expect((first["average"] as? [String: Any])?["questions"] as? Int == 1)
        let both = try program.json("eval", "longbench-cite", file.path, "--out", out.path, "--keep")
        #expect(
            (both["datasets"] as? [[String: Any]])?.map { $0["dataset"] as? String } == [
                "hotpotqa", "gov_report",
            ])
        let kept = try String(contentsOf: out, encoding: .utf8).split(separator: "\n")
        #expect(kept.count == 2)
        // What was kept opens in the library.
        #expect(try program.run("docs", "list").text.contains("gov_report-2"))
    }

    @Test func everyCitationCanBeLookedIntoAndPutRight() throws {
        let program = try Program()
        let shell =
            "\(program.runner.program.path) \(Program.example("lighthouse.txt")); echo ended $?; sleep 600"
        let driver = try TerminalDriver(
            shell, width: 100, height: 40, environment: program.runner.environment)
        try driver.wait(forText: "C1     Merrow Point Lighthouse stands")
        try driver.press("i")
        try driver.type("Who was the first principal keeper?")
        try driver.press("Enter")
        // The answer is checked by itself.
        try driver.wait(forText: "[1✓]")
        try driver.press("g", "c")
        try driver.wait(forText: "Statement 1 of 1")
        // To the source and back.
        try driver.press("Enter")
        try driver.wait(forText: "source C")
        try driver.press("BSpace")
        try driver.wait(forText: "Statement 1 of 1")
        // A verdict, and it is taken back.
        try driver.press("2")
        try driver.wait(forText: "~ partly supported")
        try driver.press("u")
        try driver.wait(forText: "is back")
        try driver.wait(for: "no verdict") { !$0.contains("~ partly supported") }
        try driver.press("3")
        try driver.wait(forText: "! no support")
        // Another sentence beside the cited one.
        try driver.press("e")
        try driver.wait(forText: "keeps")
        try driver.press("+")
        try driver.press("Enter")
        try driver.wait(forText: "was C")
        // And out into a file.
        let file = program.home.appending(path: "out.html")
        try driver.press("X", "C-u")
        try driver.type(file.path)
        try driver.press("Enter")
        try driver.wait(forText: "wrote /")
        #expect(try String(contentsOf: file, encoding: .utf8).contains("<sup><a href=\"#n1\">[1]</a></sup>"))
        try driver.press("Q")
        try driver.wait(forText: "ended 0")

        // All of it is there the next time.
        let again = try TerminalDriver(shell, width: 100, height: 40, environment: program.runner.environment)
        try again.wait(forText: "Who was the first principal keeper?")
        try again.press("g", "c")
        try again.wait(forText: "! no support")
        try again.wait(forText: "was C")
        try again.press("Q")
        try again.wait(forText: "ended 0")
    }
}
