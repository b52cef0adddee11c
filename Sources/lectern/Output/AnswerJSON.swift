import Foundation
import LecternEngine

/// The JSON of `lectern ask`, as `cli.md` lays it down. Numbers of sentences are inclusive spans.
struct AnswerJSON: Encodable {
    let schema = 1
    let question: String
    let answer: String
    let statements: [StatementJSON]
    let raw: String
    let parse: Parse
    let model: Model
    /// The passage reader that had a say in the citations.
    @Nullable var reviewer: String?
    let context: Context
    let attention: Attention
    let timing: Timing
    let finish: String
    let refused: Bool
    /// Passages that search found and the model did not cite.
    let found: [Passage]
    /// What a reader must know about how the answer came about.
    let warnings: [String]
    /// Where `finish` is `lost`: why; what is above it came before.
    let error: ErrorJSON.Body?
    /// Only where a check was asked for.
    let verification: VerificationJSON?

    struct Parse: Encodable {
        let strict: Bool
        let repairs: Int
    }

    struct Model: Encodable {
        let name: String
        let architecture: String
        let parameters: Int
        let quantization: String
    }

    struct Context: Encodable {
        let sentences: Int
        let document_sentences: Int
        let tokens: Int
        let mode: String
        let cached_tokens: Int
        let earlier_turns: Int
        let windows: [Window]
    }

    struct Window: Encodable {
        let document: String
        let start: Int
        let end: Int
    }

    struct Attention: Encodable {
        let mode: String
        @Nullable var cra: Double?
        @Nullable var cra_min: Double?
        @Nullable var density: Double?
    }

    struct Timing: Encodable {
        let load_s: Double
        @Nullable var ttft_s: Double?
        @Nullable var prefill_tokens_per_s: Double?
        @Nullable var decode_tokens_per_s: Double?
        let total_s: Double
    }

    struct StatementJSON: Encodable {
        let text: String
        let citations: [CitationJSON]
        let rejected: [Rejected]
        let support: String
        let checks: [Check]
        let quoted: Bool
        /// The words of a quoted sentence that answer: UTF-8 offsets into `text`, half-open.
        @Nullable var answer_range: TextRange?
        let cut: Bool
    }

    struct Check: Encodable {
        let kind: String
        let value: String
        let found: String
    }

    struct TextRange: Encodable {
        let start: Int
        let end: Int
    }

    struct CitationJSON: Encodable {
        let document: String
        let number: Int
        let start: Int
        let end: Int
        @Nullable var page: String?
        let anchor: String
        let text: String
    }

    struct Rejected: Encodable {
        let raw: String
        let why: String
    }

    struct Passage: Encodable {
        let document: String
        let start_sentence: Int
        let end_sentence: Int
        let score: Double
        let text: String
    }
}

extension AnswerJSON {
    /// - Parameters:
    ///   - documents: every document a citation of the answer can point into.
    ///   - loadSeconds: time to open the model; 0 when it was open already.
    init(
        _ answer: CitedAnswer, _ verification: AnswerVerification? = nil, documents: [DocumentID: Document],
        loadSeconds: Double, totalSeconds: Double
    ) {
        self.verification = verification.map(VerificationJSON.init)
        question = answer.question
        self.answer = answer.plainText
        statements = answer.statements.map { StatementJSON($0, documents: documents) }
        raw = answer.raw
        parse = Parse(strict: answer.parse.isStrict, repairs: answer.parse.repairs)
        model = Model(
            name: answer.model.name, architecture: answer.model.architecture,
            parameters: answer.model.parameterCount, quantization: answer.model.quantization)
        reviewer = answer.reviewer
        context = Context(
            sentences: answer.context.sentences, document_sentences: answer.context.documentSentences,
            tokens: answer.context.tokens, mode: answer.context.mode.rawValue,
            cached_tokens: answer.statistics.cachedTokens, earlier_turns: answer.context.earlierTurns,
            windows: answer.context.windows.map {
                Window(
                    document: $0.document.rawValue, start: $0.sentences.lowerBound,
                    end: $0.sentences.upperBound)
            })
        attention = Attention(
            // Measured: a prompt too short to sample was read fully, whatever was asked for.
            mode: (answer.statistics.attentionDensity ?? 1) < 1 ? "sample" : "full",
            cra: answer.statistics.cra, cra_min: answer.statistics.craMinimum,
            density: answer.statistics.attentionDensity)
        timing = Timing(
            load_s: loadSeconds, ttft_s: answer.statistics.secondsToFirstToken,
            prefill_tokens_per_s: answer.statistics.prefillTokensPerSecond,
            decode_tokens_per_s: answer.statistics.decodeTokensPerSecond, total_s: totalSeconds)
        finish = answer.finish.rawValue
        refused = answer.isRefusal
        found = answer.searchHits.map { hit in
            Passage(
                document: hit.span.document.rawValue, start_sentence: hit.span.sentences.lowerBound,
                end_sentence: hit.span.sentences.upperBound, score: hit.score,
                text: documents[hit.span.document].map { String($0.text(of: hit.span.sentences)) } ?? "")
        }
        warnings = [answer.readingWarning].compactMap(\.self)
        error = answer.failure.map { ErrorJSON.Body(kind: "lost", message: $0.message, hint: $0.hint) }
    }
}

extension AnswerJSON.StatementJSON {
    init(_ statement: Statement, documents: [DocumentID: Document]) {
        text = statement.text
        citations = statement.citations.map { citation in
            let span = citation.span
            let document = documents[span.document]
            let start = document.map { $0.sentences[span.sentences.lowerBound].range.lowerBound }
            return AnswerJSON.CitationJSON(
                document: span.document.rawValue, number: citation.number, start: span.sentences.lowerBound,
                end: span.sentences.upperBound, page: start.flatMap { document?.page(at: $0) },
                anchor: citation.anchor.rawValue,
                text: document.map { String($0.text(of: span.sentences)) } ?? "")
        }
        rejected = statement.rejected.map { AnswerJSON.Rejected(raw: $0.raw, why: $0.reason.rawValue) }
        support = statement.support.rawValue
        checks = statement.checks.map {
            AnswerJSON.Check(kind: $0.kind.rawValue, value: $0.value, found: $0.found.rawValue)
        }
        quoted = statement.isQuoted
        answer_range = statement.answerRange.map {
            AnswerJSON.TextRange(start: $0.lowerBound, end: $0.upperBound)
        }
        cut = statement.isCut
    }
}
