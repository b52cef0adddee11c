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
    package var ropeScaling: RopeScaling
    /// A query sees this many keys, its own the last; nil: all.
    package var slidingWindow: Int?

    package var queriesPerKVHead: Int { headCount / kvHeadCount }
    package var querySize: Int { headCount * headDimension }
    package var kvSize: Int { kvHeadCount * headDimension }
}

extension ModelSpec {
    /// Reads the keys that GGUF files of all decoders share, under the prefix of their architecture.
    ///
    /// - Throws: `InferenceError.outOfBounds` naming the key.
    package init(
        _ metadata: ModelMetadata, prefix: String, ropeLayout: RotaryEmbedding.Layout
    ) throws(InferenceError) {
        let keys = SpecKeys(metadata: metadata, prefix: prefix)
        let extraLayers = try keys.integer("nextn_predict_layers", in: 0...16, default: 0)
        // Layers that predict further tokens stand at the end and are not part of the decoder.
        layerCount = try keys.integer("block_count", in: 1...512) - extraLayers
        guard layerCount > 0 else {
            throw .outOfBounds(
                key: "\(prefix).nextn_predict_layers", value: "\(extraLayers)",
                allowed: "less than all layers")
        }
        hiddenSize = try keys.integer("embedding_length", in: 1...65_536)
        headCount = try keys.integer("attention.head_count", in: 1...1024)
        kvHeadCount = try keys.integer("attention.head_count_kv", in: 1...1024, default: headCount)
        guard headCount % kvHeadCount == 0 else {
            throw .outOfBounds(
                key: "\(prefix).attention.head_count_kv", value: "\(kvHeadCount)",
                allowed: "divisors of \(headCount)")
        }
        headDimension = try keys.integer(
            "attention.key_length", in: 2...1024, default: hiddenSize / headCount)
        let valueDimension = try keys.integer("attention.value_length", in: 2...1024, default: headDimension)
        guard headDimension % 2 == 0, valueDimension == headDimension else {
            throw .outOfBounds(
                key: "\(prefix).attention.key_length",
                value: "\(headDimension) with values of \(valueDimension)",
                allowed: "equal, even sizes")
        }
        feedForwardSize = try keys.integer("feed_forward_length", in: 1...1_048_576)
        let tokens = metadata.array("tokenizer.ggml.tokens")?.count
        vocabularySize = try keys.integer("vocab_size", in: 1...2_097_152, default: tokens)
        contextLength = try keys.integer("context_length", in: 1...(1 << 30))
        normEpsilon = try keys.float(
            "attention.layer_norm_rms_epsilon", default: nil, { $0 > 0 && $0 <= 0.1 },
            "numbers above 0, up to 0.1")
        ropeBase = try keys.float("rope.freq_base", default: 10_000, { $0 > 1 }, "numbers above 1")
        ropeDimensions = try keys.integer(
            "rope.dimension_count", in: 2...headDimension, default: headDimension)
        guard ropeDimensions % 2 == 0 else {
            throw .outOfBounds(
                key: "\(prefix).rope.dimension_count", value: "\(ropeDimensions)", allowed: "even numbers")
        }
        // Weights that come from elsewhere than GGUF haven't had their rows reordered.
        switch metadata.string("lectern.rope.layout") {
        case "halves": self.ropeLayout = .halves
        case "interleaved": self.ropeLayout = .interleaved
        default: self.ropeLayout = ropeLayout
        }
        ropeScaling = try RopeScaling(metadata, prefix: prefix)
        let window = try keys.integer("attention.sliding_window", in: 0...(1 << 30), default: 0)
        slidingWindow = window > 0 ? window : nil
    }
}

/// Typed reading of an architecture's keys.
struct SpecKeys {
    let metadata: ModelMetadata
    let prefix: String

    func integer(
        _ key: String, in range: ClosedRange<Int>, default standard: Int? = nil
    ) throws(InferenceError) -> Int {
        let name = "\(prefix).\(key)"
        let listed = try sameForAllLayers(name)
        let value = metadata.integer(name) ?? listed ?? standard
        guard let value, range.contains(value) else {
            throw .outOfBounds(
                key: name, value: value.map { "\($0)" } ?? "nothing",
                allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Some files give a list with a number for each layer.
    private func sameForAllLayers(_ name: String) throws(InferenceError) -> Int? {
        guard let list = metadata.integers(name), let first = list.first else { return nil }
        guard list.allSatisfy({ $0 == first }) else {
            throw .outOfBounds(key: name, value: "a list", allowed: "the same number for every layer")
        }
        return first
    }

    func float(
        _ key: String, default standard: Float?, _ isAllowed: (Float) -> Bool, _ words: String
    ) throws(InferenceError) -> Float {
        let name = "\(prefix).\(key)"
        let value = metadata.float(name) ?? standard
        guard let value, value.isFinite, isAllowed(value) else {
            throw .outOfBounds(key: name, value: value.map { "\($0)" } ?? "nothing", allowed: words)
        }
        return value
    }
}
