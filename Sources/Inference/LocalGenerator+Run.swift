import Compute
import Generation
import Tokenization

extension LocalGenerator {
    /// Reads the prompt, writes the answer. A foreground request holds the compute lane until the end or until it is
    /// cancelled; a background one lets others go first after each slice.
    func run(
        _ request: GenerationRequest, into source: EventStream<GenerationEvent>.Source,
        cancellation: CancellationToken
    ) async {
        let scratch = takeScratch()
        defer { giveBack(scratch) }
        var slices = Slices(isCut: request.urgency == .background)
        do {
            let begun = ContinuousClock.now
            let prompt = try chatFormat.encode(
                request.messages, written: request.written, with: tokenizer)
            let tokenized = ContinuousClock.now
            guard !prompt.isEmpty else { throw InferenceError.emptyPrompt }
            guard prompt.count < profile.contextLength else {
                throw InferenceError.contextOverflow(needed: prompt.count + 1, limit: profile.contextLength)
            }
            var generation = RunningGeneration(prompt: prompt, started: ContinuousClock.now)
            let plan = ReadPlan(policy: options.attention, tokenCount: prompt.count)
            let cache = heldPrefix(of: prompt, plan: plan, cancellation: cancellation)
            let loaded = ContinuousClock.now
            var monitor = RunMonitor(
                tally: tally(of: prompt, from: cache.count, plan, request),
                weightBytes: model.weights.byteCount,
                threads: model.pool.threadCount, tokenizing: (tokenized - begun) / .seconds(1),
                loadingCache: (loaded - tokenized) / .seconds(1))
            defer { keep(generation.tokens, cache, plan: plan, sources: request.sources) }
            let reason: StopReason
            do {
                let work = Work(cache: cache, scratch: scratch, source: source, cancellation: cancellation)
                let logits = try await prefill(&generation, plan, request.sources, work, &slices, &monitor)
                reason = try await decode(&generation, request, logits: logits, work, &slices, &monitor)
            } catch is CancellationError {
                generation.endPhase()
                source.send(.report(monitor.finalReport(cacheBytes: cache.byteCount)))
                source.send(.finished(.cancelled, generation.statistics))
                source.finish()
                return
            }
            source.send(.report(monitor.finalReport(cacheBytes: cache.byteCount)))
            source.send(.finished(reason, generation.statistics))
            source.finish()
        } catch {
            source.finish(throwing: error)
        }
    }

    // MARK: Prefixes

    /// The longest prefix that is in memory or on disk; at least the last token is left to be read.
    private func heldPrefix(
        of prompt: [TokenID], plan: ReadPlan, cancellation: CancellationToken
    ) -> KVCache {
        let held = prefixes.longestPrefix(of: prompt, spec: model.spec, type: options.kvType)
        let length = plan.reusable(held.count)
        held.truncate(to: length)
        let limit = plan.reusable(prompt.count - 1)
        guard length < limit, let stored = store?.load(prompt, upTo: limit, cancellation: cancellation),
            stored.count > length
        else { return held }
        return stored
    }

    private func keep(_ tokens: [TokenID], _ cache: KVCache, plan: ReadPlan, sources: [String]) {
        // What was read under another rule than a later prompt's would give other bits.
        if case .sample = plan.policy { cache.truncate(to: min(cache.count, plan.policyEnd)) }
        prefixes.keep(tokens, cache, sources: sources)
        store?.makeRoom()
    }

    /// Regions are looked for only where there will be columns to lie in them.
    private func tally(
        of prompt: [TokenID], from start: Int, _ plan: ReadPlan, _ request: GenerationRequest
    ) -> AttentionTally {
        var positions: [Int]?
        if case .sample(let parameters) = plan.policy, plan.policyEnd > start,
            plan.policyEnd >= parameters.shortestLength, !request.regions.isEmpty
        {
            positions = tokenizer.positions(of: request.regions, in: request.messages, prompt: prompt)
        }
        return AttentionTally(
            model.spec, tokenCount: prompt.count, policy: plan.policy, regionStarts: positions ?? [])
    }

    // MARK: Prefill

