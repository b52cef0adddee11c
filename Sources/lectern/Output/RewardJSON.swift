import Foundation
import LecternEngine

/// The JSON of `lectern score`, as `cli.md` lays it down.
struct RewardJSON: Encodable {
    let schema = 1
    let judge: String
    let version: Int
    let helpfulness: Dimension?
    let logicality: Dimension?
    let faithfulness: Dimension?
    let completeness: Dimension?
    @Nullable var reward: Double?
    let sum: Double
    let scored: Int

    struct Dimension: Encodable {
        @Nullable var score: Double?
        /// `scored`, `not_applicable` or `failed`.
        let status: String
        let reason: String?
        let analysis: String
        let facts: [Fact]?
        let extracts: [Extract]?
        let attempts: [Attempt]
    }

    struct Fact: Encodable {
        let fact: String
        let verdict: String
        let evidence: [Evidence]
        let analysis: String
        let attempts: [Attempt]
    }

    struct Evidence: Encodable {
        let start: Int
        let end: Int
        let text: String
    }

    struct Extract: Encodable {
        let from: Double
        let to: Double
        let start: Int
        let end: Int
        let text: String
    }

    struct Attempt: Encodable {
        let temperature: Float
        let readable: Bool
        let output: String
    }
}

extension RewardJSON {
    init(_ breakdown: RewardBreakdown, documents: [DocumentID: Document]) {
        judge = breakdown.judge
        version = breakdown.version
        helpfulness = breakdown[.helpfulness].map { Dimension($0, documents) }
        logicality = breakdown[.logicality].map { Dimension($0, documents) }
        faithfulness = breakdown[.faithfulness].map { Dimension($0, documents) }
        completeness = breakdown[.completeness].map { Dimension($0, documents) }
        reward = breakdown.mean
        sum = breakdown.sum
        scored = breakdown.scored
    }
}

extension RewardJSON.Dimension {
    init(_ result: DimensionResult, _ documents: [DocumentID: Document]) {
        score = result.score
        switch result.status {
        case .scored: (status, reason) = ("scored", nil)
        case .notApplicable(let why): (status, reason) = ("not_applicable", why)
        case .failed(let why, let tries): (status, reason) = ("failed", "\(why) (\(tries) tries)")
        }
        analysis = result.analysis
        facts = result.dimension == .faithfulness ? result.facts.map { RewardJSON.Fact($0, documents) } : nil
        extracts =
            result.dimension == .completeness
            ? result.extracts.map { extract in
                RewardJSON.Extract(
                    from: extract.from, to: extract.to, start: extract.part.sentences.lowerBound,
                    end: extract.part.sentences.upperBound, text: extract.text)
            } : nil
        attempts = result.attempts.map(RewardJSON.Attempt.init)
    }
}

extension RewardJSON.Fact {
    init(_ judged: JudgedFact, _ documents: [DocumentID: Document]) {
        fact = judged.fact
        verdict = judged.verdict.rawValue
        evidence = judged.evidence.map { span in
            RewardJSON.Evidence(
                start: span.sentences.lowerBound, end: span.sentences.upperBound,
                text: documents[span.document].map { String($0.text(of: span.sentences)) } ?? "")
        }
        analysis = judged.analysis
        attempts = judged.attempts.map(RewardJSON.Attempt.init)
    }
}

extension RewardJSON.Attempt {
    init(_ attempt: JudgeAttempt) {
        temperature = attempt.temperature
        readable = attempt.isReadable
        output = attempt.output
    }
}
