/// Something of a statement that can be looked up in the text it cites, without any judgement.
public struct StatementCheck: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, Hashable, Codable { case quote, number, name, date }

    public enum Found: String, Sendable, Hashable, Codable {
        case exact
        /// Only after folding case, forms and spacing, or in another spelling of the same figure.
        case folded
        case missing
    }

    public let kind: Kind
    /// As the statement writes it.
    public let value: String
    public let found: Found

    public init(kind: Kind, value: String, found: Found) {
        self.kind = kind
        self.value = value
        self.found = found
    }
}

/// The cheap checks of `ux.md` §8: quotations, figures, dates and names of a statement, each looked for in the cited
/// sentences. They can lower a verdict's standing, never raise it.
enum StatementChecks {
    /// Shorter quotations are words in inverted commas.
    private static let shortestQuote = 12

    /// - Parameter cited: the text of the cited sentences; empty when the statement cites nothing.
    static func checks(of statement: String, against cited: String) -> [StatementCheck] {
        guard !cited.isEmpty else { return [] }
        let folded = FoldedText(cited)
        return quotes(statement, cited, folded) + figures(statement, cited) + names(statement, cited, folded)
    }

    private static func quotes(_ statement: String, _ cited: String, _ folded: FoldedText) -> [StatementCheck]
    {
        quotations(in: statement).map { quote in
            let found: StatementCheck.Found =
                cited.contains(quote) ? .exact : folded.contains(FoldedText(quote)) ? .folded : .missing
            return StatementCheck(kind: .quote, value: quote, found: found)
        }
    }

    /// What stands between quotation marks of any kind.
    static func quotations(in text: String) -> [String] {
        let pairs: [Character: Character] = ["“": "”", "\"": "\"", "«": "»", "„": "“", "「": "」", "『": "』"]
        var quotes: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { pairs[$0] != nil }), let closing = pairs[rest[open]] {
            let inside = rest.index(after: open)
            guard let close = rest[inside...].firstIndex(of: closing) else { break }
            let quote = String(rest[inside..<close]).trimmed
            if quote.count >= shortestQuote { quotes.append(quote) }
            rest = rest[rest.index(after: close)...]
        }
        return quotes
    }

    private static func figures(_ statement: String, _ cited: String) -> [StatementCheck] {
        let there = TextFigures(cited)
        let words = Words(cited)
        let written = Set((0..<words.count).map { words[$0].core })
        let values = there.values
        var seen = Set<String>()
        return TextFigures(statement).figures.compactMap { figure in
            guard seen.insert(figure.value).inserted else { return nil }
            let found: StatementCheck.Found =
                written.contains(figure.written) || (figure.kind == .date && cited.contains(figure.written))
                ? .exact : holds(figure, values) ? .folded : .missing
            return StatementCheck(
                kind: figure.kind == .date ? .date : .number, value: figure.written, found: found)
        }
    }

    /// A date is found where the same day is, or a day within the month or year it names.
    private static func holds(_ figure: TextFigures.Figure, _ values: Set<String>) -> Bool {
        if values.contains(figure.value) { return true }
        guard figure.kind == .date else { return false }
        return values.contains { $0.hasPrefix(figure.value + "-") }
    }

    private static func names(_ statement: String, _ cited: String, _ folded: FoldedText) -> [StatementCheck]
    {
        NameReader.names(in: statement).map { name in
            let found: StatementCheck.Found
            if cited.contains(name) {
                found = .exact
            } else if folded.contains(FoldedText(name)) || lastWord(of: name).map(cited.contains) == true {
                found = .folded
            } else {
                found = .missing
            }
            return StatementCheck(kind: .name, value: name, found: found)
        }
    }

    /// People are called by their last name the second time.
    private static func lastWord(of name: String) -> String? {
        let words = name.split(separator: " ")
        guard words.count > 1, let last = words.last, last.count > 2 else { return nil }
        return String(last)
    }
}
