import Foundation

/// One line on standard error that says what is going on: bar, count, rate, time left.
///
/// Drawn only when standard error is a terminal, at most ten times a second.
struct ProgressLine {
    private let isShown: Bool
    private var drawnAt: ContinuousClock.Instant?
    private var startedAt = ContinuousClock.now
    private var startedWith = 0
    private var label = ""

    init(isShown: Bool = Streams.errorIsTerminal) { self.isShown = isShown }

    /// - Parameters:
    ///   - done: of `total` units; `initially` of them were there before this work began.
    mutating func update(_ label: String, done: Int, total: Int, initially: Int = 0, unit: String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        if label != self.label {
            self.label = label
            startedAt = now
            startedWith = initially
            drawnAt = nil
        }
        if let drawnAt, now - drawnAt < .milliseconds(100), done < total { return }
        drawnAt = now
        let share = total > 0 ? Double(done) / Double(total) : 1
        let filled = Int((share * 20).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
        var line = "\(label) \(bar) \(Int(share * 100))%  \(done)/\(total) \(unit)"
        let elapsed = (now - startedAt).seconds
        if elapsed > 0.2, done > startedWith {
            let rate = Double(done - startedWith) / elapsed
            line += "  \(Int(rate)) \(unit)/s"
            if done < total { line += "  \(Self.duration(Double(total - done) / rate)) left" }
        }
        draw(line)
    }

    mutating func say(_ text: String) {
        guard isShown else { return }
        draw(text)
    }

    /// Takes the line away.
    mutating func clear() {
        guard isShown else { return }
        draw("")
    }

    private func draw(_ line: String) {
        FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}

extension Duration {
    /// Whole and fractional seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
