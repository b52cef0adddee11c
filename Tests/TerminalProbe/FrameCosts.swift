import TerminalUI

/// Shows what the frame before cost.
struct FrameCosts {
    private let terminal: NcursesTerminal

    init(_ terminal: NcursesTerminal) { self.terminal = terminal }

    func run() -> Int32 {
        var text: SafeText = ""
        while true {
            var surface = Surface(width: terminal.size.width, height: terminal.size.height)
            surface.write(text, at: (0, 0))
            let (before, writes) = (terminal.output.frames, terminal.output.writes)
            terminal.present(surface)
            let counts = terminal.output
            let isFrame = counts.frames > before
            text =
                "frames \(counts.frames) bytes \(isFrame ? counts.lastFrameBytes : 0) writes \(counts.writes - writes)|"
            for event in terminal.wait(upTo: nil) {
                switch event {
                case .key("q"): return 0
                case .quit(let signal): return 128 + signal
                default: break
                }
            }
        }
    }
}
