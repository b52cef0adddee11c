/// Where an answer is kept in its conversation.
public enum TurnPlace: Sendable, Hashable {
    /// Behind the turns that are shown.
    case end
    /// As another version of this turn; what followed it stays with the earlier version.
    case replacing(AnswerID)
}

/// A question or an answer that holds some words.
public struct ConversationHit: Sendable, Hashable {
    public let conversation: ConversationID
    public let answer: AnswerID
    public let question: String
    /// Of the answer, around the first of the words it holds.
    public let excerpt: String
    /// What the conversation is about, by title.
    public let titles: [String]
    /// Seconds since 1970.
    public let askedAt: Double

    package init(
        conversation: ConversationID, answer: AnswerID, question: String, excerpt: String, titles: [String],
        askedAt: Double
    ) {
        self.conversation = conversation
        self.answer = answer
        self.question = question
        self.excerpt = excerpt
        self.titles = titles
        self.askedAt = askedAt
    }
}
