import Foundation

/// Reads an answer that was cut into statements with the numbers of snippets (CoF stage 2, `longcite.md` §8).
enum SnippetCitations {
    struct Piece: Sendable, Hashable {
        let text: String
        /// Numbers of snippets from 1, each once; nil for glue between statements.
        let snippets: [Int]?
    }

    /// Numbers kept of one statement.
    static let mostSnippets = 5

    /// - Parameter count: snippets that there are.
    static func read(_ output: String, count: Int) -> [Piece] {
        var pieces: [Piece] = []
        var text = ""
        var numbers: [Int] = []
        var cite = ""
        var isInside = false
        var isCiting = false
        func close(isStatement: Bool) {
            defer { (text, numbers) = ("", []) }
            if isStatement || StrictCitationReader.isStatement(text) || !numbers.isEmpty {
                guard !text.trimmed.isEmpty else { return }
                pieces.append(
                    Piece(text: withoutLineEnds(text), snippets: Array(numbers.prefix(mostSnippets))))
            } else if !text.isEmpty {
                pieces.append(Piece(text: text, snippets: nil))
            }
        }
        var scanner = MarkupScanner()
        for token in scanner.consume(mended(output)) + scanner.finish() {
            switch token {
            case .text(let part): if isCiting { cite += part } else { text += part }
            case .tag(.statementOpen), .lameOpening:
                if isCiting { take() }
                close(isStatement: isInside)
                isInside = true
            case .tag(.statementClose):
                if isCiting { take() }
                close(isStatement: isInside)
                isInside = false
            case .tag(.citeOpen): isCiting = true
            case .tag(.citeClose): if isCiting { take() }
            }
        }
        if isCiting { take() }
        close(isStatement: isInside)
        return pieces

        func take() {
            let spans = CitationSpans.lenient(cite, isCut: true).spans
            for span in spans {
                let (first, last) = (max(1, span.first), min(span.last, count))
                guard first <= last else { continue }
                for number in first...last where !numbers.contains(number) { numbers.append(number) }
            }
            (cite, isCiting) = ("", false)
        }
    }

    /// Known slips of models: a space or comma in a tag, a doubled tag, a cite pair behind its statement.
    private static func mended(_ output: String) -> String {
        var text = output
        for (slip, tag) in [
            ("<statement,", "<statement>"), ("<statement ", "<statement>"), ("< statement>", "<statement>"),
            ("< cite>", "<cite>"), ("<cite >", "<cite>"), ("</ cite>", "</cite>"),
            ("</ statement>", "</statement>"),
        ] {
            text = text.replacingOccurrences(of: slip, with: tag)
        }
        for tag in AnswerTag.allCases {
            text = text.replacingOccurrences(of: tag.rawValue + tag.rawValue, with: tag.rawValue)
        }
        return movedInside(text)
    }

    /// `…</statement><cite>[1]</cite>` → `…<cite>[1]</cite></statement>`
    private static func movedInside(_ text: String) -> String {
        let slip = "</statement><cite>"
        var parts = text.components(separatedBy: slip)
        guard parts.count > 1 else { return text }
        for index in parts.indices.dropFirst() {
            guard let end = parts[index].range(of: "</cite>") else { continue }
            parts[index].replaceSubrange(end, with: "</cite></statement>")
        }
        return parts.joined(separator: "<cite>")
    }

    /// One line feed at each end is the model's own.
    private static func withoutLineEnds(_ text: String) -> String {
        var text = Substring(text)
        if text.first == "\n" { text.removeFirst() }
        if text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
