import Foundation
import LecternTesting
import Testing

/// The workbench in a real terminal, driven by keys, with the bundled model.
struct WorkbenchTests {
    private func terminal(
        _ program: Program, _ arguments: String, width: Int = 80, height: Int = 24
    ) throws -> TerminalDriver {
        let command =
            "stty -g > \(program.home.path)/before; \(program.runner.program.path) \(arguments); "
            + "echo ended $?; stty -g > \(program.home.path)/after; sleep 600"
        return try TerminalDriver(
            command, width: width, height: height, environment: program.runner.environment)
    }

    private func settings(_ program: Program, _ name: String) throws -> String {
        try String(contentsOf: program.home.appending(path: name), encoding: .utf8)
    }

    @Test func askJumpResizeAndQuit() throws {
        let program = try Program()
        let driver = try terminal(program, Program.example("lighthouse.txt"))
        try driver.wait(forText: "C1     Merrow Point Lighthouse stands")

        // Ask, and watch the answer come.
        try driver.press("i")
        try driver.wait(forText: "INSERT")
        try driver.type("Who was the first principal keeper?")
        try driver.press("Enter")
        let answered = try driver.wait(forText: "1 statement")
        #expect(answered.contains("You   Who was the first principal keeper?"))
        #expect(answered.contains("[1"))
        #expect(answered.contains("the text above is"))

        // The citation key shows the sentence; Enter goes there.
        try driver.press("]")
        try driver.wait(forText: "cite 1/1")
        try driver.press("Enter")
        let source = try driver.wait(for: "the cursor in the source") {
            $0.contains("source C") && $0.contains("▐")
        }
        let bar = try #require(source.split(separator: "\n").first { $0.contains("▐") })
        #expect(bar.contains("principal keeper was Thomas Arran"))
        // The cited sentence stands on a ground of its own.
        let styled = try driver.styledScreen().split(separator: "\n").first { $0.contains("▐") }
        #expect(styled?.contains("48;") == true)

        // Back to the statement, and again to the source with the other key.
        try driver.press("BSpace")
        try driver.wait(forText: "answer C")
        for (width, height) in [(200, 60), (120, 40), (80, 24)] {
            try driver.resize(width: width, height: height)
            try driver.wait(for: "a screen of \(width)×\(height)") { screen in
                screen.contains("principal keeper was Thomas Arran")
                    && screen.split(separator: "\n").map(\.count).max() ?? 0 <= width
                    && (width == 80 || screen.contains("F2 Library"))
                    && (width != 200 || screen.contains("Outline"))
            }
        }

        // Quit; the terminal is as it was.
        try driver.press("Q")
        try driver.wait(forText: "ended 0")
        #expect(try driver.fact("alternate_on") == "0")
        #expect(try driver.fact("cursor_flag") == "1")
        try driver.wait(for: "the settings") { _ in (try? settings(program, "after"))?.isEmpty == false }
        #expect(try settings(program, "before") == settings(program, "after"))

        // What was asked is kept.
        let again = try terminal(program, "")
        try again.wait(forText: "lighthouse.txt")
        try again.press("Enter")
        try again.wait(forText: "Who was the first principal keeper?")
        try again.press("Q")
        try again.wait(forText: "ended 0")
    }

    @Test func twoDocumentsAreAskedAboutTogether() throws {
        let program = try Program()
        for name in ["lighthouse.txt", "us-constitution.html"] {
            #expect(try program.run("docs", "add", Program.example(name)).exitCode == 0)
        }
        let driver = try terminal(program, "")
        try driver.wait(forText: "Constitution of the")
        try driver.press("*")
        try driver.wait(forText: "2 marked")
        try driver.press("i")
        try driver.wait(forText: "INSERT")
        try driver.type("Who was the first principal keeper?")
        try driver.press("Enter")
        try driver.wait(for: "the totals") { $0.contains("lighthouse 1") && $0.contains("answer") }
        try driver.press("i")
        try driver.type("Who shall be Commander in Chief of the Army and Navy?")
        try driver.press("Enter")
        try driver.wait(forText: "“The President shall be Commander in Chief")

        // Each citation goes into its document and back.
        try driver.press("[")
        try driver.wait(for: "the second document") {
            $0.contains("[Constitution of the") && $0.contains("▐")
        }
        try driver.press("[")
        try driver.wait(for: "the first document") {
            $0.contains("[lighthouse.txt]") && $0.contains("▐ The first principal keeper")
        }
        try driver.press("Enter")
        try driver.wait(forText: "source C42")
        try driver.press("T")
        try driver.wait(forText: "[Constitution of the")
        try driver.press("Q")
        try driver.wait(forText: "ended 0")

        // The conversation comes back with both.
        let again = try terminal(program, "")
        try again.wait(forText: "lighthouse.txt")
        try again.press("Enter")
        try again.wait(forText: "i writes a question about this document")
        try again.press("g", "k")
        try again.wait(forText: "2 documents, 2 questions")
        try again.press("Enter")
        try again.wait(for: "both documents") {
            $0.contains("lighthouse") && $0.contains("Constitution of the")
                && $0.contains("Commander in Chief of")
        }
        try again.press("Q")
        try again.wait(forText: "ended 0")
    }

