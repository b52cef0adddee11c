public import Documents
import Foundation
public import Generation

/// How a document that may be longer than the context is read.
public enum ContextFit: String, Sendable, Hashable, Codable, CaseIterable {
    case retrieve, whole, head
    case middleOut = "middle-out"
    case fail
}

/// What part of the documents the model read for an answer.
public struct ContextSummary: Sendable, Hashable, Codable {
    public enum Mode: String, Sendable, Hashable, Codable {
        case whole, retrieved, head
        case middleOut = "middle-out"
        /// All of the passages that the question was about.
        case sections
    }

    /// Sentences in the prompt.
    public var sentences: Int
    /// Sentences of all documents asked about.
    public var documentSentences: Int
    /// Tokens of the whole prompt.
    public var tokens: Int
    public var mode: Mode
    /// The runs of sentences that were read, in prompt order.
    public var windows: [SentenceSpan]
    /// Earlier turns of the conversation that were sent along.
    public var earlierTurns: Int
    /// What the person wanted it answered from, where that is something of its own.
    public var scope: QuestionScope?

    public init(
        sentences: Int, documentSentences: Int, tokens: Int, mode: Mode, windows: [SentenceSpan],
        earlierTurns: Int, scope: QuestionScope? = nil
    ) {
        self.scope = scope
        self.sentences = sentences
        self.documentSentences = documentSentences
        self.tokens = tokens
        self.mode = mode
        self.windows = windows
        self.earlierTurns = earlierTurns
    }
}

/// How the model's markup was read.
public struct ParseReport: Sendable, Hashable, Codable {
    /// The strict reading (LongCite's released parser) finds the same statements and citations.
    public var isStrict: Bool
    /// Number of lenient repairs.
    public var repairs: Int

    public init(isStrict: Bool, repairs: Int) {
        self.isStrict = isStrict
        self.repairs = repairs
    }
}

/// A passage that search found, not the model. Always shown apart from citations.
public struct SearchHit: Sendable, Hashable, Codable {
    public let span: SentenceSpan
    public let score: Double

    public init(span: SentenceSpan, score: Double) {
        self.span = span
        self.score = score
    }
}

/// Why an answer ended before the model had finished it, in words for people.
public struct AnswerFailure: Sendable, Hashable, Codable {
    public var message: String
    /// What to do; may be empty.
    public var hint: String

    public init(message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    init(_ error: any Error) {
        let known = error as? any LocalizedError
        self.init(
            message: known?.errorDescription ?? "The model failed: \(error)",
            hint: known?.recoverySuggestion ?? "")
    }
}

/// A finished answer, as it is stored.
public struct CitedAnswer: Sendable, Hashable, Codable {
    public enum Finish: String, Sendable, Hashable, Codable {
        case stop, length, cancelled
        /// What wrote it failed in the middle; `failure` says how.
        case lost
    }

    public var question: String
    public var statements: [Statement]
    /// Glue after the last statement.
    public var trailing: String
    /// What the model wrote, with markup and its own numbering.
    public var raw: String
    public var parse: ParseReport
    public var context: ContextSummary
    public var model: GeneratorProfile
    public var sampling: SamplingParameters
    public var statistics: GenerationStatistics
    public var finish: Finish
    /// The model said that the text does not answer.
    public var isRefusal: Bool
    /// What search offers where the model cited nothing.
    public var searchHits: [SearchHit]
    /// The passage reader that had a say in the citations (`CitationReview`); nil where they are the model's own.
    public var reviewer: String?
    /// Set where `finish` is `.lost`.
    public var failure: AnswerFailure?
    /// Tokens of the earlier answer that this one goes on with; nil where it began by itself.
    public var continuedTokens: Int?

    public init(
        question: String, statements: [Statement], trailing: String = "", raw: String, parse: ParseReport,
        context: ContextSummary, model: GeneratorProfile, sampling: SamplingParameters,
        statistics: GenerationStatistics, finish: Finish, isRefusal: Bool = false,
        searchHits: [SearchHit] = [], reviewer: String? = nil, failure: AnswerFailure? = nil,
        continuedTokens: Int? = nil
    ) {
        self.question = question
        self.statements = statements
        self.trailing = trailing
        self.raw = raw
        self.parse = parse
        self.context = context
        self.model = model
        self.sampling = sampling
        self.statistics = statistics
        self.finish = finish
        self.isRefusal = isRefusal
        self.searchHits = searchHits
        self.reviewer = reviewer
        self.failure = failure
        self.continuedTokens = continuedTokens
    }

    /// What a reader must know about how it came about; nil where nothing is amiss.
    public var readingWarning: String? {
        guard let expected = statistics.expectedPromptTokens else { return nil }
        let (read, sent) = (Self.grouped(statistics.promptTokens), Self.grouped(expected))
        return "the server read \(read) of about \(sent) tokens: it does not know all of the text"
    }

    /// 160689 as "160,689".
    private static func grouped(_ number: Int) -> String {
        number.formatted(.number.locale(Locale(identifier: "en_US")))
    }

    /// A passage reader found and quoted it; nothing of it was written by a model.
    public var isFromReader: Bool { model.prompts.layout == GeneratorProfile.readerLayout }

    /// The answer without any markup.
    public var plainText: String {
        var text = ""
        for (index, statement) in statements.enumerated() {
            text +=
                (index == 0 ? statement.leading : AnswerText.glue(before: statement, after: text))
                + statement.text
        }
        return (text + trailing).trimmed
    }

    /// Every citation once, in order of its number.
    public var citations: [Citation] {
        var seen = Set<Int>()
        return statements.flatMap(\.citations).filter { seen.insert($0.number).inserted }.sorted {
            $0.number < $1.number
        }
    }
}

public struct AnswerID: Hashable, Sendable, Codable, RawRepresentable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A conversation about one or more documents.
public struct ConversationID: Hashable, Sendable, Codable, RawRepresentable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

public struct ConversationSummary: Sendable, Hashable, Identifiable, Codable {
    public let id: ConversationID
    public var title: String
    public var documents: [DocumentID]
    public var turnCount: Int
    /// Seconds since 1970.
    public var updatedAt: Double

    public init(id: ConversationID, title: String, documents: [DocumentID], turnCount: Int, updatedAt: Double)
    {
        self.id = id
        self.title = title
        self.documents = documents
        self.turnCount = turnCount
        self.updatedAt = updatedAt
    }
}

/// One stored turn.
public struct ConversationTurn: Sendable, Hashable, Identifiable, Codable {
    public let id: AnswerID
    public var answer: CitedAnswer
    /// Seconds since 1970.
    public var askedAt: Double
    /// What judges and people said of it since.
    public var review: AnswerReview
    /// Answers that stand in the same place, this one included, oldest first: to the same question, or to one that
    /// took its place.
    public var versions: [AnswerID]

    public init(
        id: AnswerID, answer: CitedAnswer, askedAt: Double, review: AnswerReview = .empty,
        versions: [AnswerID] = []
    ) {
        self.versions = versions.isEmpty ? [id] : versions
        self.id = id
        self.answer = answer
        self.askedAt = askedAt
        self.review = review
    }
}
