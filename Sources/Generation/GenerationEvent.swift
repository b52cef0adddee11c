/// What a generator reports while it works.
public enum GenerationEvent: Sendable, Hashable {
    /// `done` of `total` prompt tokens are in the KV cache; `cached` of them were there before this request.
    case prefill(done: Int, total: Int, cached: Int)
    /// Newly decoded text, whole characters only, and how many tokens were decoded up to here.
    case text(String, tokens: Int)
    /// How the run goes, at most some times a second, and once more before the end. Comes from local models only.
    case report(RunReport)
    case finished(StopReason, GenerationStatistics)
}

public enum StopReason: String, Sendable, Hashable, Codable {
    case endOfText, stopString, maximumTokens, cancelled
}

/// Counted while generating; never copied from settings.
public struct GenerationStatistics: Sendable, Hashable, Codable {
    public var promptTokens = 0
    public var cachedTokens = 0
    public var generatedTokens = 0
    public var prefillSeconds = 0.0
    public var decodeSeconds = 0.0
    /// From the start of the request to the first decoded token.
    public var secondsToFirstToken: Double?
    /// Share of causal query–key pairs that prefill really computed, over all heads and layers.
    public var attentionDensity: Double?
    /// Mean attention mass kept on held-out query rows; nil where nothing was measured.
    public var cra: Double?
    /// Smallest attention mass kept over the sampled query rows; nil where nothing was measured.
    public var craMinimum: Double?
    /// Tokens that speculation proposed, and those of them that the model then chose; nil where it was off.
    public var draftedTokens: Int?
    public var acceptedTokens: Int?
    /// Tokens the prompt must have had at least, where a server says that it read under 90 % of them; else nil.
    public var expectedPromptTokens: Int?

    public init() {}

    /// Share of the proposed tokens that the model chose.
    public var acceptanceRate: Double? {
        guard let draftedTokens, let acceptedTokens, draftedTokens > 0 else { return nil }
        return Double(acceptedTokens) / Double(draftedTokens)
    }

    /// Tokens a second over the part of the prompt that was computed now; nil before anything was.
    public var prefillTokensPerSecond: Double? {
        prefillSeconds > 0 ? Double(promptTokens - cachedTokens) / prefillSeconds : nil
    }

    public var decodeTokensPerSecond: Double? {
        decodeSeconds > 0 ? Double(generatedTokens) / decodeSeconds : nil
    }
}

extension GenerationEvent: CoalescingEvent {
    /// Reports replace one another, whatever comes between them.
    public var channel: Int { if case .report = self { 1 } else { 0 } }

    public mutating func absorb(_ next: Self) -> Bool {
        switch (self, next) {
        case (.prefill, .prefill):
            self = next
            return true
        case (.text(let old, _), .text(let new, let tokens)):
            self = .text(old + new, tokens: tokens)
            return true
        case (.report, .report):
            self = next
            return true
        default:
            return false
        }
    }
}
