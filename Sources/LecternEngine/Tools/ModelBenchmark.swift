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
        let seconds = try measuring("reading \(count) tokens") {
            _ = try read(count, attention: attention, seed: seed, counts: &counts)
        }
        return PrefillRun(
            tokens: count, attention: attention.name, seconds: seconds, density: counts.density,
            cra: counts.cra, craMinimum: counts.sampledMinimum)
    }

    /// Decodes one token after another behind a context of random tokens.
    public func decode(context: Int, tokens count: Int) throws(EngineError) -> DecodeRun {
        var counts = AttentionCounts()
        var prepared: (cache: KVCache, scratch: ForwardScratch)?
        _ = try measuring("reading \(context) tokens") {
            prepared = try read(context, attention: .full, seed: 1, counts: &counts)
        }
        let seconds = try measuring("decoding") {
            guard let prepared else { return }
            for number in 0..<count {
                _ = try model.forward(
                    [TokenID(number % 256)], cache: prepared.cache, scratch: prepared.scratch, counts: &counts
                )
            }
        }
        return DecodeRun(context: context, tokens: count, seconds: seconds)
    }

    private func read(
        _ count: Int, attention: AttentionSetting, seed: UInt64, counts: inout AttentionCounts
    ) throws -> (cache: KVCache, scratch: ForwardScratch) {
        var random = SeededRandom(seed: seed)
        let limit = UInt64(min(256, model.spec.vocabularySize))
        var tokens = (0..<count).map { _ in TokenID(random.next() % limit) }
        // What models with planted attention take for the beginning of a text.
        tokens[0] = TokenID(max(0, model.spec.vocabularySize - 2))
        let cache = KVCache(model.spec)
        let scratch = ForwardScratch(model.spec, rows: 512)
        for start in stride(from: 0, to: count, by: 512) {
            let end = min(start + 512, count)
            _ = try model.forward(
                tokens[start..<end], cache: cache, attention: attention.policy,
                logits: end == count ? .last : .none, scratch: scratch, counts: &counts)
        }
        return (cache, scratch)
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
