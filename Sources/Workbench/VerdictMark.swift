import LecternEngine
import TerminalUI

/// How a verdict is shown: a mark, a word and a role, so that nothing rests on colour.
extension Verdict {
    func mark(_ glyphs: GlyphSet) -> String {
        switch self {
        case .full: glyphs.usesKeySymbols ? "✓" : "+"
        case .partial: "~"
        case .none: "!"
        case .unchecked: "?"
        }
    }

    var word: String {
        switch self {
        case .full: "supported"
        case .partial: "partly supported"
        case .none: "no support"
        case .unchecked: "not checked"
        }
    }

    var role: StyleRole {
        switch self {
        case .full: .verifyFull
        case .partial: .verifyPartial
        case .none: .verifyNone
        case .unchecked: .verifyUnchecked
        }
    }
}

extension AnswerReview {
    /// Nobody spoke of it yet.
    var isUnchecked: Bool { verifications.isEmpty && verdicts.isEmpty }

    /// A person's verdict where there is one, else the machine's.
    func shownVerdict(of statement: Int) -> Verdict { verdicts[statement] ?? verdict(of: statement) }

    /// `3✓ 1~ 1!`: the machine's verdicts on these statements; empty where there are none.
    func counts(of statements: Range<Int>, _ glyphs: GlyphSet) -> String {
        counts(statements.map(verdict(of:)), glyphs)
    }

    /// The same of the person's verdicts.
    func humanCounts(_ glyphs: GlyphSet) -> String { counts(Array(verdicts.values), glyphs) }

    private func counts(_ verdicts: [Verdict], _ glyphs: GlyphSet) -> String {
        [Verdict.full, .partial, .none].compactMap { verdict in
            let count = verdicts.filter { $0 == verdict }.count
            return count == 0 ? nil : "\(count)\(verdict.mark(glyphs))"
        }.joined(separator: " ")
    }
}
