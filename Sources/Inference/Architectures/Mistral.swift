import Compute

extension Architecture {
    /// Mistral under a name of its own. Its converter usually says "llama", where the window key is read as well.
    package static let mistral = Architecture(names: ["mistral"]) { metadata throws(InferenceError) in
        try ModelSpec(metadata, prefix: "mistral", ropeLayout: .interleaved)
    }
}
