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
    private var configuration: WorkbenchConfiguration
    /// A theme that is tried; nil while the chosen one is drawn.
    private var tried: Theme?
    private let started = ContinuousClock.now
    private var state: AppState
    private var frame: Frame<ClickTarget>?
    private var drawnAt: ContinuousClock.Instant?
    private var exitCode: Int32?
    private var isStale = true
    /// A key or a click waits to be seen.
    private var isAwaited = true

    /// No more frames than this: 30 a second by themselves. Who presses a key doesn't wait for the next of them.
    private var frameInterval: Duration { .milliseconds(isAwaited ? 8 : 33) }

    init(
        terminal: any Terminal, inbox: Inbox, runner: EffectRunner, configuration: WorkbenchConfiguration,
        theme: ThemeChoice, state: AppState
    ) {
        self.terminal = terminal
        self.inbox = inbox
        self.runner = runner
        clipboard = Clipboard(environment: configuration.environment)
        self.configuration = configuration
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
        if isStale, let drawnAt { waits.append(frameInterval - (ContinuousClock.now - drawnAt)) }
        if let deadline = state.deadline { waits.append(deadline - now) }
        return waits.min().map { max(.zero, $0) }
    }

    private mutating func drawIfDue() {
        guard isStale, drawnAt.map({ ContinuousClock.now - $0 >= frameInterval }) ?? true else { return }
        state.clock = Date().timeIntervalSince1970
        let next = view(state, theme: tried ?? theme.current)
        terminal.present(next.surface)
        frame = next
        drawnAt = ContinuousClock.now
        (isStale, isAwaited) = (false, false)
    }

    private mutating func take(_ event: TerminalEvent) {
        switch event {
        case .key(let key):
            isAwaited = true
            update(.key(key))
        case .mouse(let mouse):
            isAwaited = true
            update(.mouse(mouse, frame?.target(at: (mouse.x, mouse.y))))
        case .paste(let text): update(.paste(text))
        case .resize(let width, let height): update(.resize(width: width, height: height))
        case .resumed: update(.resumed)
        case .quit(let signal): update(.quit(signal: signal))
        case .background(let color):
            if theme.hear(background: color) { update(.themeShown(usesASCII: theme.current.usesASCII)) }
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
            case .listThemes:
                update(.themesListed(configuration.themes.names, paths: configuration.paths))
            case .useTheme(let name, let depth): use(theme: name, depth)
            case .copyTheme(let name, let copy): copyTheme(name, to: copy)
            case .setMouse(let isOn): terminal.setMouse(isOn)
            case .editFile(let file): edit(file)
            case .editText(let text): attempt { $0.update(.edited(try $0.foreground.edit(text: text))) }
            case .page(let text): page(text)
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

// MARK: Themes, editor, pager

extension WorkbenchLoop {
    private var foreground: ForegroundWork {
        ForegroundWork(terminal: terminal, environment: configuration.environment)
    }

    /// Does what may fail and says what went wrong.
    private mutating func attempt(_ work: (inout Self) throws -> Void) {
        do { try work(&self) } catch { update(.failed(Failure(error))) }
    }

    private mutating func use(theme name: String?, _ depth: ColorDepth?) {
        if let name, name != ThemeShelf.automatic {
            do throws(ThemeError) {
                let (theme, warnings) = try configuration.themes.theme(named: name, depth: depth)
                tried = theme
                if let warning = warnings.first { update(.warned(warning.description)) }
            } catch {
                // The theme that is drawn stays.
                update(.failed(Failure(error)))
                return
            }
        } else {
            tried = nil
            configuration.settings = state.settings
            let (choice, problems) = configuration.themes.choice(
                state.settings, startsLight: theme.current.variant == .light)
            theme = choice
            if let background = terminal.facts.background { _ = theme.hear(background: background) }
            if let problem = problems.first { update(.warned(problem)) }
        }
        update(.themeShown(usesASCII: (tried ?? theme.current).usesASCII))
    }

    /// A theme of the person's own that begins as this one and is opened in the editor.
    private mutating func copyTheme(_ name: String, to copy: String) {
        guard !copy.contains("/"), !copy.hasPrefix(".") else {
            update(.warned("“\(copy)” is no name for a theme"))
            return
        }
        let file = configuration.themesFolder.appending(path: "\(copy).toml")
        let text = """
            # A theme of yours. What isn't named here is as in the theme that it inherits.
            name     = "\(copy)"
            inherits = "\(name)"

            [roles]
            # fg = { fg = "#cdd6f4" }
            # "cite.active" = { fg = "#ffffff", bg = "#585b70", attrs = ["bold"] }

            """
        attempt { loop in
            try FileManager.default.createDirectory(
                at: loop.configuration.themesFolder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
            loop.edit(.theme(copy))
        }
    }

    /// Opens a file in the editor and takes over what it holds then.
    private mutating func edit(_ file: EditableFile) {
        let url =
            switch file {
            case .settings: configuration.loader.userFile
            case .keys: configuration.keysFile
            case .theme(let name): configuration.themesFolder.appending(path: "\(name).toml")
            }
        attempt { loop in
            try loop.make(url, if: file)
            try loop.foreground.edit(url)
        }
        switch file {
        case .settings:
            let problems = configuration.reloadSettings(keeping: state.settings)
            update(.settingsLoaded(configuration.settings))
            for problem in problems { update(.warned(problem)) }
        case .keys:
            let problems = configuration.reloadKeys()
            update(.keysLoaded(configuration.bindings))
            for problem in problems { update(.warned(problem)) }
        case .theme(let name):
            update(.themesListed(configuration.themes.names, paths: configuration.paths))
            use(theme: name, nil)
        }
    }

    /// A file that isn't there yet begins with everything there is, as comments.
    private func make(_ url: URL, if file: EditableFile) throws {
        guard !FileManager.default.fileExists(atPath: url.path) else { return }
        let text: String
        switch file {
        case .settings: text = FileTemplates.settings
        case .keys: text = FileTemplates.keys(configuration.bindings)
        case .theme: return
        }
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path)
    }

    /// Where no pager can be run the text is shown on the screen.
    private mutating func page(_ text: String) {
        do { try foreground.page(text) } catch { update(.showText(title: "Text", text)) }
    }
}
