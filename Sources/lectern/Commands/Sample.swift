import ArgumentParser
import Foundation
import LecternEngine

/// `lectern sample`: several answers to one question, stored, each scored.
struct SampleCommand: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Answer a question several times with different seeds, and score each.",
        discussion: """
            The document is read once. Candidates, their parameters and scores are kept in the library, where \
            the workbench shows and compares them. With --json the result is one document.
            """)

    @Argument(
        help: "Documents: a path, “-” for standard input, an id from “docs list” or the start of one.",
        completion: Completions.documents)
    var documents: [String] = []
    @Option(name: .shortAndLong, help: "The question; “@FILE” reads it from a file.") var question: String
    @Option(name: .short, help: ArgumentHelp("How many candidates.", valueName: "N")) var n = 5
    @Option(help: "Who scores: text measures, or the model.") var judge = ScoreCommand.JudgeName.measured
    @Flag(help: "Leave the candidates without scores.") var noScore = false
    @Option(help: "Least difference of the mean scores of a pair.") var margin = 0.25
    @Option(help: "What to do when the document is longer than the context.") var fit: ContextFit = .retrieve
    @OptionGroup var work: ConcurrencyOptions
    @Flag(help: "Print one JSON document.") var json = false
    @Flag(help: "Write nothing to the library.") var noKeep = false
    @OptionGroup var sampling: CandidateSamplingOptions
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws {
        if !(1...1000).contains(n) { throw ValidationError("-n takes a number from 1 to 1000.") }
        if !(margin >= 0 && margin <= 10) { throw ValidationError("--margin takes a number from 0 to 10.") }
    }

    func execute() async throws -> Int32 {
        let text =
            question.hasPrefix("@")
            ? try DocumentArguments.readText(String(question.dropFirst()), as: "question") : question
        let engine = try await global.engine(keeps: !noKeep)
        let documents = try await DocumentArguments.resolve(documents, with: engine)
        let stop = StopSignal()
        let interrupt = Interrupt { stop.stop() }
        defer { interrupt.end() }
        let ask = Question(
            text.trimmingCharacters(in: .whitespacesAndNewlines), about: documents.map(\.id), fit: fit,
            sampling: sampling.parameters)
        var result = SampleResult(question: ask.text)
        var progress = global.progress
        let events = engine.sample(
            ask, count: n, concurrency: work.concurrency,
            scoredBy: noScore ? nil : judge == .measured ? .measured : .model, stop: stop)
        for try await event in events {
            switch event {
            case .started(let set):
                result.set = set
                if let set, set.wanted < n {
                    progress.clear()
                    Streams.note("lectern: at temperature 0 all candidates are the same; one is made.")
                }
            case .answer(.stage(let stage), _): progress.say(stage.label)
            case .answer(.reading(let reading), let place):
                progress.update(
                    "read for \(place + 1)/\(n)", done: reading.done, total: reading.total,
                    initially: reading.cached, unit: "tok")
            case .answer: break
            case .candidate(let answer, let place, let kept):
                result.made.append(.init(answer: answer, kept: kept))
                progress.update("sample", done: place + 1, total: n, unit: "candidates")
            case .scoring(.stage(let stage), _): progress.say(stage.label)
            case .scoring(.reward(.progress(let done, let total)), _):
                progress.update("score", done: done, total: total, unit: "calls")
            case .scoring: break
            case .scored(let breakdown, let place): result.made[place].reward = breakdown
            }
        }
        progress.clear()
        result.outcome = PairBuilder(margin: margin).pair(of: result.scored)
        let byID = Dictionary(documents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        if json {
            try JSONOutput.print(SampleJSON(result, documents: byID))
        } else {
            try Streams.line(plain(SampleText.table(result)))
        }
        return ExitCode.done
    }
}

/// Sampling of candidates: warm, so that they differ.
struct CandidateSamplingOptions: ParsableArguments {
    @Option(help: "0 is greedy.") var temperature: Float = 1
    @Option(help: ArgumentHelp("Choose among the K most likely tokens.", valueName: "K")) var topK: Int?
    @Option(help: ArgumentHelp("Choose among the most likely tokens that together reach P.", valueName: "P"))
    var topP: Float?
    @Option(help: ArgumentHelp("Choose among tokens at least P times as likely as the best.", valueName: "P"))
    var minP: Float?
    @Option(help: ArgumentHelp("Make repeated tokens less likely; 1 is off.", valueName: "R"))
    var repeatPenalty: Float = 1
    @Option(help: ArgumentHelp("Stop after N tokens of each answer.", valueName: "N")) var maxTokens: Int =
        1024
    @Option(help: "Seed of the first candidate; each further one has the next.") var seed: UInt64 = 0

    mutating func validate() throws { try options.check() }

    var parameters: SamplingParameters { options.parameters }

    private var options: SamplingOptions {
        var options = SamplingOptions()
        options.temperature = temperature
        options.topK = topK
        options.topP = topP
        options.minP = minP
        options.repeatPenalty = repeatPenalty
        options.maxTokens = maxTokens
        options.seed = seed
        return options
    }
}
