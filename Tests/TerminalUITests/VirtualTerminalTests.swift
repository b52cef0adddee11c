import Foundation
import TerminalUI
import Testing

struct VirtualTerminalTests {
    @Test func theScriptIsPlayedInOrder() {
        let terminal = VirtualTerminal(
            width: 80, height: 24,
            script: [
                .events([.key("j"), .key("k")]), .events([.resize(width: 40, height: 10)]),
                .events([.paste("x")]),
            ])
        #expect(terminal.wait(upTo: nil) == [.key("j"), .key("k")])
        #expect(terminal.size == (80, 24))
        #expect(terminal.wait(upTo: nil) == [.resize(width: 40, height: 10)])
        #expect(terminal.size == (40, 10))
        #expect(terminal.wait(upTo: nil) == [.paste("x")])
        #expect(terminal.wait(upTo: .zero) == [])
    }

    @Test func aStepWaitsForTheScreenAndIsWoken() {
        let waker = Waker()
        let terminal = VirtualTerminal(
            width: 10, height: 1, script: [.until("done", { $0.text() == "done" }), .events([.key("q")])],
            waker: waker)
        Thread { for _ in 0..<3 { waker.wake() } }.start()
        #expect(terminal.wait(upTo: nil) == [.wake])
        var surface = Surface(width: 10, height: 1)
        surface.write("done", at: (0, 0))
        terminal.present(surface)
        var events: [TerminalEvent] = []
        while !events.contains(.key("q")) { events += terminal.wait(upTo: nil) }
        #expect(terminal.screen?.text() == "done")
        #expect(terminal.presentCount == 1)
    }

    @Test func whatNeverHappensEndsTheScript() {
        let terminal = VirtualTerminal(
            width: 10, height: 1, script: [.until("never", { _ in false }), .events([.key("q")])],
            patience: .milliseconds(20))
        #expect(terminal.wait(upTo: nil) == [.quit(signal: 15)])
        #expect(terminal.missed == "never")
    }

    @Test func wakingManyTimesIsOneCall() {
        let waker = Waker()
        let terminal = VirtualTerminal(width: 1, height: 1, waker: waker)
        for _ in 0..<10_000 { waker.wake() }
        #expect(terminal.wait(upTo: .zero) == [.wake])
        #expect(terminal.wait(upTo: .zero) == [])
    }

    @Test func whatItWasToldIsKept() {
        let terminal = VirtualTerminal(width: 4, height: 1)
        terminal.setTitle("t")
        #expect(terminal.copyToClipboard("text"))
        #expect(!terminal.copyToClipboard(String(repeating: "x", count: 100_001)))
        terminal.suspend()
        #expect(terminal.suspended { 7 } == 7)
        terminal.restore()
        #expect(terminal.clipboard == "text" && terminal.suspendCount == 2 && terminal.isRestored)
    }

    @Test func theBackgroundIsFoundOrGuessed() {
        var facts = TerminalFacts(name: "x", color: ColorDepth.Choice(depth: .direct, reason: ""))
        #expect(!facts.backgroundIsLight(environment: [:]))
        #expect(facts.backgroundIsLight(environment: ["COLORFGBG": "0;15"]))
        #expect(facts.backgroundIsLight(environment: ["COLORFGBG": "0;default;7"]))
        #expect(!facts.backgroundIsLight(environment: ["COLORFGBG": "15;0"]))
        #expect(!facts.backgroundIsLight(environment: ["COLORFGBG": "7;8"]))
        #expect(!facts.backgroundIsLight(environment: ["COLORFGBG": "nonsense"]))
        facts.background = RGB(red: 253, green: 246, blue: 227)
        #expect(facts.backgroundIsLight(environment: ["COLORFGBG": "15;0"]))
        facts.background = RGB(red: 0, green: 43, blue: 54)
        #expect(!facts.backgroundIsLight(environment: ["COLORFGBG": "0;15"]))
    }
}
