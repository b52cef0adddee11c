import Documents
package import Generation

/// By what passages are found.
public enum SearchWay: String, Sendable, Hashable, Codable, CaseIterable {
    /// BM25.
    case words
    /// Sentence vectors; words where a document has none yet.
    case meaning
    /// Both, by the sum of their reciprocal ranks.
    case both
}

/// How the passages of documents that may answer a question are found and put in order.
///
/// A value: what is measured best is the default, and the measurement (`eval squad-cite --search`) sets the others.
package struct PassageSearch: Sendable {
    package var way: SearchWay
    /// Makes vectors of questions, and reads what was found to put it in a better order; nil: words alone.
    package var reader: (any PassageReader)?
    /// How many of the best the reader reads; 0 leaves the order as it was found.
    package var readCount: Int

    package init(_ way: SearchWay, reader: (any PassageReader)? = nil, readCount: Int = 0) {
        self.way = way
        self.reader = reader
        self.readCount = readCount
    }

    /// A reader puts what is found in order.
    package var isRanked: Bool { readCount > 0 && reader?.profile.readsQuestions == true }

    /// BM25 alone.
    package static let byWords = PassageSearch(.words)

    /// Passages of all documents, best first.
    ///
    /// - Parameter sections: only what lies within these runs of sentences; nil for everything.
    package func passages(
        for question: String, in documents: [DocumentReader], within sections: [SentenceSpan]? = nil
    ) async throws -> [SearchHit] {
        var found = try await found(question, in: documents)
        if let sections { found = found.flatMap { Self.parts(of: $0, within: sections) } }
        guard readCount > 0, let reader, reader.profile.readsQuestions, found.count > 1 else { return found }
        return try await ranked(found, for: question, in: documents, by: reader)
    }

    private static func parts(of hit: SearchHit, within sections: [SentenceSpan]) -> [SearchHit] {
        sections.filter { $0.document == hit.span.document && $0.sentences.overlaps(hit.span.sentences) }
            .map { section in
                let part = hit.span.sentences.clamped(to: section.sentences)
                return SearchHit(
                    span: SentenceSpan(document: hit.span.document, sentences: part), score: hit.score)
            }
    }

    private func found(_ question: String, in documents: [DocumentReader]) async throws -> [SearchHit] {
        // Scores of different documents stand side by side as they are.
        let words = { documents.flatMap { $0.passages(for: question) }.sorted { $0.score > $1.score } }
        guard way != .words, let reader, documents.allSatisfy(\.hasVectors),
            let vector = try await reader.embeddings(of: [question]).first
        else { return words() }
        let alike = documents.flatMap { $0.passages(near: vector) ?? [] }.sorted { $0.score > $1.score }
        return way == .meaning ? alike : Self.joined([words(), alike])
    }

    /// Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009), with 20 where they have 60: lists are short.
    static func joined(_ lists: [[SearchHit]]) -> [SearchHit] {
        var scores: [SentenceSpan: Double] = [:]
        var order: [SentenceSpan] = []
        for list in lists {
            for (rank, hit) in list.enumerated() {
                if scores[hit.span] == nil { order.append(hit.span) }
                scores[hit.span, default: 0] += 1 / Double(20 + rank)
            }
        }
        return order.map { SearchHit(span: $0, score: scores[$0] ?? 0) }.sorted { $0.score > $1.score }
    }

    /// The first `readCount` by the relevance of their best sentence; the others behind them as they were.
    private func ranked(
        _ found: [SearchHit], for question: String, in documents: [DocumentReader],
        by reader: any PassageReader
    ) async throws -> [SearchHit] {
        let first = Array(found.prefix(readCount))
        let byID = Dictionary(
            documents.map { ($0.document.id, $0.document) }, uniquingKeysWith: { first, _ in first })
        let passages = first.map { hit in
            byID[hit.span.document].map { document in
                hit.span.sentences.map { String(document.text(of: $0...$0)) }
            } ?? []
        }
        let relevances = try await reader.read(question, in: passages).map { reading in
            reading.sentences.map(\.relevance).max() ?? -.infinity
        }
        let order = first.indices.sorted { (relevances[$0], $1) > (relevances[$1], $0) }
        return order.map { first[$0] } + found.dropFirst(readCount)
    }
}

extension PassageSearch {
    /// What measured best (`eval squad-cite --context article`).
    package static func best(_ reader: (any PassageReader)?) -> PassageSearch {
        reader.map { PassageSearch(.words, reader: $0, readCount: 24) } ?? .byWords
    }
}
