package import TerminalUI

/// The theme in use, and the one for the other kind of background where it follows the terminal.
package struct ThemeChoice: Sendable {
    private let dark: Theme
    private let light: Theme
    private let follows: Bool
    package private(set) var current: Theme

    /// One theme, whatever the terminal's background.
    package init(_ theme: Theme) {
        dark = theme
        light = theme
        follows = false
        current = theme
    }

    /// A pair; the background decides once it is known.
    ///
    /// - Parameter startsLight: what is assumed until then.
    package init(dark: Theme, light: Theme, startsLight: Bool) {
        self.dark = dark
        self.light = light
        follows = true
        current = startsLight ? light : dark
    }

    /// The terminal said what its background is.
    ///
    /// - Returns: whether the theme changed.
    mutating func hear(background: RGB) -> Bool {
        guard follows else { return false }
        let theme = background.luminance > 0.4 ? light : dark
        guard theme.name != current.name else { return false }
        current = theme
        return true
    }

    /// The same for a terminal of other colours.
    package func adapted(to depth: ColorDepth) -> ThemeChoice {
        guard follows else { return ThemeChoice(current.adapted(to: depth)) }
        return ThemeChoice(
            dark: dark.adapted(to: depth), light: light.adapted(to: depth),
            startsLight: current.variant == .light)
    }

    /// `COLORFGBG` of some terminals: `foreground;background`, where 7 and 15 are white.
    package static func saysLight(_ environment: [String: String]) -> Bool {
        let last = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
        return last == 7 || last == 15
    }
}
