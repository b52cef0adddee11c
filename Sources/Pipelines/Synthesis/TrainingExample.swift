package import Documents

/// A question with its cited answer, as training data in LongCite's form.
public struct TrainingExample: Sendable, Hashable, Codable {
    public struct Message: Sendable, Hashable, Codable {
        public let role: String
        public let content: String
    }

    /// The document's id.
    public let document: String
    public let title: String
    /// Counts the examples of a document, from 0.
    public let number: Int
    public let question: String
    /// Kind of question.
    public let task: String
    public let language: String
    public let model: String
    public let seed: UInt64
    /// The answer in LongCite's markup, with the document's sentence numbers.
    public let answer: String
    /// The numbered document and the question, then the answer: what a model is trained on.
    public let messages: [Message]

    /// - Parameter statements: with citations into `document`.
    package init(
        _ document: Document, number: Int, question: QuestionSynthesis.Question, statements: [Statement],
        model: String, seed: UInt64
    ) {
        self.document = document.id.rawValue
        title = document.title
        self.number = number
        self.question = question.text
        task = question.task.rawValue
        language = question.language
        self.model = model
        self.seed = seed
        answer = CoarseToFine.markup(statements)
        messages = [
            Message(role: "user", content: AnswerPrompt.trainingPrompt(document, question: question.text)),
            Message(role: "assistant", content: answer),
        ]
    }
}
