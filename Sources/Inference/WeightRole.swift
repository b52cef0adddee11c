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
        case queryBias, keyBias, valueBias
        case queryNorm, keyNorm
        /// After attention and after the feed-forward network, before each is added (sandwich norms).
        case postAttentionNorm, postFeedForwardNorm
        /// Rows of query, key and value in one matrix, or of gate and up.
        case fusedQueryKeyValue, fusedQueryKeyValueBias, fusedGateUp
    }
}

extension WeightRole {
    /// The names of llama.cpp's converter, which GGUF files of all families share.
    package var ggufName: String {
        switch self {
        case .tokenEmbedding: "token_embd.weight"
        case .outputNorm: "output_norm.weight"
        case .output: "output.weight"
        case .ropeDivisors: "rope_freqs.weight"
        case .layer(let number, let role): "blk.\(number).\(role.ggufName)"
        }
    }
}

extension WeightRole.LayerRole {
    fileprivate var ggufName: String {
        switch self {
        case .attentionNorm: "attn_norm.weight"
        case .query: "attn_q.weight"
        case .key: "attn_k.weight"
        case .value: "attn_v.weight"
        case .attentionOutput: "attn_output.weight"
        case .feedForwardNorm: "ffn_norm.weight"
        case .gate: "ffn_gate.weight"
        case .up: "ffn_up.weight"
        case .down: "ffn_down.weight"
        case .queryBias: "attn_q.bias"
        case .keyBias: "attn_k.bias"
        case .valueBias: "attn_v.bias"
        case .queryNorm: "attn_q_norm.weight"
        case .keyNorm: "attn_k_norm.weight"
        case .postAttentionNorm: "post_attention_norm.weight"
        case .postFeedForwardNorm: "post_ffw_norm.weight"
        case .fusedQueryKeyValue: "attn_qkv.weight"
        case .fusedQueryKeyValueBias: "attn_qkv.bias"
        case .fusedGateUp: "ffn_up.weight"
        }
    }
}
