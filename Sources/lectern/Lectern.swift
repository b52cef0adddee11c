import ArgumentParser
import Foundation
import LecternEngine

/// The root command. Without a subcommand it opens the workbench.
@main
struct Lectern: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lectern",
        abstract: "Read long documents, ask, and get answers in which every statement carries its citations.",
        discussion: """
            Run “lectern FILE” on a terminal to open the workbench with that document. Every capability is also a \
            subcommand; --json gives its result as one JSON document.
            """,
        version: "0.1.0",
        subcommands: [
            OpenCommand.self, AskCommand.self, ChatCommand.self, CiteCommand.self, ScoreCommand.self,
            SampleCommand.self,
            SynthCommand.self, EvalCommand.self, DocsCommand.self, ModelCommand.self, BenchCommand.self,
            PrefsCommand.self, DoctorCommand.self, HelpManCommand.self,
        ],
        defaultSubcommand: OpenCommand.self)

    /// Parses, runs, and turns what went wrong into a line on standard error and an exit code.
    static func main() {
        // A reader that goes away (`lectern ask … | head -1`) ends the program quietly, not with a signal.
        signal(SIGPIPE, SIG_IGN)
        let command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if code.isSuccess {
                print(text)
                Foundation.exit(ExitCode.done)
            }
            Streams.note(text)
            Foundation.exit(ExitCode.usage)
        }
        let code = CommandRun.run(command)
        // What a model reads is written while it reads on, so little is left. Who stopped it needn't wait for that.
        Engine.finishWriting(within: code == ExitCode.interrupted ? 0.1 : 30)
        Foundation.exit(code)
    }
}
