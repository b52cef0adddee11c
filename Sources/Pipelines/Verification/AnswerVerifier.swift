import Documents
package import Generation

/// Judges every statement of an answer: support, relevance of each citation, need of one, better evidence.
package struct AnswerVerifier: Sendable {
    private let judge: any StatementJudge
    /// Passages looked at where a statement is in doubt.
    private static let passages = 3
    /// A search hit counts as better evidence from this probability of support on.
    private static let leastSupport = 0.5

    package init(_ judge: any StatementJudge) { self.judge = judge }

    /// - Parameters:
    ///   - readers: the documents that the answer was asked about.
    ///   - citations: stand in for the model's own where a person corrected them, by statement.
    ///   - only: the statements to judge; the others come back unchecked. Nil judges all.
    ///   - report: hears how many of how many statements are done.
    /// - Throws: what the judge throws; `CancellationError` at a stop.
    package func verify(
        _ answer: CitedAnswer, citations: [Int: [Citation]] = [:], from readers: [DocumentReader],
        only: Set<Int>? = nil, stop: StopSignal, report: (_ done: Int, _ total: Int) -> Void
    ) async throws -> AnswerVerification {
        let context = JudgeContext(question: answer.question, answer: answer.plainText)
        let documents = Dictionary(
            readers.map { ($0.document.id, $0.document) }, uniquingKeysWith: { first, _ in first })
        var results: [StatementVerification] = []
        for (index, statement) in answer.statements.enumerated() {
            report(index, answer.statements.count)
            if stop.isStopped { throw CancellationError() }
            try Task.checkCancellation()
            guard only?.contains(index) ?? true else {
                results.append(StatementVerification(verdict: .unchecked))
                continue
            }
            var statement = statement
            statement.citations = citations[index] ?? statement.citations
            results.append(try await verify(statement, context, documents, readers))
        }
        report(answer.statements.count, answer.statements.count)
        return AnswerVerification(
            judge: judge.name, judgesItself: ["model:", "endpoint:"].contains { judge.name == $0 + answer.model.name },
            statements: results)
    }

    private func verify(
        _ statement: Statement, _ context: JudgeContext, _ documents: [DocumentID: Document],
        _ readers: [DocumentReader]
    ) async throws -> StatementVerification {
        let text = statement.text.trimmed
        let cited = statement.citations.map { Self.text(of: $0.span, documents) }
        if statement.isQuoted, !cited.isEmpty {
            // The statement is its evidence.
            return StatementVerification(
                verdict: .full, probability: 1, words: "the cited text itself",
                relevant: cited.map { _ in true })
        }
        guard !cited.isEmpty else {
            let needs = text.isEmpty ? false : try await judge.needsCitation(text, context: context)
            let better = needs ?? true ? try await evidence(for: text, beyond: [], context, readers) : []
            return StatementVerification(
                verdict: .unchecked, needsCitation: needs, better: better)
        }
        let joined = cited.filter { !$0.isEmpty }.joined(separator: "\n\n")
        // A blank text bears out nothing, and no judge has to be asked.
        let support =
            joined.isEmpty
            ? JudgedSupport(.none, probability: 0, words: "the cited sentences are not in the library")
            : try await judge.support(of: text, in: joined, context: context)
        var relevant: [Bool?] = []
        for snippet in cited {
            relevant.append(
                snippet.isEmpty ? false : try await judge.relevance(of: snippet, to: text, context: context))
        }
        let better =
            support.verdict == .full
            ? [] : try await evidence(for: text, beyond: statement.citations.map(\.span), context, readers)
        return StatementVerification(
            verdict: support.verdict, probability: support.probability, words: support.words,
            relevant: relevant, better: better)
    }

    /// Sentences of the documents that bear the statement out by the same judge, where those it cites do not.
    private func evidence(
        for statement: String, beyond cited: [SentenceSpan], _ context: JudgeContext,
        _ readers: [DocumentReader]
    ) async throws -> [SearchHit] {
        var found: [SearchHit] = []
        let hits = readers.flatMap { $0.passages(for: statement, limit: Self.passages) }
            .sorted { $0.score > $1.score }.prefix(Self.passages)
        for hit in hits {
            guard let document = readers.first(where: { $0.document.id == hit.span.document })?.document
            else {
                continue
            }
            for sentence in hit.span.sentences {
                let span = SentenceSpan(document: document.id, sentences: sentence...sentence)
                guard
                    !cited.contains(where: { $0.document == span.document && $0.sentences.contains(sentence) }
                    )
                else { continue }
                let judged = try await judge.support(
                    of: statement, in: String(document.text(of: sentence...sentence)), context: context)
                let score = judged.probability ?? (judged.verdict == .full ? 1 : 0)
                if judged.verdict == .full, score >= Self.leastSupport {
                    found.append(SearchHit(span: span, score: score))
                }
            }
        }
        return Array(found.sorted { $0.score > $1.score }.prefix(Self.passages))
    }

    private static func text(of span: SentenceSpan, _ documents: [DocumentID: Document]) -> String {
        guard let document = documents[span.document],
            span.sentences.upperBound < document.sentences.count
        else { return "" }
        return String(document.text(of: span.sentences))
    }
}
