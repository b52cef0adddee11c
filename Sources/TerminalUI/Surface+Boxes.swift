/// Frames and lines.
extension Surface {
    /// Styles of a pane's frame.
    package struct BoxStyle: Sendable, Hashable {
        package var border: Style
        package var title: Style

        package init(border: Style = Style(), title: Style = Style()) {
            self.border = border
            self.title = title
        }
    }

    /// Draws a frame with a title at its left and a note at its right, and returns what lies inside.
    ///
    /// Nothing is drawn inside. If both texts don't fit, the note goes first, then the title is shortened.
    @discardableResult
    package mutating func box(
        _ area: Rect, title: SafeText = .empty, note: SafeText = .empty, isFocused: Bool = false,
        style: BoxStyle = BoxStyle(), glyphs: GlyphSet = .unicode
    ) -> Rect {
        guard area.width >= 2, area.height >= 2 else { return area }
        let border = isFocused ? glyphs.focusedBorder : glyphs.border
        let (right, bottom) = (area.maxX - 1, area.maxY - 1)
        fill(area.row(0), with: border.horizontal, style: style.border)
        fill(area.row(-1), with: border.horizontal, style: style.border)
        for x in [area.x, right] {
            let side = Rect(x: x, y: area.y + 1, width: 1, height: area.height - 2)
            fill(side, with: border.vertical, style: style.border)
        }
        let corners = [
            (area.x, area.y, border.topLeft), (right, area.y, border.topRight),
            (area.x, bottom, border.bottomLeft), (right, bottom, border.bottomRight),
        ]
        for (x, y, glyph) in corners {
            fill(Rect(x: x, y: y, width: 1, height: 1), with: glyph, style: style.border)
        }
        label(area, title, note, style, glyphs)
        return area.inset(by: 1)
    }

    /// `┏━ Title ━━━━━━ note ━┓`
    private mutating func label(
        _ area: Rect, _ title: SafeText, _ note: SafeText, _ style: BoxStyle, _ glyphs: GlyphSet
    ) {
        let top = area.row(0).inset(horizontal: 2, vertical: 0)
        let noteWidth = note.isEmpty ? 0 : note.columns + 2
        let titleWidth = title.isEmpty ? 0 : title.columns + 2
        // One piece of line must stay between the two.
        let showsNote = noteWidth > 0 && titleWidth + noteWidth + (titleWidth > 0 ? 1 : 0) <= top.width
        if showsNote {
            write(" \(note) ", at: (top.maxX - noteWidth, top.y), style: style.title, in: top)
        }
        guard titleWidth > 0, top.width > 2 else { return }
        let room = top.width - 2
        let shown = title.truncated(to: room, ellipsis: glyphs.ellipsis)
        write(" \(shown) ", at: (top.x, top.y), style: style.title, in: top)
    }

    /// A line over the whole width with a label in it: `──── p. 13 ────`.
    package mutating func rule(
        _ area: Rect, label: SafeText = .empty, style: Style = Style(), glyphs: GlyphSet = .unicode
    ) {
        let line = area.row(0)
        fill(line, with: glyphs.border.horizontal, style: style)
        guard !label.isEmpty else { return }
        let shown = label.truncated(to: max(0, line.width - 4), ellipsis: glyphs.ellipsis)
        let width = shown.columns + 2
        guard width <= line.width else { return }
        write(" \(shown) ", at: (line.x + (line.width - width) / 2, line.y), style: style, in: line)
    }
}
