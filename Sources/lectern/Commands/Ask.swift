import ArgumentParser
import Foundation
import LecternEngine
import Workbench

/// `lectern ask`: one cited answer on standard output.
struct AskCommand: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Answer a question about documents, with citations.",
        discussion: "The answer goes to standard output; progress and notes go to standard error.")

    @Argument(
        help: "Documents: a path, “-” for standard input, an id from “docs list” or the start of one.",
        completion: Completions.documents)
    var documents: [String] = []

    @Option(name: .shortAndLong, help: "The question; “@FILE” reads it from a file.")
    var question: String

    @Flag(help: "Quote the sentence that answers at once, found by search and the passage reader.")
    var quick = false

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: "What to do when the document is longer than the context (retrieve).")
    var fit: ContextFit?

    @Flag(
        help:
            "Let lectern-reader put another sentence in place of the one that a short answer cites; it is then named."
    )
    var reviewed = false

    @Flag(help: "Write nothing to the library.")
    var noKeep = false

    @OptionGroup var checking: VerificationOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let started = ContinuousClock.now
        let text = try questionText()
        let settings = try global.settings()
        let engine = try await global.engine(settings, keeps: !noKeep)
        let documents = try await DocumentArguments.resolve(documentNames, with: engine)
        let stop = StopSignal()
        let interrupt = Interrupt { stop.stop() }
        defer { interrupt.end() }

        let ids = documents.map(\.id)
        let conversation = noKeep ? nil : try await engine.startConversation(about: ids)
        let ask = Question(
            text, about: ids, in: conversation,
            fit: fit ?? ContextFit(rawValue: settings.text(.fit)) ?? .retrieve,
            sampling: sampling.parameters(settings),
            reviewsCitations: reviewed)
        var progress = global.progress
        var finished: CitedAnswer?
        var kept: AnswerID?
        let events = quick ? engine.answerNow(ask) : engine.ask(ask, stop: stop)
        for try await event in events {
            switch event {
            case .stage(let stage): progress.say(stage.label)
            case .context(let context): note(context, progress: &progress)
            case .reading(let reading):
                progress.update(
                    "read", done: reading.done, total: reading.total, initially: reading.cached, unit: "tok")
            case .draft(let draft): progress.say("answer  \(draft.generatedTokens) tok")
            case .run: break
            case .kept(let id): kept = id
            case .notKept(let reason):
                progress.clear()
                Streams.note("lectern: the answer could not be kept: \(plain(reason))")
            case .finished(let answer): finished = answer
            }
        }
        progress.clear()
        guard var answer = finished else { throw CancellationError() }
        var verification: AnswerVerification?
        var problem: (any Error)?
        if answer.finish != .lost {
            do {
                verification = try await checking.verify(
                    answer, id: kept, about: ids, by: engine, stop: stop, progress: &progress)
            } catch  where !(error is CancellationError) {
                // The answer is there; that it could not be checked is said below it.
                problem = error
            }
        }
        if let verification { answer = answer.marked(with: verification) }

        if json {
            let loadSeconds =
                quick
                ? await engine.readerStatus()?.loadSeconds ?? 0 : await engine.modelStatus().loadSeconds ?? 0
            let byID = Dictionary(documents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            try JSONOutput.print(
                AnswerJSON(
                    answer, verification, documents: byID, loadSeconds: loadSeconds,
                    totalSeconds: (ContinuousClock.now - started).seconds))
        } else {
            try Streams.line(plain(AnswerText.footnoted(answer, documents: documents)))
            if let verification { try Streams.line("\n" + plain(VerificationOptions.summary(verification))) }
        }
        if let problem { return CommandRun.report(problem, asJSON: false) }
        if let failure = answer.failure {
            // What came before is printed above and kept; the failure is the last word.
            CommandRun.note(failure.message, hint: failure.hint)
            return ExitCode.failed
        }
        return answer.finish == .cancelled ? ExitCode.interrupted : checking.exitCode(for: verification)
    }

    /// Without a document, standard input is the document if something is piped in.
    private var documentNames: [String] {
        documents.isEmpty && !Streams.inputIsTerminal ? ["-"] : documents
    }

    private func questionText() throws -> String {
        var text = question
        if question.hasPrefix("@") {
            let path = String(question.dropFirst())
            do {
                text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            } catch {
                throw CommandFailure(
                    kind: "input", code: ExitCode.input,
                    "The question file \(path) could not be read as UTF-8 text.")
            }
        }
        text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw ValidationError("The question is empty.") }
        return text
    }

    private func note(_ context: ContextSummary, progress: inout ProgressLine) {
        guard context.mode != .whole, Streams.errorIsTerminal || global.verbose || !json else { return }
        progress.clear()
        Streams.note(
            "lectern: answered from \(context.sentences) of \(context.documentSentences) sentences "
                + "(\(context.mode.explanation)).")
    }
}

extension AnswerStage {
    /// What goes on, in words.
    var label: String {
        switch self {
        case .loadingModel(let name): "loading \(plain(name))"
        case .tokenizing: "tokenising"
        case .searching: "searching"
        case .waiting(let model): "waiting for \(plain(model))"
        }
    }
}

extension ContextSummary.Mode {
    var explanation: String {
        switch self {
        case .whole: "the whole document"
        case .retrieved: "chosen by search, since the model reads no more at once"
        case .head: "its beginning"
        case .middleOut: "its beginning and end"
        case .sections: "the chosen sections"
        }
    }
}
