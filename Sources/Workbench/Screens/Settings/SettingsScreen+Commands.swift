import LecternEngine
import TerminalUI

extension SettingsScreen {
    private static let needsSetting: @Sendable (AppState) -> String? = { state in
        state.settingsScreen.setting == nil ? "No setting is chosen" : nil
    }
    private static let needsTheme: @Sendable (AppState) -> String? = { state in
        state.settingsScreen.theme == nil ? "No theme is chosen; gh shows them" : nil
    }

    static let commands: [Command] =
        [
            Command(
                "settings.change", "change the setting; keep the theme", hint: "change", in: .view,
                keys: ["<Enter>", "l", "<Right>"]
            ) { state, _ in state.changeSetting() },
            Command(
                "settings.reset", "back to the default", hint: "default", in: .view, keys: ["x"],
                disabledReason: needsSetting
            ) { state, _ in
                state.settingsScreen.setting.map { state.keep($0, nil) } ?? []
            },
            Command(
                "settings.origin", "where the value comes from", hint: "where from", in: .view, keys: ["o"],
                disabledReason: needsSetting
            ) { state, _ in
                guard let setting = state.settingsScreen.setting else { return [] }
                let lines = state.settings.history(of: setting).map { "\($0.value.shown)  \($0.origin.name)" }
                state.overlay = .text(
                    TextOverlay(
                        title: setting.rawValue, lines.joined(separator: "\n") + "\n\nThe last one counts."))
                return []
            },
            Command(
                "settings.depth", "try the theme with fewer colours", hint: "try depth", in: .view,
                keys: ["t"],
                disabledReason: needsTheme
            ) { state, _ in state.tryNextDepth() },
            Command(
                "settings.contrast", "the contrast of every role", hint: "contrast", in: .view, keys: ["c"],
                disabledReason: needsTheme
            ) { state, _ in
                state.settingsScreen.showsContrasts.toggle()
                return []
            },
            Command(
                "settings.copyTheme", "copy the theme to a file of yours and edit it", hint: "copy to new",
                in: .view, keys: ["+"], disabledReason: needsTheme
            ) { state, _ in
                guard let theme = state.settingsScreen.theme else { return [] }
                if theme == ThemeShelf.automatic || theme == ThemeShelf.terminal {
                    state.say("“\(theme)” has no file; choose a theme by name", .warning)
                    return []
                }
                state.overlay = .prompt(Prompt(.themeName(from: theme), text: "my-\(theme)"))
                return []
            },
            Command(
                "settings.edit", "open the file of settings in $EDITOR", in: .view, keys: ["e"]
            ) { _, _ in [.editFile(.settings)] },
            Command("settings.next", "groups or rows", hint: "pane", in: .view, keys: ["<Tab>", "<S-Tab>"]) {
                state, _ in
                state.settingsScreen.focus = state.settingsScreen.focus == .pages ? .rows : .pages
                return []
            },
            Command("settings.left", "to the groups", in: .move, keys: ["h", "<Left>"]) { state, _ in
                state.settingsScreen.focus = .pages
                return []
            },
            Command("settings.leave", "undo what is tried; leave", in: .program, keys: ["<Esc>", "q"]) {
                state, _ in state.leaveSettings()
            },
        ] + motions

    private static let motions: [Command] = [
        ("down", "next row", ["j", "<Down>"], ScrollMotion.lineDown),
        ("up", "previous row", ["k", "<Up>"], .lineUp),
        ("page-down", "page down", ["<PgDn>", "<C-d>"], .pageDown),
        ("page-up", "page up", ["<PgUp>", "<C-u>"], .pageUp),
        ("first", "first row", ["gg", "<Home>"], .start), ("last", "last row", ["G", "<End>"], .end),
    ].map { name, help, keys, motion in
        Command("settings.\(name)", help, in: .move, keys: keys) { state, count in
            state.moveInSettings { $0.move(motion, count: count) }
        }
    }
}
