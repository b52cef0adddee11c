/// A question in one row that a single key answers.
package struct ConfirmBar: Sendable, Hashable {
    package struct Choice: Sendable, Hashable {
        package var key: Key
        package var text: SafeText

        package init(_ key: Key, _ text: SafeText) {
            self.key = key
            self.text = text
        }
    }

    package var question: SafeText
    package var choices: [Choice]
    /// The choice that Esc means: the harmless one.
    package var escape: Int

    package init(_ question: SafeText, _ choices: [Choice], escape: Int) {
        self.question = question
        self.choices = choices
        self.escape = escape
    }

    /// `y` does it; `n` and Esc don't.
    package static func yesOrNo(_ question: SafeText, yes: SafeText = "yes", no: SafeText = "no")
        -> ConfirmBar
    {
        ConfirmBar(question, [Choice("y", yes), Choice("n", no)], escape: 1)
    }

    /// The number of the choice that a key makes; nil for other keys, which do nothing.
    package func choice(for key: Key) -> Int? {
        if key == .escape || key == .control("c") { return escape }
        return choices.firstIndex { $0.key == key }
    }

    /// Draws question and keys; the question is shortened rather than the keys.
    ///
    /// - Returns: where each choice is.
    @discardableResult
    package func draw(
        on surface: inout Surface, in area: Rect, text: Style = Style(), key: Style = Style(),
        glyphs: GlyphSet = .unicode
    ) -> [(choice: Int, place: Rect)] {
        let line = area.row(0)
        surface.fill(line, style: text)
        let labels = choices.map { (key: $0.key.label(glyphs), text: $0.text) }
        let width = labels.reduce(0) { $0 + 3 + $1.key.columns + $1.text.columns }
        let shown = question.truncated(to: max(0, line.width - width), ellipsis: glyphs.ellipsis)
        var x = surface.write(shown, at: (line.x, line.y), style: text, in: line)
        return labels.enumerated().map { index, label in
            let start = x + 2
            x = surface.write(label.key, at: (start, line.y), style: key, in: line)
            x = surface.write(label.text, at: (x + 1, line.y), style: text, in: line)
            return (index, Rect(x: start, y: line.y, width: x - start, height: 1))
        }
    }
}
