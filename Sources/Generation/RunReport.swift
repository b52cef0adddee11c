/// What a generation costs and what it looks at, beyond what is kept with its answer. Counted, never copied from
/// settings.
public struct RunReport: Sendable, Hashable, Codable {
    /// Nil before the first chunk was read.
    public var attention: AttentionMap?
    /// Seconds of the way to the first token; what was not gone through is zero.
    public var phases = Phases()
    /// 95 of 100 tokens came within so many seconds after the one before; nil before there were two.
    public var tokenSecondsP95: Double?
    /// Bytes of packed weights, and of the keys and values of this sequence.
    public var weightBytes = 0
    public var cacheBytes = 0
    public var threads = 0

    public init() {}

    public struct Phases: Sendable, Hashable, Codable {
        public var tokenizing = 0.0
        /// Keys and values found in memory or read from disk.
        public var loadingCache = 0.0
        public var attention = 0.0
        /// Everything else of the layers and the logits.
        public var projections = 0.0

        public init() {}
    }
}
