import TerminalUI

/// Which keys call which commands, screen by screen: a preset, changed by the person's key file.
///
/// Help, hints, palette and the loop all ask here, so that they can't disagree.
package struct KeyBindings: Sendable {
    /// A set of keys to start from.
    package enum Preset: String, Sendable, CaseIterable {
        case standard = "default"
        /// The standard keys and some that vim users reach for.
        case vim
        /// No letters: arrows, Enter, Tab, Esc and function keys; everything else is in the palette.
        case plain
    }

    /// One command's keys as the key file gives them.
    struct Override: Sendable, Hashable {
        /// Nil: on every screen that has the command.
        var screen: ScreenID?
        var command: String
        var keys: [String]
        /// In the key file, from 1.
        var line: Int?
    }

    /// A key that calls nothing any more.
    struct Unbinding: Sendable, Hashable {
        var screen: ScreenID?
        var keys: String
        var line: Int?
    }

    /// Something in a key file that doesn't work as written.
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        package let line: Int?
        package let reason: String

        package var description: String { line.map { "\($0): \(reason)" } ?? reason }
    }

    let preset: Preset
    private(set) var problems: [Problem] = []
    private var maps: [ScreenID: KeyMap] = [:]
    private var keys: [ScreenID: [String: [String]]] = [:]
    private var changed: [ScreenID: Set<String>] = [:]

    package static let standard = KeyBindings()

    init(preset: Preset = .standard, overrides: [Override] = [], unbindings: [Unbinding] = []) {
        self.preset = preset
        for override in overrides { check(override) }
        for screen in ScreenID.allCases { bind(screen, overrides, unbindings) }
    }

    func map(for screen: ScreenID) -> KeyMap { maps[screen] ?? KeyMap([]) }

    /// The command with the keys it has now.
    func bound(_ command: Command, on screen: ScreenID) -> Command {
        var command = command
        command.keys = keys[screen]?[command.id] ?? []
        return command
    }

    /// The person gave this command other keys than the preset does.
    func isChanged(_ command: String, on screen: ScreenID) -> Bool {
        changed[screen]?.contains(command) ?? false
    }

    // MARK: Binding

    private mutating func check(_ override: Override) {
        let screens = override.screen.map { [$0] } ?? ScreenID.allCases
        if !screens.contains(where: { screen in screen.allCommands.contains { $0.id == override.command } }) {
            let place = override.screen.map { " of [\($0.sectionName)]" } ?? ""
            problems.append(
                Problem(line: override.line, reason: "there is no command “\(override.command)”\(place)"))
        }
        for name in override.keys where Key.sequence(name)?.isEmpty ?? true {
            problems.append(Problem(line: override.line, reason: "“\(name)” is not the name of a key"))
        }
    }

    private mutating func bind(_ screen: ScreenID, _ overrides: [Override], _ unbindings: [Unbinding]) {
        let unbound = unbindings.filter { $0.screen == nil || $0.screen == screen }.map {
            Key.sequence($0.keys) ?? []
        }
        var own: [String: Override] = [:]
        // What is said of one screen wins over what is said of all.
        for override in overrides where override.screen == nil { own[override.command] = override }
        for override in overrides where override.screen == screen { own[override.command] = override }

        var table: [String: [String]] = [:]
        var bound: [(id: String, keys: [[Key]])] = []
        let commands = screen.allCommands
        // The person's keys come first, so that they win over those of the preset.
        for command in commands where own[command.id] != nil {
            let names = own[command.id]?.keys.filter { !(Key.sequence($0)?.isEmpty ?? true) } ?? []
            table[command.id] = names
            bound.append((command.id, names.compactMap(Key.sequence)))
            changed[screen, default: []].insert(command.id)
        }
        let firstPreset = bound.count
        for command in commands where own[command.id] == nil {
            let names = presetKeys(command).filter { !unbound.contains(Key.sequence($0) ?? []) }
            if names != presetKeys(command) { changed[screen, default: []].insert(command.id) }
            table[command.id] = names
            bound.append((command.id, names.compactMap(Key.sequence)))
        }
        let map = KeyMap(bound)
        for conflict in map.conflicts {
            // A key that lost its command is not shown as that command's.
            table[conflict.second]?.removeAll { Key.sequence($0).map(Key.name(of:)) == conflict.sequence }
            let isOfTwoFileLines = bound[..<firstPreset].contains { $0.id == conflict.second }
            guard let line = own[isOfTwoFileLines ? conflict.second : conflict.first]?.line else { continue }
            problems.append(
                Problem(
                    line: line,
                    reason: isOfTwoFileLines
                        ? "“\(conflict.sequence)” is already a key of “\(conflict.first)” (\(screen.title))"
                        : "“\(conflict.first)” takes “\(conflict.sequence)” away from “\(conflict.second)” "
                            + "(\(screen.title))"))
        }
        maps[screen] = map
        keys[screen] = table
    }

    private func presetKeys(_ command: Command) -> [String] {
        switch preset {
        case .standard: command.keys
        case .vim: command.keys + (Self.vimKeys[command.id] ?? [])
        case .plain:
            command.keys.filter { name in
                guard let first = Key.sequence(name)?.first else { return false }
                return first.text == nil && first.modifiers.isEmpty
            } + (Self.plainKeys[command.id] ?? [])
        }
    }

    /// Beyond the standard ones.
    private static let vimKeys: [String: [String]] = [
        "jump.back": ["<C-o>"], "quit": ["ZZ"], "read.page-down": ["<C-f>"], "read.page-up": ["<C-b>"],
        "library.page-down": ["<C-f>"], "library.page-up": ["<C-b>"],
    ]

    /// Where a command that people can't do without has only letters.
    private static let plainKeys: [String: [String]] = [
        "answer.ask": ["<F12>"], "library.ask": ["<F12>"], "library.add": ["<Ins>"],
    ]
}

extension ScreenID {
    /// The screen's own commands, then those of everywhere.
    var allCommands: [Command] { commands + AppState.commonCommands }

    /// Its section in the key file.
    var sectionName: String { rawValue }
}
