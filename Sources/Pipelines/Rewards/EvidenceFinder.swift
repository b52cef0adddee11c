import Documents

/// Finds the passages of a document that a statement is checked against.
struct EvidenceFinder: Sendable {
    private let reader: DocumentReader

    init(_ document: Document, passageTokens: Int) {
        reader = DocumentReader(document, passageTokens: passageTokens)
    }

    /// The best passages, in the document's order. Where fewer share a word with the statement, others fill up: a
    /// short document is shown whole.
    func passages(for statement: String, limit: Int) -> [SentenceSpan] {
        var spans = reader.passages(for: statement, limit: limit).map(\.span)
        if spans.count < limit {
            let rest = reader.allPassages.lazy.filter { !spans.contains($0) }
            spans += Array(rest.prefix(limit - spans.count))
        }
        return spans.sorted { $0.sentences.lowerBound < $1.sentences.lowerBound }
    }

    /// What the statement of an answer that has most words of a fact cites; none where no statement has half of them.
    static func cited(by statements: [Statement], nearest fact: String) -> [SentenceSpan] {
        let wanted = Set(Terms.of(fact))
        guard !wanted.isEmpty else { return [] }
        let shares = statements.map { statement in
            Double(wanted.intersection(Terms.of(statement.text)).count) / Double(wanted.count)
        }
        guard let best = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[best] >= 0.5 else {
            return []
        }
        return statements[best].citations.map(\.span)
    }
}

/// Cuts a document into consecutive parts of whole sentences.
enum DocumentParts {
    struct Part: Sendable, Hashable {
        let span: SentenceSpan
        /// Shares of the document's tokens.
        let from: Double
        let to: Double
    }

    /// - Parameter tokens: the most a part has, unless one sentence alone has more.
    static func parts(of source: ContextSource, tokens: Int) -> [Part] {
        let counts = source.sentenceTokens
        let total = Double(max(1, counts.reduce(0, +)))
        var parts: [Part] = []
        var first = 0
        var done = 0
        var size = 0
        func close(before end: Int) {
            let span = SentenceSpan(document: source.document.id, sentences: first...end - 1)
            parts.append(Part(span: span, from: Double(done) / total, to: Double(done + size) / total))
            done += size
            (first, size) = (end, 0)
        }
        for (number, count) in counts.enumerated() {
            if number > first, size + count > tokens { close(before: number) }
            size += count
        }
        if first < counts.count { close(before: counts.count) }
        return parts
    }
}
