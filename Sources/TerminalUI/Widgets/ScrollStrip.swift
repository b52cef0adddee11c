/// The whole of a document in one column: where marks lie in it, which one is active, what is in sight.
package struct ScrollStrip: Sendable, Hashable {
    /// Units of the document, such as bytes or sentences.
    package var length: Int
    package var visible: Range<Int>
    package var marks: [Range<Int>]
    package var active: Range<Int>?

    package init(length: Int, visible: Range<Int>, marks: [Range<Int>] = [], active: Range<Int>? = nil) {
        self.length = length
        self.visible = visible
        self.marks = marks
        self.active = active
    }

    package struct Look: Sendable, Hashable {
        package var rest = Style()
        /// Laid over the rest where the document is in sight.
        package var visible = Style()
        package var mark = Style()
        package var active = Style()
        package var glyphs = GlyphSet.unicode

        package init() {}
    }

    /// Draws the strip over the height of the area's first column.
    package func draw(on surface: inout Surface, in area: Rect, look: Look = Look()) {
        guard area.width > 0 else { return }
        let seen = rows(of: visible, in: area.height)
        let marked = Set(marks.flatMap { Array(rows(of: $0, in: area.height)) })
        let current = active.map { rows(of: $0, in: area.height) }
        for row in 0..<area.height {
            let base = seen.contains(row) ? look.visible.over(look.rest) : look.rest
            let (glyph, style) =
                if let current, current.contains(row) {
                    (look.glyphs.stripActive, look.active.over(base))
                } else if marked.contains(row) {
                    (look.glyphs.stripMark, look.mark.over(base))
                } else {
                    (look.glyphs.stripRest, base)
                }
            surface.fill(Rect(x: area.x, y: area.y + row, width: 1, height: 1), with: glyph, style: style)
        }
    }

    /// The rows that show a range: at least one.
    func rows(of range: Range<Int>, in height: Int) -> Range<Int> {
        guard length > 0, height > 0 else { return 0..<0 }
        let first = min(height - 1, max(0, range.lowerBound) * height / length)
        let last = min(height - 1, max(range.lowerBound, range.upperBound - 1) * height / length)
        return first..<max(first, last) + 1
    }

    /// The unit that a row stands for, for a click on it.
    package func position(ofRow row: Int, in height: Int) -> Int {
        guard height > 0 else { return 0 }
        return max(0, min(length - 1, (row * length + height - 1) / height))
    }
}
