import CNcurses
import Foundation

/// Waiting: for keys, for signals, for the waker.
extension NcursesTerminal {
    /// How long to wait for the rest of what has begun. ESC alone is a key after 25 ms; while answers are
    /// expected it is more likely the beginning of one that the line has cut.
    private var patience: Duration {
        switch decoder.pending {
        case .escape: answersExpectedUntil == nil ? .milliseconds(25) : .milliseconds(300)
        case .sequence: .seconds(1)
        case .paste: .seconds(2)
        case nil: .zero
        }
    }

    /// A resize is told when the size has been quiet for so long.
    private static let resizeQuiet = Duration.milliseconds(30)

    package func wait(upTo timeout: Duration?) -> [TerminalEvent] {
        guard isOpen else { return [] }
        let end = timeout.map { clock.now + $0 }
        while queue.isEmpty {
            let deadlines = [end, pendingSince.map { $0 + patience }, resizeDeadline].compactMap { $0 }
            let ready = waitOnce(until: deadlines.min())
            if ready.signals { takeSignals() }
            if ready.keys { takeKeys() }
            if ready.waker, waker.take() { queue.append(.wake) }
            takeDeadlines()
            if queue.isEmpty, let end, clock.now >= end { break }
        }
        defer { queue.removeAll() }
        return queue
    }

    private func waitOnce(until deadline: ContinuousClock.Instant?) -> (
        keys: Bool, signals: Bool, waker: Bool
    ) {
        // A terminal that is gone is always readable: it must not be watched.
        let watched = terminalIsGone ? -1 : tty
        var entries = [watched, signals.readEnd, waker.pollDescriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let timeout = deadline.map { max(.zero, $0 - clock.now).pollMilliseconds } ?? -1
        guard poll(&entries, nfds_t(entries.count), timeout) > 0 else {
            // A signal ends the wait before its byte is seen in the pipe.
            return (false, true, false)
        }
        return (entries[0].revents != 0, entries[1].revents != 0, entries[2].revents != 0)
    }

    private func takeKeys() {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = read(tty, &buffer, buffer.count)
        if count <= 0 {
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            terminalIsGone = true
            queue.append(.quit(signal: SIGHUP))
            return
        }
        take(decoder.feed(buffer[..<count]))
        pendingSince = decoder.pending == nil ? nil : clock.now
    }

    private func takeDeadlines() {
        let now = clock.now
        if let since = pendingSince, now >= since + patience {
            take(decoder.flush())
            pendingSince = nil
        }
        if let deadline = resizeDeadline, now >= deadline {
            resizeDeadline = nil
            takeSize()
        }
        if let until = answersExpectedUntil, now >= until { answersExpectedUntil = nil }
    }

    private func take(_ items: [InputDecoder.Item]) {
        for item in items {
            switch item {
            case .answer(let answer): take(answer)
            case .event(.mouse(var mouse)):
                if case .press(let button, _) = mouse.action {
                    let count = clicks.press(button, x: mouse.x, y: mouse.y, at: clock.now)
                    mouse.action = .press(button, clicks: count)
                }
                queue.append(.mouse(mouse))
            case .event(.focus(let isOn)):
                // Light may have become dark while another window was in front.
                if isOn { askBackgroundAgain() }
                queue.append(.focus(isOn))
            case .event(let event): queue.append(event)
            }
        }
    }

    private func take(_ answer: TerminalAnswer) {
        switch answer {
        case .background(let color):
            guard facts.background != color else { return }
            facts.background = color
            queue.append(.background(color))
        case .deviceAttributes:
            answersExpectedUntil = nil
            answersQuestions = true
        case .mode(2026, let state): facts.synchronizesOutput = state == 1 || state == 2
        case .mode: break
        case .cursor(2, let column): facts.ambiguousIsWide = column == 3
        case .cursor: break
        case .colorSchemeChanged: askBackgroundAgain()
        }
    }

    private func takeSignals() {
        for number in signals.takeAll() {
            switch Int32(number) {
            case SIGWINCH: resizeDeadline = clock.now + Self.resizeQuiet
            case SIGCONT: comeBack()
            case SIGTSTP: suspend()
            case SIGINT: queue.append(.key(.control("c")))
            case let signal: queue.append(.quit(signal: signal))
            }
        }
    }

    func takeSize() {
        guard let new = Self.measure(tty), new != size else { return }
        size = new
        ln_resize(Int32(new.width), Int32(new.height))
        shown = nil
        queue.append(.resize(width: new.width, height: new.height))
    }

    private func askBackgroundAgain() {
        if options.asksBackground, answersQuestions { ask(ControlSequences.askBackground) }
    }

    private func ask(_ question: String) {
        write(question + ControlSequences.askDeviceAttributes)
        answersExpectedUntil = clock.now + .seconds(2)
    }

    /// Asks what only the terminal knows and waits for the answers, at most 150 ms. Keys that come meanwhile are
    /// kept; answers that come later count too.
    func askAtStart() {
        var questions = ""
        if facts.isUTF8 { questions += ControlSequences.probeAmbiguousWidth }
        if options.asksBackground { questions += ControlSequences.askBackground }
        ask(questions + ControlSequences.askSynchronizedOutput)
        let end = clock.now + .milliseconds(150)
        while answersExpectedUntil != nil, !terminalIsGone, clock.now < end {
            let ready = waitOnce(until: end)
            if ready.keys { takeKeys() }
        }
        // The probe has written on the screen.
        invalidate()
    }
}
