import Generation

extension LabelExportFormat {
    /// LLaMA-Factory's ShareGPT ranking format, with the entry that its `dataset_info.json` needs.
    static let llamaFactory = LabelExportFormat(
        name: "llamafactory", summary: "LLaMA-Factory, ShareGPT ranking"
    ) { labelled, pairs, fileName in
        let lines = try pairs.pairs.map { pair in
            try JSONLine.text(
                LlamaFactoryLine(
                    conversations: pair.prompt.map { LlamaFactoryLine.Message($0.role.speaker, $0.text) },
                    chosen: LlamaFactoryLine.Message("gpt", pair.chosen),
                    rejected: LlamaFactoryLine.Message("gpt", pair.rejected)))
        }
        let info = [labelled.set.name: DatasetInfo(fileName: fileName)]
        return LabelExport(
            lines: lines, companions: [".dataset_info.json": try JSONLine.text(info) + "\n"],
            counts: pairs.counts)
    }
}

extension ChatMessage.Role {
    fileprivate var speaker: String {
        switch self {
        case .system: "system"
        case .user: "human"
        case .assistant: "gpt"
        }
    }
}

private struct LlamaFactoryLine: Encodable {
    struct Message: Encodable {
        let from: String
        let value: String

        init(_ from: String, _ value: String) {
            self.from = from
            self.value = value
        }
    }

    let conversations: [Message]
    let chosen: Message
    let rejected: Message
}

private struct DatasetInfo: Encodable {
    let fileName: String
    let formatting = "sharegpt"
    let ranking = true
    let columns = ["messages": "conversations", "chosen": "chosen", "rejected": "rejected"]

    private enum CodingKeys: String, CodingKey {
        case fileName = "file_name"
        case formatting, ranking, columns
    }
}
