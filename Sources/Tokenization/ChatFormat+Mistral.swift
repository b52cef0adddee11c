import Generation

// Mistral's formats differ in spaces only, which their templates show, and in whether a system prompt has its own
// place; without one it goes before the first question.
extension ChatFormat {
    /// `<s> [INST] question [/INST] answer</s>`: the first Mistral and Mixtral, and Llama 2.
    static let mistralV1 = ChatFormat(
        name: "mistral-v1",
        recognizes: { $0.contains("[INST]") && ($0.contains("' [INST] '") || $0.contains("<<SYS>>")) },
        write: { messages, _, prompt in
            writeMistral(messages, spaces: (" [INST] ", " [/INST]", " "), &prompt)
        })

    /// `<s>[INST] question[/INST] answer</s>`.
    static let mistralV3 = ChatFormat(
        name: "mistral-v3",
        recognizes: { $0.contains("[INST] ") },
        write: { messages, _, prompt in
            writeMistral(messages, spaces: ("[INST] ", "[/INST]", " "), &prompt)
        })

    /// `<s>[INST]question[/INST]answer</s>`: the tokenizers named tekken.
    static let mistralTekken = ChatFormat(
        name: "mistral-v3-tekken",
        recognizes: { $0.contains("[INST]") },
        write: { messages, _, prompt in
            writeMistral(messages, spaces: ("[INST]", "[/INST]", ""), &prompt)
        })

    /// `<s>[SYSTEM_PROMPT]…[/SYSTEM_PROMPT][INST]question[/INST]answer</s>`.
    static let mistralV7 = ChatFormat(
        name: "mistral-v7",
        recognizes: { $0.contains("[SYSTEM_PROMPT]") },
        write: { messages, template, prompt in
            let space = template.contains("[SYSTEM_PROMPT] ") ? " " : ""
            writeMistral(
                messages, spaces: ("[INST]" + space, "[/INST]", space), systemSpace: space, &prompt)
        })

    /// - Parameters:
    ///   - spaces: what opens a question, what closes it, and what stands before an answer.
    ///   - systemSpace: what stands before a system prompt in its own place; nil: it has none.
    private static func writeMistral(
        _ messages: [ChatMessage], spaces: (open: String, close: String, answer: String),
        systemSpace: String? = nil, _ prompt: inout PromptBuilder
    ) {
        prompt.special("<s>")
        var system: [ChatMessage.Part] = []
        for message in messages {
            switch message.role {
            case .system:
                guard let systemSpace else {
                    system = message.parts + [.text("\n\n")]
                    continue
                }
                prompt.specialOrText("[SYSTEM_PROMPT]")
                prompt.text(systemSpace)
                prompt.parts(message.parts)
                prompt.specialOrText("[/SYSTEM_PROMPT]")
            case .user:
                bracketed(spaces.open, "[INST]", &prompt)
                prompt.parts(system + message.parts)
                bracketed(spaces.close, "[/INST]", &prompt)
                system = []
            case .assistant:
                prompt.text(spaces.answer)
                prompt.parts(message.parts)
                prompt.special("</s>")
            }
        }
    }

    /// A bracket with the spaces around it; the bracket may be a special token.
    private static func bracketed(_ text: String, _ bracket: String, _ prompt: inout PromptBuilder) {
        let sides = text.split(separator: bracket, maxSplits: 1, omittingEmptySubsequences: false)
        prompt.text(String(sides.first ?? ""))
        prompt.specialOrText(bracket)
        prompt.text(String(sides.last ?? ""))
    }
}