    /// Reads the prompt from where the cache ends.
    private func prefill(
        _ generation: inout RunningGeneration, _ plan: ReadPlan, _ sources: [String], _ work: Work,
        _ slices: inout Slices, _ monitor: inout RunMonitor
    ) async throws -> FloatMatrix {
        let prompt = generation.tokens
        let cache = work.cache
        let cached = cache.count
        generation.statistics.cachedTokens = cached
        work.source.send(.prefill(done: cached, total: prompt.count, cached: cached))
        var counts = AttentionCounts()
        var logits: FloatMatrix?
        while cache.count < prompt.count {
            try work.cancellation.check()
            let (chunk, policy) = plan.chunk(from: cache.count, atMost: slices.tokenLimit)
            let begun = ContinuousClock.now
            let sparse = counts.sparsePlans + counts.densePlans
            logits = try await forward(
                prompt[chunk], attention: policy.keepingPlans,
                logits: chunk.upperBound == prompt.count ? .last : .none, work, counts: &counts, &slices
            ) { layer, done in
                monitor.add(done, layer: layer)
                if let report = monitor.dueReport() { work.source.send(.report(report)) }
            }
            generation.note(counts)
            monitor.finishChunk(
                tokens: chunk.count, isSampled: counts.sparsePlans + counts.densePlans > sparse,
                seconds: (ContinuousClock.now - begun) / .seconds(1), cacheBytes: cache.byteCount)
            // Whole chunks are kept as they come, so an interrupted reading goes on where it stopped.
            store?.keep(prompt, cache, upTo: plan.reusable(cache.count), sources: sources)
            work.source.send(.prefill(done: cache.count, total: prompt.count, cached: cached))
        }
        work.source.send(.report(monitor.promptReport()))
        generation.beginDecoding()
        guard let logits else { throw InferenceError.emptyPrompt }
        return logits
    }

    private func forward(
        _ tokens: ArraySlice<TokenID>, attention: AttentionPolicy, logits rows: LanguageModel.LogitRows,
        _ work: Work, counts: inout AttentionCounts, _ slices: inout Slices,
        afterLayer: (Int, AttentionCounts) -> Void = { _, _ in }
    ) async throws -> FloatMatrix {
        var pass = try ForwardPass(
            model, tokens, cache: work.cache, attention: attention, scratch: work.scratch,
            cancellation: work.cancellation)
        var isMore = true
        while isMore {
            isMore = try pass.nextLayer()
            if let (layer, done) = pass.last { afterLayer(layer, done) }
            if isMore { await slices.rest(tokens: tokens.count) }
        }
        // The plans went to the tally; a long prompt has too many of them to keep.
        var done = pass.counts
        done.records = []
        counts.add(done)
        return try pass.finish(rows)
    }

    // MARK: Decode

    private func decode(
        _ generation: inout RunningGeneration, _ request: GenerationRequest, logits first: FloatMatrix,
        _ work: Work, _ slices: inout Slices, _ monitor: inout RunMonitor
    ) async throws -> StopReason {
        let source = work.source
        var sampler = Sampler(request.sampling)
        var decoder = StreamingDecoder(tokenizer)
        var stops = StopStringFilter(request.stopStrings)
        var steps = DecodeSteps(logits: first, speculates: options.speculates)
        // Rejected drafts leave no trace, however decoding ends.
        defer { work.cache.truncate(to: generation.tokens.count) }
        let limit = min(
            request.sampling.maximumTokens, profile.contextLength - generation.statistics.promptTokens)
        while generation.statistics.generatedTokens < limit {
            try work.cancellation.check()
            guard let token = sampler.next(definedLogits(steps), history: generation.tokens) else {
                throw InferenceError.notFinite(position: generation.tokens.count - 1)
            }
            generation.statistics.generatedTokens += 1
            generation.noteFirstToken()
            monitor.noteToken()
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
            let proposed = steps.proposal(
                after: token, &generation, room: limit - generation.statistics.generatedTokens - 1, work)
            if let proposed {
                var counts = AttentionCounts()
                let logits = try await forward(
                    ([token] + proposed)[...], attention: .full, logits: .all, work, counts: &counts, &slices)
                steps.begin(logits, proposed)
            }
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

/// What a request works with from its beginning to its end.
private struct Work {
    let cache: KVCache
    let scratch: ForwardScratch
    let source: EventStream<GenerationEvent>.Source
    let cancellation: CancellationToken
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

    /// Goes on to the logits after `token`, the last of the generation's tokens, where they are at hand.
    ///
    /// - Parameter room: most tokens that may still come after the next one.
    /// - Returns: otherwise, what to read together with `token` for them.
    mutating func proposal(
        after token: TokenID, _ generation: inout RunningGeneration, room: Int, _ work: Work
    ) -> [TokenID]? {
        if draft.first == token {
            draft.removeFirst()
            row += 1
            return nil
        }
        if drafter != nil {
            drafter?.note(accepted: proposedCount - draft.count, of: proposedCount)
            generation.noteDraft(accepted: proposedCount - draft.count, of: proposedCount)
        }
        work.cache.truncate(to: generation.tokens.count - 1)
        return drafter?.draft(after: generation.tokens, atMost: min(room, work.scratch.rows - 1)) ?? []
    }

    /// Takes the logits after a token and after those proposed to follow it.
    mutating func begin(_ logits: FloatMatrix, _ proposed: [TokenID]) {
        self.logits = logits
        (row, draft, proposedCount) = (0, proposed[...], proposed.count)
    }
}
