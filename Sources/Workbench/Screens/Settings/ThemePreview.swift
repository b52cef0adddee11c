import TerminalUI

/// The roles of a theme on text as it occurs, and their contrasts.
struct ThemePreview {
    private let theme: Theme
    private let glyphs: GlyphSet
    private let showsContrasts: Bool

    init(_ theme: Theme, glyphs: GlyphSet, showsContrasts: Bool) {
        self.theme = theme
        self.glyphs = glyphs
        self.showsContrasts = showsContrasts
    }

    func draw(on surface: inout Surface, in area: Rect) {
        guard !area.isEmpty else { return }
        let lines = showsContrasts ? contrastLines : sampleLines(width: area.width)
        for (row, line) in lines.prefix(area.height).enumerated() {
            surface.write(
                styled: line.truncated(to: area.width, ellipsis: glyphs.ellipsis), at: (area.x, area.y + row),
                base: theme.ground, in: area)
        }
    }

    private func piece(_ text: String, _ role: StyleRole) -> StyledText {
        StyledText(SafeText(untrusted: text), theme[role])
    }

    private func sampleLines(width: Int) -> [StyledText] {
        func cited(_ text: String, _ role: StyleRole) -> StyledText {
            piece("\(glyphs.marginBar.text) ", .citeBar) + piece(text, role)
        }
        let signs = glyphs.usesKeySymbols ? ("✓", "~", "!", "–") : ("+", "~", "!", "-")
        var lines: [StyledText] = [
            piece("You", .you) + piece("   Why did freight fall?", .fg),
            piece("Freight fell 11% ", .answer) + piece("[1\(signs.0)]", .verifyFull)
                + piece(". The lock", .answer),
            piece("was closed ", .answer) + piece("[2\(signs.1)]", .verifyPartial)
                + piece(". Insurers ", .answer),
            piece("paid ", .answer) + piece("[3\(signs.2)]", .verifyNone) + piece(". An opinion ", .answer)
                + piece("[\(signs.3)]", .uncited) + piece(".", .answer),
            StyledText(),
            piece("Section 1. Traffic", .heading),
            piece("C213 ", .sentenceNumber) + cited("The board attributes most", .citeActive),
            piece("C214 ", .sentenceNumber) + cited("Grain shipments fell by", .citeOther),
            piece("C215 ", .sentenceNumber) + piece("  Container traffic grew ", .fg) + piece("by 6%", .match)
                + piece(".", .fg),
            StyledText(),
        ]
        for (name, role, share) in [
            ("Helpfulness ", StyleRole.dimensionHelpfulness, 8), ("Logicality  ", .dimensionLogicality, 9),
            ("Faithfulness", .dimensionFaithfulness, 7), ("Completeness", .dimensionCompleteness, 5),
        ] {
            let full = String(repeating: glyphs.usesKeySymbols ? "█" : "#", count: share)
            let rest = String(repeating: glyphs.usesKeySymbols ? "░" : "-", count: 10 - share)
            lines.append(
                piece(name + " ", .fg) + piece(full, role) + piece(rest, .barEmpty)
                    + piece(" \(share).0", .fg))
        }
        lines += [
            StyledText(),
            piece("error", .error) + piece("  ", .fg) + piece("warning", .warning) + piece("  ", .fg)
                + piece("success", .success) + piece("  ", .fg) + piece("info", .info),
            piece("cursor row", .cursor) + piece(" ", .fg) + piece("found", .matchCurrent) + piece(" ", .fg)
                + piece("muted", .muted),
            StyledText(), summary,
        ]
        return lines
    }

    /// `all pairs at or above 4.5:1`, or how many aren't.
    private var summary: StyledText {
        let known = theme.contrasts.filter { $0.ratio != nil }
        guard !known.isEmpty else { return piece("colours of the terminal: contrast unknown", .muted) }
        let weak = known.filter { !$0.isEnough }
        return weak.isEmpty
            ? piece("text at or above 4.5:1 everywhere", .success)
            : piece("\(weak.count) of \(known.count) roles lack contrast (c)", .warning)
    }

    private var contrastLines: [StyledText] {
        theme.contrasts.map { contrast in
            let name = contrast.role.rawValue.padded(to: 18)
            guard let ratio = contrast.ratio else {
                return piece(name, contrast.role) + piece("unknown", .muted)
            }
            let figure = Figures.rate(ratio) + ":1"
            return piece(name, contrast.role) + piece(figure.padded(to: 9), contrast.isEnough ? .fg : .error)
                + piece(contrast.isEnough ? "" : "under \(contrast.needed)", .error)
        }
    }
}
