/// A set with everything that was said about it.
public struct LabelledSet: Sendable, Hashable {
    public var set: LabelSet
    public var items: [LabelItem]
    public var ledger: LabelLedger

    public init(set: LabelSet, items: [LabelItem], ledger: LabelLedger) {
        self.set = set
        self.items = items
        self.ledger = ledger
    }

    /// Puts in what judges say by now.
    ///
    /// - Parameter rewards: by the source of a candidate; those of others stay.
    package mutating func setRewards(_ rewards: [String: [LabelDimension: Double]]) {
        for item in items.indices {
            for place in items[item].candidates.indices {
                if let scores = rewards[items[item].candidates[place].source] {
                    items[item].candidates[place].rewards = scores
                }
            }
        }
    }

    public var statistics: LabelStatistics { LabelStatistics(set, items, ledger) }

    /// - Parameter documentText: the text of a document by its id; asked only where the options want it.
    public func pairs(
        _ options: PairOptions = PairOptions(), documentText: (String) -> String? = { _ in nil }
    )
        -> LabelledPairs
    {
        LabelledPairs(items, ledger, options: options, documentText: documentText)
    }
}
