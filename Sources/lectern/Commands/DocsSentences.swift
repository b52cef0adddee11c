public import ArgumentParser
public import LecternEngine

/// `lectern docs sentences`: the units that citations point at.
struct DocsSentences: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "sentences", abstract: "List the numbered sentences of a document.",
        discussion: "With --json one object a line: {\"i\",\"text\",\"start\",\"end\",\"page\"}.")

    @Argument(help: "A path, “-”, an id, or the start of one.", completion: Completions.documents)
    var document: String
    @Flag(help: "Print JSON Lines.") var json = false
    @Option(help: "How to cut: lectern (as in citations) or longcite (the reference's raw mode; not kept).")
    var sentences: SentenceMode = .lectern
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Line: Encodable {
        let i: Int
        let text: String
        let start: Int
        let end: Int
        @Nullable var page: String?
    }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        let document = try await DocumentArguments.resolve(document, with: engine)
        let units =
            sentences == document.sentenceMode ? document.sentences : document.sentences(cut: sentences)
        let pages = document.pages
        var page = -1
        for (number, unit) in units.enumerated() {
            while page + 1 < pages.count, pages[page + 1].offset <= unit.range.lowerBound { page += 1 }
            let label = page >= 0 ? pages[page].label : nil
            let text = String(document.text(in: unit.range))
            if json {
                try JSONOutput.print(
                    Line(
                        i: number, text: text, start: unit.range.lowerBound, end: unit.range.upperBound,
                        page: label))
            } else {
                try Streams.line(plain("C\(number)\t\(text.replacing("\n", with: " "))"))
            }
        }
        return ExitCode.done
    }
}

/// `lectern docs search`: evidence inside one document, or in the whole library.
struct DocsSearch: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find the passages that fit a question best (BM25).")

    @Argument(
        help: "A path, “-”, an id, or the start of one; without it the whole library is searched.",
        completion: Completions.documents)
    var document: String?
    @Option(name: .shortAndLong, help: "What to look for.") var query: String
    @Option(name: .short, help: "At most this many passages.") var k: Int = 5
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Hits: Encodable {
        struct Hit: Encodable {
            let score: Double
            let start_sentence: Int
            let end_sentence: Int
            let text: String
            let document: String
            @Nullable var page: String?
        }

        let schema = 1
        let hits: [Hit]
    }

    mutating func validate() throws {
        if k < 1 { throw ValidationError("-k takes a number from 1 up.") }
    }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        var documents: [DocumentID: Document] = [:]
        let found: [SearchHit]
        if let name = document {
            let document = try await DocumentArguments.resolve(name, with: engine)
            documents[document.id] = document
            found = try await engine.search(query, in: document.id, limit: k)
        } else {
            found = try await engine.search(query, limit: k)
            for id in Set(found.map(\.span.document)) { documents[id] = try await engine.document(id) }
        }
        let hits = found.compactMap { hit in documents[hit.span.document].map { (hit, $0) } }
        if json {
            try JSONOutput.print(
                Hits(
                    hits: hits.map { hit, document in
                        let span = hit.span.sentences
                        return Hits.Hit(
                            score: hit.score, start_sentence: span.lowerBound, end_sentence: span.upperBound,
                            text: String(document.text(of: span)), document: document.id.rawValue,
                            page: document.page(at: document.sentences[span.lowerBound].range.lowerBound))
                    }))
            return ExitCode.done
        }
        if hits.isEmpty { Streams.note("Nothing holds these words.") }
        for (hit, document) in hits {
            let span = hit.span.sentences
            let place = document.page(at: document.sentences[span.lowerBound].range.lowerBound)
            let title = self.document == nil ? "\(document.title)  " : ""
            try Streams.line(
                plain("\(title)C\(span.lowerBound)–C\(span.upperBound)\(place.map { "  p. \($0)" } ?? "")"))
            try Streams.line(plain(String(document.text(of: span))) + "\n")
        }
        return ExitCode.done
    }
}

extension SentenceMode: ExpressibleByArgument {}
