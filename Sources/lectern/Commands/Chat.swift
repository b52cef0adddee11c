import ArgumentParser
import Foundation
import LecternEngine
import Workbench

/// `lectern chat`: the workbench as a dialogue of lines.
struct ChatCommand: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Talk about documents line by line, for screen readers and simple terminals.",
        discussion: """
            Answers come in whole sentences, without cursor movement, boxes or colour. A line is a question, unless it \
            is a command such as /cite 2, /verify or /help. Where standard input is no terminal it is a script of \
            lines; with “-” it is a document, and lines are typed on the terminal. Ctrl-C stops an answer and keeps \
            what there is; the end of the input ends the dialogue.
            """)

    @Argument(
        help: ArgumentHelp(
            "Documents to ask about, together: paths, “-” for standard input, ids.", valueName: "documents"),
        completion: Completions.documents)
    var documents: [String] = []

    @Option(help: "What to do when a document is longer than the context (retrieve).") var fit: ContextFit?

    @Flag(help: "Write nothing to the library.") var noKeep = false

    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    func execute() async throws -> Int32 {
        var names = documents
        var piped: Data?
        if names.contains("-") {
            names.removeAll { $0 == "-" }
            piped = try DocumentArguments.readStandardInput()
        }
        let settings = try global.settings()
        var mode = PlainMode(
            engine: try await global.engine(settings, keeps: !noKeep), settings: PlainSettings(settings),
            isVerbose: global.verbose, input: piped == nil ? STDIN_FILENO : try PlainMode.terminal())
        if let fit { mode.settings.fit = fit }
        mode.settings.sampling = sampling.parameters(settings)
        return try await mode.run(documents: names, piped: piped)
    }
}

extension PlainMode {
    /// The terminal, where standard input is a document.
    static func terminal() throws -> Int32 {
        let terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else {
            throw CommandFailure(
                kind: "usage", code: ExitCode.usage, "There is no terminal to type on.",
                hint: "Name the document, and pipe a script of lines in: lectern chat FILE < LINES")
        }
        return terminal
    }
}
