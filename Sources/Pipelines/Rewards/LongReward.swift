import Documents
import Generation

/// An answer that is to be scored.
package struct AnswerToScore: Sendable {
    package let question: String
    /// Without markup.
    package let text: String
    /// With their citations, where it has any.
    package let statements: [Statement]

    package init(question: String, text: String, statements: [Statement] = []) {
        self.question = question
        self.text = text
        self.statements = statements
    }
}

/// Scores an answer about a long document in four dimensions, by any generator as judge (LongReward, arXiv 2410.21252).
///
/// Where we differ: chunks are whole sentences of about the paper's length, found by BM25 instead of an embedding
/// service; what the answer cites is read beside the passages found, never instead; a rating outside 0 to 10 is
/// unreadable; an answer without factual statements is not applicable in faithfulness, and one dimension that fails
/// leaves the others standing.
package struct LongReward: Sendable {
    /// The paper's figures: tokens of replies, of chunks, and passages a statement is checked against.
    enum Figures {
        static let ratingTokens = 512
        static let statementTokens = 2048
        static let supportTokens = 512
        static let noteTokens = 1024
        static let passageTokens = 128
        static let partTokens = 4096
        static let passages = 5
    }

    private let judge: Judge
    private let source: ContextSource
    private let passages: EvidenceFinder

    package init(_ judge: Judge, about source: ContextSource) {
        self.judge = judge
        self.source = source
        passages = EvidenceFinder(source.document, passageTokens: Figures.passageTokens)
    }

    /// - Parameters:
    ///   - dimensions: those that are asked for.
    ///   - notes: what `notes(on:)` gave for the same question and document; nil makes them now.
    /// - Throws: `CancellationError` when stopped; what the generator throws.
    package func score(
        _ answer: AnswerToScore, dimensions: Set<RewardDimension> = Set(RewardDimension.allCases),
        notes: [PartExtract]? = nil, report: (RewardEvent) -> Void
    ) async throws -> RewardBreakdown {
        var results: [DimensionResult] = []
        for dimension in RewardDimension.allCases where dimensions.contains(dimension) {
            let result: DimensionResult
            switch dimension {
            case .helpfulness: result = try await rating(.helpfulness, Self.helpfulness, answer)
            case .logicality: result = try await rating(.logicality, Self.logicality, answer)
            case .faithfulness: result = try await faithfulness(answer, report)
            case .completeness: result = try await completeness(answer, notes, report)
            }
            results.append(result)
            report(.dimension(result))
        }
        let breakdown = RewardBreakdown(judge: judge.name, version: Judge.promptVersion, dimensions: results)
        report(.finished(breakdown))
        return breakdown
    }

    // MARK: Helpfulness and logicality

    private func rating(
        _ dimension: RewardDimension, _ prompt: PromptTemplate, _ answer: AnswerToScore
    ) async throws -> DimensionResult {
        let reply = try await judge.ask(
            prompt, Self.values(answer), tokens: Figures.ratingTokens, read: JudgeReplies.rating)
        return DimensionResult(
            dimension, Self.status(reply), analysis: reply.value == nil ? "" : reply.text,
            attempts: reply.attempts)
    }

    private static func status(_ reply: Judge.Reply<Double>) -> DimensionStatus {
        reply.value.map(DimensionStatus.scored)
            ?? .failed(
                reason: "no rating could be read in the judge's replies", tries: reply.attempts.count)
    }

    private static func values(_ answer: AnswerToScore) -> [String: String] {
        ["question": JudgeReplies.escaped(answer.question), "answer": JudgeReplies.escaped(answer.text)]
    }

    // MARK: Faithfulness

    private func faithfulness(_ answer: AnswerToScore, _ report: (RewardEvent) -> Void) async throws
        -> DimensionResult
    {
        let found = try await judge.ask(Self.statements, Self.values(answer), tokens: Figures.statementTokens)
        {
            let statements = JudgeReplies.statements(in: $0)
            return statements.isEmpty ? nil : statements
        }
        guard let statements = found.value else {
            return DimensionResult(
                .faithfulness,
                .notApplicable(
                    reason: "the judge found no factual statement in \(found.attempts.count) tries"),
                attempts: found.attempts)
        }
        var facts: [JudgedFact] = []
        for statement in statements {
            report(.progress(done: facts.count, total: statements.count))
            let fact = try await check(statement, of: answer)
            report(.fact(fact, number: facts.count))
            facts.append(fact)
        }
        report(.progress(done: facts.count, total: statements.count))
        let unread = facts.count { $0.verdict == .unchecked }
        let status: DimensionStatus =
            if unread > 0 {
                .failed(
                    reason: "no verdict could be read on \(unread) of \(facts.count) statements",
                    tries: Judge.temperatures.count)
            } else if let score = RewardBreakdown.faithfulness(facts.map(\.verdict)) {
                .scored(score)
            } else {
                .notApplicable(reason: "the answer has no factual statements")
            }
        return DimensionResult(
            .faithfulness, status, analysis: found.text, facts: facts, attempts: found.attempts)
    }

    private func check(_ statement: String, of answer: AnswerToScore) async throws -> JudgedFact {
        let found = passages.passages(for: statement, limit: Figures.passages)
        let cited = EvidenceFinder.cited(by: answer.statements, nearest: statement).filter { span in
            span.document == source.document.id && !found.contains { $0.covers(span) }
        }
        let evidence = (found + cited).sorted { $0.sentences.lowerBound < $1.sentences.lowerBound }
        let text = evidence.enumerated().map { number, span in
            "Passage \(number + 1): " + JudgeReplies.escaped(String(source.document.text(of: span.sentences)))
        }.joined(separator: "\n")
        let reply = try await judge.ask(
            Self.support, ["statement": JudgeReplies.escaped(statement), "passages": text],
            tokens: Figures.supportTokens, read: JudgeReplies.level)
        return JudgedFact(
            fact: statement, verdict: reply.value ?? .unchecked, evidence: evidence,
            analysis: reply.value == nil ? "" : reply.text, attempts: reply.attempts)
    }

    // MARK: Completeness

    /// What each part of the document says on a question. Serves every answer to it.
    package func notes(on question: String, report: (RewardEvent) -> Void) async throws -> [PartExtract] {
        let parts = DocumentParts.parts(of: source, tokens: Self.partTokens(judge.generator.profile))
        var extracts: [PartExtract] = []
        for part in parts {
            report(.progress(done: extracts.count, total: parts.count))
            let text = source.document.text(of: part.span.sentences)
            let reply = try await judge.ask(
                JudgeReplies.isEnglish(text) ? Self.notes : Self.notesChinese,
                ["question": JudgeReplies.escaped(question), "part": JudgeReplies.escaped(String(text))],
                tokens: Figures.noteTokens
            ) { $0.trimmed.isEmpty ? nil : $0.trimmed }
            let noted = reply.value ?? PartExtract.nothing
            extracts.append(
                PartExtract(
                    from: part.from, to: part.to, part: part.span,
                    text: noted.contains(PartExtract.nothing) ? PartExtract.nothing : noted))
        }
        report(.progress(done: extracts.count, total: parts.count))
        return extracts
    }

    private func completeness(
        _ answer: AnswerToScore, _ known: [PartExtract]?, _ report: (RewardEvent) -> Void
    ) async throws -> DimensionResult {
        let extracts: [PartExtract]
        if let known {
            extracts = known
        } else {
            extracts = try await notes(on: answer.question, report: report)
        }
        var values = Self.values(answer)
        values["notes"] = Self.assembled(extracts)
        let reply = try await judge.ask(
            Self.completeness, values, tokens: Figures.ratingTokens, read: JudgeReplies.rating)
        return DimensionResult(
            .completeness, Self.status(reply), analysis: reply.value == nil ? "" : reply.text,
            extracts: extracts,
            attempts: reply.attempts)
    }

    static func assembled(_ extracts: [PartExtract]) -> String {
        extracts.map { "Document \($0.label):\n\(JudgeReplies.escaped($0.text))" }.joined(separator: "\n\n")
    }

    /// Parts that leave room for prompt and notes in a small context.
    private static func partTokens(_ profile: GeneratorProfile) -> Int {
        max(
            64,
            min(
                Figures.partTokens, profile.contextLength - Figures.noteTokens - 512,
                profile.contextLength / 2))
    }

    // MARK: Prompts

    private static let helpfulness = template(ShippedPrompt.rewardHelpfulness)
    private static let logicality = template(ShippedPrompt.rewardLogicality)
    private static let statements = template(ShippedPrompt.rewardStatements)
    private static let support = template(ShippedPrompt.rewardSupport)
    private static let notes = template(ShippedPrompt.rewardNotes)
    private static let notesChinese = template(ShippedPrompt.rewardNotesChinese)
    private static let completeness = template(ShippedPrompt.rewardCompleteness)

    private static func template(_ text: String) -> PromptTemplate {
        PromptTemplate(text, holes: ["question", "answer", "statement", "passages", "part", "notes"])
    }
}

extension SentenceSpan {
    /// Whether another span lies within this one.
    func covers(_ other: SentenceSpan) -> Bool {
        document == other.document && sentences.lowerBound <= other.sentences.lowerBound
            && sentences.upperBound >= other.sentences.upperBound
    }
}
