/// Names of keys, read and written.
extension Key: LosslessStringConvertible, ExpressibleByStringLiteral {
    private static let names: [(name: String, code: Code)] = [
        ("Enter", .enter), ("Esc", .escape), ("Tab", .tab), ("BS", .backspace), ("Del", .delete),
        ("Ins", .insert),
        ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home), ("End", .end),
        ("PgUp", .pageUp), ("PgDn", .pageDown), ("Space", .character(" ")), ("lt", .character("<")),
        ("gt", .character(">")),
    ]

    /// Other words that people write; never printed.
    private static let otherNames: [(name: String, code: Code)] = [
        ("CR", .enter), ("Return", .enter), ("Escape", .escape), ("Backspace", .backspace),
        ("Delete", .delete),
        ("Insert", .insert), ("PageUp", .pageUp), ("PageDown", .pageDown), ("Bar", .character("|")),
    ]

    private static let modifierNames: [(letter: Character, modifier: Modifiers)] = [
        ("C", .control), ("A", .alt), ("S", .shift),
    ]

    /// Reads a key's name: a single character stands for itself, anything else is in `<>`. Nil for what is no key.
    package init?(_ description: String) {
        if description.count == 1, let character = description.first {
            guard Self.canBeTyped(character) else { return nil }
            self.init(.character(character))
        } else {
            guard description.hasPrefix("<"), description.hasSuffix(">") else { return nil }
            self.init(inBrackets: description.dropFirst().dropLast())
        }
    }

    private init?(inBrackets name: Substring) {
        var rest = name
        var modifiers: Modifiers = []
        while rest.count > 2, rest.dropFirst().first == "-" {
            let letter = rest.first.map { $0 == "M" ? "A" : $0 }
            guard let found = Self.modifierNames.first(where: { $0.letter == letter }) else { break }
            modifiers.insert(found.modifier)
            rest = rest.dropFirst(2)
        }
        guard var code = Self.code(named: rest, isBare: modifiers.isEmpty) else { return nil }
        if case .character(let character) = code, modifiers.contains(.control) {
            code = .character(Character(character.lowercased()))
        }
        if case .character(let character) = code, modifiers.contains(.shift), character != " " {
            // The shift of a letter is in the letter.
            code = .character(Character(character.uppercased()))
            modifiers.remove(.shift)
        }
        self.init(code, modifiers)
    }

    private static func code(named name: Substring, isBare: Bool) -> Code? {
        if name.count == 1, !isBare, let character = name.first, canBeTyped(character) {
            return .character(character)
        }
        let wanted = name.lowercased()
        if let found = (names + otherNames).first(where: { $0.name.lowercased() == wanted }) {
            return found.code
        }
        if wanted.first == "f", let number = Int(wanted.dropFirst()), (1...35).contains(number) {
            return .function(number)
        }
        return nil
    }

    private static func canBeTyped(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }

    /// For key tables in our own source; a name that is no key is a mistake of ours.
    package init(stringLiteral value: String) {
        guard let key = Key(value) else { preconditionFailure("“\(value)” is not the name of a key") }
        self = key
    }

    /// The name that `init?(_:)` reads back as this key.
    package var description: String {
        if case .character(let character) = code, modifiers.isEmpty, character != " ", character != "<" {
            return String(character)
        }
        let prefix = Self.modifierNames.filter { modifiers.contains($0.modifier) }.map { "\($0.letter)-" }
            .joined()
        return "<\(prefix)\(baseName)>"
    }

    private var baseName: String {
        if let found = Self.names.first(where: { $0.code == code }) { return found.name }
        switch code {
        case .character(let character): return String(character)
        case .function(let number): return "F\(number)"
        default: return "?"
        }
    }

    /// Reads several keys without space between them: `gg`, `<C-x><C-e>`, `<lt><lt>`. Nil if a name is no key.
    ///
    /// A `<` that begins no name stands for itself.
    package static func sequence(_ text: String) -> [Key]? {
        var keys: [Key] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "<", let close = rest.firstIndex(of: ">"), close > rest.index(after: rest.startIndex)
            {
                guard let key = Key(String(rest[...close])) else { return nil }
                keys.append(key)
                rest = rest[rest.index(after: close)...]
            } else {
                guard let key = Key(String(first)) else { return nil }
                keys.append(key)
                rest = rest.dropFirst()
            }
        }
        return keys
    }

    /// The keys' names in a row, as `sequence(_:)` reads them.
    package static func name(of sequence: [Key]) -> String { sequence.map(\.description).joined() }
}

extension Key {
    /// What hints and help show: `Ctrl-d`, `⏎`, `⌫`, `Shift-Tab`.
    package func label(_ glyphs: GlyphSet) -> SafeText {
        var words: [SafeText] = []
        if modifiers.contains(.control) { words.append("Ctrl") }
        if modifiers.contains(.alt) { words.append("Alt") }
        if modifiers.contains(.shift) { words.append("Shift") }
        words.append(baseLabel(usesSymbols: glyphs.usesKeySymbols))
        return words.joined(separator: "-")
    }

    private func baseLabel(usesSymbols: Bool) -> SafeText {
        switch code {
        case .enter: usesSymbols ? "⏎" : "Enter"
        case .backspace: usesSymbols ? "⌫" : "BS"
        case .up: usesSymbols ? "↑" : "Up"
        case .down: usesSymbols ? "↓" : "Down"
        case .left: usesSymbols ? "←" : "Left"
        case .right: usesSymbols ? "→" : "Right"
        case .character("<"): "<"
        default: SafeText(untrusted: baseName)
        }
    }
}
