import ArgumentParser
import Dispatch
import Foundation
import LecternEngine
import Synchronization

/// A subcommand whose work is asynchronous and that says with which code the program ends.
protocol LecternCommand: ParsableCommand, Sendable {
    /// Errors of this command are also wanted as JSON on standard output.
    var wantsJSON: Bool { get }

    func execute() async throws -> Int32
}

extension LecternCommand {
    func run() throws {}
}

/// A subcommand that needs the main thread for itself: the workbench.
protocol MainThreadCommand: ParsableCommand {
    func executeOnMainThread() throws -> Int32
}

enum CommandRun {
    /// Runs a parsed command to its end.
    static func run(_ command: any ParsableCommand) -> Int32 {
        do {
            if let command = command as? any MainThreadCommand { return try command.executeOnMainThread() }
            if let command = command as? any LecternCommand {
                do {
                    return try waiting { try await command.execute() }
                } catch {
                    return report(error, asJSON: command.wantsJSON)
                }
            }
            var command = command
            try command.run()
            return ExitCode.done
        } catch {
            let code = Lectern.exitCode(for: error)
            if error is CleanExit || code.isSuccess {
                print(Lectern.fullMessage(for: error))
                return ExitCode.done
            }
            if error is ValidationError {
                Streams.note(Lectern.fullMessage(for: error))
                return ExitCode.usage
            }
            return report(error, asJSON: false)
        }
    }

    /// Blocks this thread until asynchronous work is done.
    static func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value
    {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let outcome: Result<Value, any Error>
            do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
            result.withLock { $0 = outcome }
            done.signal()
        }
        done.wait()
        guard let outcome = result.withLock({ $0 }) else { throw CancellationError() }
        return try outcome.get()
    }

    /// One line on standard error, a hint below it, JSON where it was asked for; returns the exit code.
    static func report(_ error: any Error, asJSON: Bool) -> Int32 {
        if error is CancellationError { return ExitCode.interrupted }
        if case Streams.WriteError.closed = error { return ExitCode.brokenPipe }
        let kind: String
        let code: Int32
        switch error {
        case let error as EngineError:
            kind = error.kind.rawValue
            code = ExitCode.of(error.kind)
        case is Streams.WriteError:
            kind = "output"
            code = ExitCode.output
        case let error as CommandFailure:
            kind = error.kind
            code = error.code
        default:
            kind = "failed"
            code = ExitCode.failed
        }
        let message = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
        let hint = (error as? any LocalizedError)?.recoverySuggestion ?? ""
        note(message, hint: hint)
        if asJSON {
            try? JSONOutput.print(ErrorJSON(error: .init(kind: kind, message: message, hint: hint)))
        }
        return code
    }

    /// What went wrong, and what to do about it below.
    static func note(_ message: String, hint: String) {
        Streams.note("lectern: \(plain(message))" + (hint.isEmpty ? "" : "\n         \(plain(hint))"))
    }
}

/// A failure that the command itself found.
struct CommandFailure: LocalizedError {
    let kind: String
    let code: Int32
    let errorDescription: String?
    let recoverySuggestion: String?

    init(kind: String, code: Int32, _ description: String, hint: String? = nil) {
        self.kind = kind
        self.code = code
        errorDescription = description
        recoverySuggestion = hint
    }
}
