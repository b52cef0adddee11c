import Foundation
import TerminalUI

/// Runs `$EDITOR` and `$PAGER` with the terminal lent to them.
struct ForegroundWork {
    let terminal: any Terminal
    let environment: [String: String]

    struct Problem: LocalizedError {
        let errorDescription: String?
        var recoverySuggestion: String? { nil }
    }

    /// Opens a file in the person's editor and waits until it is closed.
    func edit(_ file: URL) throws {
        try run(command(["VISUAL", "EDITOR"], or: "vi"), on: file.path)
    }

    /// Text that is edited in a private file. What is typed there is the result, without the newline that editors add.
    func edit(text: String) throws -> String {
        try withPrivateFile(named: "question.txt", text) { file in
            try edit(file)
            let edited = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            return edited.hasSuffix("\n") ? String(edited.dropLast()) : edited
        }
    }

    /// Text to read.
    func page(_ text: String) throws {
        try withPrivateFile(named: "lectern.txt", text) {
            try run(command(["PAGER"], or: "less"), on: $0.path)
        }
    }

    /// The first variable that names a program, cut at its spaces: no shell reads it.
    private func command(_ variables: [String], or standard: String) -> [String] {
        for variable in variables {
            let words = environment[variable]?.split(separator: " ").map(String.init) ?? []
            if !words.isEmpty { return words }
        }
        return [standard]
    }

    private func run(_ command: [String], on path: String) throws {
        let program = ForegroundProgram(command + [path], environment: environment)
        let status = try terminal.suspended { try program.run() }
        if status != 0 {
            throw Problem(errorDescription: "\(command.joined(separator: " ")) ended with status \(status).")
        }
    }

    private func withPrivateFile<Result>(named name: String, _ text: String, _ body: (URL) throws -> Result)
        throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lectern-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: name)
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw Problem(errorDescription: "\(folder.path): no file can be made there.") }
        return try body(file)
    }
}
