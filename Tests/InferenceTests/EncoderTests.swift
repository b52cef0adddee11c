import Compute
import Foundation
import Generation
import Inference
import LecternTesting
import ModelFormats
import Testing
import Tokenization

/// The BERT encoder against `transformers` in double precision, from the weights that each file holds.
struct EncoderTests {
    /// Where weights are computed with as floats.
    private static let tolerance: Float = 1e-4
    /// Where activations are rounded to bytes for products with block types; hidden states are of the size 1 to 3.
    private static let byteTolerance: Float = 0.12

    struct Case: Decodable {
        struct Values: Decodable {
            let first, last, embedding: [Float]
            let span, relevance, answerable, support: [Float]?
        }

        let question: String?
        let sentences: [String]?
        let text: String?
        let tokens: [TokenID]
        let segments: [Int]
        let starts: [Int]?
        let f32, f16, q8_0: Values

        var input: EncoderInput {
            EncoderInput(tokens: tokens, secondStart: segments.firstIndex(of: 1))
        }

        func values(_ kind: String) -> Values { kind == "f32" ? f32 : kind == "f16" ? f16 : q8_0 }
    }

    private static let kinds = ["f32", "f16", "q8_0"]

    static func cases() throws -> [Case] {
        try JSONDecoder().decode([Case].self, from: Fixture.data("bert/tiny.json"))
    }

    private static func model(
        _ kind: String, level: KernelLevel = .best, precision: ComputePool.Precision = .floats,
        threads: Int = 2
    ) throws -> EncoderModel {
        try EncoderModel(
            ModelFile(opening: Fixture.url("bert/tiny-\(kind).gguf")),
            pool: ComputePool(threadCount: threads, level: level, precision: precision))
    }

    private static func states(_ inputs: [EncoderInput], _ model: EncoderModel) throws -> [[[Float]]] {
        var batch = EncoderBatch()
        for input in inputs { batch.append(input) }
        let out = try model.forward(batch, scratch: EncoderScratch(model.spec, rows: batch.count))
        return (0..<inputs.count).map { number in
            batch.rows(of: number).map { row in
                Array(UnsafeBufferPointer(start: out.row(row), count: out.columns))
            }
        }
    }

    private static func distance(_ a: [Float], _ b: [Float]) -> Float {
        zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
    }

    @Test(arguments: kinds, KernelLevel.available)
    func hiddenStatesAreThoseOfTheReference(kind: String, level: KernelLevel) throws {
        let model = try Self.model(kind, level: level)
        let cases = try Self.cases()
        for (one, states) in zip(cases, try Self.states(cases.map(\.input), model)) {
            #expect(Self.distance(states[0], one.values(kind).first) < Self.tolerance)
            #expect(Self.distance(states[states.count - 1], one.values(kind).last) < Self.tolerance)
        }
    }

    @Test func bytesInPlaceOfFloatsCostLittle() throws {
        let model = try Self.model("q8_0", precision: .bytes)
        let cases = try Self.cases()
        for (one, states) in zip(cases, try Self.states(cases.map(\.input), model)) {
            #expect(Self.distance(states[0], one.q8_0.first) < Self.byteTolerance)
        }
    }

    /// What stands beside an input, and how many threads there are, changes no bit of it.
    @Test(arguments: [ComputePool.Precision.floats, .bytes])
    func aBatchGivesTheBitsOfEachInputAlone(precision: ComputePool.Precision) throws {
        let inputs = try Self.cases().map(\.input)
        let together = try Self.states(inputs, Self.model("q8_0", precision: precision, threads: 3))
        let alone = try Self.model("q8_0", precision: precision, threads: 1)
        for (input, states) in zip(inputs, together) {
            #expect(try Self.states([input], alone)[0] == states)
        }
    }

    @Test func anInputLongerThanThePositionsIsRefused() throws {
        let model = try Self.model("f32")
        let input = EncoderInput(tokens: Array(repeating: 5, count: 97))
        #expect(throws: InferenceError.contextOverflow(needed: 97, limit: 96)) {
            try Self.states([input], model)
        }
    }

    @Test func cancellingStopsBetweenLayers() throws {
        let model = try Self.model("f32")
        var batch = EncoderBatch()
        batch.append(EncoderInput(tokens: [2, 5, 3]))
        let cancellation = CancellationToken()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try model.forward(
                batch, scratch: EncoderScratch(model.spec, rows: 3), cancellation: cancellation)
        }
    }

    @Test func aFileOfAnotherArchitectureIsRefused() throws {
        let metadata = ModelMetadata(file: "x", [("general.architecture", .string("llama"))])
        #expect(throws: InferenceError.unknownArchitecture("llama", known: ["bert"])) {
            try EncoderSpec(metadata)
        }
    }
}
