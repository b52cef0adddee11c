import TerminalUI

/// The keys of every screen and the commands of the dialogue, for the manual: from the same values as the help.
package enum KeyReference {
    package struct Entry: Sendable {
        /// `gg Home`; for the dialogue `/cite [NUMBER]`.
        package let keys: String
        package let help: String
    }

    package struct Section: Sendable {
        package let title: String
        package let entries: [Entry]
    }

    /// One section a screen with what can be done there and nowhere else, then what works everywhere.
    package static let screens: [Section] =
        ScreenID.allCases.map { Section(title: $0.title, entries: entries($0.commands)) }
        + [Section(title: "Everywhere", entries: entries(AppState.commonCommands))]

    package static let dialogue = PlainCommand.all.map { Entry(keys: $0.usage, help: $0.help) }

    /// Every setting with the variable that sets it.
    package static let settings = Setting.allCases.map { setting in
        (name: setting.rawValue, variable: setting.environmentName, help: setting.help)
    }

    /// In the order of the help's groups.
    private static func entries(_ commands: [Command]) -> [Entry] {
        CommandGroup.allCases.flatMap { group in
            commands.filter { $0.group == group && !$0.keys.isEmpty }.map { command in
                let keys = command.keys.compactMap(Key.sequence).map { sequence in
                    sequence.map { $0.label(.ascii).string }.joined()
                }
                return Entry(keys: keys.joined(separator: " "), help: command.help)
            }
        }
    }
}
