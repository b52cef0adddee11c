import Generation

/// The body of a request for a chat completion.
///
/// `temperature`, `top_p`, `frequency_penalty`, `presence_penalty`, `seed`, `max_tokens` and `stop` are part of the
/// interface everywhere. `top_k`, `min_p` and the penalty on repetition are not in OpenAI's, but vLLM, llama.cpp and
/// Ollama know them; they are sent only where they were asked for. What else `SamplingParameters` can say has no field
/// that several servers share, and stays behind.
struct ChatRequest: Encodable, Equatable {
    struct Message: Encodable, Equatable {
        let role: String
        let content: String
    }

    struct StreamOptions: Encodable, Equatable {
        let include_usage: Bool
    }

    var model: String
    var messages: [Message]
    var stream = true
    var stream_options: StreamOptions? = StreamOptions(include_usage: true)
    var temperature: Float
    var top_p: Float?
    var top_k: Int?
    var min_p: Float?
    /// vLLM's name for what llama.cpp and Ollama call `repeat_penalty`.
    var repetition_penalty: Float?
    var repeat_penalty: Float?
    var frequency_penalty: Float?
    var presence_penalty: Float?
    var seed: Int?
    var max_tokens: Int?
    /// Takes the place of `max_tokens` where a server refuses that.
    var max_completion_tokens: Int?
    var stop: [String]?

    init(_ request: GenerationRequest, model: String) {
        let sampling = request.sampling
        self.model = model
        messages = request.messages.map { Message(role: $0.role.rawValue, content: $0.text) }
        temperature = sampling.temperature
        top_p = sampling.topP
        top_k = sampling.topK
        min_p = sampling.minP
        if let penalties = sampling.penalties {
            if penalties.repetition != 1 {
                repetition_penalty = penalties.repetition
                repeat_penalty = penalties.repetition
            }
            if penalties.frequency != 0 { frequency_penalty = penalties.frequency }
            if penalties.presence != 0 { presence_penalty = penalties.presence }
        }
        // Servers keep seeds in 32 or 64 bits, with or without a sign; 31 fit all of them.
        seed = Int(sampling.seed & 0x7FFF_FFFF)
        max_tokens = sampling.maximumTokens
        stop = request.stopStrings.isEmpty ? nil : request.stopStrings
    }
}

extension ChatRequest {
    /// What older, newer and stricter servers refuse, and what is done without it.
    enum Concession: CaseIterable, Sendable {
        /// No count of tokens then comes with a stream.
        case withoutStreamOptions
        case withoutSeed
        case newNameForMaximumTokens

        private var field: String {
            switch self {
            case .withoutStreamOptions: "stream_options"
            case .withoutSeed: "seed"
            case .newNameForMaximumTokens: "max_tokens"
            }
        }

        /// The concession that a refusal asks for by naming a field; nil when it names none that can be spared.
        static func asked(by body: [UInt8], after made: Set<Concession>) -> Concession? {
            let text = String(decoding: body.prefix(16 << 10), as: UTF8.self)
            return allCases.first { concession in
                guard !made.contains(concession), text.contains(concession.field) else { return false }
                // "max_tokens is too large" is about the number, not the name.
                return concession != .newNameForMaximumTokens || text.contains("max_completion_tokens")
            }
        }
    }

    mutating func make(_ concessions: Set<Concession>) {
        if concessions.contains(.withoutStreamOptions) { stream_options = nil }
        if concessions.contains(.withoutSeed) { seed = nil }
        if concessions.contains(.newNameForMaximumTokens) {
            max_completion_tokens = max_tokens
            max_tokens = nil
        }
    }
}
