package import Compute
package import ModelFormats

/// Everything the forward pass asks about a model, read once from its file and checked against hard bounds.
package struct ModelSpec: Sendable, Hashable {
    package var layerCount: Int
    package var hiddenSize: Int
    package var headCount: Int
    /// Query heads share a KV head in groups of `headCount / kvHeadCount` (GQA).
    package var kvHeadCount: Int
    package var headDimension: Int
    package var feedForwardSize: Int
    package var vocabularySize: Int
    package var contextLength: Int
    package var normEpsilon: Float
    package var ropeBase: Float
    /// Values of each head that turn; the rest pass through.
    package var ropeDimensions: Int
    package var ropeLayout: RotaryEmbedding.Layout
    /// Positions are divided by it (linear scaling); 1 is none.
    package var ropeLinearFactor: Float

    package var queriesPerKVHead: Int { headCount / kvHeadCount }
    package var querySize: Int { headCount * headDimension }
    package var kvSize: Int { kvHeadCount * headDimension }
}

extension ModelSpec {
    /// Reads the keys that llama-like GGUF files share, under the prefix of their architecture.
    ///
    /// - Throws: `InferenceError.outOfBounds` naming the key.
    package init(
        _ metadata: ModelMetadata, prefix: String, ropeLayout: RotaryEmbedding.Layout
    ) throws(InferenceError) {
        func integer(_ key: String, in range: ClosedRange<Int>, default standard: Int? = nil)
            throws(InferenceError) -> Int
        {
            let name = "\(prefix).\(key)"
            guard let value = metadata.integer(name) ?? standard else {
                throw .outOfBounds(
                    key: name, value: "nothing", allowed: "\(range.lowerBound) to \(range.upperBound)")
            }
            guard range.contains(value) else {
                throw .outOfBounds(
                    key: name, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        func float(_ key: String, default standard: Float?, _ isAllowed: (Float) -> Bool, _ words: String)
            throws(InferenceError) -> Float
        {
            let name = "\(prefix).\(key)"
            guard let value = metadata.float(name) ?? standard else {
                throw .outOfBounds(key: name, value: "nothing", allowed: words)
            }
            guard value.isFinite, isAllowed(value) else {
                throw .outOfBounds(key: name, value: "\(value)", allowed: words)
            }
            return value
        }
        layerCount = try integer("block_count", in: 1...512)
        hiddenSize = try integer("embedding_length", in: 1...65_536)
        headCount = try integer("attention.head_count", in: 1...1024)
        kvHeadCount = try integer("attention.head_count_kv", in: 1...1024, default: headCount)
        guard headCount % kvHeadCount == 0 else {
            throw .outOfBounds(
                key: "\(prefix).attention.head_count_kv", value: "\(kvHeadCount)",
                allowed: "divisors of \(headCount)")
        }
        headDimension = try integer("attention.key_length", in: 2...1024, default: hiddenSize / headCount)
        let valueDimension = try integer("attention.value_length", in: 2...1024, default: headDimension)
        guard headDimension % 2 == 0, valueDimension == headDimension else {
            throw .outOfBounds(
                key: "\(prefix).attention.key_length",
                value: "\(headDimension) with values of \(valueDimension)",
                allowed: "equal, even sizes")
        }
        feedForwardSize = try integer("feed_forward_length", in: 1...1_048_576)
        let tokens = metadata.array("tokenizer.ggml.tokens")?.count
        vocabularySize = try integer("vocab_size", in: 1...2_097_152, default: tokens)
        contextLength = try integer("context_length", in: 1...(1 << 30))
        normEpsilon = try float(
            "attention.layer_norm_rms_epsilon", default: nil, { $0 > 0 && $0 <= 0.1 },
            "numbers above 0, up to 0.1")
        ropeBase = try float("rope.freq_base", default: 10_000, { $0 > 1 }, "numbers above 1")
        ropeDimensions = try integer("rope.dimension_count", in: 2...headDimension, default: headDimension)
        guard ropeDimensions % 2 == 0 else {
            throw .outOfBounds(
                key: "\(prefix).rope.dimension_count", value: "\(ropeDimensions)", allowed: "even numbers")
        }
        self.ropeLayout = ropeLayout
        let scaling = metadata.string("\(prefix).rope.scaling.type") ?? "linear"
        guard ["none", "linear", "llama3"].contains(scaling) else {
            throw .outOfBounds(
                key: "\(prefix).rope.scaling.type", value: scaling, allowed: "none, linear and llama3")
        }
        let factor = try float("rope.scaling.factor", default: 1, { $0 > 0 }, "numbers above 0")
        // llama3 scaling comes as divisors in a tensor; its factor must not be applied a second time.
        ropeLinearFactor = scaling == "linear" ? factor : 1
    }
}
