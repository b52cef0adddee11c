import TerminalUI

/// The keys of a screen, made from its commands.
enum HelpView {
    /// The text of the help: groups with a line for each command.
    static func pane(for state: AppState) -> TextPane {
        var lines: [String] = []
        for group in CommandGroup.allCases {
            let commands = state.commands.filter { $0.group == group }
            guard !commands.isEmpty else { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append(group.rawValue)
            for command in commands {
                let keys = command.keys.compactMap(Key.sequence).map { sequence in
                    sequence.map { $0.label(state.glyphs).string }.joined()
                }.joined(separator: " ")
                // What the person changed is marked.
                let mark =
                    state.bindings.isChanged(command.id, on: state.screen)
                    ? (state.glyphs.usesKeySymbols ? "·" : "*") : " "
                lines.append(" \(mark)" + keys.padded(to: 18) + command.help)
            }
        }
        lines += ["", "In a field: ⏎ sends, Ctrl-j makes a new line, ↑ ↓ walk the history, Esc leaves."]
        var pane = TextPane(lines.joined(separator: "\n"))
        let place = place(in: state.body)
        pane.size = (max(1, place.width - 4), max(1, place.height - 2))
        return pane
    }

    static func place(in body: Rect) -> Rect {
        body.centered(width: min(body.width, 76), height: body.height)
    }
}

extension String {
    /// With spaces behind it; unchanged if it is longer. For text of our own, one column a letter.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
