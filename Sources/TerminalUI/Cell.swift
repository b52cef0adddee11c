/// One place of a surface.
package struct Cell: Sendable, Hashable {
    package var glyph: Glyph
    package var style: Style
    /// Columns that the glyph takes: 1, or 2 with a continuation to its right; 0 is the continuation itself.
    package var width: UInt8

    package init(_ glyph: Glyph = .space, style: Style = Style(), width: UInt8 = 1) {
        self.glyph = glyph
        self.style = style
        self.width = width
    }

    package var isContinuation: Bool { width == 0 }
}
