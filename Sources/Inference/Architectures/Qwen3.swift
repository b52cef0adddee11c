import Compute

extension Architecture {
    /// Qwen 3: queries and keys are normalised head by head before they turn.
    package static let qwen3 = Architecture(
        names: ["qwen3"], required: [.queryNorm, .keyNorm]
    ) { metadata throws(InferenceError) in
        try ModelSpec(metadata, prefix: "qwen3", ropeLayout: .halves)
    }
}
