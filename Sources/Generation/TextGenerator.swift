/// Anything that continues a conversation: the local model, an endpoint, a script in a test.
///
/// Above this protocol nobody knows tensors; below it nobody knows documents.
public protocol TextGenerator: Sendable {
    /// Facts that prompts and budgets are made from. They do not change while the generator lives.
    var profile: GeneratorProfile { get }

    /// Starts at once; ending the reading task, or letting go of the stream, stops the work.
    func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent>

    /// The number of tokens that these messages take, the turn the model will write in included: exact, or for an
    /// endpoint at least so many.
    func tokenCount(of messages: [ChatMessage]) async throws -> Int

    /// The number of tokens of a piece of outside text.
    func tokenCount(of text: String) async throws -> Int

    /// The number of tokens of each piece; a generator may count them together in one go.
    func tokenCounts(of texts: [String]) async throws -> [Int]
}

extension TextGenerator {
    public func tokenCounts(of texts: [String]) async throws -> [Int] {
        var counts: [Int] = []
        counts.reserveCapacity(texts.count)
        for text in texts { counts.append(try await tokenCount(of: text)) }
        return counts
    }
}

/// What a generator is and how it wants to be asked.
public struct GeneratorProfile: Sendable, Hashable, Codable {
    public var name: String
    /// GGUF `general.architecture`, or "endpoint".
    public var architecture: String
    public var parameterCount: Int
    /// "Q8_0", "F16", …; the type most weights have.
    public var quantization: String
    /// Most tokens that prompt and answer may take together.
    public var contextLength: Int
    public var prompts: PromptSet

    public init(
        name: String, architecture: String, parameterCount: Int, quantization: String, contextLength: Int,
        prompts: PromptSet = PromptSet()
    ) {
        self.name = name
        self.architecture = architecture
        self.parameterCount = parameterCount
        self.quantization = quantization
        self.contextLength = contextLength
        self.prompts = prompts
    }

    /// Whether a request may hold the beginning of the answer. Servers begin a turn of their own.
    public var continuesText: Bool { !isEndpoint }

    /// Another machine's model, reached over the network.
    public var isEndpoint: Bool { architecture == Self.endpointArchitecture }

    public static let endpointArchitecture = "endpoint"
}

/// The prompts a model was trained on, as its file states them (`lectern.*` keys of GGUF).
///
/// A file without `lectern.layout` is a general model and gets the LongCite prompt. Templates hold named holes
/// in braces: `{question}`, `{start}`, `{end}`, `{statement}`, `{snippet}`.
public struct PromptSet: Sendable, Hashable, Codable {
    /// `lectern.layout`: "numbered" means a system message of numbered sentences, each `<Ci>` followed by one
    /// space and the trimmed sentence, then user turns.
    public var layout: String?
    /// `lectern.prompt.answer`: the model writes statements with citations. Absent: it can't phrase answers.
    public var answer: String?
    /// `lectern.prompt.find`: the model names the sentences that answer, `<cite>[a-b]</cite>`, and nothing else.
    public var find: String?
    /// `lectern.prompt.support`.
    public var support: String?
    /// `lectern.prompt.relevance`.
    public var relevance: String?
    /// `lectern.prompt.ask`.
    public var ask: String?
    /// `lectern.refusal`: what the model writes when the text does not say.
    public var refusal: String?
    /// `lectern.limit.sentences`: most numbered sentences the model was trained to tell apart.
    public var sentenceLimit: Int?
    /// `lectern.limit.tokens`: longest prompt the model was trained on, where that is less than its context.
    public var tokenLimit: Int?

    public init() {}
}
