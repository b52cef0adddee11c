import Documents
import Foundation
import Testing

/// Terms, chunks and BM25.
struct SearchTests {
    @Test func termsForgetCaseAccentsAndForms() {
        #expect(
            Terms.of("The Café's ÜBER-long naïve words") == ["the", "cafe", "uber", "long", "naiv", "word"])
        #expect(Terms.of("don’t don't o'clock") == ["dont", "dont", "oclock"])
        #expect(Terms.of("Straße ﬁne ＡＢＣ") == ["strass", "fine", "abc"])
        #expect(
            Terms.of("1,000 3.14 2.0.1 x2 1,2 a.b") == ["1000", "3.14", "2.0.1", "x2", "1", "2", "a", "b"])
        #expect(Terms.of("e\u{301}te\u{301} Ελλάδα Жук") == ["ete", "ελλαδα", "жук"])
    }

    @Test func englishEndingsDoNotCount() {
        #expect(Terms.of("turned turns turning TURN") == ["turn", "turn", "turn", "turn"])
        #expect(Terms.of("story stories") == ["story", "story"])
        #expect(
            Terms.of("boxes box stopped stop quickly quick") == [
                "box", "box", "stop", "stop", "quick", "quick",
            ])
        // Short words, and those that only look like it, stay.
        #expect(Terms.of("this bus glass thing red is") == ["this", "bus", "glass", "thing", "red", "is"])
    }

    @Test func chineseGivesPairs() {
        #expect(Terms.of("大明湖，山") == ["大明", "明湖", "山"])
        #expect(Terms.of("HTTP协议 v2") == ["http", "协议", "v2"])
        #expect(Terms.of("東京タワー") == ["東京", "京タ", "タワ", "ワー"])
    }

    @Test func nothingGivesNoTerms() {
        #expect(Terms.of("").isEmpty)
        #expect(Terms.of(" …—“” \u{1B}[").isEmpty)
    }

    private func sample() async throws -> Document {
        try await load(
            """
            The lighthouse was built of granite. It has a lens from Paris.

            Keepers lived there with their goats. The goats ate everything.

            A storm broke the kitchen door. The keeper turned the lens by hand.
            """)
    }

    @Test func chunksHoldEverySentenceOnce() async throws {
        let document = try await sample()
        for size in [1, 5, 12, 1000] {
            let chunks = Chunker(targetSize: size, measure: { Terms.of(String($0)).count }).chunks(
                of: document)
            #expect(chunks.flatMap { Array($0.sentences) } == Array(document.sentences.indices))
            for chunk in chunks where chunk.sentences.count > 1 { #expect(chunk.size <= size) }
        }
    }

    @Test func bestChunkComesFirst() async throws {
        let document = try await sample()
        let chunks = Chunker(targetSize: 1, measure: { _ in 1 }).chunks(of: document)
        let index = BM25Index(chunks: chunks, in: document)
        let hits = index.search("what did the GOATS eat?", limit: 3)
        #expect(hits.first.map { document.text(of: $0.chunk.sentences) } == "The goats ate everything.")
        #expect(hits.map(\.score) == hits.map(\.score).sorted(by: >))
        #expect(index.search("zebra", limit: 3).isEmpty)
        #expect(index.search("the", limit: 2).count == 2)
        #expect(index.search("the", limit: 0).isEmpty)
    }

    /// Against the formula computed by hand for two chunks of two and four terms.
    @Test func scoreIsTheFormulas() async throws {
        let document = try await load("red apple\n\nred green blue black")
        let index = BM25Index(
            chunks: Chunker(targetSize: 1, measure: { _ in 1 }).chunks(of: document), in: document)
        let hits = index.search("apple", limit: 1)
        let idf = log(1 + (2 - 1 + 0.5) / (1 + 0.5))
        let norm = 1.2 * (1 - 0.75 + 0.75 * 2.0 / 3.0)
        #expect(abs((hits.first?.score ?? 0) - idf * 2.2 / (1 + norm)) < 1e-12)
    }

    @Test func loneChineseCharactersAreFoundInsideWords() async throws {
        let document = try await load("大明湖在济南。\n\n千佛山也在济南。")
        let index = BM25Index(
            chunks: Chunker(targetSize: 1, measure: { _ in 1 }).chunks(of: document), in: document)
        #expect(index.search("湖", limit: 5).map { document.text(of: $0.chunk.sentences) } == ["大明湖在济南。"])
        #expect(index.search("大明湖", limit: 5).count == 1)
    }
}
