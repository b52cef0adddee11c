package import Documents

/// Rewards by text measures of our own, without a model.
///
/// Faithfulness: each sentence of the answer against the passages of the document that fit it best, by
/// `MeasuredSupport`; 10 × the mean of the verdicts. Completeness: the sentences of the document that fit the question
/// best (BM25), each weighted by its score and counted by the share of its content words that the answer has.
package struct MeasuredReward: Sendable {
    /// Tokens of a passage, passages a statement is checked against, and sentences that an answer is held against.
    private enum Figures {
        static let passageTokens = 64
        static let passages = 5
        static let evidence = 3
        static let keySentences = 12
    }

    private let document: Document
    private let passages: DocumentReader
    private let sentences: DocumentReader

    package init(_ document: Document) {
        self.document = document
        passages = DocumentReader(document, passageTokens: Figures.passageTokens)
        sentences = DocumentReader(document, passageTokens: 1)
    }

    package func score(
        _ answer: AnswerToScore, dimensions: Set<RewardDimension> = Set(RewardDimension.allCases),
        report: (RewardEvent) -> Void = { _ in }
    ) -> RewardBreakdown {
        let results = RewardDimension.allCases.filter(dimensions.contains).map { dimension in
            let result = result(dimension, answer)
            report(.dimension(result))
            return result
        }
        let breakdown = RewardBreakdown(
            judge: MeasuredSupport.judge, version: MeasuredSupport.version, dimensions: results)
        report(.finished(breakdown))
        return breakdown
    }

    private func result(_ dimension: RewardDimension, _ answer: AnswerToScore) -> DimensionResult {
        switch dimension {
        case .helpfulness, .logicality:
            DimensionResult(
                dimension,
                .notApplicable(
                    reason: "no text measure of ours agrees with people better than chance here; ask a model")
            )
        case .faithfulness: faithfulness(answer)
        case .completeness: completeness(answer)
        }
    }

    // MARK: Faithfulness

    private func faithfulness(_ answer: AnswerToScore) -> DimensionResult {
        let facts = Self.statements(of: answer).map(check)
        guard let score = RewardBreakdown.faithfulness(facts.map(\.verdict)) else {
            return DimensionResult(
                .faithfulness, .notApplicable(reason: "the answer has no factual statements"))
        }
        let full = facts.count { $0.verdict == .full }
        let partial = facts.count { $0.verdict == .partial }
        return DimensionResult(
            .faithfulness, .scored(score),
            analysis: "\(full) of \(facts.count) statements are borne out by their words, \(partial) in part",
            facts: facts)
    }

    /// Statements as the answer has them, or its sentences; those without content words say nothing to check.
    private static func statements(of answer: AnswerToScore) -> [String] {
        let whole = answer.statements.isEmpty ? [answer.text] : answer.statements.map(\.text)
        return whole.flatMap(sentences).filter { text in
            MeasuredWords.words(of: text).contains(where: MeasuredFeatures.isContent)
        }
    }

    private static func sentences(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        let ranges = SentenceSplitter.reference(text, training: .never) ?? []
        return ranges.map { String(decoding: bytes[$0], as: UTF8.self).trimmed }.filter { !$0.isEmpty }
    }

    /// The best passage decides; a statement that stands in two places needs only one.
    private func check(_ statement: String) -> JudgedFact {
        let hits = passages.passages(for: statement, limit: Figures.passages).map(\.span)
        let measured = hits.map { span in
            (span, MeasuredSupport.verdict(of: statement, in: String(document.text(of: span.sentences))))
        }
        guard let best = measured.max(by: { $0.1.expected < $1.1.expected }) else {
            return JudgedFact(
                fact: statement, verdict: .none, evidence: [],
                analysis: "no passage shares a word with it")
        }
        let evidence = measured.sorted { $0.1.expected > $1.1.expected }.prefix(Figures.evidence).map(\.0)
        let chance = (best.1.probability * 100).rounded()
        return JudgedFact(
            fact: statement, verdict: best.1.verdict,
            evidence: evidence.map { narrowed($0, to: statement) }.sorted {
                $0.sentences.lowerBound < $1.sentences.lowerBound
            },
            analysis: "\(best.1.verdict.rawValue) (\(Int(chance)) %): "
                + best.1.reasons.joined(separator: "; "))
    }

    /// The sentence of a passage that has most of a statement's words.
    private func narrowed(_ span: SentenceSpan, to statement: String) -> SentenceSpan {
        let wanted = Set(MeasuredWords.words(of: statement).filter(MeasuredFeatures.isContent).map(\.stem))
        let counts = span.sentences.map { number in
            let there = MeasuredWords.words(of: String(document.text(of: number...number)))
            return (number, wanted.intersection(there.map(\.stem)).count)
        }
        guard let best = counts.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }) else { return span }
        return SentenceSpan(document: span.document, sentences: best.0...best.0)
    }

    // MARK: Completeness

    private func completeness(_ answer: AnswerToScore) -> DimensionResult {
        let hits = sentences.passages(for: answer.question, limit: Figures.keySentences)
        guard !hits.isEmpty else {
            return DimensionResult(
                .completeness,
                .notApplicable(reason: "no sentence of the document shares a word with the question"))
        }
        let said = Set(MeasuredWords.words(of: answer.text).map(\.stem))
        let covered = hits.map { hit in
            let words = MeasuredWords.words(of: String(document.text(of: hit.span.sentences)))
            let content = Set(words.filter(MeasuredFeatures.isContent).map(\.stem))
            return content.isEmpty ? 0 : Double(content.intersection(said).count) / Double(content.count)
        }
        let weight = hits.reduce(0) { $0 + $1.score }
        let share =
            zip(hits, covered).reduce(0) { $0 + $1.0.score * $1.1 } / max(weight, .leastNonzeroMagnitude)
        let total = Double(max(1, document.text.utf8.count))
        let extracts = zip(hits, covered).sorted {
            $0.0.span.sentences.lowerBound < $1.0.span.sentences.lowerBound
        }
        .map { hit, share in
            let sentences = hit.span.sentences
            return PartExtract(
                from: Double(document.sentences[sentences.lowerBound].range.lowerBound) / total,
                to: Double(document.sentences[sentences.upperBound].range.upperBound) / total, part: hit.span,
                text: "\(Int((share * 100).rounded())) % of its words: \(document.text(of: sentences))")
        }
        return DimensionResult(
            .completeness, .scored(10 * share),
            analysis:
                "the answer has \(Int((share * 100).rounded())) % of the words of the \(hits.count) sentences "
                + "that fit the question best, weighted by how well they fit",
            extracts: extracts)
    }
}

extension MeasuredSupport.Measurement {
    /// The level to be expected: full counts 1, partial a half.
    var expected: Double { full + partial / 2 }
}
