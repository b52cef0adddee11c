/// How the labels of a set agree: between people, with themselves, with the reward; and whether a side was
/// favoured.
///
/// Items with more than two candidates count once for every two of them. What was judged after models and
/// rewards were shown is left out of all figures.
public struct LabelStatistics: Sendable, Hashable {
    /// One person's work.
    public struct Annotator: Sendable, Hashable {
        public let name: String
        public let labelled: Int
        public let skipped: Int
        public let revealed: Int
        /// Median over saved items; nil before the first.
        public let secondsPerItem: Double?
        /// The same item, shown twice: the whole judged the same.
        public let withSelf: KappaEstimate
        /// Of choices that are not ties, how many fell on the left of two.
        public let leftChoices: ShareEstimate
    }

    /// Two people in one row.
    public struct Pairwise: Sendable, Hashable {
        public let first: String
        public let second: String
        public let dimension: LabelDimension
        public let kappa: KappaEstimate
    }

    /// All people in one row: only what everyone judged.
    public struct Together: Sendable, Hashable {
        public let dimension: LabelDimension
        public let annotators: Int
        public let kappa: KappaEstimate
    }

    /// People against the reward in one row.
    public struct Reward: Sendable, Hashable {
        public let dimension: LabelDimension
        /// Rows: what people said; columns: which answer has the higher score.
        public let kappa: KappaEstimate
        /// Of the choices that are not ties, how many the reward shares. An equal score shares none.
        public let shared: ShareEstimate
    }

    public let items: Int
    public let annotators: [Annotator]
    public let pairwise: [Pairwise]
    public let together: [Together]
    public let reward: [Reward]

    /// Rows and columns of the tables.
    public static let categories = ["first", "second", "tie"]

    public init(_ set: LabelSet, _ items: [LabelItem], _ ledger: LabelLedger) {
        self.items = items.count
        let names = ledger.annotators
        let records = names.map { ledger.records(of: $0) }
        annotators = zip(names, records).map { Self.annotator($0, $1, set, items) }
        // Things judged the first time, by row: (item, two candidates) to a preference, for each annotator.
        let judged = records.map { records in
            LabelDimension.allCases.map { Self.preferences(records, items, round: 0, $0) }
        }
        var pairwise: [Pairwise] = []
        var together: [Together] = []
        for (row, dimension) in LabelDimension.allCases.enumerated() {
            for first in names.indices {
                for second in names.indices where second > first {
                    let (a, b) = (judged[first][row], judged[second][row])
                    let pairs = a.keys.sorted().compactMap { thing in
                        b[thing].flatMap { other in a[thing].map { ($0.rawValue, other.rawValue) } }
                    }
                    guard !pairs.isEmpty else { continue }
                    pairwise.append(
                        Pairwise(
                            first: names[first], second: names[second], dimension: dimension,
                            kappa: Agreement.cohen(pairs, categories: 3)))
                }
            }
            let all = judged.map { $0[row] }.filter { !$0.isEmpty }
            guard all.count >= 2, let first = all.first else { continue }
            let counts = first.keys.sorted().compactMap { thing -> [Int]? in
                let votes = all.compactMap { $0[thing] }
                guard votes.count == all.count else { return nil }
                return Preference.allCases.map { kind in votes.count { $0 == kind } }
            }
            together.append(
                Together(dimension: dimension, annotators: all.count, kappa: Agreement.fleiss(counts)))
        }
        self.pairwise = pairwise
        self.together = together
        reward = Self.reward(judged, items)
    }

    // MARK: One person

    private static func annotator(
        _ name: String, _ records: [LabelPlace: LabelLedger.Record], _ set: LabelSet, _ items: [LabelItem]
    ) -> Annotator {
        let first = items.compactMap { records[LabelPlace(item: $0.id)] }
        let seconds = records.values.compactMap { $0.isSaved ? $0.seconds : nil }.sorted()
        let before = preferences(records, items, round: 0, .overall)
        let after = preferences(records, items, round: 1, .overall)
        let repeats = after.keys.sorted().compactMap { thing in
            before[thing].flatMap { earlier in after[thing].map { (earlier.rawValue, $0.rawValue) } }
        }
        return Annotator(
            name: name, labelled: first.count(where: \.isSaved), skipped: first.count(where: \.isSkipped),
            revealed: first.count { $0.isDone && !$0.isBlind },
            secondsPerItem: seconds.isEmpty ? nil : seconds[seconds.count / 2],
            withSelf: Agreement.cohen(repeats, categories: 3),
            leftChoices: leftChoices(name, records, set, items))
    }

    /// The row that counts for sides is the whole; where it was left empty, nothing counts.
    private static func leftChoices(
        _ name: String, _ records: [LabelPlace: LabelLedger.Record], _ set: LabelSet, _ items: [LabelItem]
    ) -> ShareEstimate {
        var (left, all) = (0, 0)
        for slot in LabelSchedule(items, of: set, for: name).slots where slot.sides.count == 2 {
            guard let record = records[slot.place], record.isBlind, !record.isSkipped,
                let judgement = record.judgements[.overall],
                let choice = judgement.preference(slot.sides[0], slot.sides[1]), choice != .tie
            else { continue }
            all += 1
            if choice == .first { left += 1 }
        }
        return ShareEstimate(left, of: all)
    }

    // MARK: Things

    /// Two candidates of an item of the set.
    private struct Thing: Hashable, Comparable {
        let item: Int
        let first: Int
        let second: Int

        static func < (left: Thing, right: Thing) -> Bool {
            (left.item, left.first, left.second) < (right.item, right.first, right.second)
        }
    }

    private static func preferences(
        _ records: [LabelPlace: LabelLedger.Record], _ items: [LabelItem], round: Int,
        _ dimension: LabelDimension
    ) -> [Thing: Preference] {
        var found: [Thing: Preference] = [:]
        for (index, item) in items.enumerated() {
            guard let record = records[LabelPlace(item: item.id, round: round)], record.isBlind,
                !record.isSkipped, let judgement = record.judgements[dimension]
            else { continue }
            for first in item.candidates.indices {
                for second in item.candidates.indices where second > first {
                    let thing = Thing(item: index, first: first, second: second)
                    found[thing] = judgement.preference(first, second)
                }
            }
        }
        return found
    }

    // MARK: Reward

    private static func reward(_ judged: [[[Thing: Preference]]], _ items: [LabelItem]) -> [Reward] {
        LabelDimension.allCases.enumerated().compactMap { row, dimension in
            var pairs: [(Int, Int)] = []
            for preferences in judged.map({ $0[row] }) {
                for thing in preferences.keys.sorted() {
                    let candidates = items[thing.item].candidates
                    guard let said = preferences[thing], let a = candidates[thing.first].rewards[dimension],
                        let b = candidates[thing.second].rewards[dimension]
                    else { continue }
                    let score: Preference = a == b ? .tie : a > b ? .first : .second
                    pairs.append((said.rawValue, score.rawValue))
                }
            }
            guard !pairs.isEmpty else { return nil }
            let choices = pairs.filter { $0.0 != Preference.tie.rawValue }
            return Reward(
                dimension: dimension, kappa: Agreement.cohen(pairs, categories: 3),
                shared: ShareEstimate(choices.count { $0.0 == $0.1 }, of: choices.count))
        }
    }
}
