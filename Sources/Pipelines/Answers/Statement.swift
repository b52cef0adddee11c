public import Documents

/// An inclusive run of sentences of one document; it cannot be empty.
public struct SentenceSpan: Sendable, Hashable, Codable {
    public let document: DocumentID
    public let sentences: ClosedRange<Int>

    public init(document: DocumentID, sentences: ClosedRange<Int>) {
        self.document = document
        self.sentences = sentences
    }
}

/// Whether a citation points where the model said.
public enum Anchor: String, Sendable, Hashable, Codable {
    case ok
    /// The model's span ran beyond the last sentence and was cut there.
    case clipped
    /// The document's text changed after the answer.
    case stale
}

/// Does the cited text support the statement?
public enum Verdict: String, Sendable, Hashable, Codable { case full, partial, none, unchecked }

/// A span that the model wrote and that exists.
public struct Citation: Sendable, Hashable, Codable {
    /// The `[n]` people see: order of first appearance in the answer, from 1. The same span keeps its number.
    public let number: Int
    public let span: SentenceSpan
    public let anchor: Anchor

    public init(number: Int, span: SentenceSpan, anchor: Anchor) {
        self.number = number
        self.span = span
        self.anchor = anchor
    }
}

/// Something in a `<cite>` that is not a span of this document. Kept and shown, never used.
public struct RejectedCitation: Sendable, Hashable, Codable {
    public enum Reason: String, Sendable, Hashable, Codable { case reversed, beyond, unreadable }
    public let raw: String
    public let reason: Reason

    public init(raw: String, reason: Reason) {
        self.raw = raw
        self.reason = reason
    }
}

/// One statement of an answer.
public struct Statement: Sendable, Hashable, Codable {
    public var text: String
    /// White space or list glue between the statement before and this one, as the model wrote it.
    public var leading: String
    public var citations: [Citation]
    public var rejected: [RejectedCitation]
    public var support: Verdict
    /// The text is the cited sentences themselves, not words of the model.
    public var isQuoted: Bool
    /// The words of a quoted sentence that answer by themselves, as UTF-8 offsets into `text`; nil where nobody told them apart.
    public var answerRange: Range<Int>?
    /// The model stopped, or was stopped, inside this statement.
    public var isCut: Bool
    /// What of it could be looked up in the cited text, and with which result.
    public var checks: [StatementCheck]

    public init(
        text: String, leading: String = "", citations: [Citation] = [], rejected: [RejectedCitation] = [],
        support: Verdict = .unchecked, isQuoted: Bool = false, answerRange: Range<Int>? = nil,
        isCut: Bool = false, checks: [StatementCheck] = []
    ) {
        self.text = text
        self.leading = leading
        self.citations = citations
        self.rejected = rejected
        self.support = support
        self.isQuoted = isQuoted
        self.answerRange = answerRange
        self.isCut = isCut
        self.checks = checks
    }

    /// Answers stored before there were checks have none.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        text = try fields.decode(String.self, forKey: .text)
        leading = try fields.decode(String.self, forKey: .leading)
        citations = try fields.decode([Citation].self, forKey: .citations)
        rejected = try fields.decode([RejectedCitation].self, forKey: .rejected)
        support = try fields.decode(Verdict.self, forKey: .support)
        isQuoted = try fields.decode(Bool.self, forKey: .isQuoted)
        answerRange = try fields.decodeIfPresent(Range<Int>.self, forKey: .answerRange)
        isCut = try fields.decode(Bool.self, forKey: .isCut)
        checks = try fields.decodeIfPresent([StatementCheck].self, forKey: .checks) ?? []
    }
}
