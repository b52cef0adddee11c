import TerminalUI

extension GlyphSet {
    /// Between facts in a row.
    var dot: String { usesKeySymbols ? " · " : ", " }
    /// Where there is nothing to say.
    var nothing: String { usesKeySymbols ? "—" : "-" }
}

/// Numbers as people read them, the same on every screen.
enum Figures {
    /// `84,112`
    static func count(_ number: Int) -> String {
        let digits = Array(String(abs(number)))
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return (number < 0 ? "-" : "") + out
    }

    /// `1 statement`, `6 statements`
    static func plural(_ number: Int, _ word: String) -> String {
        "\(count(number)) \(word)\(number == 1 ? "" : "s")"
    }

    /// `0.4 s`, `12 s`, `2 min 56 s`
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "—" }
        if seconds < 9.95 { return self.seconds(seconds) }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    static func seconds(_ seconds: Double) -> String { "\(tenths(seconds)) s" }

    static func rate(_ rate: Double) -> String { rate >= 100 ? count(Int(rate.rounded())) : tenths(rate) }

    /// How long ago: `now`, `5 min`, `2 h`, `9 d`.
    static func age(_ seconds: Double) -> String {
        switch seconds {
        case ..<60: "now"
        case ..<3600: "\(Int(seconds / 60)) min"
        case ..<86_400: "\(Int(seconds / 3600)) h"
        default: "\(Int(seconds / 86_400)) d"
        }
    }

    /// `7.2`
    static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
