/// Bars: how much of a whole.
package struct Gauge: Sendable, Hashable {
    /// From 0 to 1; what lies outside is drawn as the nearer end. Nil: not known yet, drawn empty.
    package var share: Double?
    package var full: Style
    package var empty: Style
    package var glyphs: GlyphSet

    package init(
        _ share: Double?, full: Style = Style(), empty: Style = Style(), glyphs: GlyphSet = .unicode
    ) {
        self.share = share
        self.full = full
        self.empty = empty
        self.glyphs = glyphs
    }

    /// Draws the bar over the width of the area's first row: `████░░░░`, in ASCII `[####----]`.
    package func draw(on surface: inout Surface, in area: Rect) {
        let line = area.row(0)
        let ends = glyphs.barLeft.columns + glyphs.barRight.columns
        guard line.width > ends else { return }
        surface.write(glyphs.barLeft, at: (line.x, line.y), style: empty, in: line)
        let bar = Rect(
            x: line.x + glyphs.barLeft.columns, y: line.y, width: line.width - ends, height: 1)
        let filled = Self.cells(share, of: bar.width)
        surface.fill(bar, with: glyphs.barEmpty, style: empty)
        surface.fill(Rect(x: bar.x, y: bar.y, width: filled, height: 1), with: glyphs.barFull, style: full)
        surface.write(glyphs.barRight, at: (bar.maxX, line.y), style: empty, in: line)
    }

    /// Whole cells, rounded; but nothing is full before it is, and nothing empty that has begun.
    static func cells(_ share: Double?, of width: Int) -> Int {
        guard let share, share.isFinite, share > 0, width > 0 else { return 0 }
        if share >= 1 { return width }
        return max(width > 1 ? 1 : 0, min(width - 1, Int((share * Double(width)).rounded())))
    }
}
