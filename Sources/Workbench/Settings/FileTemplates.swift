/// What a new file of settings or keys begins with: everything there is, as comments, so that nothing has to be
/// looked up elsewhere.
enum FileTemplates {
    static var settings: String {
        var lines = ["# Settings of Lectern. A line without # counts; what is not here has its default."]
        var section: String?
        for setting in Setting.allCases.filter({ $0.section == nil })
            + Setting.allCases.filter({ $0.section != nil })
        {
            if setting.section != section {
                section = setting.section
                lines += ["", "[\(section ?? "")]"]
            }
            lines.append("# \(setting.help); takes \(setting.accepted)")
            lines.append("# \(setting.key) = \(setting.standard.toml)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func keys(_ bindings: KeyBindings) -> String {
        var lines = [
            "# Keys of Lectern. A line without # replaces all keys of that command; unbind = [\"x\"] frees a key.",
            "preset = \"\(bindings.preset.rawValue)\"  # default, vim, plain",
        ]
        func add(_ section: String, _ commands: [Command], _ screen: ScreenID) {
            lines += ["", "[\(section)]"]
            for command in commands {
                let keys = bindings.bound(command, on: screen).keys.map { SettingValue.text($0).toml }
                lines.append("# \"\(command.id)\" = [\(keys.joined(separator: ", "))]  # \(command.help)")
            }
        }
        add("everywhere", AppState.commonCommands, .library)
        for screen in ScreenID.allCases { add(screen.sectionName, screen.commands, screen) }
        return lines.joined(separator: "\n") + "\n"
    }
}
