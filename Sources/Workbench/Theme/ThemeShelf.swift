package import TerminalUI

/// All themes there are, fitted to a terminal's colours.
package struct ThemeShelf: Sendable {
    private let loader: ThemeLoader
    let depth: ColorDepth

    /// Follows the terminal's background.
    static let automatic = "auto"
    /// The terminal's own 16 colours; needs no file.
    static let terminal = "terminal"

    package init(_ loader: ThemeLoader, depth: ColorDepth) {
        self.loader = loader
        self.depth = depth
    }

    /// Names to choose from, the two that need no file first.
    var names: [String] { [Self.automatic, Self.terminal] + loader.names() }

    /// A theme by the name of its file.
    func theme(named name: String, depth: ColorDepth? = nil) throws(ThemeError) -> (
        theme: Theme, warnings: [ThemeLoader.Warning]
    ) {
        let depth = depth ?? self.depth
        if name == Self.terminal { return (Theme.builtIn.adapted(to: depth), []) }
        return try loader.load(name, depth: depth)
    }

    /// What the settings ask for. Of what can't be read the built-in theme takes the place.
    ///
    /// - Parameter startsLight: the background as far as it is known.
    package func choice(_ settings: Settings, startsLight: Bool) -> (choice: ThemeChoice, problems: [String])
    {
        var problems: [String] = []
        func load(_ name: String) -> Theme {
            do throws(ThemeError) {
                let (theme, warnings) = try theme(named: name)
                problems += warnings.map(\.description)
                return theme
            } catch {
                problems.append(
                    [error.errorDescription, error.recoverySuggestion].compactMap(\.self).joined(
                        separator: " "))
                return Theme.builtIn.adapted(to: depth)
            }
        }
        let name = settings.text(.theme)
        guard name == Self.automatic else { return (ThemeChoice(load(name)), problems) }
        let dark = load(settings.text(.darkTheme))
        let light = load(settings.text(.lightTheme))
        return (ThemeChoice(dark: dark, light: light, startsLight: startsLight), problems)
    }
}

/// One pair of text and ground, for the table of contrasts.
struct RoleContrast: Sendable, Hashable {
    let role: StyleRole
    /// WCAG's ratio; nil where a colour is the terminal's own.
    let ratio: Double?
    /// 4.5 for text, 3 for borders, bars and what is off.
    let needed: Double

    var isEnough: Bool { ratio.map { $0 >= needed } ?? true }
}

extension Theme {
    /// Roles that are no text to be read.
    static let shapeRoles: Set<StyleRole> = [
        .faint, .border, .borderFocus, .popupBorder, .backdrop, .scroll, .disabled, .tableRule, .strip,
        .barEmpty,
        .progressRest,
    ]

    /// Every role with its contrast, those that lack most first.
    var contrasts: [RoleContrast] {
        StyleRole.allCases.map { role in
            let style = self[role]
            var ratio: Double?
            if case .exact(let text) = style.foreground.kind, case .exact(let ground) = style.background.kind
            {
                ratio = text.contrast(with: ground)
            }
            return RoleContrast(role: role, ratio: ratio, needed: Self.shapeRoles.contains(role) ? 3 : 4.5)
        }.sorted { ($0.ratio ?? 99) / $0.needed < ($1.ratio ?? 99) / $1.needed }
    }
}
