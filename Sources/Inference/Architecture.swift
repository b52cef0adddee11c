package import ModelFormats

/// A family of models as data: how its spec is read and what its tensors are called. One forward pass serves all.
package struct Architecture: Sendable {
    /// `general.architecture` of GGUF files, and `architectures` of config.json.
    package let names: Set<String>
    package let readSpec: @Sendable (ModelMetadata) throws(InferenceError) -> ModelSpec
    /// Parts of a layer beyond those that every model has, which must be there.
    package let required: Set<WeightRole.LayerRole>
    /// Parts that may be there.
    package let optional: Set<WeightRole.LayerRole>

    package init(
        names: Set<String>, required: Set<WeightRole.LayerRole> = [],
        optional: Set<WeightRole.LayerRole> = [],
        readSpec: @escaping @Sendable (ModelMetadata) throws(InferenceError) -> ModelSpec
    ) {
        self.names = names
        self.readSpec = readSpec
        self.required = required
        self.optional = optional
    }

    package static let all: [Architecture] = [.llama, .mistral, .qwen2, .qwen3, .chatGLM, .glm4]

    package static func named(_ name: String) throws(InferenceError) -> Architecture {
        guard let found = all.first(where: { $0.names.contains(name) }) else {
            throw .unknownArchitecture(name, known: all.flatMap(\.names).sorted())
        }
        return found
    }
}
