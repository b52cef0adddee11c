package import Foundation
package import LecternEngine
package import TerminalUI

/// The workbench as a program: what it is started with, and the loop on the calling thread.
package struct WorkbenchProgram {
    private let engine: Engine
    private let terminal: any Terminal
    private let waker: Waker
    private let theme: ThemeChoice
    private let configuration: WorkbenchConfiguration

    /// - Parameters:
    ///   - waker: the one that ends the terminal's waits.
    package init(
        engine: Engine, terminal: any Terminal, waker: Waker, theme: ThemeChoice,
        configuration: WorkbenchConfiguration
    ) {
        self.engine = engine
        self.terminal = terminal
        self.waker = waker
        self.theme = theme
        self.configuration = configuration
    }

    /// Runs until it is quit. Blocks the calling thread, which should be the main one.
    ///
    /// - Parameters:
    ///   - documents: files to add; the last one that can be read is opened.
    ///   - piped: text that came through standard input, opened first.
    /// - Returns: the exit code.
    package func run(documents: [String], piped: Data?) -> Int32 {
        let inbox = Inbox(waker: waker)
        let sessionFile = SessionFile(in: configuration.stateFolder)
        let runner = EffectRunner(
            engine: engine, settingsFile: configuration.loader.userFile, sessionFile: sessionFile,
            examples: configuration.examples
        ) { inbox.put($0) }
        let size = terminal.size
        var state = AppState(width: size.width, height: size.height, glyphs: terminal.facts.glyphs)
        state.library.canRecognizeText = TextRecognition.isInstalled
        state.clock = Date().timeIntervalSince1970
        state.begin(with: configuration.settings)
        state.bindings = configuration.bindings
        state.session = sessionFile.load()
        state.reader.splits = state.session.splits
        state.themeShown(usesASCII: theme.current.usesASCII)
        let environment = configuration.environment
        state.label.userName =
            configuration.settings.name(.annotator) ?? environment["LECTERN_ANNOTATOR"] ?? environment["USER"]
            ?? ""
        state.library.opensWhenImported = !documents.isEmpty || piped != nil
        if documents.isEmpty, piped == nil, !sessionFile.exists {
            state.library.welcome =
                configuration.examples.first { $0.lastPathComponent == "lighthouse.txt" }?.path
        }
        var first: [Effect] = [.listDocuments(matching: nil), .loadModel]
        if let piped {
            let job = state.newJob()
            state.library.importing = LibraryScreen.Importing(job: job, name: "stdin", startedAt: .zero)
            runner.importText(piped, named: "stdin", job)
        }
        if !documents.isEmpty { first += state.importFiles(documents) }
        for note in terminal.facts.notes + configuration.warnings { state.say(note, .warning) }
        var loop = WorkbenchLoop(
            terminal: terminal, inbox: inbox, runner: runner, configuration: configuration, theme: theme,
            state: state)
        return loop.run(first)
    }
}
