import Documents
public import Generation
public import Pipelines
import Storage

/// Who judges whether statements are borne out by what they cite.
public enum JudgeChoice: String, Sendable, Hashable, Codable, CaseIterable {
    /// The best there is without writing: the passage reader, else the measure of the text.
    case automatic = "auto"
    /// A measure of the text, without a model.
    case measured
    /// lectern-reader.
    case reader
    /// The model that answers.
    case model
}

/// What happens while an answer is verified.
public enum VerificationEvent: Sendable, Hashable {
    case stage(AnswerStage)
    /// `done` of `total` statements.
    case progress(done: Int, total: Int)
    case finished(AnswerVerification)
    /// It is kept with the answer no longer than the program runs; the reason in words.
    case notKept(reason: String)
}

extension VerificationEvent: CoalescingEvent {
    public mutating func absorb(_ next: Self) -> Bool {
        guard case .progress = self, case .progress = next else { return false }
        self = next
        return true
    }
}

extension Engine {
    /// Judges the statements of an answer against what they cite. The last event is `.finished`.
    ///
    /// - Parameters:
    ///   - id: the answer as it is kept; nil keeps the result nowhere.
    ///   - only: the statements to judge; the others keep what the same judge said before. Nil judges all.
    ///   - documents: those that the answer was asked about.
    public nonisolated func verify(
        _ answer: CitedAnswer, id: AnswerID? = nil, about documents: [DocumentID],
        judge: JudgeChoice = .automatic,
        only: Set<Int>? = nil, urgency: GenerationRequest.Urgency = .foreground,
        stop: StopSignal = StopSignal()
    ) -> EventStream<VerificationEvent> {
        streaming { events in try await self.verify(answer, id, documents, judge, only, urgency, stop, events)
        }
    }

    private func verify(
        _ answer: CitedAnswer, _ id: AnswerID?, _ documents: [DocumentID], _ choice: JudgeChoice,
        _ only: Set<Int>?,
        _ urgency: GenerationRequest.Urgency, _ stop: StopSignal,
        _ events: EventStream<VerificationEvent>.Source
    ) async throws {
        var readers: [DocumentReader] = []
        for document in documents { readers.append(try await open(document).reader) }
        var review = AnswerReview.empty
        if let id { review = try await self.review(of: id) }
        let judge = try await judge(choice, urgency, stop) { events.send(.stage($0)) }
        var result = try await AnswerVerifier(judge).verify(
            answer, citations: review.corrections, from: readers, only: only, stop: stop
        ) { events.send(.progress(done: $0, total: $1)) }
        if let only, let before = review.verifications.last(where: { $0.judge == result.judge }) {
            for index in result.statements.indices
            where !only.contains(index) && before.statements.indices.contains(index) {
                result.statements[index] = before.statements[index]
            }
        }
        if let id, let store {
            do throws(StoreError) {
                try await store.save(result, of: id)
            } catch {
                events.send(.notKept(reason: error.errorDescription ?? "\(error)"))
            }
        }
        events.send(.finished(result))
    }

    func judge(
        _ choice: JudgeChoice, _ urgency: GenerationRequest.Urgency, _ stop: StopSignal,
        _ report: (AnswerStage) -> Void
    ) async throws -> any StatementJudge {
        switch choice {
        case .automatic:
            if let loaded = try? await reader(), loaded.reader.profile.readsQuestions {
                return ReaderJudge(loaded.reader)
            }
            return MeasuredJudge()
        case .measured: return MeasuredJudge()
        case .reader:
            guard let loaded = try await reader(), loaded.reader.profile.readsQuestions else {
                throw EngineError(.model, "checking citations", ReaderError.missing)
            }
            return ReaderJudge(loaded.reader)
        case .model:
            if loaded == nil { report(.loadingModel(name: modelStatus().name)) }
            return ModelJudge(try await model(unless: stop).generator, urgency: urgency, stop: stop)
        }
    }

    // MARK: Reviews

    /// What judges and people said of an answer.
    public func review(of id: AnswerID) async throws(EngineError) -> AnswerReview {
        try await reviews(of: [id])[id] ?? .empty
    }

    public func reviews(of ids: [AnswerID]) async throws(EngineError) -> [AnswerID: AnswerReview] {
        do {
            return try await store?.reviews(of: ids) ?? [:]
        } catch {
            throw EngineError(.store, "reading verdicts", error)
        }
    }

    /// Keeps a person's verdict on a statement; nil takes it away. `undo` brings the one before back.
    public func setVerdict(_ verdict: Verdict?, statement: Int, of id: AnswerID) async throws(EngineError) {
        do {
            try await store?.setVerdict(verdict, statement: statement, of: id)
        } catch {
            throw EngineError(.store, "keeping a verdict", error)
        }
    }

    /// Keeps the citations that a person gave a statement; nil goes back to the model's own. Can be undone.
    public func correct(_ citations: [Citation]?, statement: Int, of id: AnswerID) async throws(EngineError) {
        do {
            try await store?.correct(citations, statement: statement, of: id)
        } catch {
            throw EngineError(.store, "keeping a corrected citation", error)
        }
    }
}
