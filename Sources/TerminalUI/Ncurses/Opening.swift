import CNcurses
import Foundation

/// Finds the terminfo entry to paint with and how many colours it gives.
struct Opening {
    var facts: TerminalFacts
    var pairLimit: Int
    /// Colour numbers from this one on are exact colours; below, palette colours.
    var firstExactNumber: Int32
    /// Whether the terminal can be asked things and knows private modes; the consoles and old terminals can't.
    var speaksXterm: Bool

    /// Leaves the entry's screen open.
    init(_ name: String, _ options: TerminalOptions, size: (width: Int, height: Int)) throws(TerminalError) {
        var candidates: [String] = []
        for candidate in [name, "xterm-256color", "vt100"] where !candidates.contains(candidate) {
            candidates.append(candidate)
        }
        func open(_ entry: String) -> Bool { ln_open(entry, Int32(size.width), Int32(size.height)) }
        guard let found = candidates.first(where: open) else { throw .noEntry(names: candidates) }
        guard ln_string("cup") != nil, !ln_flag("gn") else {
            ln_close()
            throw .cannotShowScreen(name: name)
        }
        speaksXterm = !Self.plainTerminals.contains { name.hasPrefix($0) }
        firstExactNumber = .max

        let hasRGB = ln_flag("RGB") || ln_number("RGB") > 0 || ln_string("RGB") != nil
        let terminfo = ColorDepth.TerminfoColors(hasRGB: hasRGB, colors: Int(max(0, ln_number("colors"))))
        var choice = ColorDepth.choose(
            option: options.color, environment: options.environment, themeIsMono: options.themeIsMono,
            terminfo: terminfo)
        if choice.depth == .direct {
            if Self.openDirect(found, options, open) {
                firstExactNumber = DirectColorEntry.firstExactNumber
            } else {
                _ = open(found)
                choice.depth = .indexed256
                choice.reason += ", but no terminfo entry with 24-bit colours could be made"
            }
        }
        let (available, limit) = Self.limits()
        if let most = Self.depth(forColors: available), choice.depth > most {
            choice = ColorDepth.Choice(
                depth: most, reason: "\(choice.reason), but terminfo has \(available) colors")
        }
        pairLimit = choice.depth == .mono ? 1 : limit
        facts = TerminalFacts(name: found, color: choice)
        if found != name {
            let shown = SafeText(untrusted: name).string
            facts.notes.append("no terminfo entry for \(shown), so \(found) is used")
        }
    }

    private static let plainTerminals = [
        "linux", "vt", "ansi", "cons", "sun", "hurd", "mach", "pcansi", "wsvt",
    ]

    private static func limits() -> (colors: Int, pairs: Int) {
        var colors: Int32 = 0
        var pairs: Int32 = 0
        ln_color_limits(&colors, &pairs)
        return (Int(colors), Int(pairs))
    }

    private static func depth(forColors count: Int) -> ColorDepth? {
        switch count {
        case ..<8: .mono
        case ..<16: .ansi8
        case ..<256: .ansi16
        case ..<0x100_0000: .indexed256
        default: nil
        }
    }

    private static func openDirect(_ base: String, _ options: TerminalOptions, _ open: (String) -> Bool)
        -> Bool
    {
        guard let cache = options.cacheDirectory else { return false }
        let sgr = ln_string("sgr").map { Array(String(cString: $0).utf8) } ?? []
        // A second time, because the file that was there may be damaged.
        for _ in 0..<2 {
            guard
                let entry = DirectColorEntry.prepared(
                    for: base, sgr: sgr, in: cache, environment: options.environment)
            else { return false }
            entry.makeFindable(environment: options.environment)
            if open(entry.name) { return true }
            entry.remove()
        }
        return false
    }
}
