import Foundation
import Workbench

/// The dialogue of lines in place of the workbench.
extension OpenCommand {
    /// Nil: neither a terminal nor a document nor a wish, so that help is what is wanted.
    func runPlain(_ reason: PlainMode.Reason) throws -> Int32? {
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
            let settings = try global.settings()
            let mode = PlainMode(
                engine: try await global.engine(settings), settings: PlainSettings(settings),
                isVerbose: global.verbose, input: input)
            return try await mode.run(documents: documents.filter { $0 != "-" }, piped: piped)
        }
    }
}
