import CNcurses
import Foundation

/// The real terminal: ncurses paints, `/dev/tty` is read and written, so standard input and output stay free.
///
/// One at a time, on one thread. It is to be opened before other threads read the environment, since 24-bit colours
/// need a change there. What the terminal gets back at the end, and after a crash, is written in `lectern_tty.h`.
package final class NcursesTerminal: Terminal {
    package internal(set) var size: (width: Int, height: Int)
    package internal(set) var facts: TerminalFacts
    /// What presenting has cost so far, for `bench screen`.
    package internal(set) var output = OutputCounts()

    package struct OutputCounts: Sendable, Hashable {
        /// Frames that changed something.
        package var frames = 0
        package var bytes = 0
        package var lastFrameBytes = 0
        package var largestFrameBytes = 0
        /// Calls of `write`, for frames and everything else; a frame is one unless the terminal takes it in parts.
        package var writes = 0

        package init() {}
    }

    let options: TerminalOptions
    let waker: Waker
    let signals = NoticePipe()
    let tty: Int32
    let clock = ContinuousClock()

    // Drawing.
    var shown: Surface?
    var pairs: PairTable
    var styles: [Style: PaintedStyle] = [:]
    let firstExactNumber: Int32

    // Input.
    var decoder: InputDecoder
    var queue: [TerminalEvent] = []
    var clicks = ClickCounter()
    var pendingSince: ContinuousClock.Instant?
    var resizeDeadline: ContinuousClock.Instant?
    /// Until the terminal has answered the questions of the start, or can't be expected to any more.
    var answersExpectedUntil: ContinuousClock.Instant?
    /// Who never answered isn't asked again.
    var answersQuestions = false
    var terminalIsGone = false

    // Modes.
    var mouseIsOn: Bool
    var titleWasSet = false
    var isOpen = true

    /// Takes over the terminal: alternate screen, raw input, mouse, paste and focus reports.
    package init(_ options: TerminalOptions, waker: Waker) throws(TerminalError) {
        self.options = options
        self.waker = waker
        let name = options.environment["TERM"] ?? ""
        guard !name.isEmpty, name != "dumb" else { throw .cannotShowScreen(name: name) }
        tty = ln_tty_open()
        guard tty >= 0 else { throw .noTerminal(reason: String(cString: strerror(-tty))) }
        let locale = ln_set_locale()
        size = Self.measure(tty) ?? (80, 24)

        let opening: Opening
        do {
            opening = try Opening(name, options, size: size)
        } catch {
            close(tty)
            throw error
        }
        facts = opening.facts
        facts.isUTF8 = locale == 1
        if locale != 1 { facts.notes.append("the locale's encoding is not UTF-8, so ASCII shapes are used") }
        firstExactNumber = opening.firstExactNumber
        pairs = PairTable(limit: opening.pairLimit)
        decoder = InputDecoder(
            keys: KeySequences { ln_string($0).map { Array(String(cString: $0).utf8) } },
            treatsBurstsAsPaste: !opening.speaksXterm)
        mouseIsOn = options.mouse

        setLeavingBytes()
        guard ln_tty_claim(tty, signals.writeEnd) else {
            let reason = String(cString: strerror(errno))
            isOpen = false
            ln_close()
            close(tty)
            throw .cannotSetUp(reason: reason)
        }
        enter()
        if opening.speaksXterm { askAtStart() }
    }

    deinit { restore() }

    static func measure(_ tty: Int32) -> (width: Int, height: Int)? {
        var columns: Int32 = 0
        var rows: Int32 = 0
        guard ln_tty_size(tty, &columns, &rows) else { return nil }
        return (Int(columns), Int(rows))
    }

    package func restore() {
        guard isOpen else { return }
        isOpen = false
        leave()
        ln_tty_release()
        ln_close()
        close(tty)
    }

    /// Writes everything, in one call unless the terminal takes less.
    func write(_ bytes: some Collection<UInt8>) {
        guard !terminalIsGone, !bytes.isEmpty else { return }
        let buffer = ContiguousArray(bytes)
        var start = 0
        while start < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Foundation.write(tty, bytes.baseAddress.map { $0 + start }, bytes.count - start)
            }
            output.writes += 1
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN {
                    var entry = pollfd(fd: tty, events: Int16(POLLOUT), revents: 0)
                    poll(&entry, 1, 1000)
                    continue
                }
                terminalIsGone = true
                queue.append(.quit(signal: SIGHUP))
                return
            }
            start += count
        }
    }

    func write(_ text: String) { write(text.utf8) }
}
