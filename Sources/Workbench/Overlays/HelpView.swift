import TerminalUI

/// The keys of a screen, made from its commands.
enum HelpView {
    static func overlay(for state: AppState, _ screen: ScreenID) -> TextOverlay {
        TextOverlay(title: "Keys: \(screen.title)", text(for: state, screen), helpScreen: screen)
    }

    /// Groups with a line for each command.
    private static func text(for state: AppState, _ screen: ScreenID) -> String {
        var lines: [String] = []
        let all = screen.allCommands.map { state.bindings.bound($0, on: screen) }
        for group in CommandGroup.allCases {
            let commands = all.filter { $0.group == group }
            guard !commands.isEmpty else { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append(group.rawValue)
            for command in commands {
                let keys = command.keys.compactMap(Key.sequence).map { sequence in
                    sequence.map { $0.label(state.glyphs).string }.joined()
                }.joined(separator: " ")
                // What the person changed is marked.
                let mark =
                    state.bindings.isChanged(command.id, on: screen)
                    ? (state.glyphs.usesKeySymbols ? "·" : "*") : " "
                lines.append(" \(mark)" + (keys.isEmpty ? "none" : keys).padded(to: 18) + command.help)
            }
        }
        let enter = Key.enter.label(state.glyphs).string
        lines += ["", "In a field: \(enter) sends, Ctrl-j makes a new line, the arrows walk the history,"]
        lines += ["Ctrl-x Ctrl-e opens $EDITOR, Esc leaves."]
        return lines.joined(separator: "\n")
    }

    /// All screens' keys and all typed commands, for the pager.
    static func manual(for state: AppState) -> String {
        var parts = ScreenID.allCases.map { screen in
            "KEYS: \(screen.title.uppercased())\n\n" + text(for: state, screen)
        }
        let typed = TypedCommand.all.map { ":\($0.name) \($0.argument)".padded(to: 20) + $0.help }
        parts.append("COMMANDS\n\n" + typed.joined(separator: "\n"))
        let settings = Setting.allCases.map { $0.rawValue.padded(to: 20) + $0.help }
        parts.append("SETTINGS\n\n" + settings.joined(separator: "\n"))
        return parts.joined(separator: "\n\n\n") + "\n"
    }
}

extension String {
    /// With spaces behind it; unchanged if it is longer. For text of our own, one column a letter.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
