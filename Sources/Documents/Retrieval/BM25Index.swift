import Foundation

/// Finds the chunks of a document that fit a question best, by their words alone.
///
/// Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009): the score of a chunk
/// is the sum over the query's terms of idf · f · (k1 + 1) / (f + k1 · (1 − b + b · length / mean length)),
/// with idf = ln(1 + (N − n + 0.5) / (n + 0.5)), which is never negative.
package struct BM25Index: Sendable {
    /// How soon repeats of a term stop counting.
    static let k1 = 1.2
    /// How much long chunks are marked down.
    static let b = 0.75

    private struct Posting: Sendable {
        let chunk: Int
        var count: Int
    }

    private let chunks: [Chunk]
    private let lengths: [Double]
    private let meanLength: Double
    private let postings: [String: [Posting]]

    /// - Complexity: linear in the text of the chunks.
    package init(chunks: [Chunk], in document: Document) {
        let bytes = Array(document.text.utf8)
        var postings: [String: [Posting]] = [:]
        var lengths: [Double] = []
        for (number, chunk) in chunks.enumerated() {
            let range =
                document.sentences[chunk.sentences.lowerBound].range
                .lowerBound..<document.sentences[
                    chunk.sentences.upperBound
                ].range.upperBound
            let terms = Terms.of(bytes, in: range)
            lengths.append(Double(terms.count))
            for term in terms {
                if let last = postings[term]?.indices.last, postings[term]?[last].chunk == number {
                    postings[term]?[last].count += 1
                } else {
                    postings[term, default: []].append(Posting(chunk: number, count: 1))
                }
            }
        }
        self.chunks = chunks
        self.lengths = lengths
        self.postings = postings
        meanLength = lengths.isEmpty ? 1 : max(1, lengths.reduce(0, +) / Double(lengths.count))
    }

    /// The best chunks first; those that share no term with the query are left out. Equal scores keep the
    /// order of the document.
    package func search(_ query: String, limit: Int) -> [(chunk: Chunk, score: Double)] {
        var scores: [Int: Double] = [:]
        for term in Terms.of(query) {
            let found = postings(for: term)
            let n = Double(found.count)
            let idf = log(1 + (Double(chunks.count) - n + 0.5) / (n + 0.5))
            for posting in found {
                let f = Double(posting.count)
                let norm = Self.k1 * (1 - Self.b + Self.b * lengths[posting.chunk] / meanLength)
                scores[posting.chunk, default: 0] += idf * f * (Self.k1 + 1) / (f + norm)
            }
        }
        return scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(max(0, limit))
            .map { (chunks[$0.key], $0.value) }
    }

    /// A lone Han character stands for every pair that holds it.
    private func postings(for term: String) -> [Posting] {
        if let exact = postings[term] { return exact }
        let scalars = term.unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first, scalar.isUnspacedScript else { return [] }
        var counts: [Int: Int] = [:]
        for (pair, found) in postings where pair.unicodeScalars.contains(scalar) {
            for posting in found { counts[posting.chunk, default: 0] += posting.count }
        }
        // Inside a run the character is in two pairs.
        return counts.map { Posting(chunk: $0.key, count: ($0.value + 1) / 2) }.sorted { $0.chunk < $1.chunk }
    }
}
