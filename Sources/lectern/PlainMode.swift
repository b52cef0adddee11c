@preconcurrency import Dispatch
import Foundation
import LecternEngine
import Workbench

/// Starts the line dialogue of `lectern chat`, and of `lectern` where a screen does not suit.
struct PlainMode: Sendable {
    /// Why `lectern` starts it in place of the workbench.
    enum Reason {
        case asked
        /// The terminal can't move its cursor.
        case terminal(String)
    }

    /// Nil: the workbench suits.
    static func reason(flag: Bool, _ environment: [String: String]) -> Reason? {
        if flag { return .asked }
        if let wish = environment["LECTERN_PLAIN"], !wish.isEmpty, wish != "0" { return .asked }
        let terminal = environment["TERM"] ?? ""
        return terminal.isEmpty || terminal == "dumb" ? .terminal(terminal) : nil
    }

    let engine: Engine
    var settings: PlainSettings
    var isVerbose = false
    /// Where lines come from.
    let input: Int32

    /// Runs until the input ends or it is quit.
    func run(documents: [String], piped: Data? = nil) async throws -> Int32 {
        let isInteractive = isatty(input) == 1 && Streams.outputIsTerminal
        let lines = LineReader(input)
        let engine = engine
        let note: @Sendable (String) -> Void = { Streams.note($0) }
        let console = PlainConsole(
            isInteractive: isInteractive,
            read: { prompt in
                if isInteractive { try Streams.write(prompt) }
                let line = await lines.next()
                // After Ctrl-D the shell's prompt begins on a line of its own.
                if line == nil, isInteractive { try Streams.write("\n") }
                return line
            },
            write: { line in
                try Streams.line(Streams.outputIsTerminal ? PlainWords.wrapped(line, to: Self.columns) : line)
            },
            note: Streams.errorIsTerminal || isVerbose ? note : nil,
            open: { try await DocumentArguments.resolve($0, with: engine, isPlain: true) })
        let control = PlainControl()
        let signals = Self.listen(control, isInteractive: isInteractive)
        defer { for signal in signals { signal.cancel() } }
        var settings = settings
        let environment = ProcessInfo.processInfo.environment
        settings.annotator =
            settings.annotator ?? environment["LECTERN_ANNOTATOR"].flatMap { $0.isEmpty ? nil : $0 }
        settings.userName = environment["USER"] ?? ""
        try await PlainDialogue(engine: engine, console: console, control: control, settings: settings).run(
            documents: documents, piped: piped)
        return ExitCode.done
    }

    /// Ctrl-C stops what is being done and keeps what there is; twice with nothing to stop, it ends the program. So do
    /// TERM and HUP, once what is being done has stopped.
    private static func listen(_ control: PlainControl, isInteractive: Bool) -> [any DispatchSourceSignal] {
        let queue = DispatchQueue(label: "lectern.signals")
        func source(_ number: Int32, _ action: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: action)
            source.resume()
            return source
        }
        let interrupt = source(SIGINT) {
            switch control.interrupt() {
            case .stopping: break
            case .idle where isInteractive:
                try? Streams.write(
                    "\nNothing is being done. Ctrl-C again, Ctrl-D or /quit ends.\n\(control.prompt)")
            case .idle, .idleAgain, .stoppingAgain: leave(ExitCode.interrupted)
            }
        }
        return [interrupt]
            + [SIGTERM, SIGHUP].map { number in
                source(number) {
                    _ = control.interrupt()
                    // What is being done keeps what there is; a second is enough for that.
                    for _ in 0..<90 where control.isAtWork { usleep(10_000) }
                    leave(128 + number)
                }
            }
    }

    /// Of the terminal, asked each time: it may have been resized.
    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func leave(_ code: Int32) {
        Engine.finishWriting(within: 0.1)
        exit(code)
    }
}
