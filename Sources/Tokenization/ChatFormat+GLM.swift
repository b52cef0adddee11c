import Generation

extension ChatFormat {
    /// GLM-4 and Z1. The model itself begins its answer with a line break, which its reader takes away.
    static let glm4 = ChatFormat(
        name: "glm-4",
        recognizes: { $0.contains("[gMASK]<sop>") },
        write: { messages, _, prompt in
            prompt.special("[gMASK]")
            prompt.special("<sop>")
            for message in messages {
                prompt.special("<|\(message.role.rawValue)|>")
                prompt.text("\n")
                prompt.parts(message.parts)
            }
            prompt.special("<|assistant|>")
        })

    /// ChatGLM3: a space stands before each message.
    static let chatGLM3 = ChatFormat(
        name: "chatglm-3",
        recognizes: { $0.contains("[gMASK]sop") },
        write: { messages, _, prompt in
            prompt.special("[gMASK]")
            prompt.special("sop")
            for message in messages {
                prompt.special("<|\(message.role.rawValue)|>")
                prompt.text("\n ")
                prompt.parts(message.parts)
            }
            prompt.special("<|assistant|>")
        })
}
