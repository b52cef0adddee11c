import ArgumentParser
import Foundation
import LecternEngine
import TerminalUI
import Workbench

/// `lectern [DOC…]`: opens the workbench.
struct OpenCommand: MainThreadCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the workbench, with these documents loaded (the default).")

    @Argument(help: "Documents to load: paths, or “-” for standard input.", completion: .file())
    var documents: [String] = []

    @Flag(help: "Use the terminal although standard output is something else.")
    var tui = false

    @Flag(name: .customLong("plain"), help: "A dialogue of lines in place of a screen, as “lectern chat”.")
    var isPlain = false

    @Option(
        help: ArgumentHelp("A theme by name; “auto” follows the terminal's background.", valueName: "name"),
        completion: Completions.themes)
    var theme: String?

    @Option(help: ArgumentHelp("auto, mono, 16, 256 or 24-bit.", valueName: "depth"))
    var color: String?

    @OptionGroup var global: GlobalOptions

    mutating func validate() throws {
        if let color, color != "auto", ColorDepth(name: color) == nil {
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
        // Before the terminal is taken: what is wrong with the library is a line on standard error.
        var (settings, problems) = try global.loadSettings()
        settings.setFlag(.theme, to: theme)
        settings.setFlag(.color, to: color)
        let engine = try CommandRun.waiting { [global, settings] in try await global.engine(settings) }
        var configuration = configuration(settings, environment)
        configuration.warnings = problems.map(\.description) + configuration.reloadKeys()

        let loader = ThemeLoader(folders: [configuration.themesFolder] + global.resources.folders(.themes))
        let named = ThemeShelf(loader, depth: .direct).choice(
            settings, startsLight: ThemeChoice.saysLight(environment))
        var options = TerminalOptions(environment: environment)
        let depth = settings.text(.color)
        options.color = depth == "auto" ? nil : ColorDepth(name: depth)
        options.themeIsMono = named.choice.current.isMono
        options.mouse = settings.isOn(.mouse)
        options.cacheDirectory = global.directories.cache
        let waker = Waker()
        let terminal = try NcursesTerminal(options, waker: waker)
        defer { terminal.restore() }
        configuration.themes = ThemeShelf(loader, depth: terminal.facts.color.depth)
        configuration.warnings += named.problems
        let program = WorkbenchProgram(
            engine: engine, terminal: terminal, waker: waker,
            theme: named.choice.adapted(to: terminal.facts.color.depth), configuration: configuration)
        return program.run(documents: files, piped: piped)
    }

    private func configuration(_ settings: Settings, _ environment: [String: String])
        -> WorkbenchConfiguration
    {
        let directories = global.directories
        let themesFolder = directories.config.appending(path: "themes")
        var configuration = WorkbenchConfiguration(
            settings: settings, loader: global.settingsLoader,
            keysFile: directories.config.appending(path: "keys.toml"),
            themes: ThemeShelf(ThemeLoader(folders: [themesFolder]), depth: .direct),
            themesFolder: themesFolder,
            stateFolder: directories.state, environment: environment)
        configuration.examples = global.resources.folders(.examples).prefix(1).flatMap { folder in
            let files =
                (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
                ?? []
            return files.sorted { $0.path < $1.path }
        }
        configuration.paths = [
            ("settings", global.settingsLoader.userFile.path), ("keys", configuration.keysFile.path),
            ("themes", themesFolder.path), ("library", directories.data.path),
            ("state", directories.state.path),
            ("cache", directories.cache.path),
        ]
        return configuration
    }
}
