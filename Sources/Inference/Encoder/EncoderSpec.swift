package import ModelFormats

/// Everything the forward pass of a BERT encoder asks, read once from its file and checked against hard bounds.
package struct EncoderSpec: Sendable, Hashable {
    /// How the hidden states of a text become one vector.
    package enum Pooling: Int, Sendable {
        case mean = 1
        /// The state of the first token.
        case first = 2
    }

    package var layerCount: Int
    package var hiddenSize: Int
    package var headCount: Int
    package var feedForwardSize: Int
    package var vocabularySize: Int
    /// Positions are learned, so no input can be longer.
    package var positionCount: Int
    /// Kinds of segments: the first text and the second.
    package var segmentCount: Int
    package var normEpsilon: Float
    package var pooling: Pooling

    package var headDimension: Int { hiddenSize / headCount }

    package static let architectures = ["bert"]

    /// - Throws: `InferenceError.unknownArchitecture`, or `.outOfBounds` naming the key.
    package init(_ metadata: ModelMetadata) throws(InferenceError) {
        let prefix = metadata.architecture
        guard Self.architectures.contains(prefix) else {
            throw .unknownArchitecture(prefix, known: Self.architectures)
        }
        let keys = SpecKeys(metadata: metadata, prefix: prefix)
        layerCount = try keys.integer("block_count", in: 1...128)
        hiddenSize = try keys.integer("embedding_length", in: 1...16_384)
        headCount = try keys.integer("attention.head_count", in: 1...256)
        guard hiddenSize % headCount == 0 else {
            throw .outOfBounds(
                key: "\(prefix).attention.head_count", value: "\(headCount)",
                allowed: "divisors of \(hiddenSize)")
        }
        feedForwardSize = try keys.integer("feed_forward_length", in: 1...262_144)
        vocabularySize = try keys.integer(
            "vocab_size", in: 1...2_097_152, default: metadata.array("tokenizer.ggml.tokens")?.count)
        positionCount = try keys.integer("context_length", in: 8...65_536)
        segmentCount = metadata.integer("tokenizer.ggml.token_type_count") ?? 2
        guard (1...16).contains(segmentCount) else {
            throw .outOfBounds(
                key: "tokenizer.ggml.token_type_count", value: "\(segmentCount)", allowed: "1 to 16")
        }
        normEpsilon = try keys.float(
            "attention.layer_norm_epsilon", default: 1e-12, { $0 > 0 && $0 <= 0.1 },
            "numbers above 0, up to 0.1")
        let pooling = metadata.integer("\(prefix).pooling_type") ?? Pooling.mean.rawValue
        guard let known = Pooling(rawValue: pooling) else {
            throw .outOfBounds(
                key: "\(prefix).pooling_type", value: "\(pooling)", allowed: "1 (mean) and 2 (first token)")
        }
        self.pooling = known
    }
}
