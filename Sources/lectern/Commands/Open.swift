import ArgumentParser
import Foundation
import LecternEngine
import Workbench

/// `lectern [DOC…]`: opens the workbench.
struct OpenCommand: MainThreadCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the workbench, with these documents loaded (the default).")

    @Argument(help: "Documents to load: paths, “-” for standard input, or ids.") var documents: [String] = []

    @Flag(help: "Use the terminal although standard input or output is something else.")
    var tui = false

    @Option(
        help: ArgumentHelp("A theme by name; “auto” follows the terminal's background.", valueName: "name"))
    var theme: String = "auto"

    @OptionGroup var global: GlobalOptions

    func executeOnMainThread() throws -> Int32 {
        let piped = !Streams.inputIsTerminal
        guard tui || Streams.outputIsTerminal, !piped || !documents.isEmpty || tui || Streams.outputIsTerminal
        else {
            Streams.note(Lectern.helpMessage())
            return ExitCode.usage
        }
        return ExitCode.done
    }
}
