package import TerminalUI

/// Roles resolved to styles for the colours a terminal has.
package struct Theme: Sendable {
    package enum Variant: String, Sendable { case light, dark }

    package let name: String
    package let variant: Variant
    /// Name of the file of its light or dark counterpart.
    package let partner: String?
    private let definition: ThemeDefinition
    private let styles: [StyleRole: Style]
    /// The ground of every screen.
    package let ground: Style
    /// It draws lines and bars with ASCII whatever the terminal can show.
    package let usesASCII: Bool
    /// It has no colours of its own.
    package var isMono: Bool { definition.isMono }

    init(_ definition: ThemeDefinition, depth: ColorDepth) {
        let depth = definition.isMono ? .mono : depth
        usesASCII = definition.usesASCII
        name = definition.name
        variant = definition.variant
        partner = definition.partner
        self.definition = definition
        let ground = definition.ground(at: depth)
        self.ground = ground
        styles = Dictionary(
            uniqueKeysWithValues: StyleRole.allCases.map { role in
                (role, definition.style(of: role, at: depth).over(ground))
            })
    }

    /// The same theme for a terminal of other colours.
    package func adapted(to depth: ColorDepth) -> Theme { Theme(definition, depth: depth) }

    subscript(role: StyleRole) -> Style { styles[role] ?? ground }

    /// Works on every terminal: the person's own colours, 16 names of them.
    package static let builtIn = Theme(.builtIn, depth: .ansi16)
}

/// What a theme file says of one role.
struct RoleDefinition: Sendable, Hashable {
    var foreground = Color.clear
    var background = Color.clear
    var attributes: Style.Attributes = []
    /// For 16 colours; nil takes the nearest of the exact ones.
    var ansi: Style?
    /// Without colours; nil takes the role's own fallback.
    var mono: Style.Attributes?
}

/// A theme file, read and inherited, not yet fitted to a terminal.
struct ThemeDefinition: Sendable, Hashable {
    var name: String
    var variant: Theme.Variant
    var partner: String?
    var background = Color.terminal
    /// `colors = "mono"`: attributes only.
    var isMono = false
    /// `glyphs = "ascii"`.
    var usesASCII = false
    var roles: [StyleRole: RoleDefinition] = [:]

    func ground(at depth: ColorDepth) -> Style {
        let foreground = roles[.fg]?.foreground ?? .terminal
        switch depth {
        case .mono, .ansi8, .ansi16:
            // The terminal's own ground: a page-wide colour out of 16 is nobody's wish.
            return Style(foreground: roles[.fg]?.ansi?.foreground ?? .terminal, background: .terminal)
        case .indexed256, .direct:
            return Style(foreground: foreground, background: background)
        }
    }

    func style(of role: StyleRole, at depth: ColorDepth) -> Style {
        let definition = roles[role] ?? RoleDefinition()
        switch depth {
        case .mono:
            return Style(attributes: definition.mono ?? role.monoFallback ?? definition.attributes)
        case .ansi8, .ansi16:
            if var ansi = definition.ansi {
                ansi.attributes.formUnion(definition.attributes)
                return ansi
            }
            // Backgrounds that were chosen to lie close to the ground would all become the ground.
            return Style(foreground: definition.foreground, attributes: definition.attributes)
        case .indexed256, .direct:
            return Style(
                foreground: definition.foreground, background: definition.background,
                attributes: definition.attributes)
        }
    }
}

extension StyleRole {
    /// How the role shows without colours, where a theme doesn't say.
    var monoFallback: Style.Attributes? {
        switch self {
        case .citeActive, .cursor, .statusMode, .matchCurrent: .reverse
        case .citeOther: .underline
        case .citeMarker, .selected, .heading, .title, .tabActive, .borderFocus, .citeBar, .stripActive, .you:
            .bold
        case .match: [.underline, .bold]
        case .error, .verifyNone, .verifyBroken, .conflict: [.bold, .underline]
        case .muted, .faint, .disabled: .dim
        case .border: []
        default: nil
        }
    }
}

extension ThemeDefinition {
    /// The person's own 16 colours, for when no theme file can be read.
    static let builtIn: ThemeDefinition = {
        func role(_ color: Color, _ attributes: Style.Attributes = []) -> RoleDefinition {
            RoleDefinition(
                foreground: color, attributes: attributes,
                ansi: Style(foreground: color, attributes: attributes))
        }
        func on(_ foreground: Color, _ background: Color, _ attributes: Style.Attributes = [])
            -> RoleDefinition
        {
            RoleDefinition(
                foreground: foreground, background: background, attributes: attributes,
                ansi: Style(foreground: foreground, background: background, attributes: attributes))
        }
        var theme = ThemeDefinition(name: "terminal", variant: .dark)
        theme.roles = [
            .borderFocus: role(.cyan, .bold), .title: role(.clear, .bold), .popupBorder: role(.cyan),
            .tabActive: role(.cyan, .bold), .statusMode: on(.black, .cyan, .bold),
            .hintKey: role(.cyan, .bold),
            .cursor: RoleDefinition(attributes: .reverse), .selected: role(.clear, .bold),
            .marked: role(.yellow, .bold),
            .match: on(.black, .yellow), .matchCurrent: on(.black, .red, .bold),
            .heading: role(.magenta, .bold),
            .strong: role(.clear, .bold), .code: role(.cyan), .link: role(.cyan, .underline),
            .citeMarker: role(.cyan, .bold), .citeActive: on(.black, .cyan, .bold),
            .citeOther: role(.clear, .underline),
            .cite1: role(.blue), .cite2: role(.green), .cite3: role(.yellow), .cite4: role(.magenta),
            .cite5: role(.cyan), .cite6: role(.red), .citeBar: role(.yellow, .bold), .stripCite: role(.cyan),
            .stripActive: role(.yellow, .bold), .conflict: role(.red, .bold),
            .verifyFull: role(.green, .bold),
            .verifyPartial: role(.yellow, .bold), .verifyNone: role(.red, .bold),
            .verifyBroken: role(.red, .bold),
            .dimensionHelpfulness: role(.blue), .dimensionLogicality: role(.magenta),
            .dimensionFaithfulness: role(.green), .dimensionCompleteness: role(.yellow),
            .heat2: on(.black, .cyan), .heat3: on(.black, .cyan), .heat4: on(.black, .green),
            .heat5: on(.black, .green), .heat6: on(.black, .yellow), .heat7: on(.black, .yellow),
            .heat8: on(.black, .red), .heat9: on(.black, .red),
            .you: role(.yellow, .bold),
            .tool: role(.cyan), .stream: role(.cyan, .bold), .info: role(.cyan), .success: role(.green),
            .warning: role(.yellow), .error: role(.red, .bold), .progress: role(.cyan),
            .badge: on(.black, .magenta), .masked: role(.yellow, .bold),
        ]
        return theme
    }()
}
