import Documents
import LecternTesting
import Testing

struct SentenceVectorsTests {
    private func unit(_ size: Int, using random: inout SeededGenerator) -> [Float] {
        let values = (0..<size).map { _ in Float.random(in: -1...1, using: &random) }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / length }
    }

    @Test func likenessesAreCosinesWithinHalfAPerCent() throws {
        try forEverySeed(0..<20) { random in
            let vectors = (0..<7).map { _ in unit(384, using: &random) }
            var kept = SentenceVectors(dimension: 384)
            for vector in vectors { kept.append(vector) }
            let question = unit(384, using: &random)
            for (vector, likeness) in zip(vectors, kept.likenesses(to: question)) {
                #expect(abs(zip(vector, question).reduce(0) { $0 + $1.0 * $1.1 } - likeness) < 0.005)
            }
        }
    }

    @Test func whatWasKeptComesBack() throws {
        var kept = SentenceVectors(dimension: 3)
        kept.append([0.6, 0, -0.8])
        kept.append([0, 0, 0])
        let bytes = kept.bytes
        #expect(SentenceVectors(bytes, count: 2, dimension: 3) == kept)
        #expect(kept.likenesses(to: [0.6, 0, -0.8])[1] == 0)
        // Bytes of another document, or of another model.
        #expect(SentenceVectors(bytes, count: 1, dimension: 3) == nil)
        #expect(SentenceVectors(bytes, count: 2, dimension: 4) == nil)
        #expect(SentenceVectors([0, 0, 0xC0, 0x7F, 1], count: 1, dimension: 1) == nil)
    }
}
