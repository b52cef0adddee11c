/// Everything that can arrive from a terminal.
package enum TerminalEvent: Sendable, Hashable {
    case key(Key)
    case mouse(Mouse)
    /// Pasted text with its newlines, never as keys. It comes from outside: what is kept or drawn of it goes
    /// through `SafeText`.
    case paste(String)
    /// The size is new; nothing of what was shown is left.
    case resize(width: Int, height: Int)
    /// The terminal's window got or lost the focus.
    case focus(Bool)
    /// The process was stopped and goes on. The terminal is set up again and will be repainted.
    case resumed
    /// The terminal's background: the answer to the question at the start, or news that it changed. Late answers
    /// come too.
    case background(RGB)
    /// The process is to end (SIGHUP, SIGTERM, or the terminal is gone): save and leave with 128 + signal. Who
    /// takes longer than a second is ended.
    case quit(signal: Int32)
    /// Someone called `Waker.wake()`.
    case wake
}
