/// One of several answers to the same question, as far as pairing needs it.
public struct ScoredCandidate: Sendable, Hashable, Codable, Identifiable {
    public let id: Int64
    /// Without markup.
    public let text: String
    /// Only the dimensions that were scored, 0 to 10 each.
    public let scores: [RewardDimension: Double]

    public init(id: Int64, text: String, scores: [RewardDimension: Double]) {
        self.id = id
        self.text = text
        self.scores = scores
    }

    public var sum: Double {
        // In a fixed order, so that equal scores give equal sums.
        RewardDimension.allCases.reduce(0) { $0 + (scores[$1] ?? 0) }
    }

    /// Mean of the scored dimensions; nil where none was.
    public var mean: Double? { scores.isEmpty ? nil : sum / Double(scores.count) }
}

/// Makes a preference pair of the candidates of one question: best against worst (`longreward.md` §8).
public struct PairBuilder: Sendable {
    /// Why a question gives no pair.
    public enum Skip: Sendable, Hashable {
        case tooFewScored(Int)
        /// The means of best and worst differ by less than the margin.
        case tooClose(Double)
        case sameText
    }

    public enum Outcome: Sendable, Hashable {
        case pair(win: ScoredCandidate, lose: ScoredCandidate)
        case skipped(Skip)
    }

    /// Fewer scored candidates give no pair.
    public var leastScored: Int
    /// Least difference of the means. The paper has none; 0 still never makes a pair of a tie.
    public var margin: Double

    public init(leastScored: Int = 5, margin: Double = 0.25) {
        self.leastScored = leastScored
        self.margin = margin
    }

    /// - Parameter candidates: in the order in which they were sampled; of equal ones the first wins, the last loses.
    public func pair(of candidates: [ScoredCandidate]) -> Outcome {
        let comparable = Self.comparable(candidates)
        guard comparable.count >= max(2, leastScored) else {
            return .skipped(.tooFewScored(comparable.count))
        }
        let ranked = Self.ranked(comparable)
        guard let win = ranked.first, let lose = ranked.last, let best = win.mean, let worst = lose.mean
        else {
            return .skipped(.tooFewScored(0))
        }
        guard win.text != lose.text else { return .skipped(.sameText) }
        let difference = best - worst
        guard difference > 0, difference >= margin else { return .skipped(.tooClose(difference)) }
        return .pair(win: win, lose: lose)
    }

    /// Best first; the sort is stable.
    public static func ranked(_ candidates: [ScoredCandidate]) -> [ScoredCandidate] {
        candidates.enumerated().sorted { ($1.element.sum, $0.offset) < ($0.element.sum, $1.offset) }.map(
            \.element)
    }

    /// Sums are comparable only over the same dimensions: the largest group that has the same ones scored, of equally
    /// large ones that with more dimensions.
    static func comparable(_ candidates: [ScoredCandidate]) -> [ScoredCandidate] {
        let groups = Dictionary(grouping: candidates.filter { !$0.scores.isEmpty }) { Set($0.scores.keys) }
        let largest = groups.max { a, b in
            let (left, right) = (names(a.key), names(b.key))
            return (a.value.count, a.key.count, left) < (b.value.count, b.key.count, right)
        }
        return largest?.value ?? []
    }

    private static func names(_ dimensions: Set<RewardDimension>) -> String {
        dimensions.map(\.rawValue).sorted().joined()
    }

    /// The question of a candidate's id in the released files: the second-last part between hyphens (`11-7` → `11`).
    public static func questionID(of id: String) -> String? {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count > 1 ? String(parts[parts.count - 2]) : nil
    }
}
