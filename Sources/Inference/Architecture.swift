package import ModelFormats

/// A family of models as data: how its spec is read and what its tensors are called. One forward pass serves all.
package struct Architecture: Sendable {
    /// `general.architecture` of the files it covers.
    package let names: Set<String>
    package let readSpec: @Sendable (ModelMetadata) throws(InferenceError) -> ModelSpec
    package let tensorName: @Sendable (WeightRole) -> String

    package static let all: [Architecture] = [.llama]

    package static func named(_ name: String) throws(InferenceError) -> Architecture {
        guard let found = all.first(where: { $0.names.contains(name) }) else {
            throw .unknownArchitecture(name, known: all.flatMap(\.names).sorted())
        }
        return found
    }
}

/// What a matrix is for.
package enum WeightRole: Sendable, Hashable {
    case tokenEmbedding
    case outputNorm
    case output
    case ropeDivisors
    case layer(Int, LayerRole)

    package enum LayerRole: String, Sendable, CaseIterable {
        case attentionNorm, query, key, value, attentionOutput
        case feedForwardNorm, gate, up, down
    }
}

extension WeightRole {
    /// The names of llama.cpp's converter.
    package static let llamaStyleName: @Sendable (WeightRole) -> String = { role in
        switch role {
        case .tokenEmbedding: "token_embd.weight"
        case .outputNorm: "output_norm.weight"
        case .output: "output.weight"
        case .ropeDivisors: "rope_freqs.weight"
        case .layer(let number, let role):
            switch role {
            case .attentionNorm: "blk.\(number).attn_norm.weight"
            case .query: "blk.\(number).attn_q.weight"
            case .key: "blk.\(number).attn_k.weight"
            case .value: "blk.\(number).attn_v.weight"
            case .attentionOutput: "blk.\(number).attn_output.weight"
            case .feedForwardNorm: "blk.\(number).ffn_norm.weight"
            case .gate: "blk.\(number).ffn_gate.weight"
            case .up: "blk.\(number).ffn_up.weight"
            case .down: "blk.\(number).ffn_down.weight"
            }
        }
    }
}
