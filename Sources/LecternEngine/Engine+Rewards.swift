public import Documents
public import Generation
public import Pipelines
import Storage

/// Who scores.
public enum RewardJudge: Sendable, Hashable {
    /// Text measures, no model.
    case measured
    /// The configured model or endpoint.
    case model
}

/// What happens while an answer is scored.
public enum ScoringEvent: Sendable, Hashable {
    case stage(AnswerStage)
    case reward(RewardEvent)
    case finished(RewardBreakdown)
    /// The reward is in the library.
    case kept(StoredReward)
}

extension ScoringEvent: CoalescingEvent {
    public mutating func absorb(_ next: Self) -> Bool {
        guard case .reward(.progress) = self, case .reward(.progress) = next else { return false }
        self = next
        return true
    }
}

extension Engine {
    /// Scores an answer about a document in the four dimensions of LongReward.
    ///
    /// - Parameters:
    ///   - subject: under which the reward is kept; nil keeps it nowhere.
    ///   - dimensions: those that are scored.
    public nonisolated func score(
        _ answer: CitedAnswer, about document: DocumentID, by judge: RewardJudge = .measured,
        dimensions: Set<RewardDimension> = Set(RewardDimension.allCases),
        keptAs subject: RewardSubject? = nil,
        seed: UInt64 = 0, stop: StopSignal = StopSignal()
    ) -> EventStream<ScoringEvent> {
        scoring(AnswerToScore(answer), document, judge, dimensions, subject, seed, stop)
    }

    /// Scores an answer that was given from outside; nothing is kept.
    public nonisolated func score(
        _ answer: String, to question: String, about document: DocumentID, by judge: RewardJudge = .measured,
        seed: UInt64 = 0, stop: StopSignal = StopSignal()
    ) -> EventStream<ScoringEvent> {
        scoring(
            AnswerToScore(question: question, text: answer), document, judge, Set(RewardDimension.allCases),
            nil,
            seed, stop)
    }

    private nonisolated func scoring(
        _ text: AnswerToScore, _ document: DocumentID, _ judge: RewardJudge,
        _ dimensions: Set<RewardDimension>,
        _ subject: RewardSubject?, _ seed: UInt64, _ stop: StopSignal
    ) -> EventStream<ScoringEvent> {
        let events = EventStream<ScoringEvent>.Source()
        let task = Task {
            do {
                let breakdown = try await breakdown(
                    of: text, document, judge, dimensions, notes: nil, seed: seed, stop: stop, into: events)
                events.send(.finished(breakdown))
                if let subject, let store {
                    events.send(.kept(try await store.save(breakdown, of: subject)))
                }
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

    func breakdown(
        of answer: AnswerToScore, _ document: DocumentID, _ choice: RewardJudge,
        _ dimensions: Set<RewardDimension>,
        notes: [PartExtract]?, seed: UInt64, stop: StopSignal, into events: EventStream<ScoringEvent>.Source?
    ) async throws -> RewardBreakdown {
        switch choice {
        case .measured:
            let opened = try await open(document)
            return MeasuredReward(opened.document).score(answer, dimensions: dimensions) {
                events?.send(.reward($0))
            }
        case .model:
            if loaded == nil { events?.send(.stage(.loadingModel(name: modelStatus().name))) }
            let model = try await model(unless: stop)
            events?.send(.stage(.tokenizing))
            let source = try await measured(document, by: model)
            let judge = Judge(model.generator, seed: seed, stop: stop)
            return try await LongReward(judge, about: source).score(
                answer, dimensions: dimensions, notes: notes
            ) {
                events?.send(.reward($0))
            }
        }
    }

    // MARK: Kept rewards

    /// The newest reward of every judge, latest first.
    public func rewards(of subject: RewardSubject) async throws(EngineError) -> [StoredReward] {
        do {
            return try await store?.rewards(of: subject) ?? []
        } catch {
            throw EngineError(.store, "reading rewards", error)
        }
    }

    /// Keeps a person's verdict on a fact of a reward, numbered from 0; nil clears it.
    public func override(fact number: Int, of reward: RewardID, with verdict: Verdict?)
        async throws(EngineError)
    {
        do {
            try await store?.override(fact: number, of: reward, with: verdict)
        } catch {
            throw EngineError(.store, "keeping your verdict", error)
        }
    }

    /// Keeps a person's own score for a dimension of a reward; nil clears it.
    public func override(_ dimension: RewardDimension, of reward: RewardID, with score: Double?)
        async throws(EngineError)
    {
        do {
            try await store?.override(dimension, of: reward, with: score)
        } catch {
            throw EngineError(.store, "keeping your score", error)
        }
    }
}

extension AnswerToScore {
    init(_ answer: CitedAnswer) {
        self.init(question: answer.question, text: answer.plainText, statements: answer.statements)
    }
}
