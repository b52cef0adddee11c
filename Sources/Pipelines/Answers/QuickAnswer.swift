package import Documents
package import Generation

/// An answer at once: search, read the best passages with an encoder, quote the sentence that answers.
package struct QuickAnswer: Sendable {
    private let reader: any PassageReader
    private let search: PassageSearch

    /// Rough tokens that are read for one question: what a second is enough for.
    private static let tokensRead = 2400
    /// Passages that are shown where nothing answers.
    private static let hitsShown = 3

    /// - Parameter search: in what order passages are read; it need not rank them itself, reading does.
    package init(_ reader: any PassageReader, search: PassageSearch = .byWords) {
        self.reader = reader
        self.search = search
    }

    /// What was read, and the best that was found.
    package struct Finding: Sendable {
        /// Runs of sentences, in the order of their documents.
        package let passages: [SentenceSpan]
        package let readings: [PassageReading]
        package let mode: ContextSummary.Mode
        package let documentSentences: Int
        package let best: Candidate?

        package var tokens: Int { readings.reduce(0) { $0 + $1.tokens } }

        /// Sentences by their relevance, most relevant first.
        package var byRelevance: [(span: SentenceSpan, relevance: Float)] {
            zip(passages, readings).flatMap { passage, reading in
                zip(passage.sentences, reading.sentences).map { number, sentence in
                    (SentenceSpan(document: passage.document, sentences: number...number), sentence.relevance)
                }
            }.sorted { $0.relevance > $1.relevance }
        }
    }

    /// A place that answers.
    package struct Candidate: Sendable {
        package let document: Document
        package let sentence: Int
        package let answer: AnswerSpan

        /// The answering words alone.
        package var text: String {
            let start = document.sentences[sentence].range.lowerBound
            return String(
                document.text(in: start + answer.range.lowerBound..<start + answer.range.upperBound))
        }
    }

    // MARK: Finding

    /// Reads what search finds, or everything where that is little.
    ///
    /// - Parameter sections: nothing but these is read; nil for everything.
    package func find(
        _ question: String, in documents: [DocumentReader], within sections: [SentenceSpan]? = nil
    ) async throws -> Finding {
        let (passages, mode) = try await chosen(question, documents, sections)
        let byID = Dictionary(
            documents.map { ($0.document.id, $0.document) }, uniquingKeysWith: { first, _ in first })
        let texts = passages.map { passage in
            byID[passage.document].map { document in
                passage.sentences.map { String(document.text(of: $0...$0)) }
            } ?? []
        }
        let readings = try await reader.read(question, in: texts)
        var best: Candidate?
        for (passage, reading) in zip(passages, readings) {
            guard let document = byID[passage.document] else { continue }
            for (number, sentence) in zip(passage.sentences, reading.sentences) {
                guard let answer = sentence.answer, answer.score > best?.answer.score ?? -.infinity else {
                    continue
                }
                best = Candidate(document: document, sentence: number, answer: answer)
            }
        }
        return Finding(
            passages: passages, readings: readings, mode: mode,
            documentSentences: documents.reduce(0) { $0 + $1.document.sentences.count }, best: best)
    }

    /// The question is answered well enough.
    package func accepts(_ candidate: Candidate) -> Bool {
        candidate.answer.probability >= reader.profile.refusalThreshold
    }

    private func chosen(
        _ question: String, _ documents: [DocumentReader], _ sections: [SentenceSpan]?
    ) async throws -> (passages: [SentenceSpan], mode: ContextSummary.Mode) {
        let byID = Dictionary(
            documents.map { ($0.document.id, $0.document) }, uniquingKeysWith: { first, _ in first })
        let all = sections ?? NumberedContext(whole: documents.map(\.document)).windowSpans
        let size = all.reduce(0) { sum, span in
            sum + (byID[span.document].map { DocumentReader.roughTokens($0.text(of: span.sentences)) } ?? 0)
        }
        if size <= Self.tokensRead { return (all, sections == nil ? .whole : .sections) }
        var room = Self.tokensRead
        var taken: [SentenceSpan] = []
        for hit in try await search.passages(for: question, in: documents, within: sections) {
            guard room > 0, let document = byID[hit.span.document] else { break }
            taken.append(hit.span)
            room -= DocumentReader.roughTokens(document.text(of: hit.span.sentences))
        }
        // Nothing shares a word with the question: the beginning is as good a place as any, and is said.
        guard !taken.isEmpty else { return (Self.beginnings(of: all, byID), .head) }
        return (Self.inOrder(taken, documents.map(\.document.id)), .retrieved)
    }

    /// As many of the first sentences as are read for one question, shared among documents or sections.
    private static func beginnings(
        of spans: [SentenceSpan], _ documents: [DocumentID: Document]
    ) -> [SentenceSpan] {
        spans.compactMap { span in
            guard let document = documents[span.document] else { return nil }
            var room = tokensRead / spans.count
            var last = span.sentences.lowerBound
            for sentence in span.sentences where room > 0 {
                last = sentence
                room -= DocumentReader.roughTokens(document.text(of: sentence...sentence))
            }
            return SentenceSpan(document: span.document, sentences: span.sentences.lowerBound...last)
        }
    }

    /// Passages in the order of their documents; those that continue one another are one.
    private static func inOrder(_ spans: [SentenceSpan], _ documents: [DocumentID]) -> [SentenceSpan] {
        var joined: [SentenceSpan] = []
        for document in documents {
            let own = spans.filter { $0.document == document }.sorted {
                $0.sentences.lowerBound < $1.sentences.lowerBound
            }
            for span in own {
                if let last = joined.last, last.document == document,
                    last.sentences.upperBound + 1 >= span.sentences.lowerBound
                {
                    let end = max(last.sentences.upperBound, span.sentences.upperBound)
                    joined[joined.count - 1] = SentenceSpan(
                        document: document, sentences: last.sentences.lowerBound...end)
                } else {
                    joined.append(span)
                }
            }
        }
        return joined
    }

    // MARK: Answering

    /// The finding as an answer: one quoted sentence with its citation, or a refusal with what comes nearest.
    ///
    /// - Parameter scope: sections are kept to; of everything else a little or what search finds is read.
    /// - Throws: `PipelineError.emptyDocument`, and what the reader throws.
    package func answer(
        _ question: String, from documents: [DocumentReader], scope: QuestionScope = .automatic,
        report: (AnswerEvent) -> Void
    ) async throws -> CitedAnswer {
        var sections: [SentenceSpan]?
        if case .sections(let wanted) = scope {
            sections = NumberedContext(wanted, of: documents.map(\.document)).windowSpans
        }
        guard documents.contains(where: { !$0.document.sentences.isEmpty }), sections?.isEmpty != true else {
            throw PipelineError.emptyDocument(title: documents.first?.document.title ?? "")
        }
        report(.stage(.searching))
        let clock = ContinuousClock()
        let start = clock.now
        let finding = try await find(question, in: documents, within: sections)
        var statistics = GenerationStatistics()
        statistics.promptTokens = finding.tokens
        statistics.prefillSeconds = (clock.now - start) / .seconds(1)
        statistics.secondsToFirstToken = statistics.prefillSeconds
        let context = ContextSummary(
            sentences: finding.passages.reduce(0) { $0 + $1.sentences.count },
            documentSentences: finding.documentSentences, tokens: finding.tokens,
            mode: finding.mode, windows: finding.passages, earlierTurns: 0,
            scope: sections.map { .sections($0) })
        report(.context(context))
        let best = finding.best.flatMap { accepts($0) ? $0 : nil }
        return CitedAnswer(
            question: question, statements: best.map { [Self.statement($0)] } ?? [], raw: best?.text ?? "",
            parse: ParseReport(isStrict: true, repairs: 0), context: context,
            model: GeneratorProfile(reader.profile), sampling: .greedy, statistics: statistics, finish: .stop,
            isRefusal: best == nil,
            searchHits: best != nil
                ? []
                : finding.byRelevance.prefix(Self.hitsShown).map {
                    SearchHit(span: $0.span, score: Double($0.relevance))
                })
    }

    private static func statement(_ candidate: Candidate) -> Statement {
        let sentence = candidate.sentence...candidate.sentence
        return Statement(
            text: String(candidate.document.text(of: sentence)),
            citations: [
                Citation(
                    number: 1, span: SentenceSpan(document: candidate.document.id, sentences: sentence),
                    anchor: .ok)
            ], isQuoted: true, answerRange: candidate.answer.range)
    }
}

extension GeneratorProfile {
    /// `lectern.layout` of a reader's file.
    static let readerLayout = "reader"

    /// A reader as the maker of an answer.
    init(_ reader: ReaderProfile) {
        var prompts = PromptSet()
        prompts.layout = Self.readerLayout
        self.init(
            name: reader.name, architecture: reader.architecture, parameterCount: reader.parameterCount,
            quantization: reader.quantization, contextLength: reader.contextLength, prompts: prompts)
    }
}
