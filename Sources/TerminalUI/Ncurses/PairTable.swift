/// Gives each combination of foreground and background a colour pair, on demand.
///
/// Terminals have from 64 pairs to 65,536. When they run out, those that aren't on the screen are given away; if all
/// are, the nearest pair there is serves.
struct PairTable: Sendable {
    /// Colour numbers as the terminfo entry counts them; −1 is the terminal's own.
    struct Colors: Sendable, Hashable {
        var foreground: Int32
        var background: Int32

        static let terminal = Colors(foreground: -1, background: -1)
    }

    enum Grant: Sendable, Hashable {
        case known(Int32)
        /// To be defined before it is used.
        case new(Int32)
        case nearest(Int32)

        var pair: Int32 {
            switch self {
            case .known(let pair), .new(let pair), .nearest(let pair): pair
            }
        }
    }

    private let limit: Int32
    private var pairs: [Colors: Int32] = [.terminal: 0]
    private var unused: [Int32] = []
    private var next: Int32 = 1

    /// - Parameter limit: how many pairs there are, pair 0 among them.
    init(limit: Int) { self.limit = Int32(clamping: max(1, limit)) }

    var isFull: Bool { next >= limit && unused.isEmpty }

    func isKnown(_ colors: Colors) -> Bool { pairs[colors] != nil }

    mutating func pair(for colors: Colors, value: (Int32) -> RGB?) -> Grant {
        if let pair = pairs[colors] { return .known(pair) }
        if let pair = unused.popLast() {
            pairs[colors] = pair
            return .new(pair)
        }
        if next < limit {
            defer { next += 1 }
            pairs[colors] = next
            return .new(next)
        }
        return .nearest(nearest(to: colors, value))
    }

    /// Makes the pairs of all other colours free for use.
    mutating func keep(_ visible: Set<Colors>) {
        for (colors, pair) in pairs where colors != .terminal && !visible.contains(colors) {
            pairs[colors] = nil
            unused.append(pair)
        }
    }

    private func nearest(to wanted: Colors, _ value: (Int32) -> RGB?) -> Int32 {
        func distance(_ left: Int32, _ right: Int32) -> Double {
            if left == right { return 0 }
            // The terminal's own colours are not known: as far as black from white.
            guard let left = value(left), let right = value(right) else { return 1 }
            return Oklab(left).squaredDistance(to: Oklab(right))
        }
        let found = pairs.min { one, other in
            func total(_ colors: Colors) -> Double {
                distance(colors.foreground, wanted.foreground)
                    + distance(colors.background, wanted.background)
            }
            return (total(one.key), one.value) < (total(other.key), other.value)
        }
        return found?.value ?? 0
    }
}
