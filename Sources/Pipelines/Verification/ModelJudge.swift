package import Generation

/// A language model as judge, with LongBench-Cite's three questions (`longcite.md` §10) in words of our own, or with
/// the prompts that the model's file states.
///
/// The first try is greedy, later ones are not; what can't be read after five is reported with its text, never guessed.
package struct ModelJudge: StatementJudge {
    private let generator: any TextGenerator
    private let urgency: GenerationRequest.Urgency
    private let stop: StopSignal

    private static let tries = 5
    private static let replyTokens = 96

    /// - Parameter urgency: background work yields to questions of the person.
    package init(
        _ generator: any TextGenerator, urgency: GenerationRequest.Urgency = .background,
        stop: StopSignal = StopSignal()
    ) {
        self.generator = generator
        self.urgency = urgency
        self.stop = stop
    }

    package var name: String {
        let profile = generator.profile
        return profile.architecture == "endpoint" ? "endpoint:\(profile.name)" : "model:\(profile.name)"
    }

    package func support(of statement: String, in cited: String, context: JudgeContext) async throws
        -> JudgedSupport
    {
        let parts =
            generator.profile.prompts.support.map {
                PromptTemplate($0, holes: ["statement", "snippet"]).filled([
                    "statement": statement, "snippet": cited,
                ])
            }
            ?? Self.filled(
                ShippedPrompt.judgeSupport,
                ["question": context.question, "statement": statement, "snippet": cited])
        let reply = try await ask(parts) { Self.supportVerdict(in: $0) }
        guard let verdict = reply.value else { return JudgedSupport(.unchecked, words: reply.text) }
        return JudgedSupport(verdict, words: Self.reason(in: reply.text))
    }

    package func relevance(of snippet: String, to statement: String, context: JudgeContext) async throws
        -> Bool?
    {
        let parts =
            generator.profile.prompts.relevance.map {
                PromptTemplate($0, holes: ["statement", "snippet"]).filled([
                    "statement": statement, "snippet": snippet,
                ])
            }
            ?? Self.filled(
                ShippedPrompt.judgeRelevance,
                ["question": context.question, "statement": statement, "snippet": snippet])
        return try await ask(parts) { reply in
            let words = Self.bracketed(reply) ?? reply.lowercased()
            if words.contains("unrelevant") || words.contains("irrelevant") || words.contains("not relevant")
            {
                return false
            }
            return words.contains("relevant") ? true : nil
        }.value
    }

    package func needsCitation(_ statement: String, context: JudgeContext) async throws -> Bool? {
        // A model of our own layout was not trained for this question.
        if generator.profile.prompts.layout != nil {
            return CitationNeed.measured(of: statement, question: context.question)
        }
        let parts = Self.filled(
            ShippedPrompt.judgeNeed,
            ["question": context.question, "answer": context.answer, "statement": statement])
        return try await ask(parts) { reply in
            guard let words = Self.bracketed(reply) else { return nil }
            if words.contains("yes") { return true }
            return words.contains("no") ? false : nil
        }.value
    }

    // MARK: Asking

    private func ask<Value: Sendable>(
        _ parts: [ChatMessage.Part], read: (String) -> Value?
    ) async throws -> (value: Value?, text: String) {
        var text = ""
        for attempt in 0..<Self.tries {
            let sampling = SamplingParameters(
                temperature: attempt == 0 ? 0 : 1, seed: UInt64(attempt), maximumTokens: Self.replyTokens)
            text = try await Completion.text(
                [ChatMessage(.user, parts: parts)], from: generator, sampling: sampling, urgency: urgency,
                stop: stop
            ).text.trimmed
            if let value = read(text) { return (value, text) }
        }
        return (nil, text)
    }

    private static func filled(_ prompt: String, _ values: [String: String]) -> [ChatMessage.Part] {
        PromptTemplate(prompt, holes: Set(values.keys)).filled(values)
    }

    // MARK: Reading

    /// What stands in the first pair of doubled brackets, of letters, spaces and slashes; lower case.
    static func bracketed(_ reply: String) -> String? {
        var rest = reply[...]
        while let open = rest.firstRange(of: "[[") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "]]") else { return nil }
            let inside = rest[..<close.lowerBound]
            if !inside.isEmpty, inside.allSatisfy({ $0.isLetter || $0 == " " || $0 == "/" }) {
                return inside.lowercased()
            }
        }
        return nil
    }

    static func supportVerdict(in reply: String) -> Verdict? {
        let words = bracketed(reply) ?? reply.lowercased()
        if words.contains("fully") { return .full }
        if words.contains("partially") { return .partial }
        return bracketed(reply) != nil || words.contains("no support") ? Verdict.none : nil
    }

    /// What follows the verdict.
    private static func reason(in reply: String) -> String {
        guard let end = reply.firstRange(of: "]]")?.upperBound else { return "" }
        return String(reply[end...]).trimmed
    }
}
