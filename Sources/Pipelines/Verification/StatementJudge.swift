/// Says whether a text bears out a statement: the passage reader, a language model, a measure of the text.
package protocol StatementJudge: Sendable {
    /// Shown beside every result: `measured`, `reader:<name>`, `model:<name>`.
    var name: String { get }

    /// Whether the cited text supports the statement.
    func support(of statement: String, in cited: String, context: JudgeContext) async throws -> JudgedSupport

    /// Whether one citation holds some of what the statement says; nil when the judge gave no answer.
    func relevance(of snippet: String, to statement: String, context: JudgeContext) async throws -> Bool?

    /// Whether a statement without citations should have one; nil when the judge gave no answer.
    func needsCitation(_ statement: String, context: JudgeContext) async throws -> Bool?
}

/// What a judge may know of the answer that a statement stands in.
package struct JudgeContext: Sendable {
    package let question: String
    /// Without markup.
    package let answer: String

    package init(question: String, answer: String) {
        self.question = question
        self.answer = answer
    }
}

package struct JudgedSupport: Sendable, Hashable {
    /// `.unchecked` when no verdict could be read out of what the judge said.
    package var verdict: Verdict
    /// Of full support, where the judge gives one.
    package var probability: Double?
    /// The judge's reason, or what it wrote where that could not be read.
    package var words: String

    package init(_ verdict: Verdict, probability: Double? = nil, words: String = "") {
        self.verdict = verdict
        self.probability = probability
        self.words = words
    }
}
