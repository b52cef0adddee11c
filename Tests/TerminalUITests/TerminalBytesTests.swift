import Foundation
import LecternTesting
import Testing

/// The real terminal in a bare pseudo terminal: what is written, and what comes of answers.
struct TerminalBytesTests {
    private func start(
        _ arguments: [String] = ["events"], width: Int = 60, height: Int = 14,
        _ settings: [String: String] = [:]
    ) throws -> PseudoTerminal {
        let home = FileManager.default.temporaryDirectory
        var environment = CommandRunner.environment(home: home)
        environment["SWIFT_BACKTRACE"] = "enable=no"
        for (name, value) in settings { environment[name] = value }
        return try PseudoTerminal(
            CommandRunner.builtProgram("TerminalProbe"), arguments, environment: environment, width: width,
            height: height)
    }

    private let questions = "\u{1b}]11;?\u{1b}\\\u{1b}[?2026$p\u{1b}[c"

    @Test func questionsAreAnsweredAndUsed() throws {
        let terminal = try start()
        try terminal.wait(forText: questions)
        terminal.send("\u{1b}[2;3R\u{1b}]11;rgb:1e1e/1e1e/2e2e\u{1b}\\\u{1b}[?2026;2$y\u{1b}[?62;4c")
        try terminal.wait(forText: "sync wide")
        try terminal.wait(forText: "background 30,30,46")
        #expect(terminal.output.contains("\u{1b}[?2026h") && terminal.output.contains("\u{1b}[?2026l"))
        // Ambiguous characters take two columns there: shapes are ASCII.
        #expect(terminal.output.contains("## probe"))
        #expect(terminal.output.contains("\u{1b}]2;probe ⇒ title\u{1b}\\"))
        terminal.send("q")
        #expect(try terminal.waitForEnd() == 0)
    }

    @Test func whatWasSwitchedOnIsSwitchedOff() throws {
        let terminal = try start()
        try terminal.wait(forText: questions)
        terminal.send("\u{1b}[?62c")
        try terminal.wait(forText: "probe")
        terminal.send("q")
        #expect(try terminal.waitForEnd() == 0)
        let output = terminal.output
        for mode in [1000, 1002, 1004, 1006, 2004, 2031, 1049] {
            let on = output.ranges(of: "\u{1b}[?\(mode)h").last
            let off = output.ranges(of: "\u{1b}[?\(mode)l").last
            #expect(on != nil && off != nil, "\(mode)")
            if let on, let off { #expect(on.lowerBound < off.lowerBound, "\(mode)") }
        }
        // Motion without a button is never asked for.
        #expect(!output.contains("\u{1b}[?1003h"))
        #expect(output.contains("\u{1b}[22;2t") && output.contains("\u{1b}[23;2t"))
    }

    /// The line is slow: answers come late and in pieces, and are no keys.
    @Test func lateAnswersAreNotTyped() throws {
        let terminal = try start()
        try terminal.wait(forText: questions)
        try terminal.wait(forText: "probe")
        for piece in [
            "\u{1b}", "]11;rgb:ffff/", "ffff/ffff", "\u{1b}", "\\\u{1b}[?20", "26;1$y", "\u{1b}[?6", "2c",
        ] {
            terminal.send(piece)
            usleep(60_000)
        }
        terminal.send("j")
        try terminal.wait(forText: "key j")
        try terminal.wait(forText: "background 255,255,255")
        #expect(terminal.output.components(separatedBy: "key ").count == 2)
        terminal.send("q")
        #expect(try terminal.waitForEnd() == 0)
    }

    @Test func escapeAloneIsAKey() throws {
        let terminal = try start()
        try terminal.wait(forText: questions)
        terminal.send("\u{1b}[?62c")
        try terminal.wait(forText: "probe")
        terminal.send("\u{1b}")
        try terminal.wait(forText: "key <Esc>")
        terminal.send("\u{1b}[")
        usleep(5_000)
        terminal.send("A")
        try terminal.wait(forText: "key <Up>")
        terminal.send("q")
        #expect(try terminal.waitForEnd() == 0)
    }

    @Test func doubleClicksAreCounted() throws {
        let terminal = try start(width: 90)
        try terminal.wait(forText: questions)
        terminal.send("\u{1b}[?62c\u{1b}[<0;5;7M\u{1b}[<0;5;7m\u{1b}[<0;5;7M\u{1b}[<0;5;7m\u{1b}[<0;6;7M")
        try terminal.wait(forText: "clicks: 2) 4,6")
        try terminal.wait(forText: "clicks: 1) 5,6")
        terminal.send("q")
        #expect(try terminal.waitForEnd() == 0)
    }

    /// A frame is one write, no larger than what changed asks for; nothing is written when nothing changed.
    @Test func framesAreSmallAndWrittenAtOnce() throws {
        let terminal = try start(["frames"], width: 80, height: 24)
        try terminal.wait(forText: questions)
        terminal.send("\u{1b}[?62c")
        try terminal.wait(for: "the first frame") { $0.contains("\u{1b}[H") }
        terminal.send("n")
        try terminal.wait(for: "the first frame's cost") { $0.contains(#/frames 1 bytes \d+ writes 1\|/#) }
        for _ in 0..<5 {
            terminal.forget()
            terminal.send("n")
            // Two figures have changed.
            try terminal.wait(for: "the next frame") { !$0.isEmpty }
            #expect(terminal.output.utf8.count < 60, "\(terminal.output.debugDescription)")
        }
        terminal.send("q")
        #expect(try terminal.waitForEnd() == 0)
    }

    @Test func theClipboardIsWrittenAndNeverRead() throws {
        let terminal = try start()
        try terminal.wait(forText: questions)
        terminal.send("\u{1b}[?62cC")
        try terminal.wait(forText: "\u{1b}]52;c;a8Okc2U=\u{1b}\\")
        terminal.send("Mq")
        #expect(try terminal.waitForEnd() == 0)
        #expect(!terminal.output.contains("\u{1b}]52;c;?"))
    }

    @Test func aTerminalThatGoesAwayEndsTheProgram() throws {
        let terminal = try start()
        try terminal.wait(forText: questions)
        terminal.signal(SIGHUP)
        #expect(try terminal.waitForEnd() == 129)
    }

    /// Consoles that know no private modes are asked nothing and sent no titles' questions.
    @Test func oldTerminalsAreNotAsked() throws {
        let terminal = try start(settings: ["TERM": "linux"])
        try terminal.wait(forText: "linux 8")
        terminal.send("several keys at once\r")
        try terminal.wait(forText: "paste")
        terminal.send("q")
        #expect(try terminal.waitForEnd() == 0)
        #expect(!terminal.output.contains("\u{1b}]11;?") && !terminal.output.contains("\u{1b}[c"))
    }

    private func start(settings: [String: String]) throws -> PseudoTerminal {
        try start(["events"], settings)
    }
}
