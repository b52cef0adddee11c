import Foundation
import LecternTesting
import Testing

/// `lectern chat`: everything by lines, through the built program and the bundled model.
struct ChatTests {
    private static let document = Program.example("lighthouse.txt")

    private func chat(
        _ program: Program, _ arguments: [String], _ lines: [String], environment: [String: String] = [:]
    ) throws -> CommandRunner.Result {
        var runner = program.runner
        runner.environment.merge(environment) { $1 }
        return try runner.run(
            arguments, input: Data(lines.map { $0 + "\n" }.joined().utf8))
    }

    /// Bytes that a screen reader or a simple terminal must not get.
    private func expectNoControls(
        _ output: Data, except allowed: Set<UInt8> = [0x0A], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let text = String(decoding: output, as: UTF8.self)
        #expect(Data(text.utf8) == output, "not UTF-8", sourceLocation: sourceLocation)
        for scalar in text.unicodeScalars {
            let isAllowed = scalar.isASCII && allowed.contains(UInt8(truncatingIfNeeded: scalar.value))
            let isControl = scalar.properties.generalCategory == .control
            let isFormat = scalar.properties.generalCategory == .format
            if isControl && !isAllowed || isFormat {
                Issue.record(
                    "U+\(String(scalar.value, radix: 16)) in \(text.debugDescription)",
                    sourceLocation: sourceLocation)
                return
            }
        }
    }

