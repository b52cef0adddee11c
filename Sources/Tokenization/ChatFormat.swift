package import Generation
package import ModelFormats

/// How a family of models writes a conversation.
///
/// A file's chat template is only compared with known marks, never executed: it is a program in a file from
/// outside. The tokens are those of the whole written text, except that special tokens are recognised in our
/// own markup only. So the parts of a message join as text (`Find: ` and a question make one string), and a
/// document that spells `<|user|>` has written nine ordinary characters.
package struct ChatFormat: Sendable {
    package let name: String
    /// Whether a template's text is of this format.
    let recognizes: @Sendable (_ template: String) -> Bool
    let write:
        @Sendable (_ messages: [ChatMessage], _ template: String, _ prompt: inout PromptBuilder) -> Void
    /// The template that was recognised; empty for the entries of `all`.
    private(set) var template = ""

    init(
        name: String, recognizes: @escaping @Sendable (String) -> Bool,
        write: @escaping @Sendable ([ChatMessage], String, inout PromptBuilder) -> Void
    ) {
        self.name = name
        self.recognizes = recognizes
        self.write = write
    }

    /// In the order in which they are tried.
    package static let all: [ChatFormat] = [
        .lectern, .glm4, .chatGLM3, .llama3, .chatML, .mistralV7, .mistralV1, .mistralV3, .mistralTekken,
    ]

    /// By name, for a user who knows better than the file.
    package static func named(_ name: String) -> ChatFormat? { all.first { $0.name == name } }

    /// - Throws: `missingChatTemplate` or `unknownChatFormat`.
    package static func detect(_ metadata: ModelMetadata) throws(TokenizerError) -> ChatFormat {
        guard let template = metadata.string("tokenizer.chat_template") else { throw .missingChatTemplate }
        return try detect(template: template)
    }

    package static func detect(template: String) throws(TokenizerError) -> ChatFormat {
        guard var format = all.first(where: { $0.recognizes(template) }) else { throw .unknownChatFormat }
        format.template = template
        return format
    }

    /// The tokens of a conversation, ending where the assistant's answer begins, or goes on.
    ///
    /// - Parameter written: what of the answer is there already.
    /// - Throws: `missingSpecialToken` when the vocabulary is not that of the format.
    package func encode(
        _ messages: [ChatMessage], written: [ChatMessage.Part] = [], with tokenizer: Tokenizer
    ) throws(TokenizerError) -> [TokenID] {
        var prompt = PromptBuilder(tokenizer: tokenizer)
        write(messages, template, &prompt)
        prompt.parts(written)
        if let token = prompt.missingToken { throw .missingSpecialToken(token, format: name) }
        return prompt.tokens()
    }
}

/// Collects special tokens and text; text that touches is encoded as one.
struct PromptBuilder {
    private let tokenizer: Tokenizer
    private var pieces: [Piece] = []
    private(set) var missingToken: String?

    private enum Piece {
        case special(TokenID)
        case text(String)
    }

    init(tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// A special token that the format can't do without.
    mutating func special(_ text: String) {
        guard let id = tokenizer.specialToken(text) else {
            missingToken = missingToken ?? text
            return
        }
        pieces.append(.special(id))
    }

    /// A special token where the vocabulary has it, else its text.
    mutating func specialOrText(_ text: String) {
        if tokenizer.specialToken(text) == nil { self.text(text) } else { special(text) }
    }

    mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        if case .text(let before) = pieces.last {
            pieces[pieces.count - 1] = .text(before + text)
        } else {
            pieces.append(.text(text))
        }
    }

    /// A message's parts: special tokens are looked for inside each piece of markup alone.
    mutating func parts(_ parts: [ChatMessage.Part]) {
        for part in parts {
            switch part {
            case .text(let string): text(string)
            case .markup(var string):
                string.withUTF8 { utf8 in
                    let bytes = UnsafeRawBufferPointer(utf8)
                    tokenizer.specialTokens.split(bytes) { piece in
                        switch piece {
                        case .special(let id): pieces.append(.special(id))
                        case .ordinary(let range): text(String(decoding: bytes[range], as: UTF8.self))
                        }
                    }
                }
            }
        }
    }

    func tokens() -> [TokenID] {
        var tokens: [TokenID] = []
        for piece in pieces {
            switch piece {
            case .special(let id): tokens.append(id)
            case .text(let text): tokens += tokenizer.encode(text)
            }
        }
        return tokens
    }
}

extension [ChatMessage.Part] {
    /// The parts without white space at either end of the whole.
    var trimmed: [ChatMessage.Part] {
        var parts = self
        while let first = parts.first {
            let kept = first.string.unicodeScalars.drop(while: \.properties.isWhitespace)
            parts[0] = first.replacing(with: String(kept))
            if !kept.isEmpty { break }
            parts.removeFirst()
        }
        while let last = parts.last {
            var kept = last.string.unicodeScalars
            while let scalar = kept.last, scalar.properties.isWhitespace { kept.removeLast() }
            parts[parts.count - 1] = last.replacing(with: String(kept))
            if !kept.isEmpty { break }
            parts.removeLast()
        }
        return parts
    }
}

extension ChatMessage.Part {
    fileprivate func replacing(with string: String) -> ChatMessage.Part {
        switch self {
        case .markup: .markup(string)
        case .text: .text(string)
        }
    }
}
