import Compute

extension Architecture {
    /// Llama 1 to 3 and what is converted to the same shape. GGUF's query and key rows are permuted so that
    /// neighbouring values are a pair.
    package static let llama = Architecture(names: ["llama"]) { metadata throws(InferenceError) in
        try ModelSpec(metadata, prefix: "llama", ropeLayout: .interleaved)
    }
}
