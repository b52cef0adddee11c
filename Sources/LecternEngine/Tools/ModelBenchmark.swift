import Compute
import Inference
import Tokenization

/// How fast a model runs here. Each run is measured alone; nothing is estimated.
public struct ModelBenchmark: Sendable {
    private let model: LanguageModel
    public let loadSeconds: Double
    /// Bytes that are read for each decoded token, keys and values aside.
    public let weightBytes: Int

    public struct PrefillRun: Sendable, Hashable {
        public let tokens: Int
        public let attention: String
        public let seconds: Double
        public var tokensPerSecond: Double { Double(tokens) / seconds }
        public let density: Double?
        public let cra: Double?
        public let craMinimum: Double?
    }

    public struct DecodeRun: Sendable, Hashable {
        public let context: Int
        /// Reading the context, fully.
        public let prefillSeconds: Double
        public let tokens: Int
        public let seconds: Double
        public var tokensPerSecond: Double { Double(tokens) / seconds }
    }

    public init(_ reference: String?, configuration: EngineConfiguration) throws(EngineError) {
        do {
            let clock = ContinuousClock()
            let start = clock.now
            let file = try ModelTools(configuration).open(reference)
            model = try LanguageModel(file, pool: ComputePool(threadCount: configuration.threadCount))
            loadSeconds = (clock.now - start) / .seconds(1)
            weightBytes = model.weights.byteCount
        } catch {
            throw EngineError(.model, "opening the model", error)
        }
    }

    public var threadCount: Int { model.pool.threadCount }
    public var kernelLevel: String { model.pool.level.name }

    /// Reads a prompt of random tokens.
    public func prefill(tokens count: Int, attention: AttentionSetting, seed: UInt64 = 1) throws(EngineError)
        -> PrefillRun
    {
        var counts = AttentionCounts()
        let scratch = ForwardScratch(model.spec, rows: 512)
        let seconds = try measuring("reading \(count) tokens") {
            _ = try read(count, attention: attention, seed: seed, scratch: scratch, counts: &counts)
        }
        return PrefillRun(
            tokens: count, attention: attention.name, seconds: seconds, density: counts.density,
            cra: counts.cra, craMinimum: counts.sampledMinimum)
    }

    /// Decodes one token after another behind a context of random tokens.
    public func decode(context: Int, tokens count: Int) throws(EngineError) -> DecodeRun {
        var counts = AttentionCounts()
        // Made when a model is opened, as a generator does it.
        let scratch = ForwardScratch(model.spec, rows: 512)
        var cache: KVCache?
        let prefillSeconds = try measuring("reading \(context) tokens") {
            cache = try read(context, attention: .full, seed: 1, scratch: scratch, counts: &counts)
        }
        let seconds = try measuring("decoding") {
            guard let cache else { return }
            for number in 0..<count {
                _ = try model.forward(
                    [TokenID(number % 256)], cache: cache, scratch: scratch, counts: &counts)
            }
        }
        return DecodeRun(
            context: context, prefillSeconds: prefillSeconds, tokens: count, seconds: seconds)
    }

    private func read(
        _ count: Int, attention: AttentionSetting, seed: UInt64, scratch: ForwardScratch,
        counts: inout AttentionCounts
    ) throws -> KVCache {
        let tokens = randomTokens(count, seed: seed)
        let cache = KVCache(model.spec)
        for start in stride(from: 0, to: count, by: 512) {
            let end = min(start + 512, count)
            _ = try model.forward(
                tokens[start..<end], cache: cache, attention: attention.policy,
                logits: end == count ? .last : .none, scratch: scratch, counts: &counts)
        }
        return cache
    }

    private func randomTokens(_ count: Int, seed: UInt64) -> [TokenID] {
        var random = SeededRandom(seed: seed)
        let limit = UInt64(min(256, model.spec.vocabularySize))
        var tokens = (0..<count).map { _ in TokenID(random.next() % limit) }
        // What models with planted attention take for the beginning of a text.
        tokens[0] = TokenID(max(0, model.spec.vocabularySize - 2))
        return tokens
    }

    // MARK: Attention

    /// Full and sampled attention on the same inputs, in one layer.
    public struct AttentionRun: Sendable, Hashable {
        public let layer: Int
        public let fullSeconds: Double
        public let sampledSeconds: Double
        /// ‖sampled − full‖ / ‖full‖.
        public let outputError: Double
        public let density: Double?
        public let cra: Double?
        public let craMinimum: Double?
        /// Density of each head's plan; 1 where it attends fully.
        public let headDensities: [Double]
    }

    /// Compares the two kinds of attention in every layer, for the last 512 of `count` random tokens.
    public func attention(
        tokens count: Int, sampling: AttentionSetting, seed: UInt64 = 1
    ) throws(EngineError) -> [AttentionRun] {
        guard case .sample(var parameters) = sampling.policy else { return [] }
        parameters.measuredHeads = 1
        parameters.keepsRecords = true
        var runs: [AttentionComparison] = []
        _ = try measuring("comparing attention") {
            runs = try model.compareAttention(randomTokens(count, seed: seed), sampling: parameters)
        }
        return runs.map {
            AttentionRun(
                layer: $0.layer, fullSeconds: $0.fullSeconds, sampledSeconds: $0.sampledSeconds,
                outputError: $0.outputError, density: $0.counts.density, cra: $0.counts.cra,
                craMinimum: $0.counts.sampledMinimum,
                headDensities: $0.counts.records.sorted { $0.head < $1.head }.map(\.density))
        }
    }

    private func measuring(_ operation: String, _ work: () throws -> Void) throws(EngineError) -> Double {
        do {
            let clock = ContinuousClock()
            let start = clock.now
            try work()
            return (clock.now - start) / .seconds(1)
        } catch {
            throw EngineError(.failed, operation, error)
        }
    }
}
