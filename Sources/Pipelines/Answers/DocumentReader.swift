package import Documents
import Synchronization

/// Finds the passages of one document that fit a question. The index is built at the first search and kept.
package final class DocumentReader: Sendable {
    package let document: Document
    private let held = Mutex(Held())

    private struct Held {
        var index: Index?
        var vectors: SentenceVectors?
    }

    private struct Index: Sendable {
        let chunks: [Chunk]
        let words: BM25Index
    }

    private let passageTokens: Int

    /// - Parameter passageTokens: how long passages are, in rough tokens. The standard is a few sentences, so that a
    ///   small context still holds several places.
    package init(_ document: Document, passageTokens: Int = 96) {
        self.document = document
        self.passageTokens = passageTokens
    }

    /// Passages by score, best first; only those that share a term with the query.
    package func passages(for query: String, limit: Int = .max) -> [SearchHit] {
        index().words.search(query, limit: limit).map { hit in
            SearchHit(
                span: SentenceSpan(document: document.id, sentences: hit.chunk.sentences), score: hit.score)
        }
    }

    /// Every passage, in the document's order.
    package var allPassages: [SentenceSpan] {
        index().chunks.map { SentenceSpan(document: document.id, sentences: $0.sentences) }
    }

    /// Builds the index where it isn't there yet, so that the first search needn't.
    package func prepare() { _ = index() }

    // MARK: By meaning

    /// Whether passages can be found by vectors.
    package var hasVectors: Bool { held.withLock { $0.vectors != nil } }

    /// - Precondition: one vector a sentence.
    package func use(_ vectors: SentenceVectors) {
        precondition(vectors.count == document.sentences.count, "one vector a sentence")
        held.withLock { $0.vectors = vectors }
    }

    /// Passages by the likeness of their most alike sentence, best first; nil before there are vectors.
    package func passages(near vector: [Float]) -> [SearchHit]? {
        guard let vectors = held.withLock({ $0.vectors }), vectors.dimension == vector.count else {
            return nil
        }
        let likenesses = vectors.likenesses(to: vector)
        return index().chunks.map { chunk in
            SearchHit(
                span: SentenceSpan(document: document.id, sentences: chunk.sentences),
                score: Double(likenesses[chunk.sentences].max() ?? 0))
        }.sorted { $0.score > $1.score }
    }

    // MARK: Index

    private func index() -> Index {
        held.withLock { held in
            if let index = held.index { return index }
            let chunks = Chunker(targetSize: passageTokens) { text in Self.roughTokens(text) }.chunks(
                of: document)
            let made = Index(chunks: chunks, words: BM25Index(chunks: chunks, in: document))
            held.index = made
            return made
        }
    }

    /// About four bytes a token in English, one token a character in Chinese.
    static func roughTokens(_ text: Substring) -> Int {
        var ascii = 0
        var other = 0
        for byte in text.utf8 {
            if byte < 0x80 { ascii += 1 } else if byte >= 0xC0 { other += 1 }
        }
        return (ascii + 3) / 4 + other
    }
}
