import TOMLKit
import TerminalUI

/// One theme file's table, read role by role. What can't be read is warned of and left as it was inherited.
struct ThemeFileReader {
    private let file: String
    private let table: TOMLTable
    private var palette: [String: RGB] = [:]
    private(set) var warnings: [ThemeLoader.Warning] = []

    init(file: String, table: TOMLTable) {
        self.file = file
        self.table = table
    }

    mutating func read(over base: ThemeDefinition, name: String) -> ThemeDefinition {
        var theme = base
        theme.name = table["name"]?.string ?? name
        if let text = table["variant"]?.string {
            if let variant = Theme.Variant(rawValue: text) {
                theme.variant = variant
            } else {
                warn("variant “\(text)” is neither light nor dark")
            }
        }
        theme.partner = table["partner"]?.string ?? base.partner
        if let colors = word("colors", of: ["all", "mono"]) { theme.isMono = colors == "mono" }
        if let glyphs = word("glyphs", of: ["all", "ascii"]) { theme.usesASCII = glyphs == "ascii" }
        for key in table.keys
        where ![
            "name", "variant", "partner", "inherits", "colors", "glyphs", "palette", "roles",
        ].contains(key) {
            warn("unknown key “\(key)”")
        }
        readPalette()
        guard let roles = table["roles"]?.table else { return theme }
        for key in roles.keys {
            guard let value = roles[key] else { continue }
            if key == "bg" {
                if let color = color(value, of: key) { theme.background = color }
            } else if let role = StyleRole(rawValue: key) {
                theme.roles[role] = definition(value, of: key, over: base.roles[role] ?? RoleDefinition())
            } else if !Self.laterRoles.contains(where: { key.hasPrefix($0) }) {
                warn("unknown role “\(key)”")
            }
        }
        return theme
    }

    private mutating func word(_ key: String, of known: [String]) -> String? {
        guard let value = table[key] else { return nil }
        if let text = value.string, known.contains(text) { return text }
        warn("\(key) is neither \(known.joined(separator: " nor "))")
        return nil
    }

    /// Roles of the list in `ux.md` that no screen draws yet.
    private static let laterRoles = [
        "cand.", "phase.", "diff.", "choice", "tie", "agree", "disagree", "spark", "memory", "toast",
    ]

    private mutating func readPalette() {
        guard let names = table["palette"]?.table else { return }
        for key in names.keys {
            if let text = names[key]?.string, let color = RGB(hex: text) {
                palette[key] = color
            } else {
                warn("palette colour “\(key)” is not #rrggbb")
            }
        }
    }

    private mutating func definition(
        _ value: any TOMLValueConvertible, of key: String, over base: RoleDefinition
    ) -> RoleDefinition {
        var role = base
        guard let fields = value.table else {
            if let color = color(value, of: key) { role.foreground = color }
            return role
        }
        for field in fields.keys {
            guard let content = fields[field] else { continue }
            switch field {
            case "fg": if let color = color(content, of: key) { role.foreground = color }
            case "bg": if let color = color(content, of: key) { role.background = color }
            case "attrs": if let attributes = attributes(content, of: key) { role.attributes = attributes }
            case "mono": if let attributes = attributes(content, of: key) { role.mono = attributes }
            case "ansi": if let style = ansi(content, of: key) { role.ansi = style }
            default: warn("unknown field “\(field)” of role “\(key)”")
            }
        }
        return role
    }

    /// `#rrggbb`, `#rgb`, a palette name, an ANSI name, 0–255, "default".
    private mutating func color(_ value: any TOMLValueConvertible, of key: String) -> Color? {
        if let number = value.int, let index = UInt8(exactly: number) { return .palette(index) }
        if let text = value.string {
            if let color = palette[text] ?? RGB(hex: text) { return .exact(color) }
            if text == "default" { return .terminal }
            if let index = Color.paletteNames.firstIndex(of: text) { return .palette(UInt8(index)) }
            if let index = UInt8(text) { return .palette(index) }
            warn("role “\(key)” names the unknown colour “\(text)”")
            return nil
        }
        warn("role “\(key)” has a colour that is neither text nor a number")
        return nil
    }

    private mutating func attributes(_ value: any TOMLValueConvertible, of key: String) -> Style.Attributes? {
        guard let list = value.array else {
            warn("the attributes of role “\(key)” are no list")
            return nil
        }
        var attributes: Style.Attributes = []
        for element in list {
            if let name = element.string, let known = Style.Attributes.names.first(where: { $0.name == name })
            {
                attributes.insert(known.attribute)
            } else {
                warn("role “\(key)” has an unknown attribute")
            }
        }
        return attributes
    }

    /// `fg` or `fg/bg`.
    private mutating func ansi(_ value: any TOMLValueConvertible, of key: String) -> Style? {
        let names = (value.string ?? "").split(separator: "/", omittingEmptySubsequences: false).map(
            String.init)
        let colors = names.map { name -> Color? in
            name == "default"
                ? .terminal : Color.paletteNames.firstIndex(of: name).map { .palette(UInt8($0)) }
        }
        guard (1...2).contains(colors.count), colors.allSatisfy({ $0 != nil }) else {
            warn("the 16-colour value of role “\(key)” is not a name or two with a slash")
            return nil
        }
        return Style(
            foreground: (colors[0] ?? nil) ?? .clear,
            background: colors.count == 2 ? (colors[1] ?? .clear) : .clear)
    }

    private mutating func warn(_ reason: String) {
        warnings.append(ThemeLoader.Warning(file: file, line: nil, reason: reason))
    }
}
