import Compute

extension Architecture {
    /// Qwen 2 and 2.5: biases on query, key and value.
    package static let qwen2 = Architecture(
        names: ["qwen2"], required: [.queryBias, .keyBias, .valueBias]
    ) { metadata throws(InferenceError) in
        try ModelSpec(metadata, prefix: "qwen2", ropeLayout: .halves)
    }
}
