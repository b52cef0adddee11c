/// What each head of each layer looked at while a prompt was read, counted by the engine.
///
/// Only what this request computed counts: tokens that were in the KV cache before are not in it.
public struct AttentionMap: Sendable, Hashable, Codable {
    public var layerCount: Int
    public var headCount: Int
    public var promptTokens = 0
    /// Tokens of the prompt that were computed now, and those of them that were read by samples.
    public var computedTokens = 0
    public var sampledTokens = 0
    /// What sampling aims at: the mean share of the attention mass, and the least share of any sampled row; nil where
    /// everything is looked at.
    public var target: Double?
    public var rowTarget: Double?
    /// Layer by layer, `layerCount × headCount` of them.
    public var heads: [Head]
    /// Where the request's regions begin in the prompt, rising, and where the last one ends; empty where that is not
    /// known.
    public var regionStarts: [Int32] = []

    public init(layerCount: Int, headCount: Int) {
        self.layerCount = layerCount
        self.headCount = headCount
        heads = Array(repeating: Head(), count: layerCount * headCount)
    }

    public struct Head: Sendable, Hashable, Codable {
        /// Pairs of query and key that were computed, and those of full causal attention over the same queries.
        public var computedPairs = 0
        public var causalPairs = 0
        /// Mean attention mass kept on rows outside the sample; nil where none was measured.
        public var heldOutMass: Double?
        /// Smallest and mean mass kept on sampled rows; nil where nothing was sampled.
        public var sampledMinimum: Double?
        public var sampledMean: Double?
        /// Chunks that were read sparsely, and sampled ones that turned out too dense for it.
        public var sparseChunks = 0
        public var denseChunks = 0
        /// The widest window, in keys.
        public var window = 0
        /// How many single columns some chunk chose, of all it could have.
        public var columnCount = 0
        /// How many of those lie in each of `AttentionMap.profileLength` equal parts of the prompt; empty before the
        /// prompt is read to its end.
        public var profile: [Int32] = []
        /// Regions that columns lie in, most chosen first; at most `AttentionMap.mostRegions`.
        public var regions: [Region] = []

        public init() {}

        public var density: Double? {
            causalPairs > 0 ? Double(computedPairs) / Double(causalPairs) : nil
        }
    }

    /// Columns within one region of the prompt.
    public struct Region: Sendable, Hashable, Codable {
        /// Its place among the request's regions.
        public var region: Int32
        /// Columns that some chunk chose.
        public var columns: Int32
        /// How many of its columns a chunk behind them chose, on average.
        public var rate: Float

        public init(region: Int32, columns: Int32, rate: Float) {
            self.region = region
            self.columns = columns
            self.rate = rate
        }
    }

    public static let profileLength = 128
    public static let mostRegions = 64

    public subscript(layer: Int, head: Int) -> Head { heads[layer * headCount + head] }

    /// Share of the causal pairs that were computed, over all heads; nil before anything was.
    public var density: Double? {
        let causal = heads.reduce(0) { $0 + $1.causalPairs }
        return causal > 0 ? Double(heads.reduce(0) { $0 + $1.computedPairs }) / Double(causal) : nil
    }

    /// Whether a head keeps less than was aimed at; false where nothing was measured.
    public func isUnderTarget(_ head: Head) -> Bool {
        if let target, let mass = head.heldOutMass, mass < target { return true }
        if let rowTarget, let least = head.sampledMinimum, least < rowTarget { return true }
        return false
    }
}
