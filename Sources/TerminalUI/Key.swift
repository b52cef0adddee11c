/// A key with its modifiers. Its name is what a key file writes: `j`, `<C-d>`, `<Esc>`, `<PgDn>`, `<A-Enter>`.
package struct Key: Sendable, Hashable {
    package enum Code: Sendable, Hashable {
        /// What a key types; with Ctrl the letter is in lower case. Never a control character.
        case character(Character)
        case enter, escape, tab, backspace, delete, insert
        case up, down, left, right, home, end, pageUp, pageDown
        /// F1 and up.
        case function(Int)
    }

    package struct Modifiers: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Only of keys that type nothing: the shift of a letter is in the letter.
        package static let shift = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        package static let control = Modifiers(rawValue: 4)
    }

    package var code: Code
    package var modifiers: Modifiers

    package init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }

    package init(_ character: Character) { self.init(.character(character)) }

    package static func control(_ letter: Character) -> Key { Key(.character(letter), .control) }
    package static func alt(_ letter: Character) -> Key { Key(.character(letter), .alt) }

    package static let enter = Key(.enter)
    package static let escape = Key(.escape)
    package static let tab = Key(.tab)
    package static let shiftTab = Key(.tab, .shift)
    package static let backspace = Key(.backspace)
    package static let delete = Key(.delete)
    package static let up = Key(.up)
    package static let down = Key(.down)
    package static let left = Key(.left)
    package static let right = Key(.right)
    package static let home = Key(.home)
    package static let end = Key(.end)
    package static let pageUp = Key(.pageUp)
    package static let pageDown = Key(.pageDown)
    package static let space = Key(.character(" "))

    /// What the key types into a field: nil for all but plain characters.
    package var text: Character? {
        guard case .character(let character) = code, modifiers.isEmpty else { return nil }
        return character
    }
}
