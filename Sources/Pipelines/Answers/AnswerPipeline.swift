import Documents
package import Generation

/// A question about documents, answered with citations: choose what is read, generate, parse, check.
package struct AnswerPipeline: Sendable {
    private let generator: any TextGenerator
    private let search: PassageSearch
    private let reviewsCitations: Bool

    /// Passages that search offers where the model cited nothing.
    private static let searchHits = 3

    /// - Parameter reviewsCitations: the reader of `search` may put another sentence in place of the model's
    ///   (`CitationReview`); the answer then names it.
    package init(
        _ generator: any TextGenerator, search: PassageSearch = .byWords, reviewsCitations: Bool = false
    ) {
        self.generator = generator
        self.search = search
        self.reviewsCitations = reviewsCitations
    }

    /// Answers while it streams.
    ///
    /// - Parameters:
    ///   - sources: what is asked about, in this order; at least one with a sentence.
    ///   - earlier: turns about the whole of the same documents, oldest first.
    ///   - scope: what the person wants it answered from.
    ///   - begun: an answer to the same question about the same documents that was stopped or cut; this one goes on
    ///     behind its last word.
    ///   - stop: ends the answer and keeps what there is; it then comes as `.finished` with `.cancelled`.
    ///   - keepsPartial: what the model wrote before it failed is an answer too, with `.lost`; otherwise its error is
    ///     thrown. Without a word of text it always is.
    ///   - report: hears every event, in order.
    /// - Returns: the finished answer, after its event.
    /// - Throws: `PipelineError`, and what the generator throws.
    package func answer(
        _ question: String, from sources: [ContextSource], after earlier: [AnswerPrompt.Turn],
        fit: ContextFit, scope: QuestionScope = .automatic, continuing begun: CitedAnswer? = nil,
        sampling: SamplingParameters, stop: StopSignal, keepsPartial: Bool = false,
        report: (AnswerEvent) -> Void
    ) async throws -> CitedAnswer {
        guard sources.contains(where: { !$0.sentenceTokens.isEmpty }) else {
            throw PipelineError.emptyDocument(title: sources.first?.document.title ?? "")
        }
        report(.stage(.tokenizing))
        let planner = ContextPlanner(generator, sampling: sampling, search: search)
        let plan: ContextPlanner.Plan
        if let begun {
            plan = try planner.plan(resuming: begun, about: sources, after: earlier)
        } else {
            plan = try await planner.plan(
                question, about: sources, after: earlier, fit: fit, scope: scope,
                willSearch: { report(.stage(.searching)) })
        }
        report(.context(plan.summary))

        let prompt = AnswerPrompt(generator.profile)
        var reading = Reading(CitationParser(plan.context, form: prompt.form))
        var request = GenerationRequest(plan.messages, sampling: sampling, stop: stop)
        request.sources = sources.map(\.document.id.rawValue)
        if let begun {
            let written = begun.continuableText
            request.written = AnswerPrompt.written(written)
            report(.draft(reading.append(written, tokens: 0)))
        }
        request.regions = prompt.sentencePlaces(of: plan.context)
        if generator.profile.isEndpoint { report(.stage(.waiting(model: generator.profile.name))) }
        do {
            for try await event in generator.generate(request) {
                switch event {
                case .prefill(let done, let total, let cached):
                    report(.reading(ReadingProgress(done: done, total: total, cached: cached)))
                case .text(let text, let tokens):
                    report(.draft(reading.append(text, tokens: tokens)))
                case .report(let figures):
                    report(.run(AnswerRun(report: figures, windows: plan.summary.windows)))
                case .finished(let reason, let statistics):
                    reading.end = (reason, statistics)
                }
            }
        } catch {
            guard keepsPartial, !reading.raw.trimmed.isEmpty, !(error is CancellationError), !Task.isCancelled
            else { throw error }
            reading.failure = AnswerFailure(error)
        }
        var answer = try await finished(question, &reading, plan, prompt, sources, sampling)
        answer.continuedTokens = begun.map { ($0.continuedTokens ?? 0) + $0.statistics.generatedTokens }
        report(.finished(answer))
        return answer
    }

    private func finished(
        _ question: String, _ reading: inout Reading, _ plan: ContextPlanner.Plan, _ prompt: AnswerPrompt,
        _ sources: [ContextSource], _ sampling: SamplingParameters
    ) async throws -> CitedAnswer {
        let (reason, statistics) = reading.end ?? (.cancelled, reading.statistics)
        let finish: CitedAnswer.Finish =
            switch reason {
            case _ where reading.failure != nil: .lost
            case .endOfText, .stopString: .stop
            case .maximumTokens: .length
            case .cancelled: .cancelled
            }
        var result = reading.parser.finish(isCut: finish != .stop)
        let isDone = finish == .stop && result.statements.contains { !$0.citations.isEmpty }
        var reviewer: String?
        // A server's model is no small one; its citations stay its own.
        if isDone, reviewsCitations, !generator.profile.isEndpoint, let reader = search.reader,
            let reviewed = try await CitationReview(reader).reviewed(
                result.statements, of: question, in: plan.context)
        {
            result.statements = reviewed
            reviewer = reader.profile.name
        }
        for index in result.statements.indices {
            result.statements[index].checks = checks(of: result.statements[index], in: sources)
        }
        let hasCited = result.statements.contains { !$0.citations.isEmpty }
        // Words are enough here, and cost nothing.
        let hits =
            hasCited || finish == .cancelled || finish == .lost
            ? [] : try await PassageSearch.byWords.passages(for: question, in: sources.map(\.reader))
        let said = result.statements.map(\.text).joined(separator: " ").trimmed
        return CitedAnswer(
            question: question, statements: result.statements, trailing: result.trailing, raw: reading.raw,
            parse: result.report, context: plan.summary, model: generator.profile, sampling: sampling,
            statistics: statistics, finish: finish,
            isRefusal: !hasCited && finish == .stop && (said == prompt.refusal || said.isEmpty),
            searchHits: Array(hits.prefix(Self.searchHits)), reviewer: reviewer, failure: reading.failure)
    }

    /// A quotation of the cited sentences would only be compared with itself.
    private func checks(of statement: Statement, in sources: [ContextSource]) -> [StatementCheck] {
        guard !statement.isQuoted else { return [] }
        let cited = statement.citations.compactMap { citation in
            sources.first { $0.document.id == citation.span.document }?.document.text(
                of: citation.span.sentences)
        }
        return StatementChecks.checks(of: statement.text, against: cited.joined(separator: "\n"))
    }

    /// The stream so far.
    private struct Reading {
        var parser: CitationParser
        var raw = ""
        var end: (StopReason, GenerationStatistics)?
        var failure: AnswerFailure?
        /// What was counted so far, for an answer whose end never came.
        var statistics = GenerationStatistics()

        init(_ parser: CitationParser) { self.parser = parser }

        mutating func append(_ text: String, tokens: Int) -> AnswerDraft {
            raw += text
            statistics.generatedTokens = tokens
            var draft = parser.consume(text)
            draft.generatedTokens = tokens
            return draft
        }
    }
}
