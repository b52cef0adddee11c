/// How far a list or a text moves; what the verbs of every pane have in common.
package enum ScrollMotion: Sendable, Hashable {
    case lineDown, lineUp
    case halfPageDown, halfPageUp
    case pageDown, pageUp
    case start, end

    /// The usual keys for panes without a key map of their own. `g` here stands for both of `gg`.
    package init?(_ key: Key) {
        switch key {
        case "j", .down: self = .lineDown
        case "k", .up: self = .lineUp
        case "<C-d>": self = .halfPageDown
        case "<C-u>": self = .halfPageUp
        case .pageDown, .space: self = .pageDown
        case .pageUp: self = .pageUp
        case "g", .home: self = .start
        case "G", .end: self = .end
        default: return nil
        }
    }

    /// Lines or rows to go where `page` of them are seen; nil for the two ends. A page keeps one line in sight.
    package func distance(page: Int) -> Int? {
        switch self {
        case .lineDown: 1
        case .lineUp: -1
        case .halfPageDown: max(1, page / 2)
        case .halfPageUp: -max(1, page / 2)
        case .pageDown: max(1, page - 1)
        case .pageUp: -max(1, page - 1)
        case .start, .end: nil
        }
    }
}
