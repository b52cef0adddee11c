import TerminalUI

/// Something a person can do, as a value: what it is called, which keys, why it may be off, what it does.
///
/// Help, hints and the palette are made from these, so that they can't disagree.
struct Command: Sendable {
    /// `screen.action`, stable: a key file names it.
    let id: String
    /// One line for the help.
    let help: String
    /// A word or two for the hint row; empty keeps it out of there.
    let hint: String
    /// Heading under which the help lists it.
    let group: CommandGroup
    /// Key sequences by their names, such as `gg` or `<C-d>`; the first one is shown in hints.
    var keys: [String]
    /// Why it can't run now, in words for people; nil when it can.
    let disabledReason: @Sendable (AppState) -> String?
    /// - Parameter count: the number typed before, at least 1.
    let run: @Sendable (inout AppState, _ count: Int) -> [Effect]

    init(
        _ id: String, _ help: String, hint: String = "", in group: CommandGroup, keys: [String],
        disabledReason: @escaping @Sendable (AppState) -> String? = { _ in nil },
        run: @escaping @Sendable (inout AppState, Int) -> [Effect]
    ) {
        self.id = id
        self.help = help
        self.hint = hint
        self.group = group
        self.keys = keys
        self.disabledReason = disabledReason
        self.run = run
    }
}

enum CommandGroup: String, Sendable, CaseIterable {
    case move = "Move"
    case citations = "Citations"
    case answer = "Answer"
    case rewards = "Rewards"
    case documents = "Documents"
    case label = "Label"
    case models = "Models"
    case view = "View"
    case program = "Everywhere"
}

/// What help and hints need of a command.
struct CommandInfo: Sendable, Hashable {
    let id: String
    let help: String
    let hint: String
    let group: CommandGroup
    let keys: [[Key]]
    let isEnabled: Bool

    init(_ command: Command, in state: AppState) {
        id = command.id
        help = command.help
        hint = command.hint
        group = command.group
        keys = command.keys.compactMap(Key.sequence)
        isEnabled = command.disabledReason(state) == nil
    }
}
