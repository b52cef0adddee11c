public import Documents
import Foundation

/// A reward as plain text for people.
public enum RewardText {
    /// - Parameter documents: those that evidence points into.
    public static func breakdown(_ reward: RewardBreakdown, documents: [Document]) -> String {
        let byID = Dictionary(documents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var parts = [summary(reward)]
        for result in reward.dimensions {
            var lines = ["\(result.dimension.title): \(status(result.status))"]
            if !result.analysis.isEmpty { lines.append(indented(result.analysis)) }
            for (index, fact) in result.facts.enumerated() {
                lines.append("  \(index + 1). [\(fact.verdict.rawValue)] \(fact.fact)")
                for span in fact.evidence {
                    lines.append("     \(place(span)): " + text(of: span, byID))
                }
            }
            for extract in result.extracts { lines.append("  \(extract.label): \(oneLine(extract.text))") }
            for attempt in result.attempts where !attempt.isReadable {
                lines.append("  unreadable reply: \(oneLine(attempt.output))")
            }
            parts.append(lines.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    private static func summary(_ reward: RewardBreakdown) -> String {
        let judge = "judge: \(reward.judge), version \(reward.version)"
        guard let mean = reward.mean else {
            return "Reward: none of the dimensions could be scored (\(judge))"
        }
        return "Reward \(figure(mean)) of 10, sum \(figure(reward.sum)) of \(reward.scored * 10), over "
            + "\(reward.scored) of 4 dimensions (\(judge))"
    }

    /// `6.7`, `not applicable: why`, `failed: why`.
    public static func status(_ status: DimensionStatus) -> String {
        switch status {
        case .scored(let score): figure(score)
        case .notApplicable(let reason): "not applicable: \(reason)"
        case .failed(let reason, let tries): "failed after \(tries) tries: \(reason)"
        }
    }

    /// One place behind the point.
    public static func figure(_ value: Double) -> String { String(format: "%.1f", value) }

    /// How the faithfulness of these verdicts comes about: `(4×1 + 0×½ + 2×0) / 6 × 10 = 6.7`.
    public static func formula(_ verdicts: [Verdict]) -> String? {
        guard let score = RewardBreakdown.faithfulness(verdicts) else { return nil }
        let count = { (verdict: Verdict) in verdicts.count { $0 == verdict } }
        return "(\(count(.full))×1 + \(count(.partial))×½ + \(count(.none))×0) / \(verdicts.count) × 10 = "
            + figure(score)
    }

    private static func place(_ span: SentenceSpan) -> String {
        let sentences = span.sentences
        return sentences.count == 1
            ? "C\(sentences.lowerBound)" : "C\(sentences.lowerBound)–C\(sentences.upperBound)"
    }

    private static func text(of span: SentenceSpan, _ documents: [DocumentID: Document]) -> String {
        documents[span.document].map { oneLine(String($0.text(of: span.sentences))) } ?? ""
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func indented(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { "  \($0)" }.joined(separator: "\n")
    }
}

extension PairBuilder.Skip {
    public var words: String {
        switch self {
        case .tooFewScored(let count): "\(count) candidates have the same dimensions scored; pairs need more"
        case .tooClose(let difference):
            "best and worst differ by \(String(format: "%.2f", difference)), less than the margin"
        case .sameText: "best and worst are the same text"
        }
    }
}
