import Foundation
import LecternEngine
import TerminalUI

/// The loop on the main thread: wait, update, run effects, draw. It alone touches the terminal.
struct WorkbenchLoop {
    private let terminal: any Terminal
    private let inbox: Inbox
    private let runner: EffectRunner
    private let clipboard: Clipboard
    private var theme: ThemeChoice
    private let started = ContinuousClock.now
    private var state: AppState
    private var frame: Frame<ClickTarget>?
    private var drawnAt: ContinuousClock.Instant?
    private var exitCode: Int32?
    private var isStale = true

    /// No more frames than this: 30 a second.
    private static let frameInterval = Duration.milliseconds(33)

    init(
        terminal: any Terminal, inbox: Inbox, runner: EffectRunner, clipboard: Clipboard, theme: ThemeChoice,
        state: AppState
    ) {
        self.terminal = terminal
        self.inbox = inbox
        self.runner = runner
        self.clipboard = clipboard
        self.theme = theme
        self.state = state
    }

    /// Runs until the person, or a signal, ends it.
    ///
    /// - Parameter first: effects to begin with.
    /// - Returns: the exit code.
    mutating func run(_ first: [Effect]) -> Int32 {
        perform(first)
        while exitCode == nil {
            drawIfDue()
            for event in terminal.wait(upTo: timeout) { take(event) }
            for event in inbox.takeAll() { update(event) }
            if let end = state.deadline, now >= end { update(.tick) }
        }
        return exitCode ?? 0
    }

    private var now: Moment { ContinuousClock.now - started }

    /// Until the next thing that happens by itself: a frame that is due, a message that goes.
    private var timeout: Duration? {
        var waits: [Duration] = []
        if isStale, let drawnAt { waits.append(Self.frameInterval - (ContinuousClock.now - drawnAt)) }
        if let deadline = state.deadline { waits.append(deadline - now) }
        return waits.min().map { max(.zero, $0) }
    }

    private mutating func drawIfDue() {
        guard isStale, drawnAt.map({ ContinuousClock.now - $0 >= Self.frameInterval }) ?? true else { return }
        state.clock = Date().timeIntervalSince1970
        let next = view(state, theme: theme.current)
        terminal.present(next.surface)
        frame = next
        drawnAt = ContinuousClock.now
        isStale = false
    }

    private mutating func take(_ event: TerminalEvent) {
        switch event {
        case .key(let key): update(.key(key))
        case .mouse(let mouse): update(.mouse(mouse, frame?.target(at: (mouse.x, mouse.y))))
        case .paste(let text): update(.paste(text))
        case .resize(let width, let height): update(.resize(width: width, height: height))
        case .resumed: update(.resumed)
        case .quit(let signal): update(.quit(signal: signal))
        case .background(let color): if theme.hear(background: color) { isStale = true }
        case .focus, .wake: break
        }
    }

    private mutating func update(_ event: AppEvent) {
        perform(state.update(event, now: now))
        isStale = true
    }

    private mutating func perform(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .quit(let code): exitCode = code
            case .suspend:
                terminal.suspend()
                isStale = true
            case .redraw:
                terminal.invalidate()
                isStale = true
            case .setTitle(let title): terminal.setTitle("Lectern: \(untrusted: title)")
            case .copy(let text): copy(text)
            default: runner.run(effect)
            }
        }
    }

    private mutating func copy(_ text: String) {
        switch clipboard.copy(text, through: terminal) {
        case .success(let how): perform(state.update(.copied(bytes: text.utf8.count, how: how), now: now))
        case .failure(let problem):
            perform(state.update(.failed(Failure(message: problem.reason, hint: "")), now: now))
        }
    }
}
