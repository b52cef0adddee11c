/// How the next token is chosen from the logits.
public struct SamplingParameters: Sendable, Hashable, Codable {
    /// 0 is greedy: the most likely token, the lowest id on a tie.
    public var temperature: Float
    /// Keep the `topK` most likely tokens; nil keeps all.
    public var topK: Int?
    /// Keep the smallest set of tokens whose probabilities sum to at least `topP`; nil keeps all.
    public var topP: Float?
    /// Keep tokens that are at least this share as likely as the most likely one.
    public var minP: Float?
    /// Keep the most typical tokens that together have this probability (arXiv 2202.00666).
    public var typicalP: Float?
    /// Keep tokens within so many standard deviations of the best logit (arXiv 2411.07641).
    public var topNSigma: Float?
    /// Makes tokens of the last `penaltyWindow` less likely; nil is off.
    public var penalties: Penalties?
    /// Breaks up verbatim repetition; nil is off.
    public var repetitionBreaker: RepetitionBreaker?
    /// Sometimes leaves out the most likely tokens; nil is off.
    public var exclusion: TopExclusion?
    /// Takes the place of the filters above: keeps the surprise of each token near a target; nil is off.
    public var mirostat: Mirostat?
    /// Added to the logits of single tokens, by id; −infinity forbids one.
    public var logitBias: [Int32: Float]?
    public var seed: UInt64
    /// Decoding stops with `.maximumTokens` after this many tokens.
    public var maximumTokens: Int

    public init(
        temperature: Float = 0, topK: Int? = nil, topP: Float? = nil, minP: Float? = nil,
        typicalP: Float? = nil, topNSigma: Float? = nil, penalties: Penalties? = nil,
        repetitionBreaker: RepetitionBreaker? = nil, exclusion: TopExclusion? = nil,
        mirostat: Mirostat? = nil, logitBias: [Int32: Float]? = nil, seed: UInt64 = 0,
        maximumTokens: Int = 1024
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.typicalP = typicalP
        self.topNSigma = topNSigma
        self.penalties = penalties
        self.repetitionBreaker = repetitionBreaker
        self.exclusion = exclusion
        self.mirostat = mirostat
        self.logitBias = logitBias
        self.seed = seed
        self.maximumTokens = maximumTokens
    }

    public static let greedy = SamplingParameters()
}

extension SamplingParameters {
    public struct Penalties: Sendable, Hashable, Codable {
        /// Positive logits of repeated tokens are divided by it, negative ones multiplied; 1 is none.
        public var repetition: Float
        /// Taken off the logit for every time the token occurred.
        public var frequency: Float
        /// Taken off once where it occurred at all.
        public var presence: Float
        /// Tokens that are looked back on.
        public var window: Int

        public init(repetition: Float = 1, frequency: Float = 0, presence: Float = 0, window: Int = 64) {
            self.repetition = repetition
            self.frequency = frequency
            self.presence = presence
            self.window = window
        }
    }

    /// DRY: a token that would lengthen a repetition of L tokens loses multiplier · base^(L − allowedLength).
    public struct RepetitionBreaker: Sendable, Hashable, Codable {
        public var multiplier: Float
        public var base: Float
        public var allowedLength: Int
        public var window: Int

        public init(
            multiplier: Float = 0.8, base: Float = 1.75, allowedLength: Int = 2, window: Int = 1024
        ) {
            self.multiplier = multiplier
            self.base = base
            self.allowedLength = allowedLength
            self.window = window
        }
    }

    /// XTC: with a probability, all tokens above the threshold but the least likely of them are left out.
    public struct TopExclusion: Sendable, Hashable, Codable {
        public var probability: Float
        public var threshold: Float

        public init(probability: Float = 0.5, threshold: Float = 0.1) {
            self.probability = probability
            self.threshold = threshold
        }
    }

    /// Mirostat, second version (arXiv 2007.14966).
    public struct Mirostat: Sendable, Hashable, Codable {
        /// Wanted surprise in bits.
        public var target: Float
        public var rate: Float

        public init(target: Float = 5, rate: Float = 0.1) {
            self.target = target
            self.rate = rate
        }
    }
}
