/// Anything that reads short passages without writing: the local encoder, a script in a test.
///
/// It finds where an answer stands, tells how much each sentence bears on a question, judges whether a snippet
/// bears out a statement, and turns texts into vectors. Above this protocol nobody knows tokens.
public protocol PassageReader: Sendable {
    /// Facts that do not change while the reader lives.
    var profile: ReaderProfile { get }

    /// One vector of unit length a text; the same direction means the same meaning.
    func embeddings(of texts: [String]) async throws -> [[Float]]

    /// Reads each passage for an answer to the question.
    ///
    /// - Parameter passages: runs of sentences in the order of their document; any length.
    /// - Returns: one reading a passage, with one entry a sentence.
    func read(_ question: String, in passages: [[String]]) async throws -> [PassageReading]

    /// Judges, for each pair, whether the snippet bears out the statement.
    func support(of pairs: [SupportPair]) async throws -> [SupportReading]
}

/// What a reader is and how its scores are to be taken.
public struct ReaderProfile: Sendable, Hashable, Codable {
    public var name: String
    /// GGUF `general.architecture`.
    public var architecture: String
    public var parameterCount: Int
    /// The type most weights have.
    public var quantization: String
    /// False: it gives embeddings alone, and `read` and `support` throw.
    public var readsQuestions: Bool
    /// Numbers of an embedding.
    public var embeddingSize: Int
    /// Most tokens it reads at once; longer passages are read in windows.
    public var contextLength: Int
    /// A question whose best answer has a lower probability is refused.
    public var refusalThreshold: Double

    public init(
        name: String, architecture: String, parameterCount: Int, quantization: String,
        readsQuestions: Bool = true, embeddingSize: Int, contextLength: Int = 512,
        refusalThreshold: Double = 0.5
    ) {
        self.name = name
        self.architecture = architecture
        self.parameterCount = parameterCount
        self.quantization = quantization
        self.readsQuestions = readsQuestions
        self.embeddingSize = embeddingSize
        self.contextLength = contextLength
        self.refusalThreshold = refusalThreshold
    }
}

/// What a question found in a passage.
public struct PassageReading: Sendable, Hashable {
    /// One a sentence, in order.
    public var sentences: [SentenceReading]
    /// Tokens that were read for it, the question counted in every window.
    public var tokens: Int

    public init(sentences: [SentenceReading], tokens: Int = 0) {
        self.sentences = sentences
        self.tokens = tokens
    }
}

/// What a question found in one sentence.
public struct SentenceReading: Sendable, Hashable {
    /// Log odds that the sentence answers, against no answer at all.
    public var relevance: Float
    /// Its best candidate for an answer; nil for a sentence without a word.
    public var answer: AnswerSpan?

    public init(relevance: Float, answer: AnswerSpan?) {
        self.relevance = relevance
        self.answer = answer
    }
}

/// A candidate for an answer within a sentence.
public struct AnswerSpan: Sendable, Hashable {
    /// UTF-8 offsets into the sentence's text.
    public var range: Range<Int>
    /// Orders candidates of one question; higher is better.
    public var score: Float
    /// That the question is answered, by this.
    public var probability: Double

    public init(range: Range<Int>, score: Float, probability: Double) {
        self.range = range
        self.score = score
        self.probability = probability
    }
}

public struct SupportPair: Sendable, Hashable {
    public var statement: String
    public var snippet: String

    public init(statement: String, snippet: String) {
        self.statement = statement
        self.snippet = snippet
    }
}

/// How far a snippet bears out a statement: three probabilities that add up to 1.
public struct SupportReading: Sendable, Hashable, Codable {
    public var full: Double
    public var partial: Double
    public var none: Double
    /// That it is borne out, where it is either borne out in full or not at all; calibrated.
    public var calibrated: Double

    public init(full: Double, partial: Double, none: Double, calibrated: Double? = nil) {
        self.full = full
        self.partial = partial
        self.none = none
        self.calibrated = calibrated ?? (full + none > 0 ? full / (full + none) : 0)
    }
}
