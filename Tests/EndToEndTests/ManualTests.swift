import Foundation
import LecternTesting
import Testing

/// The manual page and the completions that `make install` puts in place.
struct ManualTests {
    private func page(_ program: Program) throws -> String {
        var runner = program.runner
        runner.environment["SOURCE_DATE_EPOCH"] = "1700000000"
        let result = try runner.run(["help-man"])
        #expect(result.exitCode == 0, "\(result.errorText)")
        return result.text
    }

    @Test func theManualHasEveryCommandOptionKeyAndExitCode() throws {
        let program = try Program()
        let page = try page(program)
        #expect(page.hasPrefix(".TH \"LECTERN\" 1 \"2023-11-14\""))
        let words = page.replacing("\\-", with: "-").replacing("\\(aq", with: "'")
        let help = try program.run("--experimental-dump-help").json()
        func commands(_ command: [String: Any], _ path: String) -> [(path: String, options: [String])] {
            let name = [path, command["commandName"] as? String ?? ""].filter { !$0.isEmpty }.joined(
                separator: " ")
            let options = (command["arguments"] as? [[String: Any]] ?? []).flatMap { argument in
                (argument["names"] as? [[String: String]] ?? []).filter { $0["kind"] == "long" }.compactMap {
                    $0["name"]
                }
            }
            let below = (command["subcommands"] as? [[String: Any]] ?? []).filter {
                $0["shouldDisplay"] as? Bool ?? true
            }
            return [(name, options)] + below.flatMap { commands($0, name) }
        }
        let all = commands(try #require(help["command"] as? [String: Any]), "")
        #expect(all.count > 20)
        for (path, options) in all where path != "lectern" && !path.hasPrefix("lectern help") {
            #expect(words.contains(".SS \"\(path)\""), "\(path)")
            for option in options where option != "help" && option != "version" {
                #expect(words.contains("--\(option)"), "\(path) --\(option)")
            }
        }
        for part in [
            ".SH \"KEYS OF THE WORKBENCH\"", ".SS \"Read\"", ".SS \"Everywhere\"", "/cite [NUMBER]",
            "LECTERN_API_KEY",
            "LECTERN_ENGINE_THREADS", "~/.config/lectern/keys.toml".replacing("~", with: "\\(ti"),

            ".B \"6\"",
        ] { #expect(words.contains(part), "\(part)") }
        #expect(!words.contains("help-man"))
    }

    @Test func theManualIsCleanRoff() throws {
        let program = try Program()
        let text = try page(program)
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
        let macros: Set<Substring> = [".TH", ".SH", ".SS", ".PP", ".TP", ".B"]
        for line in text.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect(macros.contains(line.prefix { $0 != " " }), "\(line)")
        }
        let path = try program.file("lectern.1", Data(text.utf8))
        // Where the checkers are installed, they have nothing to say.
        for (checker, arguments) in [
            ("/usr/bin/mandoc", ["-Tlint", "-Wwarning", path]), ("/usr/bin/man", ["--warnings", "-l", path]),
        ] where FileManager.default.isExecutableFile(atPath: checker) {
            var environment = program.runner.environment
            environment["MANPAGER"] = "cat"
            let runner = CommandRunner(program: URL(filePath: checker), environment: environment)
            let result = try runner.run(arguments)
            #expect(
                result.exitCode == 0 && result.errorText.isEmpty,
                "\(checker): \(result.text.prefix(800)) \(result.errorText)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsAreMadeAndTheShellTakesThem(shell: String) throws {
        let program = try Program()
        let script = try program.run("--generate-completion-script", shell)
        #expect(script.exitCode == 0)
        #expect(script.text.contains("squad-cite") && script.text.contains("no-keep"))
        let path = try program.file("lectern.\(shell)", script.output)
        // Only bash is everywhere; the others where they are installed.
        for folder in ["/bin", "/usr/bin"]
        where FileManager.default.isExecutableFile(atPath: "\(folder)/\(shell)") {
            let runner = CommandRunner(
                program: URL(filePath: "\(folder)/\(shell)"), environment: program.runner.environment)
            let result = try runner.run(["-n", path])
            #expect(result.exitCode == 0, "\(result.errorText)")
        }
    }

    /// Asks as a shell does once the tabulator key is pressed.
    @Test func modelsThemesDocumentsAndSetsAreCompleted() throws {
        let program = try Program()
        _ = try program.run("docs", "add", Program.example("lighthouse.txt"))
        let bash = """
            source <('\(program.runner.program.path)' --generate-completion-script bash)
            complete_line() {
              COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
              COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
              _lectern lectern "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"; printf '%s\\n' "${COMPREPLY[@]}"
            }
            echo models; complete_line lectern ask --model lectern-
            echo themes; complete_line lectern open --theme catpp
            echo documents; complete_line lectern docs show ''
            """
        let runner = CommandRunner(
            program: URL(filePath: "/bin/bash"),
            environment: program.runner.environment.merging([
                "PATH": program.runner.program.deletingLastPathComponent().path + ":"
                    + (program.runner.environment["PATH"] ?? "/usr/bin:/bin")
            ]) { $1 })
        let result = try runner.run(["--norc", "-c", bash])
        let lines = result.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let parts = lines.split { ["models", "themes", "documents"].contains($0) }.map(Array.init)
        try #require(parts.count == 3, "\(result.text) \(result.errorText)")
        #expect(parts[0].contains("lectern-nano-q8_0"))
        #expect(!parts[0].contains { $0.hasPrefix("lectern-reader") })
        #expect(parts[1].contains("catppuccin-mocha"))
        let id = try #require(
            (try program.json("docs", "list")["documents"] as? [[String: Any]])?.first?["id"] as? String)
        #expect(parts[2].contains { id.hasPrefix($0) && $0.count >= 8 }, "\(parts[2])")
    }

    @Test func installingPutsEverythingInItsPlaceAndUninstallingTakesItAway() throws {
        let program = try Program()
        let target = program.home.appending(path: "target")
        let make = CommandRunner(
            program: URL(filePath: "/usr/bin/make"), environment: program.runner.environment)
        func run(_ goal: String) throws -> CommandRunner.Result {
            try make.run([
                "-C", Fixture.packageRoot.path, goal, "PROGRAM=\(program.runner.program.path)",
                "DESTDIR=\(target.path)", "PREFIX=/usr",
            ])
        }
        func files() -> [String] {
            let all = FileManager.default.enumerator(atPath: target.path)?.compactMap { $0 as? String } ?? []
            return all.filter { path in
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(
                    atPath: target.appending(path: path).path, isDirectory: &isFolder)
                return !isFolder.boolValue
            }
        }
        let installed = try run("install-files")
        #expect(installed.exitCode == 0, "\(installed.errorText)")
        for file in [
            "bin/lectern", "share/man/man1/lectern.1", "share/bash-completion/completions/lectern",
            "share/zsh/site-functions/_lectern", "share/fish/vendor_completions.d/lectern.fish",
            "share/lectern/models/lectern-nano-q8_0.gguf", "share/lectern/themes/nord.toml",
        ] { #expect(files().contains("usr/\(file)"), "\(file)") }
        // Away from the checkout it finds what came with it.
        let there = CommandRunner(
            program: target.appending(path: "usr/bin/lectern"), environment: program.runner.environment)
        let document = target.appending(path: "usr/share/lectern/examples/lighthouse.txt").path
        let answer = try there.run([
            "ask", document, "-q", "Who was the first principal keeper?", "--no-keep",
        ])
        #expect(answer.exitCode == 0 && answer.text.contains("Thomas Arran"), "\(answer.errorText)")
        #expect(try there.run(["model", "list"]).text.contains(target.path))
        #expect(try run("uninstall").exitCode == 0)
        #expect(files().isEmpty, "\(files())")
    }
}
