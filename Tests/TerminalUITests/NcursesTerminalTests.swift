import Foundation
import LecternTesting
import Testing

/// The real terminal in tmux: a shell runs the probe, the screen is read back.
struct NcursesTerminalTests {
    private final class Session {
        let driver: TerminalDriver
        let folder: URL
        let probe: String

        init(width: Int = 80, height: Int = 24) throws {
            folder = try Fixture.temporaryFolder()
            probe = try CommandRunner.builtProgram("TerminalProbe").path
            var environment = CommandRunner.environment(home: folder)
            // The runtime would stop to explain a crash to a person.
            environment["SWIFT_BACKTRACE"] = "enable=no"
            driver = try TerminalDriver(
                "exec bash --noprofile --norc", width: width, height: height, environment: environment,
                in: folder)
            try driver.wait(forText: "bash-")
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        /// Types a command line; `marker` is shown when it has ended, with its exit status.
        func run(_ command: String) throws { try driver.type("clear; \(command); echo ended $?\n") }

        /// Runs the probe between two looks at the terminal's settings.
        func start(_ arguments: String = "events", settings: String = "", redirections: String = "") throws {
            try run(
                "stty -g > before; \(settings) \(probe) \(arguments) \(redirections); code=$?; stty -g > after; (exit $code)"
            )
            try driver.wait(for: "the probe's frame") { $0.hasPrefix("┏━ probe") || $0.hasPrefix("## probe") }
        }

        /// Waits for the shell and checks that the terminal is as it was.
        func expectLeft(_ status: Int) throws {
            try driver.wait(forText: "ended \(status)")
            #expect(
                try String(contentsOf: folder.appending(path: "before"), encoding: .utf8)
                    == String(contentsOf: folder.appending(path: "after"), encoding: .utf8))
            try expectPlain()
        }

        func expectPlain() throws {
            #expect(try driver.fact("alternate_on") == "0")
            #expect(try driver.fact("cursor_flag") == "1")
            #expect(try driver.fact("mouse_any_flag") == "0")
        }

        /// Sends a signal to the probe, the shell's only child.
        func signal(_ number: Int32) throws {
            #expect(try driver.signal(number, to: "TerminalProbe") == 1)
        }
    }

