/// Something the mouse did. Coordinates are cells from 0, at the top left.
package struct Mouse: Sendable, Hashable {
    package enum Button: Sendable, Hashable { case left, middle, right }

    package enum Action: Sendable, Hashable {
        /// `clicks` is 2 for the second press of a double click, 3 for the third, …
        case press(Button, clicks: Int)
        case release
        /// Motion with the button down; motion without one is never asked for.
        case drag(Button)
        case wheelUp, wheelDown, wheelLeft, wheelRight
    }

    package var action: Action
    package var x: Int
    package var y: Int
    package var modifiers: Key.Modifiers

    package init(_ action: Action, x: Int, y: Int, modifiers: Key.Modifiers = []) {
        self.action = action
        self.x = x
        self.y = y
        self.modifiers = modifiers
    }
}

/// Tells double clicks from two clicks: same button, same cell, soon after each other.
struct ClickCounter: Sendable {
    private var last: (button: Mouse.Button, x: Int, y: Int, time: ContinuousClock.Instant)?
    private var count = 0
    private let interval = Duration.milliseconds(400)

    mutating func press(_ button: Mouse.Button, x: Int, y: Int, at time: ContinuousClock.Instant) -> Int {
        let isRepeated =
            last.map { $0.button == button && $0.x == x && $0.y == y && time - $0.time <= interval } ?? false
        count = isRepeated ? count + 1 : 1
        last = (button, x, y, time)
        return count
    }
}
