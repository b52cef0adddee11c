import Foundation
import TerminalUI

/// Presents random surfaces, one a key, and writes each one's text to a file: what the terminal shows must be that.
struct RandomSurfaces {
    private let terminal: NcursesTerminal
    private var random: Generator

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    init(_ terminal: NcursesTerminal, seed: UInt64) {
        self.terminal = terminal
        random = Generator(state: seed)
    }

    private static let pieces: [SafeText] = [
        "a", "bc", "  ", "word ", "é", "e\u{301}", "漢", "字漢", "가", "ｱ", "—", "│", "█", "👍", "👍🏽", "👩‍👩‍👧", "🇩🇪",
        "❤️",
        "नी", "☰", "Ａ", "😀", "1️⃣", "\u{5e9}\u{5c1}", "🫩",
    ]

    func run() -> Int32 {
        var copy = self
        return copy.loop()
    }

    private mutating func loop() -> Int32 {
        var surface = Surface(width: terminal.size.width, height: terminal.size.height)
        while true {
            change(&surface)
            terminal.present(surface)
            log(surface)
            var isWaiting = true
            while isWaiting {
                for event in terminal.wait(upTo: nil) {
                    switch event {
                    case .key("q"): return 0
                    case .key("n"): isWaiting = false
                    case .quit(let signal): return 128 + signal
                    default: break
                    }
                }
            }
        }
    }

    private mutating func change(_ surface: inout Surface) {
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            let x = Int.random(in: 0..<surface.width, using: &random)
            let y = Int.random(in: 0..<surface.height, using: &random)
            let text = (0..<Int.random(in: 1...8, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? "?"
            }.joined()
            let style = Style(
                foreground: .palette(UInt8.random(in: 0...255, using: &random)),
                background: Bool.random(using: &random)
                    ? .clear : .rgb(UInt8.random(in: 0...255, using: &random), 40, 90),
                attributes: Style.Attributes(rawValue: UInt8.random(in: 0..<32, using: &random)))
            surface.write(text, at: (x, y), style: style)
        }
        surface.cursor = Surface.Cursor(x: 0, y: 0)
    }

    /// The text, then a form feed, then a line for each letter: place, colours at the terminal's depth, attributes.
    private func log(_ surface: Surface) {
        guard let path = ProcessInfo.processInfo.environment["PROBE_LOG"] else { return }
        var text = surface.text() + "\u{c}"
        for y in 0..<surface.height {
            for x in 0..<surface.width where surface[x, y].glyph != .space && !surface[x, y].isContinuation {
                let style = surface[x, y].style
                let colors = [
                    number(style.foreground, isBackground: false),
                    number(style.background, isBackground: true),
                ]
                text += "\n\(x) \(y) \(colors[0]) \(colors[1]) \(style.attributes.rawValue)"
            }
        }
        try? Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    private func number(_ color: Color, isBackground: Bool) -> Int {
        let depth = terminal.facts.color.depth
        switch ColorReduction.reduce(color, to: depth, isBackground: isBackground).kind {
        case .palette(let index): return Int(index)
        default: return -1
        }
    }
}
