import Foundation
import LecternTesting
import Testing

/// Labelling in a real terminal, by keys only.
struct LabelTests {
    /// `LECTERN_LONG_TESTS=1` runs the counts of a release check.
    private static let isLong = ProcessInfo.processInfo.environment["LECTERN_LONG_TESTS"] == "1"

    private func terminal(_ program: Program, width: Int = 80, height: Int = 24) throws -> TerminalDriver {
        let command = "\(program.runner.program.path); echo ended $?; sleep 600"
        let driver = try TerminalDriver(
            command, width: width, height: height, environment: program.runner.environment)
        try driver.wait(forText: "Library")
        return driver
    }

    /// A set of made-up answers in the complete form.
    private func importSet(_ program: Program, items: Int) throws {
        var lines = [#"{"type":"set","name":"made","seed":11,"repeat_rate":0.05,"created_at":1}"#]
        for item in 0..<items {
            let candidates = (0..<2).map { candidate in
                """
                {"source":"made:\(candidate)","text":"Answer \(candidate) to question \(item).","markup":"m\(candidate)",\
                "plain":"Answer \(candidate) to question \(item).","citations":[],"model":"model","rewards":{}}
                """
            }
            lines.append(
                """
                {"type":"item","id":"item-\(item)","question":"Question \(item)?","documents":[],\
                "candidates":[\(candidates.joined(separator: ","))]}
                """)
        }
        let path = try program.file("set.jsonl", Data(lines.joined(separator: "\n").utf8))
        let imported = try program.run("prefs", "import", path)
        #expect(imported.exitCode == 0, "\(imported.errorText)")
    }

    private func entries(_ program: Program) throws -> [[String: Any]] {
        try program.run("prefs", "export", "--format", "full").text.split(separator: "\n").compactMap {
            line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }.filter { $0["type"] as? String == "label" }
    }

    /// Opens the Label screen and says who labels.
    private func label(_ driver: TerminalDriver, name: String = "anna") throws {
        try driver.type("gb")
        let screen = try driver.wait(for: "the Label screen") {
            $0.contains("your name>") || $0.contains("saved")
        }
        if screen.contains("your name>") {
            try driver.press("C-u")
            try driver.type(name)
            try driver.press("Enter")
        }
        try driver.wait(forText: "LABEL")
    }

    @Test func tenItemsAreLabelledByKeysUndoneAfterARestartAndExported() throws {
        let program = try Program()
        // The bundled model's candidates differ by sampling.
        for question in [
            "When was the lamp first lit?", "Who was the first principal keeper?", "How tall is the tower?",
        ] {
            let sampled = try program.run(
                "sample", Program.example("lighthouse.txt"), "-q", question, "-n", "8", "--temperature", "1.5"
            )
            #expect(sampled.exitCode == 0, "\(sampled.errorText)")
        }
        let driver = try terminal(program)
        try driver.type("gb")
        try driver.wait(forText: "n makes one")
        try driver.type("n")
        try driver.wait(forText: "every two answers")
        try driver.press("Enter")
        try driver.wait(forText: "name of the set> answers")
        try driver.press("Enter")
        try driver.wait(forText: "your name>")
        try driver.press("C-u")
        try driver.type("anna")
        try driver.press("Enter")
        let first = try driver.wait(forText: " LABEL ")
        #expect(first.contains("set answers") && first.contains("blind") && first.contains("Candidate B"))
        #expect(!first.contains("lectern-nano"))
        let total = try #require(
            first.firstMatch(of: /0\/(\d+)/).flatMap { Int($0.1) }, "no progress on the screen:\n\(first)")
        try #require(total >= 10, "\(total) items from the sampled answers")

        // All five rows of the first item, one key each, then the cited source and back.
        for (key, next) in [
            ("a", "2 Logicality"), ("b", "3 Faithfulness"), ("t", "4 Completeness"), ("x", "5 Overall"),
        ] {
            try driver.type(key)
            try driver.wait(for: "\(next) to be the row") { screen in
                screen.split(separator: "\n").contains { $0.contains(next) && $0.contains("▶") }
            }
        }
        try driver.type("a")
        try driver.wait(forText: "undo 5")
        try driver.type("o")
        let source = try driver.wait(forText: "Source  lighthouse.txt")
        #expect(source.contains("▐"))
        try driver.press("BSpace")
        try driver.wait(forText: "Candidate A")
        try driver.press("Enter")
        try driver.wait(forText: "1/\(total)")
        try driver.type("s")
        try driver.wait(forText: "skipped; why?")
        try driver.type("1")
        try driver.wait(forText: "skipped: unsure")
        // The rest in fast mode: one key an item.
        try driver.type("gf")
        try driver.wait(forText: "fast: one key")
        for (number, key) in ["a", "b", "t", "x", "b", "a", "a", "b"].enumerated() {
            try driver.type(key)
            try driver.wait(for: "item \(number + 3) to be saved") {
                $0.contains("\(number + 3)/\(total)") || $0.contains("items are done")
            }
        }
        let before = try entries(program).count
        #expect(before == 5 + 1 + 2 + 8 * 2)
        try driver.press("Q")
        try driver.wait(forText: "ended 0")

        // Another day: the last label is taken back, and the item is there again.
        let again = try terminal(program)
        try again.type("gb")
        try again.wait(forText: "undo \(before)")
        try again.type("u")
        try again.wait(forText: "taken back: saving the item")
        try again.wait(forText: "item 10/")
        try again.type("u")
        try again.wait(forText: "taken back: choice in Overall")
        try again.wait(forText: "undo \(before - 2)")
        try again.type("X")
        try again.wait(forText: "TRL")
        try again.press("Enter")
        try again.wait(forText: "export to> answers-trl.jsonl")
        try again.press("C-u")
        try again.type("\(program.home.path)/out.jsonl")
        try again.press("Enter")
        try again.wait(forText: "written to")
        try again.press("Q")
        try again.wait(forText: "ended 0")

        #expect(try entries(program).count == before + 2)
        let written = try String(contentsOf: program.home.appending(path: "out.jsonl"), encoding: .utf8)
        #expect(try program.run("prefs", "export", "--format", "trl").text == written)
        let lines = written.split(separator: "\n")
        #expect(lines.count >= 4)
        for line in lines {
            let pair = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(Set(pair.keys) == ["prompt", "chosen", "rejected"])
        }
        #expect(FileManager.default.fileExists(atPath: program.home.path + "/out.jsonl.export.json"))
    }

