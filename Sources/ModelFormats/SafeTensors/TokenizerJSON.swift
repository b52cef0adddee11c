import Foundation

/// Byte-level BPE of a tokenizer.json, as the `tokenizer.ggml` keys of a GGUF file would show it.
struct TokenizerJSON {
    private let folder: URL
    private let config: [String: Any]

    init(_ folder: URL, config: [String: Any]) {
        self.folder = folder
        self.config = config
    }

    func metadata() throws(ModelFileError) -> [(key: String, value: GGUFValue)] {
        let name = "tokenizer.json"
        let object = try HuggingFaceFolder.object(name, in: folder)
        guard let model = object["model"] as? [String: Any], model["type"] as? String == "BPE",
            let vocabulary = model["vocab"] as? [String: Int], let merges = Self.merges(model)
        else { throw .notAModel(file: name, found: "its model is not byte-pair encoding") }
        let added = (object["added_tokens"] as? [[String: Any]] ?? []).compactMap { entry in
            (entry["content"] as? String).flatMap { text in
                (entry["id"] as? Int).map {
                    (id: $0, text: text, isSpecial: entry["special"] as? Bool == true)
                }
            }
        }
        let count = max(vocabulary.values.max() ?? -1, added.map(\.id).max() ?? -1) + 1
        guard count <= 1 << 21, vocabulary.values.allSatisfy({ $0 >= 0 }), added.allSatisfy({ $0.id >= 0 })
        else {
            throw .notAModel(file: name, found: "its token numbers are out of bounds")
        }
        // Numbers that no token has stay unused.
        var tokens = (0..<count).map { "[PAD\($0)]" }
        var kinds = [Int32](repeating: 5, count: count)
        for (text, id) in vocabulary { (tokens[id], kinds[id]) = (text, 1) }
        for token in added { (tokens[token.id], kinds[token.id]) = (token.text, token.isSpecial ? 3 : 4) }
        var entries: [(key: String, value: GGUFValue)] = [
            ("tokenizer.ggml.model", .string("gpt2")),
            ("tokenizer.ggml.pre", .string(preTokenizer(object, model))),
            ("tokenizer.ggml.tokens", .array(GGUFArray(tokens))),
            ("tokenizer.ggml.token_type", .array(GGUFArray(kinds))),
            ("tokenizer.ggml.merges", .array(GGUFArray(merges))),
        ]
        let ends = (config["eos_token_id"] as? Int).map { [$0] } ?? config["eos_token_id"] as? [Int] ?? []
        for (key, id) in zip(["eos", "eot", "eom"], ends) where id >= 0 {
            entries.append(("tokenizer.ggml.\(key)_token_id", .uint64(UInt64(id))))
        }
        if let id = config["bos_token_id"] as? Int, id >= 0 {
            entries.append(("tokenizer.ggml.bos_token_id", .uint64(UInt64(id))))
        }
        if let template = chatTemplate() { entries.append(("tokenizer.chat_template", .string(template))) }
        return entries
    }

    /// Merges are "a b" or ["a", "b"].
    private static func merges(_ model: [String: Any]) -> [String]? {
        if let lines = model["merges"] as? [String] { return lines }
        return (model["merges"] as? [[String]])?.map { $0.joined(separator: " ") }
    }

    /// The family whose rule the file's expressions are; the whole description where none is known, so that the error
    /// shows it.
    private func preTokenizer(_ object: [String: Any], _ model: [String: Any]) -> String {
        let rule = object["pre_tokenizer"] as? [String: Any] ?? [:]
        let parts = rule["pretokenizers"] as? [[String: Any]] ?? [rule]
        let patterns = parts.compactMap { ($0["pattern"] as? [String: Any])?["Regex"] as? String }
        let kinds = parts.compactMap { $0["type"] as? String }
        if patterns.contains(where: {
            $0.contains("\\p{N}{1,3}") && $0.contains("(?i:'s|'t|'re|'ve|'m|'ll|'d)")
        }) {
            return model["ignore_merges"] as? Bool == true ? "llama-bpe" : "chatglm-bpe"
        }
        if patterns.contains(where: { $0.contains("|\\p{N}|") && $0.contains("(?i:'s|'t|'re|'ve|'m|'ll|'d)") }
        ) {
            return "qwen2"
        }
        if patterns.isEmpty, kinds.contains("ByteLevel") {
            return kinds.contains("Digits") ? "smollm" : "gpt-2"
        }
        return patterns.first ?? kinds.joined(separator: ", ")
    }

    private func chatTemplate() -> String? {
        if let text = try? String(contentsOf: folder.appending(path: "chat_template.jinja"), encoding: .utf8)
        {
            return text
        }
        return (try? HuggingFaceFolder.object("tokenizer_config.json", in: folder))?["chat_template"]
            as? String
    }
}
