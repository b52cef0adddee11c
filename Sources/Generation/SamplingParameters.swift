/// How the next token is chosen from the logits.
public struct SamplingParameters: Sendable, Hashable, Codable {
    /// 0 is greedy: the most likely token, the lowest id on a tie.
    public var temperature: Float
    /// Keep the `topK` most likely tokens; nil keeps all.
    public var topK: Int?
    /// Keep the smallest set of tokens whose probabilities sum to at least `topP`; nil keeps all.
    public var topP: Float?
    public var seed: UInt64
    /// Decoding stops with `.maximumTokens` after this many tokens.
    public var maximumTokens: Int

    public init(
        temperature: Float = 0, topK: Int? = nil, topP: Float? = nil, seed: UInt64 = 0,
        maximumTokens: Int = 1024
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.seed = seed
        self.maximumTokens = maximumTokens
    }

    public static let greedy = SamplingParameters()
}
