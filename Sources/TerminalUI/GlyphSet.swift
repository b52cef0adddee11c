/// The shapes that lines, bars and marks are drawn with: one set for terminals that show them, one of ASCII.
package struct GlyphSet: Sendable, Hashable {
    package struct Border: Sendable, Hashable {
        package var horizontal: Glyph
        package var vertical: Glyph
        package var topLeft: Glyph
        package var topRight: Glyph
        package var bottomLeft: Glyph
        package var bottomRight: Glyph
    }

    package var name: String
    package var border: Border
    /// Of the pane that has the focus: visible without colour.
    package var focusedBorder: Border
    package var barFull: Glyph
    package var barEmpty: Glyph
    /// Put around a bar where full and empty are plain letters.
    package var barLeft: SafeText
    package var barRight: SafeText
    package var ellipsis: SafeText
    package var cursorRow: SafeText
    package var marked: SafeText
    package var folded: SafeText
    package var unfolded: SafeText
    /// In the margin of highlighted lines.
    package var marginBar: Glyph
    package var stripRest: Glyph
    package var stripMark: Glyph
    package var stripActive: Glyph
    package var secret: SafeText
    /// Names of keys in hints.
    package var usesKeySymbols: Bool

    package static let unicode = GlyphSet(
        name: "unicode",
        border: Border(
            horizontal: Glyph("─"), vertical: Glyph("│"), topLeft: Glyph("┌"), topRight: Glyph("┐"),
            bottomLeft: Glyph("└"), bottomRight: Glyph("┘")),
        focusedBorder: Border(
            horizontal: Glyph("━"), vertical: Glyph("┃"), topLeft: Glyph("┏"), topRight: Glyph("┓"),
            bottomLeft: Glyph("┗"), bottomRight: Glyph("┛")),
        barFull: Glyph("█"), barEmpty: Glyph("░"), barLeft: "", barRight: "", ellipsis: "…", cursorRow: "▶",
        marked: "●",
        folded: "▶", unfolded: "▼", marginBar: Glyph("▐"), stripRest: Glyph("▏"), stripMark: Glyph("▌"),
        stripActive: Glyph("█"), secret: "•", usesKeySymbols: true)

    package static let ascii = GlyphSet(
        name: "ascii",
        border: Border(
            horizontal: Glyph("-"), vertical: Glyph("|"), topLeft: Glyph("+"), topRight: Glyph("+"),
            bottomLeft: Glyph("+"), bottomRight: Glyph("+")),
        focusedBorder: Border(
            horizontal: Glyph("#"), vertical: Glyph("#"), topLeft: Glyph("#"), topRight: Glyph("#"),
            bottomLeft: Glyph("#"), bottomRight: Glyph("#")),
        barFull: Glyph("#"), barEmpty: Glyph("-"), barLeft: "[", barRight: "]", ellipsis: "...",
        cursorRow: ">",
        marked: "*", folded: ">", unfolded: "v", marginBar: Glyph("|"), stripRest: Glyph("."),
        stripMark: Glyph("o"), stripActive: Glyph("#"), secret: "*", usesKeySymbols: false)
}