    @Test func anAnswerIsMadeAgainCutAndBroughtBackAfterARestart() throws {
        let program = try Program()
        let driver = try terminal(program, Program.example("lighthouse.txt"))
        try driver.wait(forText: "C1     Merrow Point Lighthouse stands")
        try driver.press("i")
        try driver.wait(forText: "INSERT")
        try driver.type("Who was the first principal keeper?")
        try driver.press("Enter")
        try driver.wait(forText: "1 statement")
        try driver.press("r")
        try driver.wait(forText: "(2 of 2: g[ g])")
        try driver.press("g", "[")
        try driver.wait(forText: "(1 of 2: g[ g])")
        try driver.press("e")
        try driver.wait(forText: "edit>Who was")
        try driver.press("C-u")
        try driver.type("How many volumes do the journals fill?")
        try driver.press("Enter")
        try driver.wait(for: "the other question's answer") {
            $0.contains("(3 of 3: g[ g])") && $0.contains("31 volumes")
        }
        try driver.press("g", "/")
        try driver.type("arran")
        try driver.press("Enter")
        try driver.wait(forText: "“arran” in 2 answers")
        try driver.press("Enter")
        try driver.wait(forText: "(2 of 3: g[ g])")
        try driver.press("g", "X")
        try driver.wait(forText: "lighthouse-questions.md")
        try driver.press("C-u")
        try driver.type(program.home.path + "/out.md")
        try driver.press("Enter")
        try driver.wait(forText: "wrote")
        let written = try String(contentsOf: program.home.appending(path: "out.md"), encoding: .utf8)
        #expect(written.contains("## Who was the first principal keeper?"))
        #expect(written.contains("[^1-1]: “The first principal keeper was Thomas Arran"))
        // Never over a file that is there.
        try driver.press("g", "X", "C-u")
        try driver.type(program.home.path + "/out.md")
        try driver.press("Enter")
        try driver.wait(forText: "exists")
        try driver.press("D")
        try driver.wait(forText: "cut 1 question; u brings it back")
        try driver.press("Q")
        try driver.wait(forText: "ended 0")

        let again = try terminal(program, "")
        try again.wait(forText: "lighthouse.txt")
        try again.press("Enter")
        try again.wait(forText: "i writes a question about this document")
        try again.press("u")
        try again.wait(forText: "(2 of 3: g[ g])")
        try again.press("g", "k")
        try again.wait(forText: "e rename")
        try again.press("d")
        try again.wait(forText: "u brings it back")
        try again.press("u")
        try again.wait(forText: "Thomas Arran")
        try again.press("Q")
        try again.wait(forText: "ended 0")
    }

    @Test func aPipedTextOpens() throws {
        let program = try Program()
        let shell =
            "cat \(Program.example("lighthouse.txt")) | \(program.runner.program.path); echo ended; sleep 600"
        let driver = try TerminalDriver(shell, width: 80, height: 24, environment: program.runner.environment)
        try driver.wait(forText: "Merrow Point Lighthouse stands")
        try driver.press("/")
        try driver.type("nautical miles")
        try driver.press("Enter")
        try driver.wait(forText: "hit 1/")
        try driver.press("Q")
        try driver.wait(forText: "ended")
    }

    @Test func addingByPathAndWhatGoesWrong() throws {
        let program = try Program()
        let driver = try terminal(program, "")
        try driver.wait(forText: "This document comes with Lectern")
        try driver.press("a")
        try driver.type(program.home.path + "/nowhere.txt")
        try driver.press("Enter")
        try driver.wait(forText: "nowhere.txt")
        try driver.press("a")
        try driver.type(Program.example("lighthouse.t"))
        try driver.press("Tab")
        try driver.wait(forText: "lighthouse.txt")
        try driver.press("Enter")
        try driver.wait(for: "the row") { $0.contains("lighthouse.txt") && $0.contains("1/1") }
        try driver.press("d")
        try driver.wait(forText: "u brings it back")
        try driver.press("u")
        try driver.wait(forText: "1/1")
        try driver.press("q")
        try driver.wait(forText: "Quit Lectern?")
        try driver.press("y")
        try driver.wait(forText: "ended 0")
    }

    @Test func theSmallestTerminalWorks() throws {
        let program = try Program()
        let driver = try terminal(program, Program.example("lighthouse.txt"), width: 20, height: 5)
        try driver.wait(forText: "40×10 needed")
        try driver.resize(width: 40, height: 10)
        try driver.wait(forText: "[Read]")
        try driver.press("?")
        try driver.wait(forText: "Keys: Read")
        try driver.press("q")
        try driver.wait(for: "the help to go") { !$0.contains("Keys: Read") }
        try driver.press("Q")
        try driver.wait(forText: "ended 0")
    }

    @Test func aSignalLeavesTheTerminalAsItWas() throws {
        for signal in [SIGTERM, SIGSEGV] {
            let program = try Program()
            let driver = try terminal(program, Program.example("lighthouse.txt"))
            try driver.wait(forText: "Merrow Point Lighthouse stands")
            #expect(try driver.signal(signal, to: "lectern") == 1)
            try driver.wait(forText: "ended")
            #expect(try driver.fact("alternate_on") == "0")
            #expect(try driver.fact("cursor_flag") == "1")
            try driver.wait(for: "the settings") { _ in (try? settings(program, "after"))?.isEmpty == false }
            #expect(try settings(program, "before") == settings(program, "after"))
        }
    }
}
