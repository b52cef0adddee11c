import Foundation
import LecternTesting
import Testing

/// Settings, keys, themes and the editor through the real program.
struct SettingsTests {
    private func write(_ text: String, _ name: String, _ program: Program) throws {
        let file = program.home.appending(path: "config").appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    private func open(_ program: Program, _ variables: [String: String] = [:]) throws -> TerminalDriver {
        let command =
            "\(program.runner.program.path) \(Program.example("lighthouse.txt")); echo ended $?; sleep 600"
        let driver = try TerminalDriver(
            command, width: 80, height: 24,
            environment: program.runner.environment.merging(variables) { $1 })
        try driver.wait(forText: "C1     Merrow Point Lighthouse stands")
        return driver
    }

    @Test func mistakesInFilesAreNamedByDoctorAndTheProgramStarts() throws {
        let program = try Program()
        try write("theme = \"nosuch\"\n[engine]\nthreads = \"two\"\n", "config.toml", program)
        try write("[reader]\n\"citation.next\" = \"q\"\n", "keys.toml", program)
        let report = try program.run("doctor").text
        #expect(report.contains("config.toml:3: “engine.threads” takes a whole number from 0 to 256"))
        #expect(report.contains("keys.toml:2: “citation.next” takes “q” away from “view.close”"))
        #expect(report.contains("There is no theme named “nosuch”"))
        let driver = try open(program)
        try driver.press(":")
        try driver.type("messages")
        try driver.press("Enter")
        let said = try driver.wait(forText: "Messages")
        #expect(said.contains("engine.threads"))
        #expect(said.contains("nosuch"))
    }

    @Test func aThemeThatIsChosenIsThereAtTheNextStart() throws {
        let program = try Program()
        try write("# mine\n[cite]\nverify = \"ask\" # quiet\n", "config.toml", program)
        var driver = try open(program)
        try driver.press(":")
        try driver.type("theme ascii")
        try driver.press("Enter")
        try driver.wait(for: "lines of ASCII") { $0.contains("#- Source") || $0.contains("## Source") }
        try driver.press("Q")
        try driver.wait(forText: "ended 0")
        let file = try String(
            contentsOf: program.home.appending(path: "config/config.toml"), encoding: .utf8)
        #expect(file == "# mine\ntheme = \"ascii\"\n[cite]\nverify = \"ask\" # quiet\n")
        driver = try open(program)
        #expect(try !driver.screen().contains("━"))
    }

    @Test func theQuestionGoesThroughTheEditorAndBack() throws {
        let program = try Program()
        // An “editor” that shows itself, and writes the question.
        let editor = try program.file(
            "editor.sh",
            Data(
                "#!/bin/sh\nstat -c %a \"$1\" > \(program.home.path)/mode\necho 'How high is the tower?' > \"$1\"\n"
                    .utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: editor)
        let driver = try open(program, ["EDITOR": editor, "VISUAL": ""])
        try driver.press("i")
        try driver.wait(forText: "INSERT")
        try driver.press("C-x", "C-e")
        try driver.wait(forText: "ask> How high is the tower?")
        #expect(try String(contentsOf: program.home.appending(path: "mode"), encoding: .utf8) == "600\n")
        // Without the newline that editors add, Enter sends it.
        try driver.press("Enter")
        try driver.wait(forText: "You   How high is the tower?")
    }

    @Test func marksSurviveARestart() throws {
        let program = try Program()
        var driver = try open(program)
        try driver.press("#")
        try driver.type("42")
        try driver.press("Enter")
        try driver.wait(forText: "source C42")
        try driver.press("m", "k")
        try driver.wait(forText: "mark k is at C42")
        try driver.press("Q")
        try driver.wait(forText: "ended 0")
        driver = try open(program)
        try driver.press("'", "k")
        try driver.wait(forText: "source C42")
    }

    @Test func flagsWinOverVariablesAndFiles() throws {
        let program = try Program()
        try write("[answer]\nmax_tokens = 3\n", "config.toml", program)
        func tokens(_ arguments: String...) throws -> Int {
            let answer = try program.runner.run(
                [
                    "ask", Program.example("lighthouse.txt"), "-q", "Who was the first principal keeper?",
                    "--json", "--no-keep",
                ]
                    + arguments
            ).json()
            return (answer["raw"] as? String)?.count ?? 0
        }
        let short = try tokens()
        let long = try tokens("--max-tokens", "100")
        #expect(short < long)
        let other = try program.file("other.toml", Data("[answer]\nmax_tokens = 100\n".utf8))
        #expect(try tokens("--config", other) == long)
        #expect(try program.run("ask", "x", "-q", "y", "--config", "/nowhere.toml").exitCode == 3)
    }
}
