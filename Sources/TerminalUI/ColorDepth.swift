/// How many colours a terminal is given.
package enum ColorDepth: Int, Sendable, Hashable, Comparable, CaseIterable {
    case mono, ansi8, ansi16, indexed256, direct

    package static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }

    /// As people say it: "mono", "8", "16", "256", "24-bit".
    package var name: String {
        switch self {
        case .mono: "mono"
        case .ansi8: "8"
        case .ansi16: "16"
        case .indexed256: "256"
        case .direct: "24-bit"
        }
    }

    /// Reads `name` and the common other words: "none", "never", "truecolor".
    package init?(name: String) {
        switch name.lowercased() {
        case "mono", "none", "never", "1": self = .mono
        case "8": self = .ansi8
        case "16": self = .ansi16
        case "256": self = .indexed256
        case "24-bit", "24bit", "truecolor", "direct": self = .direct
        default: return nil
        }
    }

    /// What the terminfo entry says.
    package struct TerminfoColors: Sendable, Hashable {
        package var hasRGB: Bool
        /// 0 where there is no such number.
        package var colors: Int

        package init(hasRGB: Bool, colors: Int) {
            self.hasRGB = hasRGB
            self.colors = colors
        }
    }

    package struct Choice: Sendable, Hashable {
        package var depth: ColorDepth
        /// For people, e.g. "COLORTERM is truecolor".
        package var reason: String

        package init(depth: ColorDepth, reason: String) {
            self.depth = depth
            self.reason = reason
        }
    }

    /// The depth to use and why: the first rule that applies.
    ///
    /// - Parameters:
    ///   - option: what `--color` says; nil for "auto".
    ///   - themeIsMono: the theme itself has no colours.
    package static func choose(
        option: ColorDepth?, environment: [String: String], themeIsMono: Bool, terminfo: TerminfoColors
    ) -> Choice {
        if let option { return Choice(depth: option, reason: "asked for with --color") }
        func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }
        if isSet("NO_COLOR") { return Choice(depth: .mono, reason: "NO_COLOR is set") }

        // Forcing says at least how much; what the terminal has beyond it is still found below.
        var forced: (least: ColorDepth, reason: String)?
        if let value = environment["FORCE_COLOR"], !value.isEmpty {
            switch value {
            case "0", "false": return Choice(depth: .mono, reason: "FORCE_COLOR is \(value)")
            case "2": return Choice(depth: .indexed256, reason: "FORCE_COLOR is 2")
            case "3": return Choice(depth: .direct, reason: "FORCE_COLOR is 3")
            default: forced = (.ansi16, "FORCE_COLOR is set")
            }
        } else if isSet("CLICOLOR_FORCE"), environment["CLICOLOR_FORCE"] != "0" {
            forced = (.ansi16, "CLICOLOR_FORCE is set")
        }
        if forced == nil, themeIsMono { return Choice(depth: .mono, reason: "the theme has no colours") }

        let found = depth(environment: environment, terminfo: terminfo)
        if let forced, found.depth < forced.least {
            return Choice(depth: forced.least, reason: forced.reason)
        }
        return found
    }

    private static func depth(environment: [String: String], terminfo: TerminfoColors) -> Choice {
        if terminfo.hasRGB { return Choice(depth: .direct, reason: "terminfo has RGB") }
        if let value = environment["COLORTERM"]?.lowercased(), value == "truecolor" || value == "24bit" {
            return Choice(depth: .direct, reason: "COLORTERM is \(value)")
        }
        let reason = "terminfo has \(terminfo.colors) colors"
        switch terminfo.colors {
        case 256...: return Choice(depth: .indexed256, reason: reason)
        case 16...: return Choice(depth: .ansi16, reason: reason)
        case 8...: return Choice(depth: .ansi8, reason: reason)
        default: return Choice(depth: .mono, reason: "terminfo has no colors")
        }
    }
}
