import Foundation
import LecternEngine

/// What sampling gave, as the command prints it.
struct SampleResult {
    struct Made {
        let answer: CitedAnswer
        let kept: Candidate?
        var reward: RewardBreakdown?
    }

    let question: String
    var set: CandidateSet?
    var made: [Made] = []
    var outcome = PairBuilder.Outcome.skipped(.tooFewScored(0))

    init(question: String) { self.question = question }

    /// By their place; ids of the library need not exist.
    var scored: [ScoredCandidate] {
        made.enumerated().map { place, one in
            ScoredCandidate(id: Int64(place), text: one.answer.plainText, scores: one.reward?.scores ?? [:])
        }
    }
}

/// The JSON of `lectern sample`.
struct SampleJSON: Encodable {
    let schema = 1
    @Nullable var set: Int64?
    let question: String
    let candidates: [CandidateJSON]
    let pair: Pair

    struct CandidateJSON: Encodable {
        @Nullable var id: Int64?
        let place: Int
        let seed: UInt64
        let temperature: Float
        let answer: String
        let raw: String
        let finish: String
        let prompt_tokens: Int
        /// Tokens of the prompt that were not read again.
        let cached_tokens: Int
        let generated_tokens: Int
        let reward: RewardJSON?
    }

    struct Pair: Encodable {
        /// Places of the candidates.
        @Nullable var win: Int64?
        @Nullable var lose: Int64?
        /// Why there is no pair.
        let skipped: String?
    }

    init(_ result: SampleResult, documents: [DocumentID: Document]) {
        set = result.set?.id.rawValue
        question = result.question
        candidates = result.made.enumerated().map { place, one in
            let statistics = one.answer.statistics
            return CandidateJSON(
                id: one.kept?.id.rawValue, place: place, seed: one.answer.sampling.seed,
                temperature: one.answer.sampling.temperature, answer: one.answer.plainText,
                raw: one.answer.raw,
                finish: one.answer.finish.rawValue, prompt_tokens: statistics.promptTokens,
                cached_tokens: statistics.cachedTokens, generated_tokens: statistics.generatedTokens,
                reward: one.reward.map { RewardJSON($0, documents: documents) })
        }
        switch result.outcome {
        case .pair(let win, let lose): pair = Pair(win: win.id, lose: lose.id, skipped: nil)
        case .skipped(let skip): pair = Pair(win: nil, lose: nil, skipped: skip.words)
        }
    }
}

/// The candidates as a table for people.
enum SampleText {
    static func table(_ result: SampleResult) -> String {
        var lines = [" n  seed  reward  help  logic  faith  compl  answer"]
        for (place, one) in result.made.enumerated() {
            let scores = RewardDimension.allCases.map { figure(one.reward?.scores[$0], width: 5) }
            let answer = one.answer.plainText.split(whereSeparator: \.isNewline).joined(separator: " ")
            lines.append(
                pad("\(place + 1)", 2) + pad("\(one.answer.sampling.seed)", 6) + "  "
                    + figure(one.reward?.mean, width: 6) + " " + scores.joined(separator: "  ") + "  "
                    + (answer.isEmpty ? "(no answer)" : String(answer.prefix(70))))
        }
        switch result.outcome {
        case .pair(let win, let lose): lines.append("Pair: \(win.id + 1) is better than \(lose.id + 1).")
        case .skipped(let skip): lines.append("No pair: \(skip.words).")
        }
        return lines.joined(separator: "\n")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func figure(_ value: Double?, width: Int) -> String {
        pad(value.map { String(format: "%.1f", $0) } ?? "–", width)
    }
}
