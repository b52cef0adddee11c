import Generation

// One value per format; the text of a template decides, `ChatFormat.all` gives the order.
extension ChatFormat {
    /// The bundled model: a numbered document first, then turns. A question begins with exactly one space, so
    /// that a word has the same token at its start as in the middle of a sentence.
    static let lectern = ChatFormat(
        name: "lectern",
        recognizes: { $0.contains("<|doc|>") && $0.contains("<|assistant|>") },
        write: { messages, _, prompt in
            for message in messages {
                switch message.role {
                case .system:
                    prompt.special("<|doc|>")
                    prompt.parts(message.parts)
                case .user:
                    prompt.special("<|user|>")
                    prompt.text(" ")
                    prompt.parts(message.parts.trimmed)
                case .assistant:
                    prompt.special("<|assistant|>")
                    prompt.parts(message.parts)
                    prompt.special("<|end|>")
                }
            }
            prompt.special("<|assistant|>")
        })

    /// Llama 3. From 3.1 on every conversation has a system block with two dates; the second is the
    /// template's own default and not today, so that a prompt is the same tomorrow and its cache stays good.
    static let llama3 = ChatFormat(
        name: "llama-3",
        recognizes: { $0.contains("<|start_header_id|>") },
        write: { messages, template, prompt in
            prompt.special("<|begin_of_text|>")
            var messages = messages[...]
            if template.contains("Cutting Knowledge Date") {
                let system = messages.first?.role == .system ? messages.removeFirst().parts.trimmed : []
                header("system", &prompt)
                prompt.text("Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n")
                prompt.parts(system)
                prompt.special("<|eot_id|>")
            }
            for message in messages {
                header(message.role.rawValue, &prompt)
                prompt.parts(message.parts.trimmed)
                prompt.special("<|eot_id|>")
            }
            header("assistant", &prompt)

            func header(_ role: String, _ prompt: inout PromptBuilder) {
                prompt.special("<|start_header_id|>")
                prompt.text(role)
                prompt.special("<|end_header_id|>")
                prompt.text("\n\n")
            }
        })

    /// Qwen, SmolLM and others. Some templates add a system message of their own when there is none.
    static let chatML = ChatFormat(
        name: "chatml",
        recognizes: { $0.contains("<|im_start|>") },
        write: { messages, template, prompt in
            if messages.first?.role != .system,
                let system = chatMLDefaultSystems.first(where: { template.contains($0) })
            {
                turn(ChatMessage(.system, system), &prompt)
            }
            for message in messages { turn(message, &prompt) }
            prompt.special("<|im_start|>")
            prompt.text("assistant\n")

            func turn(_ message: ChatMessage, _ prompt: inout PromptBuilder) {
                prompt.special("<|im_start|>")
                prompt.text(message.role.rawValue + "\n")
                prompt.parts(message.parts)
                prompt.special("<|im_end|>")
                prompt.text("\n")
            }
        })

    private static let chatMLDefaultSystems = [
        "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.",
        "You are a helpful AI assistant named SmolLM, trained by Hugging Face",
        "You are a helpful assistant.",
    ]
}
