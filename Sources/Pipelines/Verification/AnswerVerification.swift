import Foundation

/// What a judge says of one statement and of what it cites.
public struct StatementVerification: Sendable, Hashable, Codable {
    public var verdict: Verdict
    /// Of full support; nil where the judge gives none.
    public var probability: Double?
    /// The judge's reason.
    public var words: String
    /// For statements without citations; nil where it was not told.
    public var needsCitation: Bool?
    /// For each citation, whether it holds some of the statement; nil where it was not told.
    public var relevant: [Bool?]
    /// Sentences that search found for a doubtful statement, best first, with the judge's probability as score.
    public var better: [SearchHit]

    public init(
        verdict: Verdict, probability: Double? = nil, words: String = "", needsCitation: Bool? = nil,
        relevant: [Bool?] = [], better: [SearchHit] = []
    ) {
        self.verdict = verdict
        self.probability = probability
        self.words = words
        self.needsCitation = needsCitation
        self.relevant = relevant
        self.better = better
    }
}

/// All that one judge says of an answer; one entry a statement, in order.
public struct AnswerVerification: Sendable, Hashable, Codable {
    public var judge: String
    /// The model that wrote the answer also judged it.
    public var judgesItself: Bool
    public var statements: [StatementVerification]

    public init(judge: String, judgesItself: Bool, statements: [StatementVerification]) {
        self.judge = judge
        self.judgesItself = judgesItself
        self.statements = statements
    }

    /// LongCite's measures over these verdicts (arXiv 2409.02897 §2.2).
    public var scores: CitationScores {
        CitationScores(
            statements: statements.map { statement in
                CitationScores.Statement(
                    isCited: !statement.relevant.isEmpty, verdict: statement.verdict,
                    needsCitation: statement.needsCitation ?? true,
                    relevant: statement.relevant.map { $0 ?? false })
            })
    }
}

/// Citation recall, precision and F1 of one answer, each from 0 to 1.
///
/// Recall is the mean over statements: full 1, partial ½, none 0; a statement without citations counts 1 where it
/// needs none, else 0. Precision is the share of citations that hold some of their statement; 0 without any.
public struct CitationScores: Sendable, Hashable, Codable {
    public var recall: Double
    public var precision: Double
    public var f1: Double

    public struct Statement: Sendable, Hashable {
        public var isCited: Bool
        public var verdict: Verdict
        public var needsCitation: Bool
        public var relevant: [Bool]

        public init(isCited: Bool, verdict: Verdict, needsCitation: Bool, relevant: [Bool]) {
            self.isCited = isCited
            self.verdict = verdict
            self.needsCitation = needsCitation
            self.relevant = relevant
        }
    }

    public init(statements: [Statement]) {
        let grades = statements.map { statement -> Double in
            guard statement.isCited else { return statement.needsCitation ? 0 : 1 }
            switch statement.verdict {
            case .full: return 1
            case .partial: return 0.5
            case .none, .unchecked: return 0
            }
        }
        let relevant = statements.flatMap(\.relevant)
        recall = Self.mean(grades)
        precision = Self.mean(relevant.map { $0 ? 1 : 0 })
        f1 = recall + precision > 0 ? 2 * recall * precision / (recall + precision) : 0
    }

    private static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
