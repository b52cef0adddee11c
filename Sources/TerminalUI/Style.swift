/// How a cell looks: two colours and attributes. Where styles come from (themes, roles) is the caller's matter.
package struct Style: Sendable, Hashable {
    package struct Attributes: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let bold = Attributes(rawValue: 1)
        package static let dim = Attributes(rawValue: 2)
        package static let italic = Attributes(rawValue: 4)
        package static let underline = Attributes(rawValue: 8)
        package static let reverse = Attributes(rawValue: 16)
        /// Drawn where the terminal's private entry is in use (24-bit); elsewhere the text stays plain.
        package static let strike = Attributes(rawValue: 32)

        /// Names as a theme file writes them.
        package static let names: [(name: String, attribute: Attributes)] = [
            ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline),
            ("reverse", .reverse), ("strike", .strike),
        ]
    }

    package var foreground: Color
    package var background: Color
    package var attributes: Attributes

    /// With nothing given: the colours that are there already, no attributes.
    package init(foreground: Color = .clear, background: Color = .clear, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// This style laid over another: clear colours let the lower one through, attributes add up.
    package func over(_ lower: Style) -> Style {
        Style(
            foreground: foreground == .clear ? lower.foreground : foreground,
            background: background == .clear ? lower.background : background,
            attributes: attributes.union(lower.attributes))
    }
}
