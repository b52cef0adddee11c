/// Places that were left, like the pages of a browser.
struct JumpList<Place: Hashable & Sendable>: Sendable {
    private var behind: [Place] = []
    private var ahead: [Place] = []

    private let limit = 100

    var canGoBack: Bool { !behind.isEmpty }
    var canGoForward: Bool { !ahead.isEmpty }

    /// Remembers the place that is about to be left by a jump.
    mutating func push(_ place: Place) {
        ahead = []
        if behind.last != place { behind.append(place) }
        if behind.count > limit { behind.removeFirst() }
    }

    mutating func back(from place: Place) -> Place? {
        guard let last = behind.popLast() else { return nil }
        ahead.append(place)
        ahead.append(last)
        return last
    }

    /// The place that `back` came from.
    mutating func forward() -> Place? {
        guard ahead.count >= 2, let here = ahead.popLast(), let next = ahead.popLast() else { return nil }
        behind.append(here)
        return next
    }
}
