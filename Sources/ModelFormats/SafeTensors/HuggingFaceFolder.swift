import Foundation

/// A model as Hugging Face lays it out (config.json, safetensors, tokenizer.json), seen as a GGUF file would show it:
/// the same keys, the same names of tensors. Weights are as they are, only their rows are not reordered, which
/// `lectern.rope.layout` says.
struct HuggingFaceFolder {
    let url: URL
    private let config: [String: Any]

    init(_ url: URL) throws(ModelFileError) {
        self.url = url
        config = try Self.object("config.json", in: url)
    }

    static func object(_ name: String, in folder: URL) throws(ModelFileError) -> [String: Any] {
        guard let data = FileManager.default.contents(atPath: folder.appending(path: name).path) else {
            throw .cannotOpen(file: "\(folder.lastPathComponent)/\(name)", reason: "there is no such file")
        }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw .notAModel(file: name, found: "it is not a JSON object")
        }
        return object
    }

    /// The files that hold the weights.
    func weightFiles() throws(ModelFileError) -> [URL] {
        let index = "model.safetensors.index.json"
        guard FileManager.default.fileExists(atPath: url.appending(path: index).path) else {
            return [url.appending(path: "model.safetensors")]
        }
        guard let map = try Self.object(index, in: url)["weight_map"] as? [String: String] else {
            throw .notAModel(file: index, found: "it has no weight_map")
        }
        // Names of files in this folder, nothing that leads out of it.
        return Set(map.values).sorted().filter { !$0.contains("/") && !$0.hasPrefix(".") }
            .map { url.appending(path: $0) }
    }

    // MARK: Metadata

    func metadata() throws(ModelFileError) -> ModelMetadata {
        let architecture = try self.architecture()
        var entries: [(key: String, value: GGUFValue)] = [
            ("general.architecture", .string(architecture)), ("lectern.rope.layout", .string(ropeLayout)),
        ]
        func number(_ key: String, _ names: String...) {
            guard let value = names.lazy.compactMap({ config[$0] as? Int }).first, value >= 0 else { return }
            entries.append(("\(architecture).\(key)", .uint64(UInt64(value))))
        }
        number("context_length", "max_position_embeddings")
        number("embedding_length", "hidden_size")
        number("block_count", "num_hidden_layers")
        number("feed_forward_length", "intermediate_size")
        number("attention.head_count", "num_attention_heads")
        number("attention.head_count_kv", "num_key_value_heads")
        number("attention.key_length", "head_dim")
        number("vocab_size", "vocab_size")
        if config["use_sliding_window"] as? Bool != false {
            number("attention.sliding_window", "sliding_window")
        }
        if let epsilon = config["rms_norm_eps"] as? Double {
            entries.append(("\(architecture).attention.layer_norm_rms_epsilon", .float32(Float(epsilon))))
        }
        entries += rope(architecture)
        if FileManager.default.fileExists(atPath: url.appending(path: "tokenizer.json").path) {
            entries += try TokenizerJSON(url, config: config).metadata()
        }
        return ModelMetadata(file: url.lastPathComponent, entries)
    }

    private func architecture() throws(ModelFileError) -> String {
        let names = [
            "LlamaForCausalLM": "llama", "MistralForCausalLM": "llama", "Qwen2ForCausalLM": "qwen2",
            "Qwen3ForCausalLM": "qwen3", "GlmForCausalLM": "chatglm", "Glm4ForCausalLM": "glm4",
        ]
        let found = (config["architectures"] as? [String])?.first ?? "nothing"
        guard let name = names[found] else {
            throw .notAModel(
                file: "\(url.lastPathComponent)/config.json", found: "its architecture is \(found)")
        }
        return name
    }

    /// GLM turns neighbours, the others the two halves of a head.
    private var ropeLayout: String {
        (config["architectures"] as? [String])?.first?.hasPrefix("Glm") == true ? "interleaved" : "halves"
    }

    /// Newer files have `rope_parameters`, older ones `rope_theta` and `rope_scaling`.
    private func rope(_ architecture: String) -> [(key: String, value: GGUFValue)] {
        let parameters =
            config["rope_parameters"] as? [String: Any] ?? config["rope_scaling"] as? [String: Any] ?? [:]
        func number(_ name: String) -> Double? {
            (parameters[name] as? NSNumber)?.doubleValue ?? (config[name] as? NSNumber)?.doubleValue
        }
        var entries: [(key: String, value: GGUFValue)] = []
        func put(_ key: String, _ value: Double?) {
            if let value { entries.append(("\(architecture).rope.\(key)", .float64(value))) }
        }
        put("freq_base", number("rope_theta"))
        let heads = config["num_attention_heads"] as? Int ?? 1
        let head = config["head_dim"] as? Int ?? (config["hidden_size"] as? Int ?? 0) / max(1, heads)
        if let share = number("partial_rotary_factor") {
            entries.append(
                ("\(architecture).rope.dimension_count", .uint64(UInt64(max(0, Double(head) * share)))))
        }
        let kind = parameters["rope_type"] as? String ?? parameters["type"] as? String ?? "default"
        guard kind != "default" else { return entries }
        entries.append(
            ("\(architecture).rope.scaling.type", .string(kind == "llama3" ? "llama3-config" : kind)))
        put("scaling.factor", number("factor"))
        put("scaling.original_context_length", number("original_max_position_embeddings"))
        put("scaling.low_freq_factor", number("low_freq_factor"))
        put("scaling.high_freq_factor", number("high_freq_factor"))
        put("scaling.attn_factor", number("attention_factor"))
        return entries
    }

    // MARK: Tensors

    /// GGUF's name for a tensor; nil for one that plays no part.
    static func ggufName(_ name: String) -> String? {
        switch name {
        case "model.embed_tokens.weight": return "token_embd.weight"
        case "model.norm.weight": return "output_norm.weight"
        case "lm_head.weight": return "output.weight"
        default: break
        }
        let words = name.split(separator: ".", maxSplits: 3).map(String.init)
        guard words.count == 4, words[0] == "model", words[1] == "layers", let layer = Int(words[2]),
            let dot = words[3].lastIndex(of: "."), let part = parts[String(words[3][..<dot])]
        else { return nil }
        return "blk.\(layer).\(part)\(words[3][dot...])"
    }

    private static let parts = [
        "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
        "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down", "mlp.gate_up_proj": "ffn_up", "self_attn.q_norm": "attn_q_norm",
        "self_attn.k_norm": "attn_k_norm", "post_self_attn_layernorm": "post_attention_norm",
        "post_mlp_layernorm": "post_ffw_norm",
    ]
}
