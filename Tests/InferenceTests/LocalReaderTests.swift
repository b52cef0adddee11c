import Compute
import Foundation
import Generation
import LecternTesting
import ModelFormats
import Testing
import Tokenization

@testable import Inference

/// The reader above the encoder: what its heads say, which span is best, how long texts are cut.
struct LocalReaderTests {
    private static func open(_ kind: String) async throws -> LocalReader {
        try await LocalReader.open(
            Fixture.url("bert/tiny-\(kind).gguf"), name: "tiny", threadCount: 2, precision: .floats)
    }

    @Test(arguments: ["f32", "f16", "q8_0"])
    func embeddingsAreThoseOfTheReference(kind: String) async throws {
        let cases = try EncoderTests.cases().filter { $0.text != nil }
        let vectors = try await Self.open(kind).embeddings(of: cases.compactMap(\.text))
        for (one, vector) in zip(cases, vectors) {
            let expected = one.values(kind).embedding
            let cosine = zip(vector, expected).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(cosine > 0.99999)
            #expect(zip(vector, expected).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    /// The heads' numbers through the formulas of the recipe, with the reference's logits.
    @Test(arguments: ["f32", "f16", "q8_0"])
    func readingsAreThoseOfTheReferencesLogits(kind: String) async throws {
        let reader = try await Self.open(kind)
        for one in try EncoderTests.cases() {
            guard let question = one.question, let sentences = one.sentences, let starts = one.starts else {
                continue
            }
            let values = one.values(kind)
            let (span, relevance) = (try #require(values.span), try #require(values.relevance))
            let answerable = try #require(values.answerable)[0]
            let reading = try #require(try await reader.read(question, in: [sentences]).first)
            #expect(reading.tokens == one.tokens.count)
            #expect(reading.sentences.count == sentences.count)
            for (number, found) in reading.sentences.enumerated() {
                #expect(abs(found.relevance - relevance[number]) < 1e-3)
                let (from, to) = (starts[number], starts[number + 1])
                var best = -Float.infinity
                for i in from..<to {
                    for j in i..<min(i + 30, to) {
                        best = max(best, span[2 * i] + span[2 * j + 1] - span[0] - span[1])
                    }
                }
                let answer = try #require(found.answer)
                #expect(abs(answer.score - (best + relevance[number] + 0.5 * answerable)) < 1e-3)
                #expect(abs(answer.probability - 1 / (1 + exp(-Double(answerable)))) < 1e-3)
                #expect(!answer.range.isEmpty && answer.range.upperBound <= sentences[number].utf8.count)
            }
        }
    }

    @Test func supportIsThatOfTheReference() async throws {
        let reader = try await Self.open("f32")
        for one in try EncoderTests.cases() {
            guard let question = one.question, let sentences = one.sentences, sentences.count == 1,
                let logits = one.f32.support
            else { continue }
            let reading = try #require(
                try await reader.support(of: [SupportPair(statement: question, snippet: sentences[0])]).first)
            let powers = logits.map { exp(Double($0)) }
            let sum = powers.reduce(0, +)
            #expect(abs(reading.none - powers[0] / sum) < 1e-3)
            #expect(abs(reading.partial - powers[1] / sum) < 1e-3)
            #expect(abs(reading.full - powers[2] / sum) < 1e-3)
        }
    }

    @Test func aLongPassageIsReadInWindowsAndEverySentenceIsHeard() async throws {
        let reader = try await Self.open("f32")
        let sentences = (0..<60).map { "The harbour froze in January \($0)." } + ["", "\u{200B}"]
        let reading = try #require(
            try await reader.read("When did the harbour freeze?", in: [sentences]).first)
        #expect(reading.sentences.count == sentences.count)
        #expect(reading.sentences.prefix(60).allSatisfy { $0.answer != nil && $0.relevance.isFinite })
        #expect(reading.sentences.suffix(2).allSatisfy { $0.answer == nil && $0.relevance == -.infinity })
    }

    @Test func passagesDontSeeOneAnother() async throws {
        let reader = try await Self.open("q8_0")
        let passages = [["They had waited."], ["The harbour froze.", "We waited too."], []]
        let together = try await reader.read("Who waited?", in: passages)
        #expect(together.count == 3 && together[2].sentences.isEmpty)
        for (passage, reading) in zip(passages, together) {
            #expect(try await reader.read("Who waited?", in: [passage]) == [reading])
        }
    }

    @Test func anEndedTaskStopsReading() async throws {
        let reader = try await Self.open("f32")
        let sentences = Array(repeating: "The harbour froze in January.", count: 4000)
        let task = Task { try await reader.read("When?", in: [sentences]) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func windowsHoldWholeSentencesAndOverlap() throws {
        var settings = ReaderSettings()
        settings.window = 20
        settings.questionLimit = 4
        let file = try ModelFile(opening: Fixture.url("bert/tiny-f32.gguf"))
        let inputs = ReaderInputs(
            tokenizer: try WordPieceTokenizer(file.metadata), settings: settings, positionCount: 96)
        let sentences =
            (0..<6).map { Array(repeating: Int32(10 + $0), count: 5) } + [Array(repeating: 30, count: 50)]
        let windows = inputs.windows([7, 7, 7, 7, 7, 7], sentences)
        // Room for 20 - 4 - 3 = 13 tokens: two sentences, and the long one alone and cut.
        #expect(windows.map(\.first) == [0, 1, 2, 3, 4, 5, 6])
        #expect(windows.map { $0.starts.count - 1 } == [2, 2, 2, 2, 2, 1, 1])
        #expect(windows.allSatisfy { $0.input.tokens.count <= 20 })
        #expect(windows[6].input.tokens.count == 20)
        #expect(windows[0].input.secondStart == 6)
    }
}
