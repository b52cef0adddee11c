package import Foundation

/// What the terminal needs to know, resolved by whoever reads settings and environment.
package struct TerminalOptions: Sendable {
    /// The process's environment: TERM, NO_COLOR, COLORTERM and their kin are taken from it.
    package var environment: [String: String]
    /// What `--color` says; nil for "auto".
    package var color: ColorDepth?
    package var themeIsMono = false
    package var mouse = true
    /// Ask for the background colour at the start and when the window gets the focus: for themes that follow it.
    package var asksBackground = true
    /// Where a terminfo entry for 24-bit colour may be kept. Without one there are 256 colours.
    package var cacheDirectory: URL?
    /// Written to the terminal after a crash, such as where the report lies.
    package var crashNote = ""

    package init(environment: [String: String]) { self.environment = environment }
}
