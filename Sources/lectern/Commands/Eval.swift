import ArgumentParser
import Foundation
import LecternEngine
import Workbench

/// `lectern eval`: benchmarks.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measure answers and citations on questions whose answers are known.",
        subcommands: [EvalSquadCite.self, EvalSupport.self, EvalLongBenchCite.self, EvalNeedle.self])
}

/// `lectern eval squad-cite`: short answers with the sentence that holds them.
struct EvalSquadCite: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "squad-cite",
        abstract: "Answers, citing sentences and refusals on SQuAD-shaped questions.",
        discussion: """
            FILE is SQuAD's JSON (1.1 or 2.0), or JSON Lines with title, context, sents and qas. A context of N \
            sentences is the question's passage and seeded sentences of the same article; “article” is all of it, with \
            search in front where a model can't read that much.

            Answers and citations are scored over all questions that have an answer, refusals apart.
            """)

    @Argument(help: "The questions.", completion: .file()) var file: String

    @Option(help: ArgumentHelp("Sentences around each question, or “article”.", valueName: "article|N"))
    var context = ContextArgument(sentences: 20)

    @Flag(help: "Measure the passage reader alone.") var quick = false

    @Flag(help: "Let the passage reader put another sentence in place of the one that a short answer cites.")
    var reviewed = false

    @Option(help: ArgumentHelp("Ask so many of the questions, always the same ones.", valueName: "N"))
    var limit: Int?

    @Option(help: "Chooses the sentences around a question.") var seed: UInt64 = 0

    @Option(help: "How passages are found in an article.") var search: SearchWay?

    @Option(help: ArgumentHelp("Let the passage reader order so many of the passages found.", valueName: "N"))
    var ranked: Int?

    @OptionGroup var work: ConcurrencyOptions

    @Flag(help: "Print one JSON document.") var json = false

    @OptionGroup var global: EvaluationOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 up.") }
        if let ranked, ranked < 0 { throw ValidationError("--ranked takes a number from 0 up.") }
    }

    func execute() async throws -> Int32 {
        let engine = try await global.engine()
        var options = SquadCiteOptions(
            contextSentences: context.sentences, isQuick: quick, limit: limit, seed: seed, search: search,
            ranked: ranked)
        options.isReviewed = reviewed
        var progress = global.progress
        var report: SquadCiteReport?
        for try await event in engine.evaluateSquadCite(
            URL(filePath: (file as NSString).expandingTildeInPath), options: options,
            concurrency: work.concurrency)
        {
            switch event {
            case .progress(let done, let total):
                progress.update("squad-cite", done: done, total: total, unit: "questions")
            case .finished(let finished): report = finished
            }
        }
        progress.clear()
        guard let report else { throw CancellationError() }
        if json { try JSONOutput.print(SquadCiteJSON(report)) } else { try Streams.line(plain(report.table)) }
        return ExitCode.done
    }
}

/// `article`, or a number of sentences.
struct ContextArgument: ExpressibleByArgument, CustomStringConvertible, Sendable {
    /// Nil for the whole article.
    let sentences: Int?

    init(sentences: Int?) { self.sentences = sentences }

    init?(argument: String) {
        if argument == "article" {
            sentences = nil
        } else if let number = Int(argument), number >= 1 {
            sentences = number
        } else {
            return nil
        }
    }

    var description: String { sentences.map(String.init) ?? "article" }
    var defaultValueDescription: String { description }
}

/// What the other commands take too, without the context's length, which means something else here.
struct EvaluationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The model to ask: a name from “model list” or a GGUF file.", valueName: "name|path"),
        completion: Completions.models)
    var model: String?

    @OptionGroup var server: EndpointOptions

    @Option(
        help: ArgumentHelp(
            "Where models of your own are (default: the XDG data directory).", valueName: "dir"),
        completion: .directory)
    var dataDir: String?

    @Option(help: ArgumentHelp("Threads that compute (default: one a core).", valueName: "N"))
    var threads: Int?

    @Flag(name: .shortAndLong, help: "Show progress although standard error is no terminal.")
    var verbose = false

    mutating func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to 256.")
        }
        if model != nil, server.endpoint != nil {
            throw ValidationError("--model and --endpoint exclude each other: name one of them.")
        }
    }

    func engine() async throws -> Engine {
        // What is measured doesn't depend on anybody's settings.
        let settings = server.named(in: Settings())
        return try await Engine(
            configuration, source: try server.source(settings, contextLimit: nil, isVerbose: verbose))
    }

    private var configuration: EngineConfiguration {
        var directories = Directories(environment: ProcessInfo.processInfo.environment)
        if let dataDir { directories.data = URL(filePath: (dataDir as NSString).expandingTildeInPath) }
        return EngineConfiguration(
            directories: directories, model: model, modelFolders: ShippedResources().folders(.models),
            threadCount: threads ?? 0, keeps: false)
    }

    var progress: ProgressLine { ProgressLine(isShown: Streams.errorIsTerminal || verbose) }
}

