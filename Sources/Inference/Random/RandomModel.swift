package import Compute
package import Foundation
import ModelFormats

/// Models of random weights, for benchmarks and tests.
///
/// Plain random weights attend to everything alike, which no trained model does. `planted` ones have what the
/// SampleAttention paper found in trained ones: sinks, columns that many queries look at, and recency, with a spread of
/// sharpness over the heads (`PlantedAttention`).
package struct RandomModel: Sendable {
    package enum Attention: String, Sendable, CaseIterable { case plain, planted }

    /// A family's shape; sizes as in its smallest published model where one is named.
    package struct Shape: Sendable {
        package let name: String
        package let architecture: String
        package let layerCount, hiddenSize, headCount, kvHeadCount, headDimension, feedForwardSize: Int
        package let vocabularySize, contextLength: Int
        package let ropeBase: Float

        package static let all: [Shape] = [
            Shape(
                name: "qwen2-0.5b", architecture: "qwen2", layerCount: 24, hiddenSize: 896, headCount: 14,
                kvHeadCount: 2, headDimension: 64, feedForwardSize: 4864, vocabularySize: 151_936,
                contextLength: 131_072, ropeBase: 1e6),
            Shape(
                name: "qwen3-0.6b", architecture: "qwen3", layerCount: 28, hiddenSize: 1024, headCount: 16,
                kvHeadCount: 8, headDimension: 128, feedForwardSize: 3072, vocabularySize: 151_936,
                contextLength: 131_072, ropeBase: 1e6),
            Shape(
                name: "llama-20m", architecture: "llama", layerCount: 8, hiddenSize: 384, headCount: 6,
                kvHeadCount: 6, headDimension: 64, feedForwardSize: 1024, vocabularySize: 16_384,
                contextLength: 131_072, ropeBase: 1e6),
            Shape(
                name: "tiny", architecture: "llama", layerCount: 2, hiddenSize: 256, headCount: 4,
                kvHeadCount: 2, headDimension: 64, feedForwardSize: 256, vocabularySize: 512,
                contextLength: 131_072, ropeBase: 1e6),
        ]

        package static func named(_ name: String) -> Shape? { all.first { $0.name == name } }
    }

    package var shape: Shape
    package var type: ElementType
    package var attention: Attention
    package var seed: UInt64

    package init(shape: Shape, type: ElementType, attention: Attention = .plain, seed: UInt64 = 0) {
        self.shape = shape
        self.type = type
        self.attention = attention
        self.seed = seed
    }

    /// The token that planted sinks wait for at position 0.
    package var sinkToken: Int { shape.vocabularySize - 2 }

    /// - Throws: `ModelFileError.cannotWrite` or `ComputeError`.
    package func write(to url: URL) throws {
        try GGUF.write(metadata: metadata, tensors: try tensors(), to: url)
    }

    // MARK: Metadata

    private var metadata: [(key: String, value: GGUFValue)] {
        let prefix = shape.architecture
        var entries: [(key: String, value: GGUFValue)] = [
            ("general.architecture", .string(prefix)),
            ("general.name", .string("random \(shape.name) \(attention.rawValue)")),
        ]
        let numbers: [(String, Int)] = [
            ("context_length", shape.contextLength), ("embedding_length", shape.hiddenSize),
            ("block_count", shape.layerCount), ("feed_forward_length", shape.feedForwardSize),
            ("attention.head_count", shape.headCount), ("attention.head_count_kv", shape.kvHeadCount),
            ("attention.key_length", shape.headDimension), ("attention.value_length", shape.headDimension),
            ("rope.dimension_count", shape.headDimension), ("vocab_size", shape.vocabularySize),
        ]
        for (key, value) in numbers { entries.append(("\(prefix).\(key)", .uint32(UInt32(value)))) }
        entries.append(("\(prefix).attention.layer_norm_rms_epsilon", .float32(1e-6)))
        entries.append(("\(prefix).rope.freq_base", .float32(shape.ropeBase)))
        return entries + tokenizer
    }

    /// Every byte is a token, and one pair, since some programs ask for a merge; the rest are control tokens, the two of
    /// a chat format first.
    private var tokenizer: [(key: String, value: GGUFValue)] {
        var next: UInt32 = 0x100
        var tokens = (0...255).map { byte -> String in
            switch byte {
            case 33...126, 161...172, 174...255: return String(UnicodeScalar(UInt8(byte)))
            default:
                defer { next += 1 }
                return UnicodeScalar(next).map { String($0) } ?? ""
            }
        }
        tokens += ["ab", "<|im_start|>", "<|im_end|>"]
        tokens += (tokens.count..<shape.vocabularySize).map { "<|\($0)|>" }
        let kinds = (0..<shape.vocabularySize).map { Int32($0 < 257 ? 1 : 3) }
        return [
            ("tokenizer.ggml.model", .string("gpt2")), ("tokenizer.ggml.pre", .string("qwen2")),
            ("tokenizer.ggml.tokens", .array(GGUFArray(tokens))),
            ("tokenizer.ggml.token_type", .array(GGUFArray(kinds))),
            ("tokenizer.ggml.merges", .array(GGUFArray(["a b"]))),
            (
                "tokenizer.chat_template",
                .string(
                    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}"
                        + "<|im_end|>\n{% endfor %}<|im_start|>assistant\n")
            ),
            ("tokenizer.ggml.bos_token_id", .uint32(UInt32(sinkToken))),
            ("tokenizer.ggml.eos_token_id", .uint32(UInt32(shape.vocabularySize - 1))),
        ]
    }

    // MARK: Tensors

    private func tensors() throws -> [GGUF.OutgoingTensor] {
        var random = SeededRandom(seed: seed)
        let planted = attention == .planted ? PlantedAttention(shape: shape, seed: seed) : nil
        var tensors: [GGUF.OutgoingTensor] = []
        func add(_ role: WeightRole, _ values: [Float], columns: Int) throws {
            let wanted = values.count == columns ? ElementType.f32 : type
            // Narrow matrices that a K type can't hold are kept in eight bits, as other programs do.
            let fitting = wanted.byteCount(columns: columns) == nil ? ElementType.q8_0 : wanted
            let rows = values.count / columns
            tensors.append(
                GGUF.OutgoingTensor(
                    name: role.ggufName, shape: rows == 1 ? [columns] : [columns, rows], type: fitting,
                    bytes: try Quantizer.quantize(values, columns: columns, as: fitting)))
        }
        func matrix(_ rows: Int, _ columns: Int, size: Float = 1) -> [Float] {
            let scale = size / Float(columns).squareRoot()
            return (0..<rows * columns).map { _ in random.normal() * scale }
        }
        let hidden = shape.hiddenSize
        let (queries, keys) = (shape.headCount * shape.headDimension, shape.kvHeadCount * shape.headDimension)
        var embedding = (0..<shape.vocabularySize * hidden).map { _ in random.normal() }
        planted?.mark(&embedding)
        try add(.tokenEmbedding, embedding, columns: hidden)
        try add(.outputNorm, [Float](repeating: 1, count: hidden), columns: hidden)
        for layer in 0..<shape.layerCount {
            func put(_ role: WeightRole.LayerRole, _ values: [Float], columns: Int) throws {
                try add(.layer(layer, role), values, columns: columns)
            }
            let ones = [Float](repeating: 1, count: hidden)
            try put(.attentionNorm, ones, columns: hidden)
            try put(.feedForwardNorm, ones, columns: hidden)
            var query = matrix(queries, hidden, size: planted == nil ? 1 : PlantedAttention.noise)
            var key = matrix(keys, hidden, size: planted == nil ? 1 : PlantedAttention.noise)
            planted?.plant(layer: layer, query: &query, key: &key)
            try put(.query, query, columns: hidden)
            try put(.key, key, columns: hidden)
            try put(.value, matrix(keys, hidden), columns: hidden)
            // Layers add little, so that what was planted in the embedding lasts.
            let small: Float = planted == nil ? 1 : 0.1
            try put(.attentionOutput, matrix(hidden, queries, size: small), columns: queries)
            try put(.gate, matrix(shape.feedForwardSize, hidden), columns: hidden)
            try put(.up, matrix(shape.feedForwardSize, hidden), columns: hidden)
            try put(.down, matrix(hidden, shape.feedForwardSize, size: small), columns: shape.feedForwardSize)
            if shape.architecture == "qwen2" {
                for (role, count) in [
                    (WeightRole.LayerRole.queryBias, queries), (.keyBias, keys), (.valueBias, keys),
                ] {
                    try put(role, [Float](repeating: 0, count: count), columns: count)
                }
            }
            if shape.architecture == "qwen3" {
                let norms = [Float](repeating: 1, count: shape.headDimension)
                try put(.queryNorm, norms, columns: shape.headDimension)
                try put(.keyNorm, norms, columns: shape.headDimension)
            }
        }
        return tensors
    }
}

extension SeededRandom {
    /// Normal with mean 0 and variance 1 (Box and Muller).
    package mutating func normal() -> Float {
        let radius = (-2 * log(1 - unit())).squareRoot()
        return Float(radius * cos(2 * Double.pi * unit()))
    }
}
