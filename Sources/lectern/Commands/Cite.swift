import ArgumentParser
import Foundation
import LecternEngine

/// `lectern cite`: citations for an answer that exists already.
struct CiteCommand: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "cite", abstract: "Find the sentences of a document that an existing answer rests on.",
        discussion: "The answer's words are kept. With --json the result has the shape of “ask”.")

    @Argument(help: "A document: a path, an id, or the start of one.", completion: Completions.documents)
    var document: String
    @Option(
        help: "The file that holds the answer as plain text; “-” reads standard input.", completion: .file())
    var answer: String
    @Option(name: .shortAndLong, help: "The question that was answered.") var question: String
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var checking: VerificationOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let started = ContinuousClock.now
        let text = try DocumentArguments.readText(answer, as: "answer")
        let engine = try await global.engine()
        let document = try await DocumentArguments.resolve(document, with: engine)
        let stop = StopSignal()
        let interrupt = Interrupt { stop.stop() }
        defer { interrupt.end() }
        var progress = global.progress
        var cited: CitedAnswer?
        let events = engine.cite(
            text, to: question, about: document.id, sampling: sampling.parameters, stop: stop)
        for try await event in events {
            switch event {
            case .stage(let stage): progress.say(stage.label)
            case .progress(let done, let total):
                progress.update("cite", done: done, total: total, unit: "statements")
            case .finished(let answer): cited = answer
            case .example, .discarded: break
            }
        }
        progress.clear()
        guard var cited else { throw CancellationError() }
        let verification = try await checking.verify(
            cited, id: nil, about: [document.id], by: engine, stop: stop, progress: &progress)
        if let verification { cited = cited.marked(with: verification) }
        if json {
            let loadSeconds = await engine.modelStatus().loadSeconds ?? 0
            try JSONOutput.print(
                AnswerJSON(
                    cited, verification, documents: [document.id: document], loadSeconds: loadSeconds,
                    totalSeconds: (ContinuousClock.now - started).seconds))
        } else {
            try Streams.line(plain(AnswerText.footnoted(cited, documents: [document])))
            if let verification { try Streams.line("\n" + plain(VerificationOptions.summary(verification))) }
        }
        return checking.exitCode(for: verification)
    }
}