/// `lectern eval support`: verdicts of the passage reader on claims.
struct EvalSupport: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "support", abstract: "Verdicts of the passage reader on claims with evidence.",
        discussion: """
            FILE is JSON Lines with claim, evidence (a list of texts) and label: SUPPORTS, or anything else where the \
            evidence does not bear the claim out.
            """)

    @Argument(help: "The claims.", completion: .file()) var file: String

    @Flag(help: "Print one JSON document.") var json = false

    @OptionGroup var global: EvaluationOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let engine = try await global.engine()
        var progress = global.progress
        var report: SupportReport?
        for try await event in engine.evaluateSupport(URL(filePath: (file as NSString).expandingTildeInPath))
        {
            switch event {
            case .progress(let done, let total):
                progress.update("support", done: done, total: total, unit: "claims")
            case .finished(let finished): report = finished
            }
        }
        progress.clear()
        guard let report else { throw CancellationError() }
        if json { try JSONOutput.print(SupportJSON(report)) } else { try Streams.line(plain(report.table)) }
        return ExitCode.done
    }
}

extension SupportReport {
    /// For people.
    fileprivate var table: String {
        var lines = [
            "\(judge): \(claims) claims, \(supported) of them supported",
            String(
                format: "right %.1f, by the commoner verdict %.1f, Brier score %.3f", accuracy, majority,
                brier),
            "", "said        claims   said   supported",
        ]
        for (tenth, bin) in bins.enumerated() where bin.claims > 0 {
            lines.append(
                String(
                    format: "%3d – %3d   %7d  %5.1f       %5.1f", 10 * tenth, 10 * tenth + 10, bin.claims,
                    bin.said,
                    bin.supported))
        }
        return lines.joined(separator: "\n")
    }
}

extension SquadCiteReport {
    /// For people.
    fileprivate var table: String {
        func row(_ name: String, _ values: [Double?]) -> String {
            name.padding(toLength: 26, withPad: " ", startingAt: 0)
                + values.map { value in
                    let text = value.map { String(format: "%.1f", $0) } ?? "—"
                    return String(repeating: " ", count: max(0, 10 - text.count)) + text
                }.joined()
        }
        let head = String(repeating: " ", count: 26) + "       all  answered  refusals 0"
        var lines = [
            "\(model): \(questions) questions (\(answerable) with an answer), context \(context)", "", head,
            row("answer, exact", [exactMatch, answered.exactMatch, withRefusals.exactMatch]),
            row("answer, F1", [f1, answered.f1, withRefusals.f1]),
            row("citation recall", [citationRecall, answered.citationRecall, withRefusals.citationRecall]),
            row(
                "citation precision",
                [citationPrecision, answered.citationPrecision, withRefusals.citationPrecision]),
            row("citation F1", [citationF1, answered.citationF1, withRefusals.citationF1]),
            row("citation F1, bm25-sentence", [baselineCitationF1]), "",
            row("unanswerable refused", [refusedUnanswerable]),
            row("refused though answerable", [falseRefusals]),
        ]
        if !searches.isEmpty {
            lines += ["", "answer among the passages found     first         3         8        20"]
            lines += searches.map { search in
                row(
                    "by \(search.way)" + (search.ranked > 0 ? ", \(search.ranked) ranked" : ""),
                    [search.first, search.among3, search.among8, search.among20])
            }
        }
        lines.append(String(format: "%.0f s", seconds))
        return lines.joined(separator: "\n")
    }
}
