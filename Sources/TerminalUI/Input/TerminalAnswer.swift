/// What a terminal says when it is asked.
package enum TerminalAnswer: Sendable, Hashable {
    /// OSC 11: the background colour.
    case background(RGB)
    /// DA1: sent by every terminal that answers at all, so it ends a row of questions.
    case deviceAttributes
    /// DECRPM: whether a private mode is known (0 isn't).
    case mode(Int, state: Int)
    /// CPR: where the cursor stands, from 1.
    case cursor(row: Int, column: Int)
    /// Mode 2031: the person changed between light and dark.
    case colorSchemeChanged
}
