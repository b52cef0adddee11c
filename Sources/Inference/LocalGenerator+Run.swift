import Compute
import Generation
import Tokenization

extension LocalGenerator {
    /// Reads the prompt, writes the answer. Blocks the compute lane until the end or until it is cancelled.
    func run(
        _ request: GenerationRequest, into source: EventStream<GenerationEvent>.Source,
        cancellation: CancellationToken
    ) {
        do {
            let prompt = try chatFormat.encode(request.messages, with: tokenizer)
            guard !prompt.isEmpty else { throw InferenceError.emptyPrompt }
            guard prompt.count < profile.contextLength else {
                throw InferenceError.contextOverflow(needed: prompt.count + 1, limit: profile.contextLength)
            }
            var generation = RunningGeneration(prompt: prompt, started: ContinuousClock.now)
            let plan = ReadPlan(policy: options.attention, tokenCount: prompt.count)
            let cache = heldPrefix(of: prompt, plan: plan)
            defer { keep(generation.tokens, cache, plan: plan) }
            let reason: StopReason
            do {
                let logits = try prefill(
                    &generation, plan: plan, cache: cache, into: source, cancellation: cancellation)
                reason = try decode(
                    &generation, request, logits: logits, cache: cache, into: source,
                    cancellation: cancellation)
            } catch is CancellationError {
                generation.endPhase()
                source.send(.finished(.cancelled, generation.statistics))
                source.finish()
                return
            }
            source.send(.finished(reason, generation.statistics))
            source.finish()
        } catch {
            source.finish(throwing: error)
        }
    }

    // MARK: Prefixes

    /// The longest prefix that is in memory or on disk; at least the last token is left to be read.
    private func heldPrefix(of prompt: [TokenID], plan: ReadPlan) -> KVCache {
        let held = prefixes.longestPrefix(of: prompt, spec: model.spec, type: options.kvType)
        let length = plan.reusable(held.count)
        held.truncate(to: length)
        let limit = plan.reusable(prompt.count - 1)
        guard length < limit, let stored = store?.load(prompt, upTo: limit), stored.count > length else {
            return held
        }
        return stored
    }

    private func keep(_ tokens: [TokenID], _ cache: KVCache, plan: ReadPlan) {
        // What was read under another rule than a later prompt's would give other bits.
        if case .sample = plan.policy { cache.truncate(to: min(cache.count, plan.policyEnd)) }
        prefixes.keep(tokens, cache)
    }

    // MARK: Prefill

    /// Reads the prompt from where the cache ends.
    private func prefill(
        _ generation: inout RunningGeneration, plan: ReadPlan, cache: KVCache,
        into source: EventStream<GenerationEvent>.Source, cancellation: CancellationToken
    ) throws -> FloatMatrix {
        let prompt = generation.tokens
        let cached = cache.count
        generation.statistics.cachedTokens = cached
        source.send(.prefill(done: cached, total: prompt.count, cached: cached))
        var counts = AttentionCounts()
        var logits: FloatMatrix?
        while cache.count < prompt.count {
            try cancellation.check()
            let (chunk, policy) = plan.chunk(from: cache.count)
            logits = try model.forward(
                prompt[chunk], cache: cache, attention: policy,
                logits: chunk.upperBound == prompt.count ? .last : .none, scratch: scratch, counts: &counts,
                cancellation: cancellation)
            generation.note(counts)
            // Whole chunks are kept as they come, so an interrupted reading goes on where it stopped.
            store?.keep(prompt, cache, upTo: plan.reusable(cache.count))
            source.send(.prefill(done: cache.count, total: prompt.count, cached: cached))
        }
        generation.beginDecoding()
        guard let logits else { throw InferenceError.emptyPrompt }
        return logits
    }

    // MARK: Decode

    private func decode(
        _ generation: inout RunningGeneration, _ request: GenerationRequest, logits first: FloatMatrix,
        cache: KVCache, into source: EventStream<GenerationEvent>.Source, cancellation: CancellationToken
    ) throws -> StopReason {
        var sampler = Sampler(request.sampling)
        var decoder = StreamingDecoder(tokenizer)
        var stops = StopStringFilter(request.stopStrings)
        var steps = DecodeSteps(logits: first, speculates: options.speculates)
        // Rejected drafts leave no trace, however decoding ends.
        defer { cache.truncate(to: generation.tokens.count) }
        let limit = min(
            request.sampling.maximumTokens, profile.contextLength - generation.statistics.promptTokens)
        while generation.statistics.generatedTokens < limit {
            try cancellation.check()
            guard let token = sampler.next(definedLogits(steps), history: generation.tokens) else {
                throw InferenceError.notFinite(position: generation.tokens.count - 1)
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
            try steps.advance(
                by: token, &generation, room: limit - generation.statistics.generatedTokens - 1, cache: cache,
                model: model, scratch: scratch, cancellation: cancellation)
        }
        generation.endPhase()
        send(stops.finish(decoder.finish()), generation, into: source)
        return .maximumTokens
    }

    /// Logits of tokens that the tokenizer has; a padded embedding's other rows mean nothing.
    private func definedLogits(_ steps: DecodeSteps) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: steps.current, count: tokenizer.vocabularySize)
    }

    private func send(
        _ text: String, _ generation: RunningGeneration, into source: EventStream<GenerationEvent>.Source
    ) {
        if !text.isEmpty { source.send(.text(text, tokens: generation.statistics.generatedTokens)) }
    }
}

/// Logits for the next token, where a draft was right several at once.
private struct DecodeSteps {
    private var logits: FloatMatrix
    private var row = 0
    /// Proposed tokens whose logits are at hand, next first.
    private var draft: ArraySlice<TokenID> = []
    private var proposedCount = 0
    private var drafter: Drafter?

    init(logits: FloatMatrix, speculates: Bool) {
        self.logits = logits
        if speculates { drafter = Drafter() }
    }

    var current: UnsafeMutablePointer<Float> { logits.row(row) }

    /// Goes on to the logits after `token`, the last of the generation's tokens.
    ///
    /// - Parameter room: most tokens that may still come after the next one.
    mutating func advance(
        by token: TokenID, _ generation: inout RunningGeneration, room: Int, cache: KVCache,
        model: LanguageModel, scratch: ForwardScratch, cancellation: CancellationToken
    ) throws {
        if draft.first == token {
            draft.removeFirst()
            row += 1
            return
        }
        if drafter != nil {
            drafter?.note(accepted: proposedCount - draft.count, of: proposedCount)
            generation.noteDraft(accepted: proposedCount - draft.count, of: proposedCount)
        }
        cache.truncate(to: generation.tokens.count - 1)
        let proposed = drafter?.draft(after: generation.tokens, atMost: min(room, scratch.rows - 1)) ?? []
        var counts = AttentionCounts()
        logits = try model.forward(
            ([token] + proposed)[...], cache: cache, logits: .all, scratch: scratch, counts: &counts,
            cancellation: cancellation)
        (row, draft, proposedCount) = (0, proposed[...], proposed.count)
    }
}
