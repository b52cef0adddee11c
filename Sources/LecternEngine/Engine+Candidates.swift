public import Documents
public import Generation
public import Pipelines
import Storage

/// What happens while candidates are sampled, in this order for each: `answer`…, `candidate`, `scored`.
public enum SamplingEvent: Sendable, Hashable {
    /// The set is in the library; nil where nothing is kept.
    case started(CandidateSet?)
    /// Of the candidate with this place.
    case answer(AnswerEvent, place: Int)
    case candidate(CitedAnswer, place: Int, kept: Candidate?)
    case scoring(ScoringEvent, place: Int)
    case scored(RewardBreakdown, place: Int)
}

extension SamplingEvent: CoalescingEvent {
    public mutating func absorb(_ next: Self) -> Bool {
        switch (self, next) {
        case (.answer(var event, let place), .answer(let more, let other)) where place == other:
            guard event.absorb(more) else { return false }
            self = .answer(event, place: place)
            return true
        case (.scoring(var event, let place), .scoring(let more, let other)) where place == other:
            guard event.absorb(more) else { return false }
            self = .scoring(event, place: place)
            return true
        default:
            return false
        }
    }
}

extension Engine {
    /// Answers a question several times with different seeds: the prompt is read once, each answer goes on from there.
    ///
    /// - Parameters:
    ///   - question: its sampling gives the first seed; each further candidate has the next one.
    ///   - count: candidates; with temperature 0 they would all be the same, and one is made.
    ///   - concurrency: candidates in the making at once, for a server; they come in the order of their places.
    ///   - judge: scores each candidate once it is there; nil scores none. A model judges after all were sampled, so
    ///     that its prompts don't push the document out of the cache.
    public nonisolated func sample(
        _ question: Question, count: Int, concurrency: Int = 1, scoredBy judge: RewardJudge? = .measured,
        stop: StopSignal = StopSignal()
    ) -> EventStream<SamplingEvent> {
        let events = EventStream<SamplingEvent>.Source()
        let task = Task {
            do {
                try await sample(question, count, max(1, concurrency), judge, stop, into: events)
                events.finish()
            } catch is CancellationError {
                events.finish(throwing: CancellationError())
            } catch {
                events.finish(throwing: Self.engineError(error))
            }
        }
        events.onCancel { task.cancel() }
        return EventStream(events)
    }

    private func sample(
        _ question: Question, _ count: Int, _ concurrency: Int, _ judge: RewardJudge?, _ stop: StopSignal,
        into events: EventStream<SamplingEvent>.Source
    ) async throws {
        if loaded == nil { events.send(.answer(.stage(.loadingModel(name: modelStatus().name)), place: 0)) }
        let model = try await model(unless: stop)
        var sources: [ContextSource] = []
        for id in question.documents { sources.append(try await measured(id, by: model)) }
        let wanted = question.sampling.temperature == 0 ? min(1, count) : count
        let set = try await store?.startCandidates(
            to: question.text, about: question.documents, fit: question.fit, sampling: question.sampling,
            wanted: wanted)
        events.send(.started(set))
        var made: [(answer: CitedAnswer, kept: Candidate?)] = []
        let asked = sources
        try await BoundedTasks.run(Array(0..<wanted), limit: concurrency) { place in
            var sampling = question.sampling
            sampling.seed &+= UInt64(place)
            return try await AnswerPipeline(model.generator).answer(
                question.text, from: asked, after: [], fit: question.fit, sampling: sampling, stop: stop
            ) { event in
                if case .finished = event { return }
                events.send(.answer(event, place: place))
            }
        } deliver: { place, answer in
            // What was stopped in the middle is no candidate.
            guard answer.finish != .cancelled else { throw CancellationError() }
            var kept: Candidate?
            if let set, let store { kept = try await store.append(answer, place: place, to: set.id) }
            events.send(.candidate(answer, place: place, kept: kept))
            made.append((answer, kept))
            if judge == .measured {
                try await score(answer, kept, place, .measured, question, notes: nil, stop, into: events)
            }
        }
        guard judge == .model, let document = question.documents.first else { return }
        let source = try await measured(document, by: model)
        let notes = try await LongReward(
            Judge(model.generator, seed: question.sampling.seed, stop: stop), about: source
        ).notes(on: question.text) { events.send(.scoring(.reward($0), place: 0)) }
        for (place, one) in made.enumerated() {
            try await score(one.answer, one.kept, place, .model, question, notes: notes, stop, into: events)
        }
    }

    private func score(
        _ answer: CitedAnswer, _ kept: Candidate?, _ place: Int, _ judge: RewardJudge, _ question: Question,
        notes: [PartExtract]?, _ stop: StopSignal, into events: EventStream<SamplingEvent>.Source
    ) async throws {
        guard let document = question.documents.first else { return }
        let breakdown = try await breakdown(
            of: AnswerToScore(answer), document, judge, Set(RewardDimension.allCases), notes: notes,
            seed: question.sampling.seed, stop: stop, into: nil)
        if let kept { _ = try await store?.save(breakdown, of: .candidate(kept.id)) }
        events.send(.scored(breakdown, place: place))
    }

    // MARK: Kept candidates

    /// Sets with at least one candidate, latest first; nil for those about any document.
    public func candidateSets(about document: DocumentID? = nil) async throws(EngineError) -> [CandidateSet] {
        do {
            return try await store?.candidateSets(about: document) ?? []
        } catch {
            throw EngineError(.store, "listing candidates", error)
        }
    }

    /// The candidates of a set in the order of sampling, with their newest rewards.
    public func candidates(in set: CandidateSetID) async throws(EngineError) -> [JudgedCandidate] {
        do {
            return try await store?.candidates(in: set) ?? []
        } catch {
            throw EngineError(.store, "reading candidates", error)
        }
    }
}
