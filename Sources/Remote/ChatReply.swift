/// A chat completion, whole or one piece of a stream, read leniently: a field of the wrong kind counts as absent.
struct ChatReply: Decodable, Equatable {
    struct Choice: Equatable {
        var index = 0
        var text = ""
        var hasToolCall = false
        var finishReason: String?
    }

    struct Usage: Equatable {
        var promptTokens: Int?
        var completionTokens: Int?
        var cachedTokens: Int?
    }

    struct Problem: Equatable {
        var message: String
        var status: Int?
    }

    /// Nil where the reply has no such list at all.
    var choices: [Choice]?
    var usage: Usage?
    var error: Problem?
    /// Some servers put their complaint here instead of in `error`.
    var message: String?

    private enum CodingKeys: String, CodingKey { case choices, usage, error, message, detail }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        choices = fields.lenient([Choice].self, .choices)
        usage = fields.lenient(Usage.self, .usage)
        error = fields.lenient(Problem.self, .error)
        message = fields.lenient(String.self, .message) ?? fields.lenient(String.self, .detail)
    }
}

extension ChatReply.Choice: Decodable {
    private enum CodingKeys: String, CodingKey { case index, delta, message, text, finish_reason }

    /// Role-only pieces, empty ones and those of a reasoning model's private thoughts have no `content`.
    private struct Content: Decodable {
        struct Part: Decodable { let text: String? }

        let text: String
        let hasToolCall: Bool

        private enum CodingKeys: String, CodingKey { case content, tool_calls, function_call }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            text =
                fields.lenient(String.self, .content)
                ?? fields.lenient([Part].self, .content)?.compactMap(\.text).joined() ?? ""
            let calls = fields.lenient([Anything].self, .tool_calls) ?? []
            hasToolCall = !calls.isEmpty || fields.lenient(Anything.self, .function_call) != nil
        }
    }

    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {
            if try decoder.singleValueContainer().decodeNil() {
                throw DecodingError.valueNotFound(
                    Anything.self, .init(codingPath: decoder.codingPath, debugDescription: "null"))
            }
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let content = fields.lenient(Content.self, .delta) ?? fields.lenient(Content.self, .message)
        index = fields.lenient(Int.self, .index) ?? 0
        text = content?.text ?? fields.lenient(String.self, .text) ?? ""
        hasToolCall = content?.hasToolCall ?? false
        finishReason = fields.lenient(String.self, .finish_reason)
    }
}

extension ChatReply.Usage: Decodable {
    private enum CodingKeys: String, CodingKey {
        case prompt_tokens, completion_tokens, prompt_tokens_details
    }

    private struct Details: Decodable { let cached_tokens: Int? }

    /// More than this no context holds.
    private static let most = 1 << 30

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        // 0 of a prompt's tokens is what servers say that don't count.
        promptTokens = fields.lenient(Int.self, .prompt_tokens).flatMap {
            (1...Self.most).contains($0) ? $0 : nil
        }
        completionTokens = fields.lenient(Int.self, .completion_tokens).flatMap {
            (0...Self.most).contains($0) ? $0 : nil
        }
        cachedTokens = fields.lenient(Details.self, .prompt_tokens_details)?.cached_tokens.flatMap {
            (0...(promptTokens ?? 0)).contains($0) ? $0 : nil
        }
    }
}

extension ChatReply.Problem: Decodable {
    private enum CodingKeys: String, CodingKey { case message, code, status }

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(message: text, status: nil)
            return
        }
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let code = fields.lenient(Int.self, .code) ?? fields.lenient(Int.self, .status)
        self.init(
            message: fields.lenient(String.self, .message) ?? "",
            status: code.flatMap { (400...599).contains($0) ? $0 : nil })
    }
}

extension KeyedDecodingContainer {
    /// Nil for a field that is absent, null or of another kind.
    func lenient<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
        (try? decodeIfPresent(type, forKey: key)) ?? nil
    }
}
