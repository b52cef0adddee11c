import Foundation

/// A screen with keys. Used by one thread, that of the loop.
package protocol Terminal: AnyObject {
    var size: (width: Int, height: Int) { get }

    /// What the terminal is and can do, and why it is treated so.
    var facts: TerminalFacts { get }

    /// Waits until something arrives, at most this long (nil: for ever), and returns all that has.
    func wait(upTo timeout: Duration?) -> [TerminalEvent]

    /// Shows a surface; only what changed is written, in one write.
    func present(_ surface: Surface)

    /// Repaints everything at the next `present`, for a screen that another program has written on.
    func invalidate()

    /// Leaves the screen as it was found. Nothing may be presented afterwards; calling it twice is harmless.
    func restore()

    /// Stops the process as the suspend key does in other programs, and comes back when it is continued.
    func suspend()

    /// Lends the terminal to `body`, which may run `$EDITOR` or `$PAGER` in it (`ForegroundProgram`).
    func suspended<Result>(_ body: () throws -> Result) rethrows -> Result

    /// Names the window; the old name comes back with `restore()`.
    func setTitle(_ title: SafeText)

    /// Switches mouse reports on or off.
    func setMouse(_ isOn: Bool)

    /// Puts text on the clipboard of the terminal's user (OSC 52), also through SSH. False, and nothing is
    /// written, if it is larger than `TerminalFacts.clipboardLimit` or the terminal knows no such thing. Nobody
    /// can tell whether the terminal obeys.
    func copyToClipboard(_ text: String) -> Bool
}

/// What was found out about a terminal.
package struct TerminalFacts: Sendable, Hashable {
    /// The terminfo entry in use, such as `xterm-256color`.
    package var name: String
    package var color: ColorDepth.Choice
    /// False: the locale's encoding isn't UTF-8, so ASCII shapes are the safer choice.
    package var isUTF8 = true
    /// True: box drawing would take two columns, so ASCII shapes must be used.
    package var ambiguousIsWide = false
    /// The terminal shows a frame at once (mode 2026).
    package var synchronizesOutput = false
    /// What the terminal said so far; see `TerminalEvent.background`.
    package var background: RGB?
    /// Things people should know, such as a missing terminfo entry. Shown by `doctor`.
    package var notes: [String] = []

    /// Bytes of text that OSC 52 is used for; terminals cut off or refuse much more.
    package static let clipboardLimit = 100_000

    package init(name: String, color: ColorDepth.Choice) {
        self.name = name
        self.color = color
    }

    /// Whether the background is light, for themes that follow it: by the terminal's answer, else by COLORFGBG
    /// (`15;0`: foreground and background as palette numbers), else not.
    package func backgroundIsLight(environment: [String: String]) -> Bool {
        if let background { return background.luminance > 0.179 }
        guard let last = environment["COLORFGBG"]?.split(separator: ";").last, let number = Int(last) else {
            return false
        }
        return number == 7 || (9...15).contains(number)
    }

    package var glyphs: GlyphSet { isUTF8 && !ambiguousIsWide ? .unicode : .ascii }
}

package enum TerminalError: LocalizedError, Equatable {
    /// The process has no terminal at all.
    case noTerminal(reason: String)
    /// The terminal's name stands for something that can't show a screen.
    case cannotShowScreen(name: String)
    /// None of these entries exists.
    case noEntry(names: [String])
    case cannotSetUp(reason: String)
    /// A program that was to run in the terminal.
    case cannotRun(program: String, reason: String)

    package var errorDescription: String? {
        switch self {
        case .noTerminal(let reason): "/dev/tty: the terminal can't be opened: \(reason)."
        case .cannotShowScreen(let name):
            name.isEmpty
                ? "TERM is not set, so nothing is known about the terminal."
                : "\(SafeText(untrusted: name).string): this terminal can't show a screen."
        case .noEntry(let names):
            "terminfo: no entry for \(names.map { SafeText(untrusted: $0).string }.joined(separator: ", "))."
        case .cannotSetUp(let reason): "/dev/tty: the terminal refuses its settings: \(reason)."
        case .cannotRun(let program, let reason):
            "\(SafeText(untrusted: program).string): the program can't be run: \(reason)."
        }
    }

    package var recoverySuggestion: String? {
        switch self {
        case .noTerminal: "Run it in a terminal, or use a command that needs none (lectern ask --help)."
        case .cannotShowScreen:
            "Set TERM to the terminal's name (often xterm-256color), or use “lectern chat”."
        case .noEntry: "Install the package ncurses-base, or set TERM to a terminal that is known here."
        case .cannotSetUp: "Run it in the foreground of a terminal, or use “lectern chat”."
        case .cannotRun: "Set VISUAL, EDITOR or PAGER to a program that is installed."
        }
    }
}
