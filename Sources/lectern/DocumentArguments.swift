import Foundation
import LecternEngine

/// Documents named on the command line: a path, `-` for standard input, an id, or the unique start of one.
enum DocumentArguments {
    static func resolve(_ names: [String], with engine: Engine) async throws -> [Document] {
        guard !names.isEmpty else {
            throw CommandFailure(
                kind: "usage", code: ExitCode.usage, "No document was named.",
                hint: "Name a file, or pipe text in: cat FILE | lectern ask - -q \"…\"")
        }
        var documents: [Document] = []
        for name in names {
            let document = try await resolve(name, with: engine)
            if !documents.contains(where: { $0.id == document.id }) { documents.append(document) }
        }
        return documents
    }

    /// - Parameter isPlain: no control byte may go to the terminal, not even when a password is asked for.
    static func resolve(_ name: String, with engine: Engine, isPlain: Bool = false) async throws -> Document {
        if name == "-" {
            return try await engine.addDocument(text: readStandardInput(), named: "stdin").document
        }
        let path = (name as NSString).expandingTildeInPath
        if !FileManager.default.fileExists(atPath: path), looksLikeID(name),
            let document = try await engine.document(withIDPrefix: name)
        {
            return document
        }
        return try await add(URL(filePath: path), to: engine, isPlain: isPlain).document
    }

    /// Adds a file. Where it needs a password and none was given, it is asked for on the terminal, three times.
    static func add(
        _ file: URL, options: ImportOptions = ImportOptions(), to engine: Engine, isPlain: Bool = false
    ) async throws -> AddedDocument {
        do throws(EngineError) {
            return try await engine.addDocument(at: file, options: options)
        } catch {
            guard error.asksForPassword, options.password == nil else { throw error }
            return try await unlock(file, options: options, after: error, in: engine, isPlain: isPlain)
        }
    }

    /// Asks for the password of a file that could not be read for want of it.
    ///
    /// - Throws: what reading it throws; `problem` itself where there is no terminal to ask on.
    static func unlock(
        _ file: URL, options: ImportOptions, after problem: EngineError, in engine: Engine, isPlain: Bool = false
    ) async throws -> AddedDocument {
        var options = options
        var problem = problem
        for attempt in 0..<3 {
            let again = attempt == 0 ? "" : "That is not the password. "
            let question = "\(again)Password of \(plain(file.lastPathComponent)): "
            guard let password = try PasswordPrompt.ask(question, isPlain: isPlain) else { throw problem }
            options.password = password
            do throws(EngineError) {
                return try await engine.addDocument(at: file, options: options)
            } catch {
                guard error.asksForPassword else { throw error }
                problem = error
            }
        }
        throw problem
    }

    /// Four or more hexadecimal digits.
    private static func looksLikeID(_ name: String) -> Bool {
        (4...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    /// The text of a file named on the command line; “-” is standard input.
    static func readText(_ path: String, as what: String) throws -> String {
        let data: Data
        if path == "-" {
            data = try readStandardInput()
        } else {
            do {
                data = try Data(contentsOf: URL(filePath: (path as NSString).expandingTildeInPath))
            } catch {
                throw CommandFailure(
                    kind: "input", code: ExitCode.input, "The \(what) file \(path) could not be read.")
            }
        }
        guard let text = String(data: data, encoding: .utf8), !text.allSatisfy(\.isWhitespace) else {
            throw CommandFailure(
                kind: "input", code: ExitCode.input, "The \(what) is empty or not UTF-8 text.")
        }
        return text
    }

    static func readStandardInput() throws -> Data {
        do {
            return try FileHandle.standardInput.readToEnd() ?? Data()
        } catch {
            throw CommandFailure(kind: "input", code: ExitCode.input, "Standard input could not be read.")
        }
    }
}
