/// A colour as a style names it: nothing of its own, the terminal's, one of the terminal's palette, or an exact one.
///
/// What a terminal can really show is settled when a surface is presented (`ColorReduction`).
package struct Color: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case clear
        case terminal
        /// 0–15 are the person's own colours; 16–255 are the same everywhere.
        case palette(UInt8)
        case exact(RGB)
    }

    // Kind in the top byte, value below: a style must stay small, a surface holds thousands.
    private let bits: UInt32

    private init(bits: UInt32) { self.bits = bits }

    /// No colour of its own: what is there already stays, else it is the terminal's.
    package static let clear = Color(bits: 0)
    /// What the terminal uses where no colour is asked for.
    package static let terminal = Color(bits: 1 << 24)

    package static func palette(_ index: UInt8) -> Color { Color(bits: 2 << 24 | UInt32(index)) }

    package static func exact(_ color: RGB) -> Color {
        Color(bits: 3 << 24 | UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue))
    }

    package static func rgb(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Color {
        exact(RGB(red: red, green: green, blue: blue))
    }

    package var kind: Kind {
        switch bits >> 24 {
        case 0: .clear
        case 1: .terminal
        case 2: .palette(UInt8(truncatingIfNeeded: bits))
        default:
            .exact(
                RGB(
                    red: UInt8(truncatingIfNeeded: bits >> 16), green: UInt8(truncatingIfNeeded: bits >> 8),
                    blue: UInt8(truncatingIfNeeded: bits)))
        }
    }
}

/// The 16 colours that every terminal with colour has, by their usual names.
extension Color {
    package static let black = palette(0)
    package static let red = palette(1)
    package static let green = palette(2)
    package static let yellow = palette(3)
    package static let blue = palette(4)
    package static let magenta = palette(5)
    package static let cyan = palette(6)
    package static let white = palette(7)
    package static let brightBlack = palette(8)
    package static let brightRed = palette(9)
    package static let brightGreen = palette(10)
    package static let brightYellow = palette(11)
    package static let brightBlue = palette(12)
    package static let brightMagenta = palette(13)
    package static let brightCyan = palette(14)
    package static let brightWhite = palette(15)

    /// Names as a theme file writes them ("red", "bright-red"), in palette order.
    package static let paletteNames = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta",
        "bright-cyan", "bright-white",
    ]
}

/// Red, green and blue as the sRGB values of a screen.
package struct RGB: Sendable, Hashable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#rrggbb` and `#rgb`; nil for anything else.
    package init?(hex: String) {
        guard hex.hasPrefix("#") else { return nil }
        let digits = hex.dropFirst().compactMap(\.hexDigitValue)
        guard digits.count == hex.utf8.count - 1 else { return nil }
        switch digits.count {
        case 3:
            self.init(red: UInt8(digits[0] * 17), green: UInt8(digits[1] * 17), blue: UInt8(digits[2] * 17))
        case 6:
            self.init(
                red: UInt8(digits[0] * 16 + digits[1]), green: UInt8(digits[2] * 16 + digits[3]),
                blue: UInt8(digits[4] * 16 + digits[5]))
        default: return nil
        }
    }

    /// Relative luminance from 0 to 1 (WCAG 2.2, definition of relative luminance).
    package var luminance: Double {
        0.2126 * Self.linear[Int(red)] + 0.7152 * Self.linear[Int(green)] + 0.0722 * Self.linear[Int(blue)]
    }

    /// Contrast ratio from 1 to 21 (WCAG 2.2).
    package func contrast(with other: RGB) -> Double {
        let (bright, dark) = luminance > other.luminance ? (self, other) : (other, self)
        return (bright.luminance + 0.05) / (dark.luminance + 0.05)
    }
}