    /// What was shown as labelled is on disk whenever the program is killed; at most the key being pressed is
    /// lost.
    @Test func aKillWhileLabellingLosesAtMostTheKeyBeingPressed() throws {
        let program = try Program()
        try importSet(program, items: 40)
        var random = SeededGenerator(seed: 50)
        var expected = 0
        var lost = 0
        let rounds = Self.isLong ? 50 : 3
        for round in 0..<rounds {
            let driver = try terminal(program)
            try label(driver)
            try driver.wait(for: "undo") { $0.contains("undo ") && $0.contains("saved") }
            // Each of these is waited for; it counts once the screen shows it.
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                try driver.type(["1a", "2b", "3t", "1x", "5B"].randomElement(using: &random) ?? "1a")
                expected += 1
                let shown = expected
                try driver.wait(for: "\(shown) keys") { $0.contains("undo \(shown)") && $0.contains("saved") }
            }
            // And one more is being pressed when the kill comes.
            try driver.type(["4t", "3b", "s"].randomElement(using: &random) ?? "s")
            usleep(UInt32.random(in: 0...30_000, using: &random))
            #expect(try driver.signal(SIGKILL, to: "lectern") == 1)
            let count = try entries(program).count
            #expect(
                count == expected || count == expected + 1,
                "round \(round): \(count) entries, \(expected) shown")
            if count == expected { lost += 1 }
            expected = count
        }
        print(
            "\(rounds) kills while labelling: the key being pressed was lost \(lost) times, nothing else ever"
        )
        #expect(try program.run("prefs", "stats").exitCode == 0)
    }

    @Test func whatIsExportedComesBackInAnotherLibrary() throws {
        let program = try Program()
        try importSet(program, items: 5)
        let full = try program.run("prefs", "export", "--format", "full").output
        let other = try Program()
        let path = try other.file("full.jsonl", full)
        #expect(try other.json("prefs", "import", path)["items"] as? Int == 5)
        #expect(try other.run("prefs", "export", "--format", "full").output == full)
        #expect(try other.json("prefs", "import", path)["items"] as? Int == 0)
        #expect(try other.run("prefs", "import", "-", input: full).exitCode == 0)
        #expect(try other.run("prefs", "import", "-", input: Data("{".utf8)).exitCode == 3)
        #expect(try other.run("prefs", "import", other.home.path + "/nowhere").exitCode == 3)
        #expect(try other.run("prefs", "export", "--format", "xml").exitCode == 2)
        #expect(try other.run("prefs", "export", "--format", "trl", "--out", "/nowhere/x").exitCode == 8)
        #expect(try other.run("prefs", "stats", "--set", "none").exitCode == 3)
        let sets = try #require(try other.json("prefs", "list")["sets"] as? [[String: Any]])
        #expect(sets.first?["items"] as? Int == 5)
        let stats = try other.json("prefs", "stats")
        #expect(stats["schema"] as? Int == 1 && stats["annotators"] as? [String] == [])
        let empty = try Program()
        #expect(try empty.run("prefs", "stats").exitCode == 3)
        #expect(try empty.run("prefs", "make", "x").exitCode == 3)
        #expect(try empty.run("prefs", "list").exitCode == 0)
    }
}
