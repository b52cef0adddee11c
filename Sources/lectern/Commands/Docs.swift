import ArgumentParser
import Foundation
import LecternEngine

/// `lectern docs`: the document library.
struct DocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "The document library.",
        subcommands: [
            DocsAdd.self, DocsList.self, DocsShow.self, DocsRemove.self, DocsSentences.self, DocsSearch.self,
            DocsUndo.self, DocsWipe.self,
        ])
}

/// A document of the library, as JSON.
struct DocumentJSON: Encodable {
    let id: String
    let title: String
    let format: String
    @Nullable var path: String?
    let sentences: Int
    @Nullable var pages: Int?
    let bytes: Int
    let conversations: Int
    let warnings: [String]

    init(_ summary: DocumentSummary) {
        id = summary.id.rawValue
        title = summary.title
        format = summary.format
        path = summary.path
        sentences = summary.sentenceCount
        pages = summary.pageCount
        bytes = summary.byteCount
        conversations = summary.conversationCount
        warnings = summary.warnings
    }
}

/// `{"schema":1,"documents":[…]}`
private struct DocumentsJSON: Encodable {
    let schema = 1
    let documents: [DocumentJSON]
}

struct DocsAdd: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add files, or all documents within folders, to the library.")

    @Argument(help: "Files and folders; “-” reads standard input.", completion: .file()) var files: [String]
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var reading: ImportArguments
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws {
        if reading.passwordStdin, files.contains("-") {
            throw ValidationError("Standard input holds either a document (-) or a password.")
        }
    }

    func execute() async throws -> Int32 {
        let options = try reading.options()
        let engine = try await Engine(global.configuration())
        var added: [AddedDocument] = []
        if files.contains("-") {
            let one = try await engine.addDocument(
                text: DocumentArguments.readStandardInput(), named: "stdin", options: options)
            try show(one)
            added.append(one)
        }
        let urls = files.filter { $0 != "-" }.map { URL(filePath: ($0 as NSString).expandingTildeInPath) }
        var progress = global.progress
        var failures: [EngineError] = []
        var locked: [(file: URL, error: EngineError)] = []
        for try await event in engine.addDocuments(at: urls, options: options) {
            switch event {
            case .found: break
            case .began(let name, let number, let total):
                if total > 1 { progress.update("add", done: number - 1, total: total, unit: "files") }
                if total == 1 { progress.say("adding \(plain(name))") }
            case .progress(let part):
                if urls.count == 1 {
                    progress.update(
                        part.stage.rawValue, done: part.done, total: part.total, unit: part.unit.rawValue)
                }
            case .added(let one):
                progress.clear()
                try show(one)
                added.append(one)
            case .failed(_, let file, let error):
                progress.clear()
                if let file, error.asksForPassword, options.password == nil {
                    locked.append((file, error))
                } else {
                    failures.append(error)
                    // Alone, the error is the command's own; among others it must not keep them out.
                    if urls.count > 1 || !added.isEmpty { _ = CommandRun.report(error, asJSON: false) }
                }
            }
        }
        progress.clear()
        // What needs an answer comes last, when all that needs none is done.
        for (file, error) in locked {
            do {
                let one = try await DocumentArguments.unlock(file, options: options, after: error, in: engine)
                try show(one)
                added.append(one)
            } catch let error as EngineError {
                failures.append(error)
                if urls.count > 1 || !added.isEmpty { _ = CommandRun.report(error, asJSON: false) }
            }
        }
        if let only = failures.first, urls.count == 1, added.isEmpty, failures.count == 1 { throw only }
        if json { try JSONOutput.print(DocumentsJSON(documents: added.map { DocumentJSON($0.summary) })) }
        return failures.isEmpty ? ExitCode.done : ExitCode.input
    }

    private func show(_ one: AddedDocument) throws {
        guard !json else { return }
        let what = one.replaced != nil ? "changed" : one.wasKnown ? "known" : "added"
        try Streams.line(
            plain("\(what.padding(toLength: 7, withPad: " ", startingAt: 0))  \(one.summary.line)"))
        for warning in one.summary.warnings { try Streams.line(plain("         \(warning)")) }
    }
}

struct DocsUndo: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Bring back what was removed from the library last.")

    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    func execute() async throws -> Int32 {
        guard let title = try await Engine(global.configuration()).undo() else {
            Streams.note("There is nothing to undo.")
            return ExitCode.failed
        }
        try Streams.line(plain("back     \(title)"))
        return ExitCode.done
    }
}

struct DocsWipe: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "wipe", abstract: "Delete what was computed for a document and can be computed again.")

    @Argument(help: "A path, an id, or the start of one.", completion: Completions.documents) var document:
        String
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        let document = try await DocumentArguments.resolve(document, with: engine)
        let bytes = try await engine.wipeCaches(of: document.id)
        let size = bytes > 0 ? String(format: "  (%.1f MB of reading)", Double(bytes) / 1e6) : ""
        try Streams.line(plain("wiped    \(document.title)\(size)"))
        return ExitCode.done
    }
}

