import LecternEngine
import TerminalUI

/// One line that takes both: words to find an action by, and commands with an argument (`ux.md` §7.11).
struct Palette: Sendable {
    struct Item: Sendable, Hashable {
        enum Action: Sendable, Hashable {
            /// By its id, on this screen.
            case command(String, ScreenID)
            case document(DocumentID)
            case sentence(Int)
            case setting(Setting)
            /// A typed command and its argument.
            case line(String, String)
        }

        var text: String
        /// What calls it without the palette.
        var keys = ""
        /// Where it belongs: a screen, a document.
        var place: String
        /// Why it can't run now.
        var reason: String?
        var action: Action
    }

    var field: TextField
    var list = ListView()
    private(set) var items: [Item] = []

    init(text: String = "", history: [String]) {
        field = TextField(text, isMultiline: false)
        field.setHistory(history)
    }

    var chosen: Item? { items.indices.contains(list.cursor) ? items[list.cursor] : nil }

    mutating func show(_ items: [Item]) {
        self.items = items
        list.count = items.count
        list.moveTo(0)
    }

    /// What Tab puts into the line: the chosen command with its argument, or the name that is being typed.
    mutating func complete() {
        guard case .line(let name, let argument)? = chosen?.action else { return }
        field.setText(argument.isEmpty ? "\(name) " : "\(name) \(argument)")
    }

    static func place(in body: Rect) -> Rect {
        body.centered(width: min(body.width, 76), height: min(body.height, max(10, body.height * 3 / 4)))
    }
}

/// How well words fit a text: each must be in it; better at its beginning, then at the beginning of a word.
enum PaletteMatch {
    /// - Returns: 0 for a perfect fit, more for worse ones, nil where a word is missing.
    static func score(_ words: [String], in text: String) -> Int? {
        let text = text.lowercased()
        var score = 0
        for word in words {
            guard let range = text.firstRange(of: word) else { return nil }
            if range.lowerBound == text.startIndex { continue }
            let before = text[text.index(before: range.lowerBound)]
            score += before.isLetter || before.isNumber ? 4 : 1
        }
        return score
    }

    static func words(_ text: String) -> [String] {
        text.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