    private func sentences(_ program: Program) throws -> [String] {
        try program.run("docs", "sentences", Self.document, "--json").text.split(separator: "\n").map {
            line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["text"] as? String)
        }
    }

    /// Types a line once it is waited for.
    private func type(_ line: String, on terminal: PseudoTerminal) throws {
        try terminal.wait(for: "a prompt") { $0.hasSuffix("You: ") }
        let before = terminal.output.utf8.count
        terminal.send(line + "\n")
        try terminal.wait(for: "its echo") { $0.utf8.count > before }
    }

    // MARK: Ask, jump, come back (ux.md §17.1)

    @Test func aPipedTextIsAskedAboutOnATerminalAndSourceSentenceAndStatementAgree() throws {
        let program = try Program()
        let terminal = try PseudoTerminal(
            URL(filePath: "/bin/sh"),
            ["-c", "cat '\(Self.document)' | '\(program.runner.program.path)' chat -"],
            environment: program.runner.environment, width: 300, height: 24)
        try terminal.wait(forText: "Opened stdin: 79 sentences.")
        for line in ["When was the lamp lit for the first time?", "cite 1", "/statement", "cite", "/quit"] {
            try type(line, on: terminal)
            terminal.resize(width: 400, height: 60)
        }
        #expect(try terminal.waitForEnd() == 0)
        let lines = terminal.output.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
        let cited = try #require(lines.first { $0.hasPrefix("Cited 1, sentence ") })
        let digits = try #require(cited.firstMatch(of: /sentence (\d+):/)).1
        let number = try #require(Int(digits))
        let all = try sentences(program)
        #expect(cited == "Cited 1, sentence \(number): \(all[number])")
        #expect(lines.contains("Before it, sentence \(number - 1): \(all[number - 1])"))
        #expect(lines.contains("After it, sentence \(number + 1): \(all[number + 1])"))
        let answer = try #require(lines.first { $0.hasPrefix("Answer: ") })
        let statement = try #require(lines.first { $0.hasPrefix("Statement 1 of 1: ") })
        #expect(answer == "Answer: \(statement.dropFirst("Statement 1 of 1: ".count)) (cited 1)")
        #expect(lines.contains { $0.hasPrefix("You: ") })
        expectNoControls(Data(terminal.output.utf8), except: [0x0A, 0x0D])
    }

    @Test func aScriptOfLinesDoesAllTasksAndEchoesNothing() throws {
        let program = try Program()
        let path = program.home.appending(path: "out.md").path
        let result = try chat(
            program, ["chat", Self.document],
            [
                "Who was the first principal keeper?", "/cite", "/find Thomas Arran", "/verify",
                "/verdict 1 partial",
                "/answer", "/undo", "/statement 1", "/score", "/sample 3", "/export \(path)", "/documents",
                "/conversations", "/outline", "/status", "/quote When was the lamp lit?", "/answers", "/help",
            ])
        #expect(result.exitCode == 0, "\(result.errorText)")
        #expect(result.errorText.isEmpty)
        expectNoControls(result.output)
        let text = result.text
        #expect(!text.contains("You:"))
        #expect(text.hasPrefix("Opened lighthouse.txt: 79 sentences.\nAnswer: "))
        for part in [
            "Answer: The first principal keeper was Thomas Arran", "Before it, sentence ",
            "Checked by reader:",
            "Your verdict on statement 1: partly supported.", "Taken back: your verdict on statement 1.",
            "Faithfulness: ", "Candidate 3, ", "Wrote \(path).", "1. lighthouse.txt: txt, 79 sentences",
            "Heading, level 2, sentence 39: The keepers", "Passage reader: lectern-reader",
            "Quoted by lectern-reader",
        ] { #expect(text.contains(part), "\(part)") }
        #expect(
            try String(contentsOfFile: path, encoding: .utf8).contains("[^1]: “The first principal keeper"))
        #expect(try chat(program, ["chat", Self.document], ["/export \(path)"]).text.contains("Error: "))
    }

    @Test func aConversationGoesOnAnotherDay() throws {
        let program = try Program()
        _ = try chat(program, ["chat", Self.document], ["Who was the first principal keeper?"])
        let result = try chat(
            program, ["chat", Self.document], ["/cite 1", "/new", "/cite 1", "/conversation 1", "cite 1"])
        #expect(result.text.contains("the last was: Who was the first principal keeper?"))
        #expect(result.text.contains("There is no answer yet."))
        #expect(result.text.components(separatedBy: "Cited 1, sentence 42: ").count == 3)
    }

    // MARK: Stop (§17.4)

    @Test func ctrlCStopsAnAnswerAndKeepsItsStatements() throws {
        let server = try ScriptedServer.chat { _, number in
            number == 0
                ? [
                    .head(), .delta("<statement>The lamp was lit.<cite>[3-4]</cite></statement>"),
                    .delta("<statement>And then"), .hang,
                ]
                : [.head(), .delta("<statement>Whole now.<cite>[3-3]</cite></statement>"), .end(), .done]
        }
        let program = try Program()
        let terminal = try PseudoTerminal(
            program.runner.program,
            ["chat", Self.document, "--endpoint", server.url, "--endpoint-model", "m"],
            environment: program.runner.environment, width: 300, height: 24)
        try terminal.wait(forText: "You: ")
        terminal.send("When?\n")
        // A statement is said while the next one is being written.
        try terminal.wait(forText: "Answer: The lamp was lit. (cited 1)")
        terminal.send("\u{3}")
        try terminal.wait(forText: "Stopped by you")
        terminal.forget()
        terminal.send("/cite 1\n")
        try terminal.wait(forText: "Cited 1, sentences ")
        terminal.forget()
        terminal.send("/again\n")
        try terminal.wait(for: "the answer and a prompt") {
            $0.contains("Answer: Whole now. (cited 1)") && $0.hasSuffix("You: ")
        }
        terminal.forget()
        terminal.send("\u{3}")
        try terminal.wait(forText: "Ctrl-C again")
        terminal.send("/answers\n")
        try terminal.wait(forText: "2. When? (1 cited statement, the current one)")
        terminal.send("\u{4}")
        #expect(try terminal.waitForEnd() == 0)
        expectNoControls(Data(terminal.output.utf8), except: [0x0A, 0x0D])
    }

    @Test func termEndsItAndKeepsWhatThereIs() throws {
        let server = try ScriptedServer.chat { _, _ in
            [.head(), .delta("<statement>Kept.<cite>[3-4]</cite></statement><statement>Cut"), .hang]
        }
        let program = try Program()
        let terminal = try PseudoTerminal(
            program.runner.program,
            ["chat", Self.document, "--endpoint", server.url, "--endpoint-model", "m"],
            environment: program.runner.environment, width: 300, height: 24)
        try terminal.wait(forText: "You: ")
        terminal.send("When?\n")
        try terminal.wait(forText: "Answer: Kept.")
        terminal.signal(SIGTERM)
        #expect(try terminal.waitForEnd() == 143)
        let again = try chat(program, ["chat", Self.document], ["/answer"])
        #expect(again.text.contains("Answer: Kept. (cited 1)"))
    }

    @Test func aNarrowTerminalGetsWholeWords() throws {
        let program = try Program()
        let terminal = try PseudoTerminal(
            program.runner.program, ["chat", Self.document], environment: program.runner.environment,
            width: 40,
            height: 10)
        try type("/help", on: terminal)
        try type("/quit", on: terminal)
        #expect(try terminal.waitForEnd() == 0)
        let lines = terminal.output.replacing("\r\n", with: "\n").split(separator: "\n")
        #expect(lines.count > 40)
        #expect(lines.allSatisfy { $0.count <= 40 })
    }

    // MARK: Labels (§17.7)

    @Test func fortyItemsAreLabelledByLinesAndTheStatisticsAreRight() throws {
        let program = try Program()
        var lines = [#"{"type":"set","name":"made","seed":11,"repeat_rate":0.05,"created_at":1}"#]
        for item in 0..<40 {
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
        #expect(try program.run("prefs", "import", path).exitCode == 0)
        // 40 items, and two come again unseen: 42 showings. Every choice goes to the same side but for ties and skips.
        let choices = (0..<42).map {
            $0 % 10 == 3 ? "t" : $0 % 10 == 7 ? "x" : $0 % 14 == 5 ? "s unsure" : "a"
        }
        let result = try chat(
            program, ["chat"],
            ["/label", "fast"] + choices + ["u", "u", choices[40], choices[41], "statistics", "done"],
            environment: ["LECTERN_ANNOTATOR": "anna"])
        #expect(result.exitCode == 0, "\(result.errorText)")
        expectNoControls(result.output)
        #expect(result.text.contains("Item 1 of 42, 0 done."))
        #expect(result.text.contains("All 42 items are done."))
        // Counted here from what was shown, and by `prefs stats` from the library.
        let shown = result.text.split(separator: "\n").filter { $0.hasPrefix("Question: ") }.prefix(42).map(
            String.init)
        let first = shown.indices.filter { !shown[..<$0].contains(shown[$0]) }
        #expect(first.count == 40)
        let skipped = first.count { choices[$0].hasPrefix("s") }
        let left = choices.count { $0 == "a" }
        #expect(result.text.contains("anna: \(40 - skipped) labelled, \(skipped) skipped"))
        #expect(result.text.contains("left side chosen: 100%"))
        #expect(result.text.contains("\(left) of \(left)"))
        let stats = try program.run("prefs", "stats").text
        for line in stats.split(separator: "\n") where line.contains("labelled") || line.contains("left side")
        {
            #expect(result.text.contains(line.trimmingCharacters(in: .whitespaces)), "\(line)")
        }
        let repeats = shown.indices.filter { !first.contains($0) }
        #expect(repeats.count == 2)
        // Sides are swapped when an item comes again, so that the same side is the other answer.
        let same = repeats.count { place in
            choices[place] != "a" && choices[shown.firstIndex(of: shown[place]) ?? place] == choices[place]
        }
        #expect(result.text.contains("hidden repeats judged the same: \(same * 50)% raw, n 2"))
        let pairs = try program.run("prefs", "export", "--format", "trl").text.split(separator: "\n")
        #expect(pairs.count == first.count { choices[$0] == "a" })
        for pair in pairs {
            let object = try #require(JSONSerialization.jsonObject(with: Data(pair.utf8)) as? [String: Any])
            #expect(Set(object.keys) == ["prompt", "chosen", "rejected"])
        }
    }

    @Test func aKillWhileLabellingLosesNothingThatWasSaid() throws {
        let program = try Program()
        let sampled = try program.run(
            "sample", Self.document, "-q", "How tall is the tower?", "-n", "8", "--temperature", "1.5")
        #expect(sampled.exitCode == 0, "\(sampled.errorText)")
        var environment = program.runner.environment
        environment["LECTERN_ANNOTATOR"] = "anna"
        let terminal = try PseudoTerminal(
            program.runner.program, ["chat"], environment: environment, width: 300, height: 24)
        terminal.send("/label new\n")
        try terminal.wait(forText: "Helpfulness: which answer is better?")
        terminal.send("a\n")
        try terminal.wait(forText: "Logicality: which answer is better?")
        terminal.send("b\n")
        try terminal.wait(forText: "Faithfulness: which answer is better?")
        terminal.signal(SIGKILL)
        _ = try terminal.waitForEnd()
        let again = try chat(
            program, ["chat"], ["/label", "u", "u", "u"], environment: ["LECTERN_ANNOTATOR": "anna"])
        #expect(again.text.contains("Helpfulness so far: A is better."))
        #expect(again.text.contains("Taken back: choice in Logicality."))
        #expect(again.text.contains("Taken back: choice in Helpfulness."))
        #expect(again.text.contains("There is nothing to undo."))
    }

    // MARK: Hostile text (§17.9)

    @Test func noControlByteOfADocumentComesThrough() throws {
        let program = try Program()
        let hostile =
            "\u{1B}]52;c;aGFjaw==\u{7}\u{1B}[2J\u{1B}[31m\u{9B}31m\u{90}q\u{9C}\u{202E}\u{2066}\u{8}\r\u{0}\u{7F}\u{200B}"
        let text = """
            \(hostile)The bridge was \(hostile)built in 1901 by Ada\(hostile) Stone. It is made of iron\(hostile).

            # Heading \(hostile)

            The tunnel was dug in 1950.\tIt is\(hostile) long.
            """
        let path = try program.file("evil\u{1B}[31m\u{202E}.md", Data(text.utf8))
        let result = try chat(
            program, ["chat", path],
            [
                "When was the bridge \(hostile)built?", "/cite", "/statement", "/answer", "/sentence 0-9",
                "/find bridge",
                "/find \(hostile)zebra", "/outline", "/verify", "/score", "/sample 2", "/documents",
                "/conversations",
                "/status", "/open \(hostile)nowhere", "/\(hostile)x",
                "/export \(program.home.path)/\(hostile).md",
                "/export /nowhere/\(hostile).md",
                "/label new \(hostile)", hostile, "a", "t", "u", "statistics", "done", "/again", "/answers",
            ])
        #expect(result.exitCode == 0, "\(result.errorText)")
        #expect(result.text.contains("built in 1901"))
        expectNoControls(result.output)
        expectNoControls(result.errors)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/qpdf")))
    func aPasswordIsAskedForWithoutAControlByteAndCtrlCStillOnlyStops() throws {
        let program = try Program()
        let terminal = try PseudoTerminal(
            program.runner.program, ["chat", Fixture.url("documents/encrypted.pdf").path],
            environment: program.runner.environment, width: 300, height: 24)
        try terminal.wait(forText: "Password of encrypted.pdf: ")
        terminal.send("lantern\n")
        try terminal.wait(for: "a prompt") { $0.hasSuffix("You: ") }
        #expect(terminal.output.contains("Opened "))
        #expect(!terminal.output.contains("lantern"))
        terminal.send("\u{3}")
        try terminal.wait(forText: "Ctrl-C again")
        try type("/quit", on: terminal)
        #expect(try terminal.waitForEnd() == 0)
        expectNoControls(Data(terminal.output.utf8), except: [0x0A, 0x0D])
    }

    @Test func aReaderThatGoesAwayEndsItQuietly() throws {
        let program = try Program()
        let runner = CommandRunner(
            program: URL(filePath: "/bin/bash"), environment: program.runner.environment)
        let result = try runner.run([
            "-c",
            "yes /help | '\(program.runner.program.path)' chat '\(Self.document)' | head -1; echo ${PIPESTATUS[1]}",
        ])
        #expect(result.text == "Opened lighthouse.txt: 79 sentences.\n141\n")
        #expect(!result.errorText.contains("lectern:"))
    }

    // MARK: Starting

    @Test func theWorkbenchGivesWayToLines() throws {
        let program = try Program()
        let question = ["Who was the first principal keeper?"]
        let asked = try chat(program, ["--plain", Self.document], question)
        #expect(asked.exitCode == 0 && asked.text.contains("Answer: The first principal keeper"))
        #expect(asked.errorText.isEmpty)
        let wished = try chat(program, [Self.document], ["/status"], environment: ["LECTERN_PLAIN": "1"])
        #expect(wished.exitCode == 0 && wished.text.contains("Open: lighthouse.txt."))
        let simple = try chat(program, [Self.document], ["/status"], environment: ["TERM": "dumb"])
        #expect(simple.exitCode == 0 && simple.text.contains("Open: lighthouse.txt."))
        #expect(simple.errorText.split(separator: "\n").count == 1 && simple.errorText.contains("“dumb”"))
        for result in [asked, wished, simple] { expectNoControls(result.output + result.errors) }
        // Without a terminal, a document or a wish it is help that is wanted.
        #expect(try chat(program, [], [], environment: ["TERM": "dumb"]).exitCode == 2)
        #expect(try program.run().exitCode == 2)
    }

    @Test func aSimpleTerminalIsSpokenToInLines() throws {
        let program = try Program()
        var environment = program.runner.environment
        environment["TERM"] = "dumb"
        let terminal = try PseudoTerminal(
            program.runner.program, [Self.document], environment: environment, width: 300, height: 24)
        try terminal.wait(forText: "You: ")
        terminal.send("/quit\n")
        #expect(try terminal.waitForEnd() == 0)
        #expect(terminal.output.contains("can't show a screen"))
        expectNoControls(Data(terminal.output.utf8), except: [0x0A, 0x0D])
    }

    @Test func theEndOfTheLinesIsNoErrorAndAMissingDocumentIs() throws {
        let program = try Program()
        #expect(try program.run("chat").exitCode == 0)
        #expect(try program.run("chat", Self.document).exitCode == 0)
        let missing = try program.run("chat", program.home.path + "/nowhere.txt")
        #expect(missing.exitCode == 3 && missing.text.isEmpty && missing.errorText.contains("was not found"))
        // A pipe that nobody reads ends it quietly.
        #expect(try program.run("chat", "--no-keep", Self.document).exitCode == 0)
        let unkept = try chat(program, ["chat", "--no-keep", Self.document], ["Who?", "/verdict 1 full"])
        #expect(unkept.text.contains("is not in the library"))
    }
}
