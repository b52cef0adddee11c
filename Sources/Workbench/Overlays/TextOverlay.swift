import TerminalUI

/// Text above the screen that is only read: the keys, messages, where a setting comes from.
struct TextOverlay: Sendable {
    var title: String
    var pane: TextPane
    /// The screen whose keys these are; nil for other text.
    var helpScreen: ScreenID?

    init(title: String, _ text: String, helpScreen: ScreenID? = nil) {
        self.title = title
        self.helpScreen = helpScreen
        pane = TextPane(text)
    }

    /// Wide and high enough for most text; the text scrolls.
    func place(in body: Rect) -> Rect {
        let width = min(body.width, 76)
        guard helpScreen == nil else { return body.centered(width: width, height: body.height) }
        // Lines break at words, so that some take a little more than their letters; one in reserve.
        let room = max(1, width - 6)
        let lines = pane.text.split(separator: "\n", omittingEmptySubsequences: false).reduce(3) {
            $0 + max(1, (SafeText(untrusted: String($1)).columns + room - 1) / room)
        }
        return body.centered(width: width, height: min(body.height, max(6, lines)))
    }

    mutating func layOut(in body: Rect) {
        let place = place(in: body)
        pane.size = (max(1, place.width - 4), max(1, place.height - 2))
    }
}

/// What was said, for `:messages`.
struct LoggedMessage: Sendable, Hashable {
    let clock: Double
    let kind: Message.Kind
    let text: String

    static let limit = 500
}

extension AppState {
    mutating func pressText(_ key: Key, _ text: TextOverlay) -> [Effect] {
        var text = text
        switch key {
        case .escape, "q", .enter:
            overlay = nil
        case "?" where text.helpScreen != nil:
            // Asked twice: all of it, where it can be searched.
            overlay = nil
            return [.page(HelpView.manual(for: self))]
        case "/" where text.helpScreen != nil, ":" where text.helpScreen != nil:
            return openPalette()
        case .tab where text.helpScreen != nil, .shiftTab where text.helpScreen != nil:
            let all = ScreenID.allCases
            let index = text.helpScreen.flatMap(all.firstIndex) ?? 0
            let next = (index + (key == .tab ? 1 : all.count - 1)) % all.count
            overlay = .text(HelpView.overlay(for: self, all[next]))
            layOut()
        default:
            if let motion = ScrollMotion(key) {
                text.pane.scroll(motion)
                overlay = .text(text)
            }
        }
        return []
    }

    mutating func showMessages() {
        let lines = messages.reversed().map { message in
            let age = Figures.age(clock - message.clock)
            return
                "\(age)  \(message.kind == .error ? "error: " : message.kind == .warning ? "warning: " : "")"
                + message.text
        }
        overlay = .text(
            TextOverlay(
                title: "Messages", lines.isEmpty ? "Nothing was said yet." : lines.joined(separator: "\n")))
        layOut()
    }
}
