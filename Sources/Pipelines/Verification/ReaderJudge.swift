package import Generation

/// The passage reader as judge: probabilities instead of words, a few milliseconds a statement.
package struct ReaderJudge: StatementJudge {
    private let reader: any PassageReader

    /// A snippet counts as relevant from this probability of at least partial support on.
    private static let leastRelevance = 0.3

    package init(_ reader: any PassageReader) { self.reader = reader }

    package var name: String { "reader:\(reader.profile.name)" }

    package func support(of statement: String, in cited: String, context: JudgeContext) async throws
        -> JudgedSupport
    {
        guard let reading = try await read(statement, cited) else { return JudgedSupport(.unchecked) }
        return JudgedSupport(Verdict(reading), probability: reading.full)
    }

    package func relevance(of snippet: String, to statement: String, context: JudgeContext) async throws
        -> Bool?
    {
        try await read(statement, snippet).map { $0.full + $0.partial >= Self.leastRelevance }
    }

    /// The reader was not trained for this: a rule over the words decides.
    package func needsCitation(_ statement: String, context: JudgeContext) async throws -> Bool? {
        CitationNeed.measured(of: statement, question: context.question)
    }

    private func read(_ statement: String, _ snippet: String) async throws -> SupportReading? {
        try await reader.support(of: [SupportPair(statement: statement, snippet: snippet)]).first
    }
}

extension Verdict {
    /// The most probable of the three.
    init(_ reading: SupportReading) {
        self =
            reading.full >= max(reading.partial, reading.none)
            ? .full : reading.partial >= reading.none ? .partial : .none
    }
}
