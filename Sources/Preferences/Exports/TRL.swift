import Generation

extension LabelExportFormat {
    /// TRL's conversational preference format: `prompt`, `chosen` and `rejected` are lists of messages.
    static let trl = LabelExportFormat(name: "trl", summary: "TRL, conversational preference pairs") {
        _, pairs, _ in
        LabelExport(
            lines: try pairs.pairs.map { pair in
                try JSONLine.text(
                    TRLLine(
                        prompt: pair.prompt.map { TRLLine.Message(role: $0.role.rawValue, content: $0.text) },
                        chosen: [TRLLine.Message(role: "assistant", content: pair.chosen)],
                        rejected: [TRLLine.Message(role: "assistant", content: pair.rejected)]))
            }, counts: pairs.counts)
    }
}

private struct TRLLine: Encodable {
    struct Message: Encodable {
        let role: String
        let content: String
    }

    let prompt: [Message]
    let chosen: [Message]
    let rejected: [Message]
}
