package import Documents
import Synchronization

/// Finds the passages of one document that fit a question. The index is built at the first search and kept.
package final class DocumentReader: Sendable {
    package let document: Document
    private let index = Mutex<BM25Index?>(nil)

    private let passageTokens: Int

    /// - Parameter passageTokens: how long passages are, in rough tokens. The standard is a few sentences, so that a
    ///   small context still holds several places.
    package init(_ document: Document, passageTokens: Int = 96) {
        self.document = document
        self.passageTokens = passageTokens
    }

    /// Passages by score, best first; only those that share a term with the query.
    package func passages(for query: String, limit: Int = .max) -> [SearchHit] {
        let index = index.withLock { held in
            if let held { return held }
            let made = Self.makeIndex(document, passageTokens)
            held = made
            return made
        }
        return index.search(query, limit: limit).map { hit in
            SearchHit(
                span: SentenceSpan(document: document.id, sentences: hit.chunk.sentences), score: hit.score)
        }
    }

    private static func makeIndex(_ document: Document, _ passageTokens: Int) -> BM25Index {
        let chunker = Chunker(targetSize: passageTokens) { text in roughTokens(text) }
        return BM25Index(chunks: chunker.chunks(of: document), in: document)
    }

    /// About four bytes a token in English, one token a character in Chinese.
    private static func roughTokens(_ text: Substring) -> Int {
        var ascii = 0
        var other = 0
        for byte in text.utf8 {
            if byte < 0x80 { ascii += 1 } else if byte >= 0xC0 { other += 1 }
        }
        return (ascii + 3) / 4 + other
    }
}
