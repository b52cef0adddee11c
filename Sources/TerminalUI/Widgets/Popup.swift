/// A box above everything else.
package struct Popup: Sendable, Hashable {
    package var title: SafeText
    package var note: SafeText
    /// Size with its frame; cut to the screen.
    package var width: Int
    package var height: Int

    package init(title: SafeText, note: SafeText = .empty, width: Int, height: Int) {
        self.title = title
        self.note = note
        self.width = width
        self.height = height
    }

    package struct Look: Sendable, Hashable {
        package var fill = Style()
        package var box = Surface.BoxStyle()
        /// Changes what lies behind; nil leaves it.
        package var backdrop: Style?
        package var glyphs = GlyphSet.unicode

        package init() {}
    }

    /// Where it stands in an area: in the middle, moved in if the area shrank.
    package func place(in area: Rect) -> Rect { area.centered(width: width, height: height) }

    /// Draws the box over what is there and returns the area inside. On a frame, `coverTargets(in:)` belongs to it.
    @discardableResult
    package func draw(on surface: inout Surface, in area: Rect, look: Look = Look()) -> Rect {
        if let backdrop = look.backdrop { surface.restyle(area) { backdrop.over($0) } }
        let place = place(in: area)
        surface.fill(place, style: look.fill)
        let inner = surface.box(
            place, title: title, note: note, isFocused: true, style: look.box, glyphs: look.glyphs)
        // A column of air at both sides, where there is room.
        return inner.width > 20 ? inner.inset(horizontal: 1, vertical: 0) : inner
    }
}
