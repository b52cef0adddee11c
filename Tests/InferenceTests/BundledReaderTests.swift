import Compute
import Foundation
import Generation
import LecternTesting
import ModelFormats
import Testing
import Tokenization

@testable import Inference

/// The bundled lectern-reader against `transformers` in double precision, and against the `tokenizers` library.
struct BundledReaderTests {
    /// Where weights are computed with as floats.
    private static let tolerance: Float = 1e-3

    private static let url = Fixture.packageRoot.appending(
        path: "Sources/LecternEngine/Resources/models/lectern-reader-q8_0.gguf")

    private struct Reference: Decodable {
        struct Question: Decodable {
            let question: String
            let sentences: [String]
            let tokens: [TokenID]
            let starts: [Int]
            let span, relevance, answerable: [Float]
        }

        struct Judgement: Decodable {
            let statement, snippet: String
            let tokens: [TokenID]
            let support: [Float]
        }

        struct Embedded: Decodable {
            let text: String
            let tokens: [TokenID]
            let embedding: [Float]
        }

        let questions: [Question]
        let statements: [Judgement]
        let embeddings: [Embedded]
    }

    private static func reference() throws -> Reference {
        try JSONDecoder().decode(Reference.self, from: Fixture.data("reader/reader.json"))
    }

    private static func distance(_ a: [Float], _ b: [Float]) -> Float {
        zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
    }

    @Test func tokensAreThoseOfTheReference() throws {
        let tokenizer = try WordPieceTokenizer(ModelFile(opening: Self.url).metadata)
        let pairs = try #require(
            try JSONSerialization.jsonObject(with: Fixture.data("reader/wordpiece.json")) as? [[Any]])
        #expect(pairs.count > 900)
        for pair in pairs {
            let text = try #require(pair[0] as? String)
            #expect(tokenizer.encode(text).map { Int($0.id) } == pair[1] as? [Int], "\(text)")
        }
    }

    /// Logits of every head, token by token.
    @Test func headsAreThoseOfTheReference() throws {
        let file = try ModelFile(opening: Self.url)
        let model = try EncoderModel(file, pool: ComputePool(threadCount: 2, precision: .floats))
        let heads = try #require(try ReaderHeads(file.metadata, hiddenSize: model.spec.hiddenSize))
        let reference = try Self.reference()
        let scratch = EncoderScratch(model.spec, rows: model.spec.positionCount)
        for one in reference.questions {
            let second = try #require(one.starts.first)
            var batch = EncoderBatch()
            batch.append(EncoderInput(tokens: one.tokens, secondStart: second))
            let states = try model.forward(batch, scratch: scratch)
            let span = (0..<one.tokens.count).flatMap { heads.span.outputs(states.row($0)) }
            #expect(Self.distance(span, one.span) < Self.tolerance)
            #expect(Self.distance(heads.answerable.outputs(states.row(0)), one.answerable) < Self.tolerance)
            let relevance = zip(one.starts, one.starts.dropFirst()).map { from, to in
                WindowScores.mean(states, from..<to).withUnsafeBufferPointer { mean in
                    mean.baseAddress.map { heads.relevance.output(0, $0) } ?? .nan
                }
            }
            #expect(Self.distance(relevance, one.relevance) < Self.tolerance)
        }
        for one in reference.statements {
            let second = try #require(one.tokens.firstIndex(of: 102)) + 1
            var batch = EncoderBatch()
            batch.append(EncoderInput(tokens: one.tokens, secondStart: second))
            let states = try model.forward(batch, scratch: scratch)
            #expect(Self.distance(heads.support.outputs(states.row(0)), one.support) < Self.tolerance)
        }
    }

    @Test func embeddingsAreThoseOfTheReference() async throws {
        let reader = try await LocalReader.open(
            Self.url, name: "lectern-reader", threadCount: 2, precision: .floats)
        let cases = try Self.reference().embeddings
        for (one, vector) in zip(cases, try await reader.embeddings(of: cases.map(\.text))) {
            #expect(zip(vector, one.embedding).reduce(0) { $0 + $1.0 * $1.1 } > 0.9999)
            #expect(Self.distance(vector, one.embedding) < Self.tolerance)
        }
    }

    /// What a person sees is made with activations in bytes: verdicts stay what they are by the reference's floats.
    @Test func supportIsThatOfTheReference() async throws {
        let cases = try Self.reference().statements
        let pairs = cases.map { SupportPair(statement: $0.statement, snippet: $0.snippet) }
        for (precision, tolerance) in [(ComputePool.Precision.floats, 1e-3), (.bytes, 0.05)] {
            let reader = try await LocalReader.open(
                Self.url, name: "lectern-reader", threadCount: 2, precision: precision)
            for (one, reading) in zip(cases, try await reader.support(of: pairs)) {
                let powers = one.support.map { exp(Double($0)) }
                let sum = powers.reduce(0, +)
                #expect(abs(reading.none - powers[0] / sum) < tolerance)
                #expect(abs(reading.partial - powers[1] / sum) < tolerance)
                #expect(abs(reading.full - powers[2] / sum) < tolerance)
            }
        }
    }
}
