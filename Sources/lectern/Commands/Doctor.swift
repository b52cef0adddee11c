import ArgumentParser
import Foundation
import LecternEngine
import TerminalUI
import Workbench

/// `lectern doctor`: what this machine offers and what is wrong.
struct DoctorCommand: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Show what this machine offers, and what is wrong.",
        discussion: "Exit code 6 when something keeps Lectern from answering.")

    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Report: Encodable {
        struct Check: Encodable {
            let name: String
            let value: String
            let status: String
            let advice: String
        }

        let schema = 1
        let version: String
        let checks: [Check]
    }

    func execute() async throws -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let (settings, problems) = try global.loadSettings()
        let configuration = global.configuration(settings)
        var checks = await MachineReport(configuration, environment: environment).checks
        checks += try await global.server.checks(settings, contextLimit: configuration.contextLimit)
        checks += settingsChecks(settings, problems)
        checks += Self.terminal(environment)
        if json {
            try JSONOutput.print(
                Report(
                    version: Lectern.configuration.version,
                    checks: checks.map {
                        .init(name: $0.name, value: $0.value, status: $0.status.rawValue, advice: $0.advice)
                    }))
        } else {
            try Streams.line("lectern \(Lectern.configuration.version)")
            for check in checks {
                let mark = check.status == .ok ? " " : check.status == .warning ? "!" : "×"
                let name = check.name.padding(toLength: 14, withPad: " ", startingAt: 0)
                try Streams.line(plain("\(mark) \(name) \(check.value)"))
                if !check.advice.isEmpty { try Streams.line(plain("                 \(check.advice)")) }
            }
        }
        return checks.contains { $0.status == .problem } ? ExitCode.checkFailed : ExitCode.done
    }

    /// Files of the person's own, each with what is wrong in it.
    private func settingsChecks(_ settings: Settings, _ problems: [SettingsLoader.Problem]) -> [MachineReport
        .Check]
    {
        let file = global.settingsLoader.userFile.path
        let exists = FileManager.default.fileExists(atPath: file)
        var checks = [
            MachineReport.Check("settings", file + (exists ? "" : " (not there: defaults)"), .ok, advice: "")
        ]
        checks += problems.map {
            .init("settings", $0.description, .warning, advice: "The value below it is used.")
        }
        let keys = global.directories.config.appending(path: "keys.toml")
        let (_, keyProblems) = KeyFile.load(keys)
        checks += keyProblems.map { .init("keys", "\(keys.path):\($0)", .warning, advice: "Mend that line.") }
        let folder = global.directories.config.appending(path: "themes")
        let shelf = ThemeShelf(
            ThemeLoader(folders: [folder] + global.resources.folders(.themes)), depth: .direct)
        checks += shelf.choice(settings, startsLight: false).problems.map {
            .init("theme", $0, .warning, advice: "")
        }
        return checks
    }

    private static func terminal(_ environment: [String: String]) -> [MachineReport.Check] {
        let term = environment["TERM"] ?? ""
        let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
        let isUTF8 = locale.lowercased().replacing("-", with: "").contains("utf8")
        return [
            .init(
                "terminal", term.isEmpty ? "TERM is not set" : term,
                term.isEmpty || term == "dumb" ? .warning : .ok,
                advice: term.isEmpty || term == "dumb"
                    ? "The workbench needs a real terminal; “chat” and “ask” don't." : ""),
            .init(
                "locale", locale.isEmpty ? "none" : locale, isUTF8 ? .ok : .warning,
                advice: isUTF8
                    ? "" : "Lectern writes UTF-8 whatever the locale; set LANG=C.UTF-8 for other programs."),
        ]
    }
}