    @Test func whatIsDrawnIsSeen() throws {
        let session = try Session()
        try session.start()
        let screen = try session.driver.screen().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            screen[0] == "┏━ probe ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 80x24 ━┓")
        #expect(screen[1].hasPrefix("┃screen-256color 256"))
        #expect(screen[4].hasPrefix("┃é 漢字 e\u{301} ❤ 👩 DE नी|"))
        #expect(screen[23].hasSuffix("┛"))
        let styled = try session.driver.styledScreen()
        #expect(styled.contains("\u{1b}[31ms0"))
        #expect(styled.contains("\u{1b}[38;5;208m\u{1b}[48;5;17ms1"))
        #expect(styled.contains("\u{1b}[7ms6"))
        #expect(try session.driver.fact("alternate_on") == "1")
        #expect(try session.driver.fact("cursor_x") == "1")
        #expect(try session.driver.fact("cursor_y") == "5")
        try session.driver.press("q")
        try session.expectLeft(0)
    }

    @Test func keysMouseAndPasteArrive() throws {
        let session = try Session()
        try session.start()
        try session.driver.press("j", "C-d", "F5", "M-x", "BTab", "PPage", "C-Left", "BSpace", "é", "Escape")
        for name in ["j", "<C-d>", "<F5>", "<A-x>", "<S-Tab>", "<PgUp>", "<C-Left>", "<BS>", "é", "<Esc>"] {
            try session.driver.wait(forText: "key \(name)")
        }
        try session.driver.paste("two\nlines")
        try session.driver.wait(forText: "paste \"two\\nlines\"")
        // As a terminal would send it.
        try session.driver.type("\u{1b}[<0;5;7M")
        try session.driver.wait(forText: "press(TerminalUI.Mouse.Button.left, clicks: 1) 4,6")
        try session.driver.press("W")
        try session.driver.wait(forText: "wake")
        #expect(try session.driver.fact("mouse_any_flag") == "1")
        try session.driver.press("q")
        try session.expectLeft(0)
    }

    @Test func aResizeIsFollowed() throws {
        let session = try Session()
        try session.start()
        for (width, height) in [(200, 60), (40, 10), (80, 24)] {
            try session.driver.resize(width: width, height: height)
            try session.driver.wait(forText: "resize \(width)x\(height)")
            let screen = try session.driver.screen().split(separator: "\n")
            #expect(screen.count == height)
            #expect(screen[0].hasSuffix("━ \(width)x\(height) ━┓") && screen[0].count == width)
            #expect(screen.last?.count == width)
        }
        try session.driver.press("q")
        try session.expectLeft(0)
    }

    /// By key and by signal; other programs have the terminal as it was meanwhile.
    @Test(arguments: ["C-z", "S"])
    func suspendingGivesTheTerminalBack(_ key: String) throws {
        let session = try Session()
        try session.start()
        try session.driver.press(key)
        try session.driver.wait(forText: "Stopped")
        try session.expectPlain()
        try session.driver.type("stty -g > between; cmp before between && echo same; fg\n")
        try session.driver.wait(forText: "resumed")
        #expect(try session.driver.fact("alternate_on") == "1")
        #expect(try session.driver.screen().hasPrefix("┏━ probe"))
        try session.driver.press("j")
        try session.driver.wait(forText: "key j")
        try session.driver.press("q")
        try session.driver.wait(forText: "probe: left with 0")
        try session.driver.type("stty -g > after; echo ended $?\n")
        try session.expectLeft(0)
    }

    @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGSEGV, 139), (SIGQUIT, 131)])
    func aSignalLeavesTheTerminalAsItWas(_ number: Int32, _ status: Int) throws {
        let session = try Session()
        try session.start()
        try session.signal(number)
        try session.expectLeft(status)
        if number == SIGSEGV { #expect(try session.driver.screen().contains("probe: the report is nowhere")) }
    }

    /// A fault, a full stack, an abort, an exit somewhere in the middle, a loop that hears nothing.
    @Test(arguments: [("X", 139), ("O", 139), ("A", 134), ("E", 7)])
    func aCrashLeavesTheTerminalAsItWas(_ key: String, _ status: Int) throws {
        let session = try Session()
        try session.start()
        try session.driver.press(key)
        try session.expectLeft(status)
    }

    @Test func whoDoesNotLeaveInTimeIsEnded() throws {
        let session = try Session()
        try session.start()
        try session.driver.press("H")
        try session.driver.wait(forText: "key H")
        try session.signal(SIGTERM)
        try session.expectLeft(143)
    }

    @Test func anEditorRunsInTheTerminal() throws {
        let session = try Session()
        try session.start(
            settings:
                "PROBE_EDITOR='echo in the editor; stty -g > between; cmp before between && echo same; read x; echo got $x; read x; exit 3'"
        )
        try session.driver.press("e")
        try session.driver.wait(forText: "same")
        try session.expectPlain()
        try session.driver.type("hello\n")
        try session.driver.wait(forText: "got hello")
        // Stopped there, both stop; continued, both go on.
        try session.driver.press("C-z")
        try session.driver.wait(forText: "Stopped")
        try session.driver.type("fg\n")
        // A key that the shell still hears is lost; the probe may hear some too many.
        try session.driver.wait(for: "the editor's end") { screen in
            if screen.contains("edited, status 3") { return true }
            try session.driver.press("Enter")
            return false
        }
        try session.driver.press("q")
        try session.driver.wait(forText: "probe: left with 0")
        try session.driver.type("stty -g > after; echo ended $?\n")
        try session.expectLeft(0)
    }

    @Test func pipesStayFree() throws {
        let session = try Session()
        try session.start(settings: "echo piped |", redirections: "> out")
        try session.driver.press("q")
        try session.expectLeft(0)
        let out = try String(contentsOf: session.folder.appending(path: "out"), encoding: .utf8)
        #expect(out == "probe: left with 0\n")
    }

    @Test func exactColoursComeFromAnEntryOfOurOwn() throws {
        let session = try Session()
        try session.start(settings: "COLORTERM=truecolor PROBE_CACHE=cache")
        let styled = try session.driver.styledScreen()
        #expect(styled.contains("screen-256color 24-bit"))
        #expect(styled.contains("\u{1b}[31ms0"))
        #expect(styled.contains("\u{1b}[38;2;205;214;244m\u{1b}[48;2;30;30;46ms2"))
        #expect(styled.contains("\u{1b}[9ms8"))
        // Too near to the numbers of the person's own colours: the nearest that isn't one of them.
        #expect(styled.contains("\u{1b}[38;2;0;0;16ms9"))
        try session.driver.press("q")
        try session.expectLeft(0)
    }

    @Test func aDamagedEntryIsMadeAgain() throws {
        let session = try Session()
        let folder = session.folder.appending(path: "cache/terminfo-1/l")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("no entry".utf8).write(to: folder.appending(path: "lectern-screen-256color-24bit"))
        try session.start(settings: "COLORTERM=truecolor PROBE_CACHE=cache")
        #expect(try session.driver.screen().contains("screen-256color 24-bit"))
        try session.driver.press("q")
        try session.expectLeft(0)
    }

    @Test func theDepthIsThatOfTheTerminal() throws {
        for (settings, shown, style) in [
            ("NO_COLOR=1", "mono", "s0"), ("PROBE_COLOR=16", "16", "\u{1b}[32"),
            ("TERM=linux", "linux 8", "\u{1b}[31ms0"),
            ("TERM=vt100", "vt100 mono", "\u{1b}[7ms6"),
            ("TERM=no-such-terminal", "xterm-256color 256", "\u{1b}[31ms0"),
            ("COLORTERM=truecolor", "entry with 24-bit colours", "\u{1b}[38;5;208m"),
        ] {
            let session = try Session()
            try session.start(settings: settings)
            let styled = try session.driver.styledScreen()
            #expect(styled.contains(shown), "\(settings)")
            #expect(styled.contains(style) || shown == "16", "\(settings)")
            if shown == "mono" { #expect(!styled.contains("\u{1b}[31m")) }
            try session.driver.press("q")
            try session.expectLeft(0)
        }
    }

    @Test func withoutUTF8ShapesAreASCII() throws {
        let session = try Session()
        try session.start(settings: "LC_ALL=C")
        let screen = try session.driver.screen().split(separator: "\n")
        #expect(screen[0].hasPrefix("## probe ####"))
        #expect(screen[4].contains("漢字"))
        try session.driver.press("q")
        try session.expectLeft(0)
    }

    @Test func whatCannotShowAScreenIsRefused() throws {
        let session = try Session()
        try session.run("TERM=dumb \(session.probe)")
        try session.driver.wait(forText: "ended 4")
        #expect(try session.driver.screen().contains("dumb: this terminal can't show a screen."))
        try session.run("setsid -w \(session.probe)")
        try session.driver.wait(forText: "/dev/tty: the terminal can't be opened")
    }

    /// What random surfaces with wide letters, marks and emoji look like in the terminal is what they are.
    @Test(arguments: [
        ("screen-256color", 80, 24), ("xterm-256color", 41, 11), ("linux", 30, 7), ("vt100", 23, 5),
    ])
    func randomSurfacesArriveUnchanged(_ terminal: String, _ width: Int, _ height: Int) throws {
        let session = try Session(width: width, height: height)
        let log = session.folder.appending(path: "log")
        try session.run("TERM=\(terminal) PROBE_LOG=log \(session.probe) random \(width)")
        var last = ""
        for _ in 0..<25 {
            var expected = ""
            try session.driver.wait(for: "the next surface") { screen in
                guard let text = try? String(contentsOf: log, encoding: .utf8), text != last,
                    let end = text.firstIndex(of: "\u{c}")
                else { return false }
                expected = Self.asDrawn(String(text[..<end]), height)
                let shown = Self.asDrawn(screen, height)
                guard Array(shown.utf8) == Array(expected.utf8) else { return false }
                last = text
                return true
            }
            if terminal.hasSuffix("256color") { try expectStyles(last, session.driver.styledScreen()) }
            try session.driver.press("n")
        }
        try session.driver.press("q")
        try session.driver.wait(forText: "ended 0")
    }

    /// Without spaces at the ends of lines; what the C library is too old for is a replacement of the same width.
    private static func asDrawn(_ text: String, _ height: Int) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "☰" || scalar == "🫩" {
                scalars.append(contentsOf: "\u{FFFD} ".unicodeScalars)
            } else {
                scalars.append(scalar)
            }
        }
        return String(scalars).split(separator: "\n", omittingEmptySubsequences: false).prefix(height)
            .map { $0.replacing(#/ +$/#, with: "") }.joined(separator: "\n")
    }

    /// Every letter has the colours and attributes that its cell has, as far as the terminal knows them.
    private func expectStyles(_ log: String, _ styled: String) throws {
        let shown = StyledScreen(styled)
        // Its entry in terminfo has no italics, and none has struck out text.
        let known = 0b11011
        for line in log.split(separator: "\u{c}").dropFirst().joined().split(separator: "\n") {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            try #require(numbers.count == 5)
            let cell = shown.cells[StyledScreen.Place(x: numbers[0], y: numbers[1])]
            #expect(
                cell?.foreground == numbers[2] && cell?.background == numbers[3],
                "\(line): \(String(describing: cell))")
            #expect(
                (cell?.attributes ?? 0) & known == numbers[4] & known, "\(line): \(String(describing: cell))")
        }
    }
}
