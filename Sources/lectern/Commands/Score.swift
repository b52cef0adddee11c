import ArgumentParser
import Foundation
import LecternEngine

/// `lectern score`: the LongReward breakdown of an answer.
struct ScoreCommand: LecternCommand {
    enum JudgeName: String, ExpressibleByArgument { case measured, model }

    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Score an answer about a document in four dimensions.",
        discussion: """
            The judge is the model (--judge model), or text measures that need none (measured, the default). Where a \
            judge can't tell, a dimension is “not applicable”, with the reason.
            """)

    @Argument(help: "A document: a path, an id, or the start of one.", completion: Completions.documents)
    var document: String
    @Option(
        help: "The file that holds the answer as plain text; “-” reads standard input.", completion: .file())
    var answer: String
    @Option(name: .shortAndLong, help: "The question that was answered.") var question: String
    @Option(help: "Who judges: text measures, or the model.") var judge = JudgeName.measured
    @Option(help: "Seed of the judge's tries.") var seed: UInt64 = 0
    @Flag(help: "Print one JSON document.") var json = false
    @Flag(help: "Write nothing to the library.") var noKeep = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let text = try DocumentArguments.readText(answer, as: "answer").trimmingCharacters(
            in: .whitespacesAndNewlines)
        let engine = try await global.engine(keeps: !noKeep)
        let document = try await DocumentArguments.resolve(document, with: engine)
        let stop = StopSignal()
        let interrupt = Interrupt { stop.stop() }
        defer { interrupt.end() }
        var progress = global.progress
        var finished: RewardBreakdown?
        let events = engine.score(
            text, to: question, about: document.id, by: judge == .measured ? .measured : .model, seed: seed,
            stop: stop)
        for try await event in events {
            switch event {
            case .stage(let stage): progress.say(stage.label)
            case .reward(.progress(let done, let total)):
                progress.update("score", done: done, total: total, unit: "calls")
            case .reward, .kept: break
            case .finished(let breakdown): finished = breakdown
            }
        }
        progress.clear()
        guard let finished else { throw CancellationError() }
        if json {
            try JSONOutput.print(RewardJSON(finished, documents: [document.id: document]))
        } else {
            try Streams.line(plain(RewardText.breakdown(finished, documents: [document])))
        }
        return ExitCode.done
    }
}
