/// A line made of differently styled parts.
package struct StyledText: Sendable, Hashable, ExpressibleByStringLiteral {
    package struct Part: Sendable, Hashable {
        package var text: SafeText
        package var style: Style
    }

    package var parts: [Part]

    package init(_ text: SafeText = .empty, _ style: Style = Style()) {
        parts = text.isEmpty ? [] : [Part(text: text, style: style)]
    }

    package init(stringLiteral value: StaticString) { self.init(SafeText(stringLiteral: value)) }

    package var columns: Int { parts.reduce(0) { $0 + $1.text.columns } }
    package var isEmpty: Bool { parts.isEmpty }

    package mutating func append(_ text: SafeText, _ style: Style = Style()) {
        if !text.isEmpty { parts.append(Part(text: text, style: style)) }
    }

    package static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    /// As much as fits into `columns`, with an ellipsis if something is missing.
    package func truncated(to columns: Int, ellipsis: SafeText = "…") -> StyledText {
        guard self.columns > columns else { return self }
        var result = StyledText()
        var room = columns
        for (index, part) in parts.enumerated() {
            let width = part.text.columns
            let rest = parts[(index + 1)...].reduce(0) { $0 + $1.text.columns }
            // The part that has to carry the ellipsis is the first one after which not everything fits.
            if width + min(rest, ellipsis.columns) > room {
                let shown = width > room ? part.text : part.text + ellipsis
                result.append(shown.truncated(to: room, ellipsis: ellipsis), part.style)
                return result
            }
            result.append(part.text, part.style)
            room -= width
        }
        return result
    }
}

extension Surface {
    /// Writes the parts one after the other and returns the column after them. Each style lies over `base`.
    @discardableResult
    package mutating func write(
        styled text: StyledText, at: (x: Int, y: Int), base: Style = Style(), markStyle: Style? = nil,
        in area: Rect? = nil
    ) -> Int {
        text.parts.reduce(at.x) { x, part in
            write(part.text, at: (x, at.y), style: part.style.over(base), markStyle: markStyle, in: area)
        }
    }
}
