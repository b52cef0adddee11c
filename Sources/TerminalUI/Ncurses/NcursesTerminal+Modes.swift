import CNcurses
import Foundation

/// Coming and going: what is switched on with the screen and off again.
extension NcursesTerminal {
    /// A capability's bytes without the delays that old terminals needed (`$<5>`).
    private func capability(_ name: String) -> String {
        guard let value = ln_string(name) else { return "" }
        return String(cString: value).replacing(/\$<[0-9.*\/]+>/, with: "")
    }

    func enter() {
        var bytes = capability("smcup") + capability("sgr0") + capability("smkx")
        bytes += ControlSequences.pasteOn + ControlSequences.focusOn
        if options.asksBackground { bytes += ControlSequences.colorSchemeOn }
        if mouseIsOn { bytes += ControlSequences.mouseOn }
        write(bytes)
        invalidate()
    }

    /// Everything off, whatever of it is on; begins with the end of a sequence that may have been cut.
    private var leavingText: String {
        var bytes = ControlSequences.stringTerminator + ControlSequences.frameEnd + ControlSequences.mouseOff
        bytes += ControlSequences.colorSchemeOff + ControlSequences.focusOff + ControlSequences.pasteOff
        if titleWasSet { bytes += ControlSequences.popTitle }
        bytes += capability("op") + capability("sgr0") + capability("cnorm") + capability("rmkx")
        let rmcup = capability("rmcup")
        // Without another screen to go back to, the prompt comes below what was drawn.
        return bytes + (rmcup.isEmpty ? "\u{1b}[999;1H\r\n" : rmcup)
    }

    /// Copies the leaving bytes to where the signal handlers find them.
    func setLeavingBytes() {
        let bytes = Array(leavingText.utf8)
        let note = SafeText(untrusted: options.crashNote).string.replacing("\n", with: "\r\n")
        ln_tty_set_leaving(bytes, bytes.count, note)
    }

    func leave() { write(leavingText) }

    package func suspend() {
        guard isOpen else { return }
        leave()
        ln_tty_lend()
        ln_tty_stop()
        comeBack()
    }

    /// After a stop, wherever it came from.
    func comeBack() {
        // The signal that continued us is not news any more.
        let others = signals.takeAll().filter { Int32($0) != SIGCONT && Int32($0) != SIGTSTP }
        ln_tty_take_back()
        enter()
        takeSize()
        queue.append(.resumed)
        for number in others { signals.put(number) }
    }

    package func suspended<Result>(_ body: () throws -> Result) rethrows -> Result {
        leave()
        ln_tty_lend()
        defer {
            // Interrupts and stops meanwhile were meant for the other program.
            let kept = signals.takeAll().filter { [SIGHUP, SIGTERM].contains(Int32($0)) }
            for number in kept { signals.put(number) }
            ln_tty_take_back()
            enter()
            takeSize()
        }
        return try body()
    }

    package func setTitle(_ title: SafeText) {
        guard isOpen else { return }
        if !titleWasSet {
            titleWasSet = true
            setLeavingBytes()
            write(ControlSequences.pushTitle)
        }
        write(ControlSequences.title(title))
    }

    package func setMouse(_ isOn: Bool) {
        guard isOpen, isOn != mouseIsOn else { return }
        mouseIsOn = isOn
        write(isOn ? ControlSequences.mouseOn : ControlSequences.mouseOff)
    }

    package func copyToClipboard(_ text: String) -> Bool {
        guard isOpen, text.utf8.count <= TerminalFacts.clipboardLimit else { return false }
        write(ControlSequences.clipboard(text, environment: options.environment))
        return true
    }
}
