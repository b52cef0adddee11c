import Documents
package import Generation

/// What happens while citations are found for an answer.
package enum CoarseToFineEvent: Sendable, Hashable {
    /// `done` of `total` statements have their sentences.
    case progress(done: Int, total: Int)
}

/// Finds sentence citations for an answer that exists already (CoF stages 2 to 4, `longcite.md` §8): first the chunks
/// of the document that bear a statement out, then the sentences within them.
///
/// Where we differ from the paper: chunks are whole sentences of about 128 tokens, found by BM25 instead of an
/// embedding service; a model that was trained to find sentences is asked for them directly, statement by statement.
package struct CoarseToFine: Sendable {
    /// The paper's figures.
    package enum Figures {
        static let chunkTokens = 128
        static let mostChunksOfSentence = 10
        static let mostChunksOfAll = 40
        static let mostSpans = 3
        static let sentenceTokens = 128
        static let answerTokens = 2048
    }

    private let generator: any TextGenerator

    package init(_ generator: any TextGenerator) { self.generator = generator }

    /// The answer's statements with their citations, in order.
    ///
    /// - Parameter answer: plain text; its words are kept as they are.
    package func cite(
        _ answer: String, to question: String, from source: ContextSource, sampling: SamplingParameters,
        stop: StopSignal, report: (CoarseToFineEvent) -> Void
    ) async throws -> [Statement] {
        let prompt = AnswerPrompt(generator.profile)
        let sentences = Self.sentences(of: answer)
        guard !sentences.isEmpty else { return [] }
        guard prompt.form == .statements, generator.profile.prompts.layout == nil else {
            return try await citeDirectly(sentences, source, sampling, stop, report)
        }
        let chunks = Self.chunks(for: sentences, in: source.document)
        let pieces = try await cut(answer, question, chunks, source.document, sampling, stop)
        return try await refine(pieces, chunks, source.document, sampling, stop, report)
    }

    // MARK: Models that find sentences

    private func citeDirectly(
        _ sentences: [String], _ source: ContextSource, _ sampling: SamplingParameters, _ stop: StopSignal,
        _ report: (CoarseToFineEvent) -> Void
    ) async throws -> [Statement] {
        var profile = generator.profile
        // Its answering prompt would write new words; the finding one names sentences only.
        profile.prompts.answer = nil
        let prompt = AnswerPrompt(profile)
        var statements: [Statement] = []
        var numbers = CitationNumbers()
        for (index, sentence) in sentences.enumerated() {
            report(.progress(done: index, total: sentences.count))
            let plan = try await ContextPlanner(generator, sampling: sampling, prompt: prompt).plan(
                sentence, about: [source], after: [], fit: .retrieve)
            let output = try await Completion.text(
                plan.messages, from: generator, sampling: sampling, stop: stop)
            var parser = CitationParser(plan.context, form: prompt.form)
            _ = parser.consume(output.text)
            let spans = parser.finish().statements.flatMap(\.citations).map(\.span).prefix(Figures.mostSpans)
            statements.append(
                Statement(
                    text: sentence, leading: index == 0 ? "" : " ",
                    citations: spans.map { Citation(number: numbers.number(of: $0), span: $0, anchor: .ok) }))
        }
        report(.progress(done: sentences.count, total: sentences.count))
        return statements
    }

    // MARK: Stage 2

    private static func sentences(of answer: String) -> [String] {
        let bytes = Array(answer.utf8)
        let ranges = SentenceSplitter.reference(answer, training: .never) ?? []
        return ranges.map { String(decoding: bytes[$0], as: UTF8.self).trimmed }.filter { !$0.isEmpty }
    }

    /// For each of n sentences its best min(10, ⌈40 / n⌉) chunks; each chunk once, in the document's order.
    private static func chunks(for sentences: [String], in document: Document) -> [ClosedRange<Int>] {
        let each = min(
            Figures.mostChunksOfSentence, (Figures.mostChunksOfAll + sentences.count - 1) / sentences.count)
        let reader = DocumentReader(document, passageTokens: Figures.chunkTokens)
        var seenTexts = Set<String>()
        var spans = Set<ClosedRange<Int>>()
        for sentence in sentences {
            for hit in reader.passages(for: sentence, limit: each) {
                let text = String(document.text(of: hit.span.sentences))
                if seenTexts.insert(text).inserted { spans.insert(hit.span.sentences) }
            }
        }
        return spans.sorted { $0.lowerBound < $1.lowerBound }
    }

    private func cut(
        _ answer: String, _ question: String, _ chunks: [ClosedRange<Int>], _ document: Document,
        _ sampling: SamplingParameters, _ stop: StopSignal
    ) async throws -> [SnippetCitations.Piece] {
        var parts: [ChatMessage.Part] = [
            .markup(ShippedPrompt.cofSnippets + "\n\n[Question]\n"), .text(question),
            .markup("\n\n[Answer]\n"),
            .text(answer), .markup("\n\n[Snippets]\n"),
        ]
        for (index, chunk) in chunks.enumerated() {
            parts.append(.markup("Snippet [\(index + 1)]\n"))
            parts.append(.text(String(document.text(of: chunk)) + "\n"))
        }
        parts.append(.markup("\n[Statements]\n"))
        var sampling = sampling
        sampling.maximumTokens = Figures.answerTokens
        let output = try await Completion.text(
            [ChatMessage(.user, parts: parts)], from: generator, sampling: sampling, stop: stop)
        return SnippetCitations.read(output.text, count: chunks.count)
    }

    // MARK: Stages 3 and 4

    private func refine(
        _ pieces: [SnippetCitations.Piece], _ chunks: [ClosedRange<Int>], _ document: Document,
        _ sampling: SamplingParameters, _ stop: StopSignal, _ report: (CoarseToFineEvent) -> Void
    ) async throws -> [Statement] {
        var statements: [Statement] = []
        var glue = ""
        var numbers = CitationNumbers()
        let total = pieces.filter { $0.snippets != nil }.count
        for piece in pieces {
            guard let snippets = piece.snippets else {
                glue += piece.text
                continue
            }
            report(.progress(done: statements.count, total: total))
            let windows = Self.windows(around: snippets.map { chunks[$0 - 1] }, in: document)
            let spans = try await sentences(for: piece.text, in: NumberedContext(windows), sampling, stop)
            statements.append(
                Statement(
                    text: piece.text, leading: glue,
                    citations: spans.map { Citation(number: numbers.number(of: $0), span: $0, anchor: .ok) }))
            glue = ""
        }
        report(.progress(done: total, total: total))
        return statements
    }

    /// Each chunk with as many sentences before and after it as it has itself; what touches is one window.
    private static func windows(around chunks: [ClosedRange<Int>], in document: Document) -> [NumberedContext
        .Window]
    {
        let last = document.sentences.count - 1
        var merged: [ClosedRange<Int>] = []
        for chunk in chunks.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let wide = max(0, chunk.lowerBound - chunk.count)...min(last, chunk.upperBound + chunk.count)
            if let before = merged.last, before.upperBound + 1 >= wide.lowerBound {
                merged[merged.count - 1] = before.lowerBound...max(before.upperBound, wide.upperBound)
            } else {
                merged.append(wide)
            }
        }
        return merged.map { NumberedContext.Window(document, $0) }
    }

    private func sentences(
        for statement: String, in context: NumberedContext, _ sampling: SamplingParameters, _ stop: StopSignal
    ) async throws -> [SentenceSpan] {
        guard context.count > 0 else { return [] }
        var parts: [ChatMessage.Part] = [.markup(ShippedPrompt.cofSentences + "\n")]
        for number in 0..<context.count {
            parts.append(.markup("<C\(number)>"))
            parts.append(.text(context.text(of: number) + " "))
        }
        parts += [.markup("\n[Statement]\n"), .text(statement.trimmed), .markup("\n[Sentences]\n")]
        var sampling = sampling
        sampling.maximumTokens = Figures.sentenceTokens
        let output = try await Completion.text(
            [ChatMessage(.user, parts: parts)], from: generator, sampling: sampling, stopStrings: ["\n"],
            stop: stop)
        return CitationSpans.strict(output.text)
            .filter { $0.first < context.count && $0.last >= $0.first }.prefix(Figures.mostSpans)
            .flatMap { context.spans(of: $0.first...min($0.last, context.count - 1)) }
    }
}

extension CoarseToFine {
    /// Whether a cited answer is worth keeping as training data (stage 4): some statement cites, and of five or more
    /// statements at least a fifth do.
    package static func isUseful(_ statements: [Statement]) -> Bool {
        let cited = statements.filter { !$0.citations.isEmpty }.count
        return cited > 0 && (statements.count < 5 || Double(cited) / Double(statements.count) >= 0.2)
    }

    /// The answer in LongCite's form, with the document's own sentence numbers.
    package static func markup(_ statements: [Statement]) -> String {
        statements.map { statement in
            let spans = statement.citations.map {
                "[\($0.span.sentences.lowerBound)-\($0.span.sentences.upperBound)]"
            }
            return
                "\(statement.leading)<statement>\(statement.text)<cite>\(spans.joined())</cite></statement>"
        }.joined()
    }
}
