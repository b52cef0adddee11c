import Compute
package import Foundation
package import Generation
package import ModelFormats
package import Tokenization

/// The local model as a `TextGenerator`. Runs on the compute lane; a request occupies it until it ends.
package actor LocalGenerator: TextGenerator {
    package nonisolated let profile: GeneratorProfile
    package nonisolated let tokenizer: Tokenizer
    package nonisolated let chatFormat: ChatFormat

    private let lane: ComputeLane
    private let model: LanguageModel
    private let scratch: ForwardScratch
    private var prefixes: PrefixCache
    /// Tokens read between two looks at the cancellation flag and two progress events.
    private static let chunkLength = 512
    private static let prefixCacheBytes = 1 << 30

    package nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    /// Opens a model file.
    ///
    /// - Parameters:
    ///   - threadCount: 0 takes one a core.
    ///   - contextLimit: lowers the file's own context length.
    /// - Throws: `ModelFileError`, `TokenizerError` or `InferenceError`.
    package init(opening url: URL, name: String, threadCount: Int = 0, contextLimit: Int? = nil) throws {
        let file = try ModelFile(opening: url)
        let model = try LanguageModel(file, pool: ComputePool(threadCount: threadCount))
        let tokenizer = try Tokenizer(file)
        guard tokenizer.vocabularySize <= model.spec.vocabularySize else {
            throw InferenceError.outOfBounds(
                key: "tokenizer.ggml.tokens", value: "\(tokenizer.vocabularySize) tokens",
                allowed: "at most the \(model.spec.vocabularySize) of the embedding")
        }
        self.model = model
        self.tokenizer = tokenizer
        chatFormat = try ChatFormat.detect(file.metadata)
        lane = ComputeLane()
        scratch = ForwardScratch(model.spec, rows: Self.chunkLength)
        prefixes = PrefixCache(byteLimit: Self.prefixCacheBytes)
        profile = GeneratorProfile(
            name: name, architecture: file.metadata.architecture,
            parameterCount: file.tensors.values.reduce(0) { $0 + $1.elementCount },
            quantization: Self.mainType(of: file),
            contextLength: min(model.spec.contextLength, contextLimit ?? .max),
            prompts: PromptSet(file.metadata))
    }

    /// Opens a model file away from the caller's actor.
    @concurrent
    package static func open(
        _ url: URL, name: String, threadCount: Int = 0, contextLimit: Int? = nil
    ) async throws -> LocalGenerator {
        try LocalGenerator(opening: url, name: name, threadCount: threadCount, contextLimit: contextLimit)
    }

    package nonisolated func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
        let source = EventStream<GenerationEvent>.Source()
        let cancellation = CancellationToken()
        source.onCancel { cancellation.cancel() }
        request.stop?.onStop { cancellation.cancel() }
        Task { await self.run(request, into: source, cancellation: cancellation) }
        return EventStream(source)
    }

    package nonisolated func tokenCount(of messages: [ChatMessage]) async throws -> Int {
        try chatFormat.encode(messages, with: tokenizer).count
    }

    package nonisolated func tokenCount(of text: String) async throws -> Int { tokenizer.encode(text).count }

    @concurrent
    package nonisolated func tokenCounts(of texts: [String]) async throws -> [Int] {
        var counts: [Int] = []
        counts.reserveCapacity(texts.count)
        for (number, text) in texts.enumerated() {
            if number % 256 == 0 { try Task.checkCancellation() }
            counts.append(tokenizer.encode(text).count)
        }
        return counts
    }

    // MARK: On the lane

    private func run(
        _ request: GenerationRequest, into source: EventStream<GenerationEvent>.Source,
        cancellation: CancellationToken
    ) {
        do {
            let prompt = try chatFormat.encode(request.messages, with: tokenizer)
            guard !prompt.isEmpty else { throw InferenceError.emptyPrompt }
            guard prompt.count < profile.contextLength else {
                throw InferenceError.contextOverflow(needed: prompt.count + 1, limit: profile.contextLength)
            }
            var generation = Generation(prompt: prompt, started: ContinuousClock.now)
            let cache = prefixes.longestPrefix(of: prompt, spec: model.spec)
            let reason: StopReason
            do {
                try prefill(&generation, cache: cache, into: source, cancellation: cancellation)
                reason = try decode(
                    &generation, request, cache: cache, into: source, cancellation: cancellation)
            } catch is CancellationError {
                generation.endPhase()
                prefixes.keep(generation.tokens, cache)
                source.send(.finished(.cancelled, generation.statistics))
                source.finish()
                return
            }
            prefixes.keep(generation.tokens, cache)
            source.send(.finished(reason, generation.statistics))
            source.finish()
        } catch {
            source.finish(throwing: error)
        }
    }

    /// Reads the prompt from where the cache ends, all but its last token.
    private func prefill(
        _ generation: inout Generation, cache: KVCache, into source: EventStream<GenerationEvent>.Source,
        cancellation: CancellationToken
    ) throws {
        let prompt = generation.tokens
        let cached = cache.count
        generation.statistics.cachedTokens = cached
        source.send(.prefill(done: cached, total: prompt.count, cached: cached))
        var counts = AttentionCounts()
        while cache.count < prompt.count {
            try cancellation.check()
            // Boundaries are absolute, so a sequence is cut alike whatever part of it was read before.
            let end = min((cache.count / Self.chunkLength + 1) * Self.chunkLength, prompt.count)
            let logits = try model.forward(
                prompt[cache.count..<end], cache: cache, scratch: scratch, counts: &counts,
                cancellation: cancellation)
            generation.logits = logits
            generation.statistics.attentionDensity = counts.density
            source.send(.prefill(done: cache.count, total: prompt.count, cached: cached))
        }
        generation.beginDecoding()
    }

    private func decode(
        _ generation: inout Generation, _ request: GenerationRequest, cache: KVCache,
        into source: EventStream<GenerationEvent>.Source, cancellation: CancellationToken
    ) throws -> StopReason {
        var sampler = Sampler(request.sampling)
        var decoder = StreamingDecoder(tokenizer)
        var stops = StopStringFilter(request.stopStrings)
        var counts = AttentionCounts()
        let limit = min(
            request.sampling.maximumTokens, profile.contextLength - generation.statistics.promptTokens)
        while generation.statistics.generatedTokens < limit {
            try cancellation.check()
            guard let logits = generation.logits, let token = sampler.next(definedLogits(logits)) else {
                throw InferenceError.notFinite(position: cache.count)
            }
            generation.statistics.generatedTokens += 1
            generation.noteFirstToken()
            if tokenizer.endOfText.contains(token) {
                generation.endPhase()
                send(stops.finish(decoder.finish()), generation, into: source)
                return .endOfText
            }
            generation.tokens.append(token)
            let (text, isStopped) = stops.append(decoder.append(token))
            send(text, generation, into: source)
            if isStopped {
                generation.endPhase()
                return .stopString
            }
            guard generation.statistics.generatedTokens < limit else { break }
            generation.logits = try model.forward(
                generation.tokens[(generation.tokens.count - 1)...], cache: cache, scratch: scratch,
                counts: &counts,
                cancellation: cancellation)
        }
        generation.endPhase()
        send(stops.finish(decoder.finish()), generation, into: source)
        return .maximumTokens
    }

    /// Logits of tokens that the tokenizer has; a padded embedding's other rows mean nothing.
    private func definedLogits(_ logits: FloatMatrix) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: logits.pointer, count: tokenizer.vocabularySize)
    }

    private func send(
        _ text: String, _ generation: Generation, into source: EventStream<GenerationEvent>.Source
    ) {
        if !text.isEmpty { source.send(.text(text, tokens: generation.statistics.generatedTokens)) }
    }

    /// The type that most weights have, by number of weights.
    private static func mainType(of file: ModelFile) -> String {
        var counts: [String: Int] = [:]
        for tensor in file.tensors.values { counts[tensor.type.name, default: 0] += tensor.elementCount }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "unknown"
    }
}

