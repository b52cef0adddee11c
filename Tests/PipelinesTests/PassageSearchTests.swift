import Documents
import Generation
import Testing

@testable import Pipelines

struct PassageSearchTests {
    /// Four passages: each sentence is long enough to be one by itself.
    private static let document = Document.sample(
        ["lock", "quay", "crane", "pier"].map { word in
            "The \(word) of the old harbour "
                + Array(repeating: "stood beside the water", count: 20).joined(separator: ", ")
                + "."
        })

    /// Vectors and relevance by the word of each sentence, and not by the question's own words.
    private static let reader = ScriptedReader(vector: { text in
        text.contains("crane") || text.contains("hoist")
            ? [1, 0] : text.contains("pier") ? [0.6, 0.8] : [0, 1]
    }) { _, sentence in SentenceReading(relevance: sentence.contains("pier") ? 5 : 0, answer: nil) }

    private func order(
        _ question: String, _ way: SearchWay, readCount: Int = 0, vectors: Bool = true
    ) async throws -> [Int] {
        let document = DocumentReader(Self.document)
        if vectors {
            var all = SentenceVectors(dimension: 2)
            for sentence in Self.document.sentences {
                let text = String(Self.document.text(in: sentence.range))
                all.append(try await Self.reader.embeddings(of: [text])[0])
            }
            document.use(all)
        }
        let search = PassageSearch(way, reader: Self.reader, readCount: readCount)
        return try await search.passages(for: question, in: [document]).map(\.span.sentences.lowerBound)
    }

    @Test func wordsFindWhatSharesThem() async throws {
        #expect(try await order("Where is the quay?", .words).first == 1)
        #expect(try await order("hoist", .words) == [])
    }

    @Test func meaningFindsWhatSharesNoWord() async throws {
        #expect(try await order("Where is the hoist?", .meaning).prefix(2) == [2, 3])
        // Without vectors there are only words.
        #expect(try await order("Where is the quay?", .meaning, vectors: false).first == 1)
    }

    @Test func bothAddReciprocalRanks() async throws {
        let hit = { (sentence: Int) in
            SearchHit(
                span: SentenceSpan(document: Self.document.id, sentences: sentence...sentence), score: 1)
        }
        let joined = PassageSearch.joined([[hit(0), hit(1), hit(2)], [hit(2), hit(0)]])
        #expect(joined.map(\.span.sentences.lowerBound) == [0, 2, 1])
        #expect(abs(joined[0].score - (1.0 / 20 + 1.0 / 21)) < 1e-12)
        #expect(try await order("Where is the hoist of the quay?", .both).count == 4)
    }

    @Test func theReaderPutsTheFirstOnesInOrder() async throws {
        let found = try await order("The quay of the harbour?", .words)
        let place = try #require(found.firstIndex(of: 3))
        #expect(place > 0)
        let ranked = try await order("The quay of the harbour?", .words, readCount: 4)
        #expect(ranked == [3] + found.filter { $0 != 3 })
        // What wasn't read keeps its place behind.
        #expect(try await order("The quay of the harbour?", .words, readCount: place) == found)
    }
}
