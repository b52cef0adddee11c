import LecternEngine
import Preferences
import TerminalUI

extension AppState {
    /// Opens the settings, at the themes or at one setting where that is asked for.
    mutating func openSettings(at page: SettingsScreen.Page? = nil, _ setting: Setting? = nil) -> [Effect] {
        if screen != .settings { settingsScreen.cameFrom = screen }
        go(to: .settings)
        settingsScreen.focus = .rows
        if let setting {
            settingsScreen.show(setting)
        } else if let page {
            settingsScreen.show(page)
        }
        return [.listThemes]
    }

    mutating func themesListed(_ names: [String], paths: [(name: String, path: String)]) {
        settingsScreen.themes = names
        settingsScreen.paths = paths
        layOut()
        if settingsScreen.page == .themes, settingsScreen.tried == nil {
            settingsScreen.rows.moveTo(names.firstIndex(of: settings.text(.theme)) ?? 0)
        }
    }

    /// Moves the cursor; in the list of themes the whole program takes the one under it at once.
    mutating func moveInSettings(_ move: (inout ListView) -> Void) -> [Effect] {
        if settingsScreen.focus == .pages {
            let undo = undoTrial()
            move(&settingsScreen.pages)
            settingsScreen.pageChanged()
            if settingsScreen.page == .themes {
                settingsScreen.rows.moveTo(settingsScreen.themes.firstIndex(of: settings.text(.theme)) ?? 0)
            }
            return undo
        }
        move(&settingsScreen.rows)
        return tryTheme()
    }

    private mutating func tryTheme() -> [Effect] {
        guard let theme = settingsScreen.theme else { return [] }
        settingsScreen.tried = theme
        return [.useTheme(theme, settingsScreen.depth)]
    }

    mutating func tryNextDepth() -> [Effect] {
        let depths: [ColorDepth?] = [nil, .direct, .indexed256, .ansi16, .mono]
        let next = depths[((depths.firstIndex(of: settingsScreen.depth) ?? 0) + 1) % depths.count]
        settingsScreen.depth = next
        say(next.map { "as with \($0.name) colours" } ?? "with the colours of this terminal")
        return tryTheme()
    }

    private mutating func undoTrial() -> [Effect] {
        guard settingsScreen.tried != nil || settingsScreen.depth != nil else { return [] }
        (settingsScreen.tried, settingsScreen.depth) = (nil, nil)
        return [.useTheme(nil, nil)]
    }

    /// Esc undoes a theme that is only tried, then leaves.
    mutating func leaveSettings() -> [Effect] {
        let undo = undoTrial()
        if !undo.isEmpty {
            settingsScreen.rows.moveTo(settingsScreen.themes.firstIndex(of: settings.text(.theme)) ?? 0)
            say("the theme is “\(settings.text(.theme))” as before")
            return undo
        }
        go(to: settingsScreen.cameFrom)
        return []
    }

    /// Enter: a flag turns, of several values one is chosen, anything else is typed; a theme is kept.
    mutating func changeSetting() -> [Effect] {
        if settingsScreen.focus == .pages {
            settingsScreen.focus = .rows
            return []
        }
        if let theme = settingsScreen.theme {
            (settingsScreen.tried, settingsScreen.depth) = (nil, nil)
            return keep(.theme, .text(theme))
        }
        return settingsScreen.setting.map { change($0) } ?? []
    }

    mutating func change(_ setting: Setting) -> [Effect] {
        let value = settings.value(of: setting)
        switch setting.kind {
        case .flag: return keep(setting, .flag(value != .flag(true)))
        case .choice(let names):
            overlay = .chooser(
                Chooser(
                    title: setting.rawValue,
                    items: names.map {
                        Chooser.Item(
                            text: $0, detail: setting.standard == .text($0) ? "default" : "",
                            choice: .setting(setting, $0))
                    }, at: names.firstIndex(of: value.shown) ?? 0))
        case .theme where settingsScreen.themes.isEmpty == false:
            // Light and dark stand for themes with files; “auto” would ask itself.
            let names = settingsScreen.themes.filter { $0 != ThemeShelf.automatic || setting == .theme }
            overlay = .chooser(
                Chooser(
                    title: setting.rawValue,
                    items: names.map { Chooser.Item(text: $0, detail: "", choice: .setting(setting, $0)) },
                    at: names.firstIndex(of: value.shown) ?? 0))
        case .number, .text, .theme: overlay = .prompt(Prompt(.setting(setting), text: value.shown))
        }
        return []
    }

    /// `:set name=value`, a choice, a typed value. Says what is wrong with one that doesn't fit.
    mutating func set(_ setting: Setting, toText text: String) -> [Effect] {
        guard let value = SettingValue(text, for: setting) else {
            say("\(setting.rawValue) takes \(setting.accepted)", .error)
            return []
        }
        return keep(setting, value)
    }

    /// Sets a value now and writes it to the person's file; nil takes it out of there.
    mutating func keep(_ setting: Setting, _ value: SettingValue?) -> [Effect] {
        settings.set(setting, to: value ?? setting.standard, from: .session)
        return apply(setting) + [.saveSetting(setting, value)]
    }

    /// The file holds it: from now on the value is the file's, unless something above the file says otherwise.
    mutating func settingSaved(_ setting: Setting, _ value: SettingValue?, path: String) {
        let session = settings.value(of: setting)
        settings.set(setting, to: value, from: .user(path: path))
        settings.set(setting, to: nil, from: .session)
        let origin = settings.origin(of: setting)
        if settings.value(of: setting) != session {
            settings.set(setting, to: session, from: .session)
            say("\(setting.rawValue) is kept, but \(origin.name) says otherwise at the next start", .warning)
        } else {
            let when = setting.actsAtOnce ? "" : "; it acts from the next start on"
            say("\(setting.rawValue) = \(session.shown)\(when)", .success)
        }
    }

    /// What a changed setting means for the program that runs.
    mutating func apply(_ setting: Setting) -> [Effect] {
        switch setting {
        case .theme, .darkTheme, .lightTheme: return [.useTheme(nil, nil)]
        case .mouse: return [.setMouse(settings.isOn(.mouse))]
        case .glyphs: refreshGlyphs()
        case .numbers: reader.showsNumbers = settings.isOn(.numbers)
        case .follow: reader.follows = settings.isOn(.follow)
        case .title: return [.setTitle(settings.isOn(.title) ? reader.opened?.document.title ?? "" : "")]
        default: break
        }
        return []
    }

    /// Takes over everything that was set before the start.
    mutating func begin(with settings: Settings) {
        self.settings = settings
        reader.showsNumbers = settings.isOn(.numbers)
        reader.follows = settings.isOn(.follow)
        refreshGlyphs()
    }

    /// A theme is in use; it may ask for ASCII.
    mutating func themeShown(usesASCII: Bool) {
        themeUsesASCII = usesASCII
        refreshGlyphs()
    }

    private mutating func refreshGlyphs() {
        glyphs =
            switch themeUsesASCII ? "ascii" : settings.text(.glyphs) {
            case "ascii": .ascii
            case "unicode": .unicode
            default: terminalGlyphs
            }
        label.cover = glyphs.usesKeySymbols ? AuthorMask.cover : "#####"
        layOut()
    }

    /// Each answer is checked when it is finished, unless the person switched that off.
    var verifiesAnswers: Bool { settings.text(.verify) == "auto" }

    /// Who checks citations where nobody in particular was asked for.
    var chosenJudge: JudgeChoice { JudgeChoice(rawValue: settings.text(.judge)) ?? .automatic }
}
