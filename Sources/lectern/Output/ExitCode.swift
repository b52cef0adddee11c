import LecternEngine

/// The exit codes of the command line.
enum ExitCode {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    static let usage: Int32 = 2
    static let input: Int32 = 3
    static let model: Int32 = 4
    static let tooLong: Int32 = 5
    /// A check that was asked for failed.
    static let checkFailed: Int32 = 6
    static let output: Int32 = 8
    /// 128 + SIGPIPE: quietly, as for any program whose reader has gone.
    static let brokenPipe: Int32 = 141
    /// 128 + SIGINT.
    static let interrupted: Int32 = 130

    /// For the manual.
    static let meanings: [(code: Int32, meaning: String)] = [
        (done, "Done."),
        (failed, "The work failed; standard error says why."),
        (usage, "The command line was not understood."),
        (input, "A document or another input could not be read or understood."),
        (model, "The model is missing or can't be loaded."),
        (tooLong, "Too long for the context, and --fit fail was asked for."),
        (checkFailed, "A check that was asked for failed."),
        (output, "The output could not be written."),
        (interrupted, "Ended by Ctrl-C; 128 + n: ended by signal n."),
    ]

    static func of(_ kind: EngineError.Kind) -> Int32 {
        switch kind {
        case .input: input
        case .model: model
        case .tooLong: tooLong
        case .store, .failed: failed
        case .output: output
        case .cancelled: interrupted
        }
    }
}
