/// What happens while an answer is scored.
public enum RewardEvent: Sendable, Hashable {
    /// `done` of about `total` judge calls.
    case progress(done: Int, total: Int)
    case fact(JudgedFact, number: Int)
    case dimension(DimensionResult)
    case finished(RewardBreakdown)
}
