import Foundation
import TerminalUI

/// Shows events as they come, newest last, below some lines in every kind of style.
struct EventLog {
    private let terminal: NcursesTerminal
    private let waker: Waker
    private var lines: [SafeText] = []

    init(_ terminal: NcursesTerminal, _ waker: Waker) {
        self.terminal = terminal
        self.waker = waker
        terminal.setTitle("probe ⇒ title")
    }

    func run() -> Int32 {
        var copy = self
        return copy.loop()
    }

    private mutating func loop() -> Int32 {
        draw()
        while true {
            for event in terminal.wait(upTo: nil) {
                note(event)
                switch event {
                case .key("q"): return 0
                case .quit(let signal): return 128 + signal
                case .key(let key): act(on: key)
                default: break
                }
            }
            draw()
        }
    }

    private mutating func act(on key: Key) {
        switch key {
        case .control("z"): terminal.suspend()
        case "S": raise(SIGTSTP)
        case "X": raise(SIGSEGV)
        case "O": overflow(0)
        case "A": abort()
        case "E": exit(7)
        case "H":
            draw()
            while true { sleep(1) }
        case "M": terminal.setMouse(false)
        case "C": _ = terminal.copyToClipboard("käse")
        case "W":
            let waker = waker
            Thread { waker.wake() }.start()
        case "e":
            let command = ProcessInfo.processInfo.environment["PROBE_EDITOR"] ?? "true"
            let editor = ForegroundProgram(
                ["sh", "-c", command], environment: ProcessInfo.processInfo.environment)
            let status = terminal.suspended { (try? editor.run()) ?? -1 }
            lines.append("edited, status \(status)")
        default: break
        }
    }

    @inline(never)
    private func overflow(_ depth: Int) {
        withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 8) { room in
            room[depth % 65536] = 1
            overflow(depth + 1)
        }
    }

    private mutating func note(_ event: TerminalEvent) {
        let text =
            switch event {
            case .key(let key): "key \(key)"
            case .mouse(let mouse): "mouse \(mouse.action) \(mouse.x),\(mouse.y)"
            case .paste(let text): "paste \(text.debugDescription)"
            case .resize(let width, let height): "resize \(width)x\(height)"
            case .focus(let isOn): "focus \(isOn)"
            case .resumed: "resumed"
            case .background(let color): "background \(color.red),\(color.green),\(color.blue)"
            case .quit(let signal): "quit \(signal)"
            case .wake: "wake"
            }
        lines.append(SafeText(untrusted: text))
    }

    private func draw() {
        let (width, height) = terminal.size
        var surface = Surface(width: width, height: height)
        let box = surface.box(
            surface.bounds, title: "probe", note: "\(width)x\(height)", isFocused: true,
            glyphs: terminal.facts.glyphs)
        let facts = terminal.facts
        var about: SafeText = "\(untrusted: facts.name) \(untrusted: facts.color.depth.name)"
        if facts.synchronizesOutput { about += " sync" }
        if facts.ambiguousIsWide { about += " wide" }
        surface.write(about, at: (box.x, box.y), in: box)
        surface.write("\(untrusted: facts.color.reason)", at: (box.x, box.y + 1), in: box)
        var x = box.x
        for (number, style) in Self.styles.enumerated() {
            x = surface.write("s\(number)", at: (x, box.y + 2), style: style, in: box) + 1
        }
        surface.write("é 漢字 e\u{301} ❤️ 👩‍👩‍👧 🇩🇪 नी|", at: (box.x, box.y + 3), in: box)
        let log = Rect(x: box.x, y: box.y + 4, width: box.width, height: box.height - 4)
        for (row, line) in lines.suffix(log.height).enumerated() {
            surface.write(line, at: (log.x, log.y + row), in: log)
        }
        surface.cursor = Surface.Cursor(x: box.x, y: min(height - 1, box.y + 4))
        terminal.present(surface)
    }

    private static let styles: [Style] = [
        Style(foreground: .red), Style(foreground: .palette(208), background: .palette(17)),
        Style(foreground: .rgb(205, 214, 244), background: .rgb(30, 30, 46)),
        Style(foreground: .brightGreen, attributes: .bold), Style(attributes: .italic),
        Style(attributes: .underline), Style(attributes: .reverse), Style(attributes: .dim),
        Style(attributes: .strike), Style(foreground: .rgb(0, 0, 5)),
    ]
}
