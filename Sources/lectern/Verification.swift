public import ArgumentParser
import Foundation
public import LecternEngine

/// Whether an answer is checked, and by whom.
struct VerificationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Check each statement against what it cites: auto, measured, reader or model.", valueName: "judge"
        ))
    var judge: JudgeChoice?

    @Option(
        help: ArgumentHelp(
            "Check, and exit with 6 when the share of supported statements is lower.", valueName: "share"))
    var requireSupport: Double?

    mutating func validate() throws {
        if let requireSupport, !(0...1).contains(requireSupport) {
            throw ValidationError("--require-support takes a number from 0 to 1.")
        }
    }

    var isWanted: Bool { judge != nil || requireSupport != nil }

    /// Checks an answer.
    ///
    /// - Returns: nil when nobody asked for it.
    func verify(
        _ answer: CitedAnswer, id: AnswerID?, about documents: [DocumentID], by engine: Engine,
        stop: StopSignal,
        progress: inout ProgressLine
    ) async throws -> AnswerVerification? {
        guard isWanted else { return nil }
        var result: AnswerVerification?
        for try await event in engine.verify(
            answer, id: id, about: documents, judge: judge ?? .automatic, stop: stop)
        {
            switch event {
            case .stage(let stage): progress.say(stage.label)
            case .progress(let done, let total):
                progress.update("check", done: done, total: total, unit: "statements")
            case .notKept(let reason):
                progress.clear()
                Streams.note("lectern: the verdicts could not be kept: \(plain(reason))")
            case .finished(let verification): result = verification
            }
        }
        progress.clear()
        return result
    }

    /// What the check comes to: a note, and the exit code when a share was asked for and not reached.
    func exitCode(for verification: AnswerVerification?) -> Int32 {
        guard let verification else { return ExitCode.done }
        let recall = verification.scores.recall
        guard let requireSupport, recall < requireSupport else { return ExitCode.done }
        Streams.note(
            "lectern: \(Int((recall * 100).rounded()))% of the statements are supported (\(verification.judge)); "
                + "\(Int((requireSupport * 100).rounded()))% were asked for.")
        return ExitCode.checkFailed
    }

    /// For people: `Support: 2 full, 1 partial, 0 none …`.
    static func summary(_ verification: AnswerVerification) -> String {
        let verdicts = verification.statements.map(\.verdict)
        func count(_ verdict: Verdict) -> Int { verdicts.filter { $0 == verdict }.count }
        let scores = verification.scores
        func percent(_ value: Double) -> String { "\(Int((value * 100).rounded()))%" }
        return
            "Support by \(verification.judge): \(count(.full)) full, \(count(.partial)) partly, \(count(.none)) none"
            + " (recall \(percent(scores.recall)), precision \(percent(scores.precision)), F1 \(percent(scores.f1)))"
    }
}

extension JudgeChoice: ExpressibleByArgument {}

/// A judge's verdicts in the JSON of `ask` and `cite`.
struct VerificationJSON: Encodable {
    let judge: String
    let recall: Double
    let precision: Double
    let f1: Double
    let statements: [Statement]

    struct Statement: Encodable {
        let verdict: String
        @Nullable var probability: Double?
        let words: String
        @Nullable var needs_citation: Bool?
        let relevant: [Bool?]
    }

    init(_ verification: AnswerVerification) {
        judge = verification.judge
        let scores = verification.scores
        (recall, precision, f1) = (scores.recall, scores.precision, scores.f1)
        statements = verification.statements.map {
            Statement(
                verdict: $0.verdict.rawValue, probability: $0.probability, words: $0.words,
                needs_citation: $0.needsCitation, relevant: $0.relevant)
        }
    }
}
