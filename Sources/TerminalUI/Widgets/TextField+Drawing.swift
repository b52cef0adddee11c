/// The field on a surface.
extension TextField {
    package struct Look: Sendable, Hashable {
        package var text = Style()
        package var prompt = Style()
        package var placeholder = Style()
        package var glyphs = GlyphSet.unicode

        package init() {}
    }

    private var shownText: SafeText {
        isSecret
            ? SafeText(repeating: GlyphSet.unicode.secret, count: characters.count)
            : SafeText(untrusted: String(characters))
    }

    /// One column stays free for the cursor after the last letter.
    var layout: TextLayout { layout(width: width) }

    private func layout(width: Int) -> TextLayout {
        TextLayout(shownText, width: max(1, width - 1), wraps: isMultiline, drawsSpaces: true)
    }

    /// UTF-8 offset of the cursor in what is shown.
    func cursorOffset(in shown: SafeText) -> Int {
        if isSecret { return cursor * GlyphSet.unicode.secret.count }
        return shown.offset(ofSource: characters[..<cursor].reduce(0) { $0 + $1.utf8.count })
    }

    /// Puts the cursor before the cluster at an offset in what is shown.
    mutating func moveTo(offset: Int, in shown: SafeText) {
        if isSecret {
            cursor = min(characters.count, offset / GlyphSet.unicode.secret.count)
            return
        }
        let source = shown.sourceOffset(of: offset)
        var position = 0
        cursor = characters.count
        for (index, character) in characters.enumerated() {
            if position >= source {
                cursor = index
                return
            }
            position += character.utf8.count
        }
    }

    /// Rows that the text takes at a width of text, at least one.
    package func height(width: Int) -> Int { layout(width: width).lines.count }

    /// Draws prompt and text; what doesn't fit is scrolled so that the cursor is in sight.
    ///
    /// - Parameter isActive: puts the surface's cursor into the field.
    package func draw(
        on surface: inout Surface, in area: Rect, prompt: SafeText = .empty, isActive: Bool = true,
        look: Look = Look()
    ) {
        guard !area.isEmpty else { return }
        surface.fill(area, style: look.text)
        let start = surface.write(prompt, at: (area.x, area.y), style: look.prompt, in: area)
        let text = Rect(x: start, y: area.y, width: area.maxX - start, height: area.height)
        guard !text.isEmpty else { return }
        if characters.isEmpty {
            surface.write(
                placeholder.truncated(to: text.width, ellipsis: look.glyphs.ellipsis), at: (text.x, text.y),
                style: look.placeholder, in: text)
        }
        let layout = layout(width: text.width)
        let offset = cursorOffset(in: layout.text)
        let line = layout.line(at: offset)
        let column = layout.column(of: offset, inLine: line)
        let firstLine = max(0, line - text.height + 1)
        // A field of one line slides sideways instead of wrapping.
        let firstColumn = isMultiline ? 0 : max(0, column - text.width + 1)
        for row in 0..<min(text.height, layout.lines.count - firstLine) {
            surface.write(
                layout.text.text(in: layout.lines[firstLine + row].range),
                at: (text.x - firstColumn, text.y + row), in: text
            ) { _ in look.text }
        }
        if isActive {
            surface.cursor = Surface.Cursor(
                x: min(text.maxX - 1, text.x + column - firstColumn), y: text.y + line - firstLine)
        }
    }

    /// Puts the cursor where the mouse pressed, given the area of the text without its prompt.
    package mutating func placeCursor(at point: (x: Int, y: Int), in area: Rect) {
        guard area.contains(point) else { return }
        let layout = layout(width: area.width)
        let offset = cursorOffset(in: layout.text)
        let current = layout.line(at: offset)
        let firstLine = max(0, current - area.height + 1)
        let firstColumn =
            isMultiline ? 0 : max(0, layout.column(of: offset, inLine: current) - area.width + 1)
        let line = min(firstLine + point.y - area.y, layout.lines.count - 1)
        moveTo(
            offset: layout.offset(atColumn: point.x - area.x + firstColumn, inLine: line), in: layout.text)
    }
}
