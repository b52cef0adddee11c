import ArgumentParser
import Foundation
import LecternEngine
import TerminalUI
import Workbench

/// `lectern [DOC…]`: opens the workbench.
struct OpenCommand: MainThreadCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the workbench, with these documents loaded (the default).")

    @Argument(help: "Documents to load: paths, or “-” for standard input.") var documents: [String] = []

    @Flag(help: "Use the terminal although standard output is something else.")
    var tui = false

    @Flag(name: .customLong("plain"), help: "A dialogue of lines in place of a screen, as “lectern chat”.")
    var isPlain = false

    @Option(
        help: ArgumentHelp("A theme by name; “auto” follows the terminal's background.", valueName: "name"))
    var theme: String = "auto"

    @Option(help: ArgumentHelp("auto, mono, 16, 256 or 24-bit.", valueName: "depth"))
    var color: String = "auto"

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        if color != "auto", ColorDepth(name: color) == nil {
            throw ValidationError("--color takes auto, mono, 16, 256 or 24-bit.")
        }
    }

    func executeOnMainThread() throws -> Int32 {
        if let reason = PlainMode.reason(flag: isPlain, ProcessInfo.processInfo.environment),
            let code = try runPlain(reason)
        {
            return code
        }
        guard tui || Streams.outputIsTerminal else {
            Streams.note(Lectern.helpMessage())
            return ExitCode.usage
        }
        var files = documents
        let readsInput = files.contains("-") || (files.isEmpty && !Streams.inputIsTerminal)
        files.removeAll { $0 == "-" }
        var piped = try readsInput ? DocumentArguments.readStandardInput() : nil
        if piped?.isEmpty == true, documents.isEmpty { piped = nil }

        let environment = ProcessInfo.processInfo.environment
        let configuration = global.configuration()
        // Before the terminal is taken: what is wrong with the library or the theme is a line on standard error.
        let engine = try CommandRun.waiting { [global] in try await global.engine() }
        let themes = try choice(environment, configuration.directories)
        var options = TerminalOptions(environment: environment)
        options.color = color == "auto" ? nil : ColorDepth(name: color)
        options.cacheDirectory = configuration.directories.cache
        let waker = Waker()
        let terminal = try NcursesTerminal(options, waker: waker)
        defer { terminal.restore() }
        let program = WorkbenchProgram(
            engine: engine, terminal: terminal, waker: waker,
            theme: themes.adapted(to: terminal.facts.color.depth), environment: environment)
        return program.run(documents: files, piped: piped)
    }

    /// Nil: neither a terminal nor a document nor a wish, so that help is what is wanted.
    private func runPlain(_ reason: PlainMode.Reason) throws -> Int32? {
        if case .terminal(let name) = reason {
            guard !tui, Streams.outputIsTerminal || !documents.isEmpty else { return nil }
            Streams.note(
                name.isEmpty
                    ? "lectern: TERM is not set, so this is a dialogue of lines."
                    : "lectern: a “\(plain(name))” terminal can't show a screen, so this is a dialogue of lines."
            )
        }
        // As for the workbench: what is piped in is a document where no other is named.
        let readsInput = documents.contains("-") || (documents.isEmpty && !Streams.inputIsTerminal)
        let piped = try readsInput ? DocumentArguments.readStandardInput() : nil
        let input = try readsInput ? PlainMode.terminal() : STDIN_FILENO
        return try CommandRun.waiting { [global, documents] in
            let mode = PlainMode(
                engine: try await global.engine(), isVerbose: global.verbose, input: input)
            return try await mode.run(documents: documents.filter { $0 != "-" }, piped: piped)
        }
    }

    private func choice(_ environment: [String: String], _ directories: Directories) throws -> ThemeChoice {
        let folders = [directories.config.appending(path: "themes")] + global.resources.folders(.themes)
        let loader = ThemeLoader(folders: folders)
        guard theme == "auto" else {
            let (named, warnings) = try loader.load(theme, depth: .direct)
            for warning in warnings { Streams.note("lectern: \(plain(warning.description))") }
            return ThemeChoice(named)
        }
        // Without theme files the built-in one stands behind both.
        guard let dark = try? loader.load("catppuccin-mocha", depth: .direct).theme,
            let light = try? loader.load("catppuccin-latte", depth: .direct).theme
        else { return ThemeChoice(.builtIn) }
        return ThemeChoice(dark: dark, light: light, startsLight: ThemeChoice.saysLight(environment))
    }
}
