/// How it went with one dimension.
public enum DimensionStatus: Sendable, Hashable, Codable {
    /// From 0 to 10.
    case scored(Double)
    /// There is nothing to judge in this dimension, or this judge can't: why, in words.
    case notApplicable(reason: String)
    /// The judge's replies could not be read; they are kept with the result.
    case failed(reason: String, tries: Int)
}

/// A factual statement of an answer, and what became of it.
public struct JudgedFact: Sendable, Hashable, Codable {
    public let fact: String
    /// `unchecked` where no reply could be read.
    public let verdict: Verdict
    /// In the document's order.
    public let evidence: [SentenceSpan]
    /// As the judge wrote it; with text measures, what decided.
    public let analysis: String
    public let attempts: [JudgeAttempt]

    public init(
        fact: String, verdict: Verdict, evidence: [SentenceSpan], analysis: String,
        attempts: [JudgeAttempt] = []
    ) {
        self.fact = fact
        self.verdict = verdict
        self.evidence = evidence
        self.analysis = analysis
        self.attempts = attempts
    }
}

/// What one part of the document says on the question.
public struct PartExtract: Sendable, Hashable, Codable {
    /// Shares of the document's tokens, from 0 to 1.
    public let from: Double
    public let to: Double
    public let part: SentenceSpan
    public let text: String

    /// What a judge writes where a part has nothing.
    public static let nothing = "No relevant information"

    public init(from: Double, to: Double, part: SentenceSpan, text: String) {
        self.from = from
        self.to = to
        self.part = part
        self.text = text
    }

    public var isEmpty: Bool { text == Self.nothing }

    /// `12% - 25%`: percentages rounded half to even, as the released code does.
    public var label: String {
        "\(Self.percent(from))% - \(Self.percent(to))%"
    }

    private static func percent(_ share: Double) -> Int { Int((share * 100).rounded(.toNearestOrEven)) }
}

/// One dimension with everything that led to its score.
public struct DimensionResult: Sendable, Hashable, Codable {
    public let dimension: RewardDimension
    public let status: DimensionStatus
    /// As the judge wrote it; with text measures, how the figure came about.
    public let analysis: String
    /// Faithfulness only.
    public let facts: [JudgedFact]
    /// Completeness only.
    public let extracts: [PartExtract]
    /// Of the reply that gave the score (the statements, for faithfulness).
    public let attempts: [JudgeAttempt]

    public init(
        _ dimension: RewardDimension, _ status: DimensionStatus, analysis: String = "",
        facts: [JudgedFact] = [],
        extracts: [PartExtract] = [], attempts: [JudgeAttempt] = []
    ) {
        self.dimension = dimension
        self.status = status
        self.analysis = analysis
        self.facts = facts
        self.extracts = extracts
        self.attempts = attempts
    }

    // Not inlined: Swift 6.3.1 stops with an ownership error when it optimises a loop over this.
    @inline(never)
    public var score: Double? {
        if case .scored(let score) = status { score } else { nil }
    }
}

/// The reward of one answer: four dimensions, each with what led to it.
public struct RewardBreakdown: Sendable, Hashable, Codable {
    /// `measured`, `model:NAME` or `endpoint:NAME`.
    public let judge: String
    /// Of the prompts, or of the text measures.
    public let version: Int
    /// In the order of `RewardDimension.allCases`; those not asked for are left out.
    public var dimensions: [DimensionResult]

    public init(judge: String, version: Int, dimensions: [DimensionResult]) {
        self.judge = judge
        self.version = version
        self.dimensions = dimensions
    }

    public subscript(dimension: RewardDimension) -> DimensionResult? {
        dimensions.first { $0.dimension == dimension }
    }

    public var scores: [RewardDimension: Double] {
        var scores: [RewardDimension: Double] = [:]
        for result in dimensions {
            guard let score = result.score, scores[result.dimension] == nil else { continue }
            scores[result.dimension] = score
        }
        return scores
    }

    /// How many dimensions have a score.
    public var scored: Int { scores.count }
    /// Up to 40.
    public var sum: Double { Self.sum(scores) }
    /// Of the scored dimensions; nil where none is.
    public var mean: Double? { scored == 0 ? nil : sum / Double(scored) }

    static func sum(_ scores: [RewardDimension: Double]) -> Double {
        RewardDimension.allCases.reduce(0) { $0 + (scores[$1] ?? 0) }
    }

    /// 10 × the mean of the verdicts; nil where none was given.
    public static func faithfulness(_ verdicts: [Verdict]) -> Double? {
        guard !verdicts.isEmpty else { return nil }
        return 10 * verdicts.reduce(0) { $0 + $1.level } / Double(verdicts.count)
    }
}

extension Verdict {
    /// 1 for full support, 0.5 for partial, 0 for none.
    public var level: Double {
        switch self {
        case .full: 1
        case .partial: 0.5
        case .none, .unchecked: 0
        }
    }
}

/// What a person says against a judge. It stands beside the judge's result and never changes it.
public struct RewardOverrides: Sendable, Hashable, Codable {
    /// By the number of the fact, from 0.
    public var facts: [Int: Verdict]
    public var scores: [RewardDimension: Double]

    public init(facts: [Int: Verdict] = [:], scores: [RewardDimension: Double] = [:]) {
        self.facts = facts
        self.scores = scores
    }

    public var isEmpty: Bool { facts.isEmpty && scores.isEmpty }
    public var count: Int { facts.count + scores.count }
}

extension RewardBreakdown {
    /// The scores with a person's verdicts and scores in the place of the judge's.
    public func scores(with overrides: RewardOverrides) -> [RewardDimension: Double] {
        var scores = scores
        if let result = self[.faithfulness], !overrides.facts.isEmpty {
            let verdicts = result.facts.enumerated().map { overrides.facts[$0.offset] ?? $0.element.verdict }
            // Facts that nobody judged keep the dimension without a score.
            if !verdicts.contains(.unchecked) { scores[.faithfulness] = Self.faithfulness(verdicts) }
        }
        for (dimension, score) in overrides.scores { scores[dimension] = score }
        return scores
    }

    /// Mean of the adjusted scores; nil where none is.
    public func mean(with overrides: RewardOverrides) -> Double? {
        let scores = scores(with: overrides)
        return scores.isEmpty ? nil : Self.sum(scores) / Double(scores.count)
    }
}