/// One request while it runs: its tokens, the clock, the figures.
private struct Generation {
    var tokens: [TokenID]
    var logits: FloatMatrix?
    var statistics = GenerationStatistics()
    private let started: ContinuousClock.Instant
    private var phaseStarted: ContinuousClock.Instant
    private var isDecoding = false

    init(prompt: [TokenID], started: ContinuousClock.Instant) {
        tokens = prompt
        self.started = started
        phaseStarted = started
        statistics.promptTokens = prompt.count
    }

    mutating func beginDecoding() {
        endPhase()
        isDecoding = true
        phaseStarted = ContinuousClock.now
    }

    mutating func noteFirstToken() {
        if statistics.secondsToFirstToken == nil {
            statistics.secondsToFirstToken = (ContinuousClock.now - started) / .seconds(1)
        }
    }

    /// Adds the time since the phase began to its figure.
    mutating func endPhase() {
        let seconds = (ContinuousClock.now - phaseStarted) / .seconds(1)
        if isDecoding { statistics.decodeSeconds += seconds } else { statistics.prefillSeconds += seconds }
    }
}

extension PromptSet {
    /// The `lectern.*` keys of a model file.
    package init(_ metadata: ModelMetadata) {
        self.init()
        layout = metadata.string("lectern.layout")
        answer = metadata.string("lectern.prompt.answer")
        find = metadata.string("lectern.prompt.find")
        support = metadata.string("lectern.prompt.support")
        relevance = metadata.string("lectern.prompt.relevance")
        ask = metadata.string("lectern.prompt.ask")
        refusal = metadata.string("lectern.refusal")
        sentenceLimit = metadata.integer("lectern.limit.sentences").flatMap { $0 > 0 ? $0 : nil }
        tokenLimit = metadata.integer("lectern.limit.tokens").flatMap { $0 > 0 ? $0 : nil }
    }
}
