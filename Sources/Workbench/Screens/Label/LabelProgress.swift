import LecternEngine

/// How far the labelling is and what it comes to, as lines. Made when something was saved, not for every
/// frame.
struct LabelProgress: Sendable {
    /// Shown items that are done, repeats among them, and all of them.
    private(set) var done = 0
    private(set) var total = 0
    /// Median; nil before the first.
    private(set) var secondsPerItem: Double?
    /// Agreement with the reward over earlier blocks of ten items; nil before the first block, or without
    /// rewards.
    private(set) var reward: String?
    private(set) var hasRewards = false
    private(set) var repeats: (same: Int, n: Int) = (0, 0)
    private(set) var left: ShareEstimate?

    /// Agreement is shown for whole blocks, so that no single choice can be told from it.
    static let block = 10

    init() {}

    init(
        _ labelled: LabelledSet, _ slots: [LabelSchedule.Slot], _ records: [LabelPlace: LabelLedger.Record],
        _ annotator: String
    ) {
        total = slots.count
        done = slots.count { records[$0.place]?.isDone ?? false }
        let figures = labelled.statistics
        if let mine = figures.annotators.first(where: { $0.name == annotator }) {
            secondsPerItem = mine.secondsPerItem
            left = mine.leftChoices
            repeats = (Int((Double(mine.withSelf.n) * (mine.withSelf.raw ?? 0)).rounded()), mine.withSelf.n)
        }
        hasRewards = labelled.items.contains { item in item.candidates.allSatisfy { !$0.rewards.isEmpty } }
        let finished = slots.filter { $0.place.round == 0 && records[$0.place]?.isSaved ?? false }.map(
            \.index)
        let whole = finished.count / Self.block * Self.block
        guard hasRewards, whole > 0 else { return }
        let items = finished.prefix(whole).map { labelled.items[$0] }
        let mine = LabelLedger(labelled.ledger.entries.filter { $0.annotator == annotator })
        let overall = LabelStatistics(labelled.set, items, mine).reward.first { $0.dimension == .overall }
        guard let overall, let share = overall.shared.share else { return }
        let kappa =
            overall.kappa.n < KappaEstimate.leastCount
            ? "κ n too small" : overall.kappa.kappa.map { "κ \(Self.two($0))" } ?? "κ —"
        reward = "reward agrees \(Int((share * 100).rounded()))% \(kappa) (first \(whole))"
    }

    /// `31 s per item · 1 h 45 min left`
    func pace(_ dot: String) -> String {
        guard let secondsPerItem else { return "no item saved yet" }
        let rest = Figures.duration(secondsPerItem * Double(total - done))
        return "\(Int(secondsPerItem.rounded())) s per item\(dot)\(rest) left"
    }

    /// `repeats 2/2 same · left 52%`
    func check(_ dot: String) -> String {
        let again = repeats.n == 0 ? "no repeats yet" : "repeats \(repeats.same)/\(repeats.n) same"
        guard let share = left?.share else { return again }
        return "\(again)\(dot)left \(Int((share * 100).rounded()))%"
    }

    private static func two(_ number: Double) -> String {
        let hundredths = Int((abs(number) * 100).rounded())
        let digits = hundredths % 100 < 10 ? "0\(hundredths % 100)" : "\(hundredths % 100)"
        return "\(number < 0 ? "-" : "")\(hundredths / 100).\(digits)"
    }

}
