/// Which of two candidates is better.
public enum Preference: Int, Sendable, Hashable, Codable, CaseIterable {
    case first, second, tie

    /// The same, seen from the other candidate.
    public var swapped: Preference {
        switch self {
        case .first: .second
        case .second: .first
        case .tie: .tie
        }
    }
}

/// An order of an item's candidates in one dimension. It names candidates by their place in the item, not by
/// the side of the screen they were shown at.
public struct Judgement: Sendable, Hashable, Codable {
    /// Why all are equal.
    public enum Tie: String, Sendable, Hashable, Codable {
        case bothGood = "both_good"
        case bothBad = "both_bad"
    }

    /// Candidates, best first; those of one group are equal. While an order is being typed, some are missing.
    public private(set) var tiers: [[Int]]
    /// The best is much better than the rest.
    public private(set) var isMuch: Bool
    public private(set) var tie: Tie?
    /// The candidate that is typed next is equal to the last group.
    public private(set) var joinsNext: Bool

    public init(tiers: [[Int]], isMuch: Bool = false, tie: Tie? = nil, joinsNext: Bool = false) {
        self.tiers = tiers
        self.isMuch = isMuch
        self.tie = tie
        self.joinsNext = joinsNext
    }

    public static func better(_ best: Int, than other: Int, much: Bool = false) -> Judgement {
        Judgement(tiers: [[best], [other]], isMuch: much)
    }

    public static func allEqual(_ tie: Tie, count: Int) -> Judgement {
        Judgement(tiers: [Array(0..<count)], tie: tie)
    }

    /// Every candidate of the item has its place.
    public func isComplete(of count: Int) -> Bool { tiers.joined().count == count }

    /// Each candidate is one of the item's and is named once.
    public func isValid(for count: Int) -> Bool {
        let named = Array(tiers.joined())
        return named.allSatisfy((0..<count).contains) && Set(named).count == named.count
            && !tiers.contains(where: \.isEmpty)
    }

    /// Nil when one of the two has no place yet.
    public func preference(_ first: Int, _ second: Int) -> Preference? {
        guard let a = tiers.firstIndex(where: { $0.contains(first) }),
            let b = tiers.firstIndex(where: { $0.contains(second) })
        else { return nil }
        return a == b ? .tie : a < b ? .first : .second
    }

    /// The order with one more candidate at its end. A complete one is begun anew; a candidate named twice
    /// changes nothing.
    public func adding(_ candidate: Int, of count: Int) -> Judgement {
        guard !isComplete(of: count) else { return Judgement(tiers: [[candidate]]) }
        guard !tiers.joined().contains(candidate) else { return self }
        var tiers = tiers
        if joinsNext, !tiers.isEmpty {
            tiers[tiers.count - 1].append(candidate)
        } else {
            tiers.append([candidate])
        }
        return Judgement(tiers: tiers)
    }

    /// The order, with the next candidate to be equal to the last.
    public func joining() -> Judgement {
        tiers.isEmpty ? self : Judgement(tiers: tiers, joinsNext: true)
    }

    /// `B`, `B much`, `tie`, `both bad`; of more than two `B>A=C`.
    ///
    /// - Parameter letters: what each candidate is called on the screen.
    public func text(_ letters: [Int: String]) -> String {
        switch tie {
        case .bothGood: return "tie"
        case .bothBad: return "both bad"
        case nil: break
        }
        if letters.count == 2, tiers.count == 2, let best = tiers.first?.first {
            return (letters[best] ?? "?") + (isMuch ? " much" : "")
        }
        let groups = tiers.map { $0.compactMap { letters[$0] }.joined(separator: "=") }
        return groups.joined(separator: ">") + (joinsNext ? "=" : "")
    }
}