struct DocsList: LecternCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the library.")

    @Argument(help: "Only documents whose title or text holds these words.") var words: [String] = []
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        let query = words.joined(separator: " ")
        let documents = try await engine.documents(matching: query.isEmpty ? nil : query)
        if json {
            try JSONOutput.print(DocumentsJSON(documents: documents.map(DocumentJSON.init)))
        } else if documents.isEmpty {
            Streams.note("No documents yet. “lectern docs add FILE” adds one.")
        } else {
            for document in documents { try Streams.line(plain(document.line)) }
        }
        return ExitCode.done
    }
}

struct DocsShow: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what is known about a document, or its text.")

    @Argument(help: "A path, an id, or the start of one.", completion: Completions.documents) var document:
        String
    @Flag(help: "Write exactly the extracted text.") var text = false
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        let document = try await DocumentArguments.resolve(document, with: engine)
        if text {
            // On a terminal the text must not be able to steer it; a pipe gets exactly the extracted bytes.
            if Streams.outputIsTerminal {
                try Streams.line(plain(document.text))
            } else {
                try Streams.write(Array(document.text.utf8))
            }
            return ExitCode.done
        }
        guard let summary = try await engine.summary(of: document.id) else {
            throw CommandFailure(kind: "input", code: ExitCode.input, "The document is not in the library.")
        }
        if json {
            try JSONOutput.print(DocumentDetailJSON(summary, document))
            return ExitCode.done
        }
        try Streams.line(plain(summary.title))
        try Streams.line("id         \(document.id.rawValue)")
        try Streams.line(plain("format     \(document.format)"))
        try Streams.line(plain("file       \(summary.path ?? "—")"))
        try Streams.line("sentences  \(document.sentences.count)")
        try Streams.line("pages      \(summary.pageCount.map(String.init) ?? "—")")
        for (key, value) in document.metadata.sorted(by: { $0.key < $1.key }) {
            try Streams.line(
                plain("\(key.padding(toLength: max(10, key.count), withPad: " ", startingAt: 0)) \(value)"))
        }
        for warning in document.warnings { try Streams.line(plain("warning    \(warning)")) }
        let headings = document.landmarks.compactMap { landmark -> String? in
            guard case .heading(let level, let title) = landmark.kind else { return nil }
            return String(repeating: "  ", count: max(0, level - 1)) + title
        }
        if !headings.isEmpty { try Streams.line("outline") }
        for heading in headings { try Streams.line(plain("  \(heading)")) }
        return ExitCode.done
    }
}

private struct DocumentDetailJSON: Encodable {
    struct Heading: Encodable {
        let level: Int
        let title: String
        let offset: Int
    }

    struct Page: Encodable {
        let label: String
        let offset: Int
    }

    let schema = 1
    let document: DocumentJSON
    let metadata: [String: String]
    let headings: [Heading]
    let pages: [Page]

    init(_ summary: DocumentSummary, _ document: Document) {
        self.document = DocumentJSON(summary)
        metadata = document.metadata
        headings = document.landmarks.compactMap { landmark in
            guard case .heading(let level, let title) = landmark.kind else { return nil }
            return Heading(level: level, title: title, offset: landmark.offset)
        }
        pages = document.pages.map { Page(label: $0.label, offset: $0.offset) }
    }
}

struct DocsRemove: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a document out of the library; the file stays.")

    @Argument(
        help: "An id, or the start of one, or the path it was added from.", completion: Completions.documents)
    var document: String
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        let path = URL(filePath: (document as NSString).expandingTildeInPath).standardizedFileURL.path
        let byPath = try await engine.documents().filter { $0.path == path }
        let found = try await engine.document(withIDPrefix: document)?.id ?? byPath.first?.id
        guard let id = found, let summary = try await engine.summary(of: id) else {
            throw CommandFailure(
                kind: "input", code: ExitCode.input, "The library holds no document “\(document)”.",
                hint: "“lectern docs list” shows what there is.")
        }
        try await engine.removeDocument(id)
        if json {
            try JSONOutput.print(DocumentsJSON(documents: [DocumentJSON(summary)]))
        } else {
            try Streams.line(plain("removed  \(summary.line)"))
        }
        return ExitCode.done
    }
}

extension DocumentSummary {
    /// One line for people: short id, kind, size, title.
    fileprivate var line: String {
        let size = "\(sentenceCount) sentences" + (pageCount.map { ", \($0) pages" } ?? "")
        return "\(id.rawValue.prefix(12))  \(format)  \(title)  (\(size))"
    }
}
