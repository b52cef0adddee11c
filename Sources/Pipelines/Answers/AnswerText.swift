public import Documents

/// A finished answer as plain text for people: markers, and below them what they point at.
public enum AnswerText {
    /// - Parameter documents: those that citations point into; one that is missing shows its id.
    public static func footnoted(_ answer: CitedAnswer, documents: [Document]) -> String {
        let byID = Dictionary(documents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var parts: [String] = []
        if answer.isRefusal && answer.plainText.trimmed.isEmpty {
            parts.append("The model found nothing in the document that answers this.")
        }
        let body = body(of: answer)
        if !body.isEmpty { parts.append(body) }
        if answer.statements.contains(where: \.isQuoted) {
            parts.append(
                "(This model finds sentences and does not phrase answers: the text above is quoted.)")
        }
        let notes = answer.citations.map { note($0, byID) }
        if !notes.isEmpty { parts.append(notes.joined(separator: "\n")) }
        let rejected = answer.statements.flatMap(\.rejected)
        if !rejected.isEmpty {
            parts.append(
                "Not in the document: "
                    + rejected.map { "\($0.raw) (\($0.reason.rawValue))" }.joined(separator: ", "))
        }
        if !answer.searchHits.isEmpty {
            let hits = answer.searchHits.map { "  " + quotation($0.span, byID) }
            parts.append(
                "Found by search, not cited by the model:\n" + hits.joined(separator: "\n"))
        }
        if let warning = answer.readingWarning { parts.append("! " + warning) }
        switch answer.finish {
        case .stop: break
        case .length: parts.append("(cut: the token limit was reached)")
        case .cancelled: parts.append("(stopped)")
        case .lost: parts.append("(cut: the answer was lost here)")
        }
        return parts.joined(separator: "\n\n")
    }

    /// The statements with their markers.
    public static func body(of answer: CitedAnswer) -> String {
        var text = ""
        for (index, statement) in answer.statements.enumerated() {
            text += index == 0 ? "" : glue(before: statement, after: text)
            text += statement.text
            if statement.isCut { text += " (cut)" }
            let markers = statement.citations.map(\.number).reduce(into: [Int]()) { numbers, number in
                if !numbers.contains(number) { numbers.append(number) }
            }
            if !markers.isEmpty {
                text += (statement.text.isEmpty ? "" : " ") + markers.map { "[\($0)]" }.joined()
            } else if !answer.isRefusal {
                text += " [uncited]"
            }
        }
        return text.trimmed
    }

    /// `[2] "exact text" (harbour.pdf, p. 12, sentences 218–219)`
    private static func note(_ citation: Citation, _ documents: [DocumentID: Document]) -> String {
        "[\(citation.number)] " + quotation(citation.span, documents)
            + (citation.anchor == .clipped ? " (the model cited beyond the last sentence)" : "")
    }

    private static func quotation(_ span: SentenceSpan, _ documents: [DocumentID: Document]) -> String {
        let numbers =
            span.sentences.count == 1
            ? "sentence \(span.sentences.lowerBound)"
            : "sentences \(span.sentences.lowerBound)–\(span.sentences.upperBound)"
        guard let document = documents[span.document] else {
            return "(\(span.document.rawValue.prefix(12)), \(numbers))"
        }
        let page = document.page(at: document.sentences[span.sentences.lowerBound].range.lowerBound)
        let place = [document.title, page.map { "p. \($0)" }, numbers].compactMap(\.self).joined(
            separator: ", ")
        let words = document.text(of: span.sentences).split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        return "“\(words)” (\(place))"
    }

    /// What stands between two statements: the model's own white space, or a space where words would run together.
    static func glue(before statement: Statement, after text: String) -> String {
        if !statement.leading.isEmpty { return statement.leading }
        if statement.isQuoted { return "\n" }
        guard let last = text.unicodeScalars.last, let first = statement.text.unicodeScalars.first else {
            return ""
        }
        let runsTogether = last.isASCII && !last.properties.isWhitespace && first.properties.isAlphabetic
        return runsTogether ? " " : ""
    }
}
