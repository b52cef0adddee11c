/// The measure of the text as judge: no model, the same verdict on every machine.
package struct MeasuredJudge: StatementJudge {
    package init() {}

    package var name: String { MeasuredSupport.judge }

    package func support(of statement: String, in cited: String, context: JudgeContext) async throws
        -> JudgedSupport
    {
        let measured = MeasuredSupport.verdict(of: statement, in: cited)
        return JudgedSupport(
            measured.verdict, probability: measured.full,
            words: measured.reasons.prefix(2).joined(separator: "; "))
    }

    package func relevance(of snippet: String, to statement: String, context: JudgeContext) async throws
        -> Bool?
    {
        MeasuredSupport.verdict(of: statement, in: snippet).verdict != .none
    }

    package func needsCitation(_ statement: String, context: JudgeContext) async throws -> Bool? {
        CitationNeed.measured(of: statement, question: context.question)
    }
}
