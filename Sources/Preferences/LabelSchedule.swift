/// In which order an annotator sees the items of a set, which candidate stands at which side, and which items
/// come again. All of it follows from the set's seed and the annotator's name; nothing is stored.
public struct LabelSchedule: Sendable, Hashable {
    public struct Slot: Sendable, Hashable {
        public let place: LabelPlace
        /// Place in the set of the item that is shown.
        public let index: Int
        /// Candidates from left to right.
        public let sides: [Int]

        /// The letter that a candidate has on the screen: `A` stands left.
        public var letters: [Int: String] {
            Dictionary(uniqueKeysWithValues: sides.enumerated().map { ($1, LabelSchedule.letter($0)) })
        }
    }

    public let slots: [Slot]

    /// Least number of items between the two showings of one, where the set is long enough.
    static let gap = 10

    public init(_ items: [LabelItem], of set: LabelSet, for annotator: String) {
        // Each item's rank, and after it the ranks of repeats; then all are put in order.
        var ranked: [(rank: Int, slot: Slot)] = []
        for (index, item) in items.enumerated() {
            let sides = Self.sides(of: item, in: set, for: annotator)
            ranked.append((index * 2, Slot(place: LabelPlace(item: item.id), index: index, sides: sides)))
        }
        for (index, rank) in Self.repeats(items.count, set, annotator) {
            let sides = ranked[index].slot.sides
            ranked.append(
                (
                    rank * 2 + 1,
                    Slot(
                        place: LabelPlace(item: items[index].id, round: 1), index: index,
                        sides: sides.reversed())
                ))
        }
        slots = ranked.sorted { ($0.rank, $0.slot.index) < ($1.rank, $1.slot.index) }.map(\.slot)
    }

    /// A, B, C, …
    public static func letter(_ side: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(min(max(0, side), 25))))
    }

    private static func sides(of item: LabelItem, in set: LabelSet, for annotator: String) -> [Int] {
        var random = SplitMix64(seed: set.seed, for: annotator, item.id)
        return random.shuffled(item.candidates.count)
    }

    /// One item of each block of 1 / rate comes again, and where: after which item.
    ///
    /// Of a block that is not full the item is one of its first half, so that others come in between; a block
    /// of fewer than four items has none.
    private static func repeats(_ count: Int, _ set: LabelSet, _ annotator: String) -> [(
        index: Int, rank: Int
    )] {
        guard set.repeatRate > 0 else { return [] }
        let block = max(1, Int((1 / set.repeatRate).rounded()))
        return stride(from: 0, to: count, by: block).compactMap { start in
            let size = min(block, count - start)
            guard size >= 4 || size == block else { return nil }
            var random = SplitMix64(seed: set.seed, for: annotator, "repeat", String(start))
            let index = start + random.next(below: start + size < count ? size : max(1, size / 2))
            return (index, min(count - 1, index + gap + random.next(below: gap)))
        }
    }
}
