import Foundation

/// The statistics of a set as lines for people, the same on the screen and on the command line.
public enum LabelFigures {
    public static func lines(_ figures: LabelStatistics) -> [String] {
        var lines = ["\(figures.items) items"]
        if figures.annotators.isEmpty { lines.append("Nobody has labelled yet.") }
        for person in figures.annotators {
            var facts = ["\(person.labelled) labelled", "\(person.skipped) skipped"]
            if person.revealed > 0 { facts.append("\(person.revealed) not blind (left out below)") }
            if let seconds = person.secondsPerItem { facts.append("\(Int(seconds.rounded())) s per item") }
            lines.append("")
            lines.append("\(person.name): \(facts.joined(separator: ", "))")
            lines.append("  left side chosen: \(share(person.leftChoices))")
            lines.append("  hidden repeats judged the same: \(kappa(person.withSelf))")
        }
        section(
            "Between two people",
            figures.pairwise.map {
                ("\($0.first) and \($0.second), \($0.dimension.title)", $0.kappa)
            }, &lines)
        section(
            "Between all (Fleiss)",
            figures.together.map {
                ("\($0.annotators) people, \($0.dimension.title)", $0.kappa)
            }, &lines)
        if !figures.reward.isEmpty {
            lines += ["", "With the reward"]
            for one in figures.reward {
                lines.append("  \(one.dimension.title): \(kappa(one.kappa))")
                lines.append("    of choices that are not ties it shares \(share(one.shared))")
                lines += table(one.kappa, rows: "people", columns: "reward")
            }
        }
        return lines
    }

    /// `81% raw, κ 0.58 (0.31 to 0.85), n 30`
    public static func kappa(_ estimate: KappaEstimate) -> String {
        guard estimate.n > 0, let raw = estimate.raw else { return "nothing to compare yet" }
        let start = "\(percent(raw)) raw"
        guard estimate.n >= KappaEstimate.leastCount else {
            return "\(start), n \(estimate.n), κ: n too small"
        }
        guard let kappa = estimate.kappa else {
            return "\(start), n \(estimate.n), κ: always the same judgement"
        }
        let interval = estimate.low.flatMap { low in
            estimate.high.map { " (\(two(low)) to \(two($0)))" }
        }
        return "\(start), κ \(two(kappa))\(interval ?? ""), n \(estimate.n)"
    }

    /// `52% (43% to 61%), 52 of 100`
    public static func share(_ estimate: ShareEstimate) -> String {
        guard let share = estimate.share, let low = estimate.low, let high = estimate.high else {
            return "nothing to count yet"
        }
        return "\(percent(share)) (\(percent(low)) to \(percent(high))), \(estimate.count) of \(estimate.n)"
    }

    private static func section(_ title: String, _ rows: [(String, KappaEstimate)], _ lines: inout [String]) {
        guard !rows.isEmpty else { return }
        lines += ["", title]
        for (name, estimate) in rows {
            lines.append("  \(name): \(kappa(estimate))")
            lines += table(estimate, rows: "first", columns: "second")
        }
    }

    /// Counts of equal and different judgements, ties with them.
    private static func table(_ estimate: KappaEstimate, rows: String, columns: String) -> [String] {
        guard estimate.n > 0, estimate.table.count == LabelStatistics.categories.count else { return [] }
        let heads = LabelStatistics.categories.map { padded($0, 8) }.joined()
        return ["    \(padded("\(rows) \\ \(columns)", 18))\(heads)"]
            + zip(LabelStatistics.categories, estimate.table).map { name, counts in
                "    \(padded(name, 18))" + counts.map { padded("\($0)", 8) }.joined()
            }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

    private static func two(_ number: Double) -> String { String(format: "%.2f", number) }
}
