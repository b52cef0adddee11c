import Documents
public import Generation
import Inference
public import Pipelines
import Storage

extension Engine {
    /// Answers a question about documents, with citations, while it streams.
    ///
    /// The last event is `.finished`; the answer is then kept in the question's conversation. Ending the reading task
    /// stops the work and keeps nothing; `stop` ends it and keeps what there is.
    public nonisolated func ask(_ question: Question, stop: StopSignal = StopSignal()) -> EventStream<
        AnswerEvent
    > {
        streaming { events in try await self.answer(question, stop: stop, into: events) }
    }

    private func answer(
        _ question: Question, stop: StopSignal, into events: EventStream<AnswerEvent>.Source
    ) async throws {
        answering += 1
        defer { answering -= 1 }
        if loaded == nil { events.send(.stage(.loadingModel(name: modelStatus().name))) }
        let model = try await model(unless: stop)
        events.send(.stage(.tokenizing))
        var sources: [ContextSource] = []
        for id in question.documents { sources.append(try await measured(id, by: model)) }
        let earlier = try await turns(before: question)
        // A reader that can't be opened is no reason to answer nothing.
        let search = PassageSearch.best(try? await reader()?.reader)
        let answer = try await AnswerPipeline(
            model.generator, search: search, reviewsCitations: question.reviewsCitations
        ).answer(
            question.text, from: sources, after: earlier, fit: question.fit, scope: question.scope,
            continuing: question.begun,
            sampling: question.sampling,
            stop: stop, keepsPartial: true
        ) { event in
            // The finished answer is told of once it is kept, so that whoever hears of it can read it back.
            if case .finished = event { return }
            events.send(event)
        }
        await keep(answer, for: question, telling: events)
        events.send(.finished(answer))
    }

    /// Appends the answer to its conversation, where it belongs to one.
    func keep(
        _ answer: CitedAnswer, for question: Question,
        telling events: EventStream<AnswerEvent>.Source
    ) async {
        guard let conversation = question.conversation, let store else { return }
        do {
            events.send(
                .kept(
                    try await store.append(answer, to: conversation, at: question.place)))
        } catch {
            // The answer was made; that it could not be kept must not take it away from the reader.
            events.send(.notKept(reason: error.errorDescription ?? "\(error)"))
        }
    }

    /// Turns of the conversation that were about the whole of the same documents: only their numbers mean the same.
    private func turns(before question: Question) async throws -> [AnswerPrompt.Turn] {
        guard let conversation = question.conversation, let store else { return [] }
        let turns =
            switch question.place {
            case .end: try await store.turns(in: conversation)
            case .replacing(let other): try await store.turns(before: other)
            }
        return turns.compactMap { turn in
            let context = turn.answer.context
            guard context.mode == .whole, context.windows.map(\.document) == question.documents,
                turn.answer.finish == .stop, !turn.answer.isFromReader
            else { return nil }
            return AnswerPrompt.Turn(question: turn.answer.question, raw: turn.answer.raw)
        }
    }

    /// A document with the tokens of each sentence, counted once a model and kept.
    func measured(_ id: DocumentID, by model: LoadedModel) async throws(EngineError) -> ContextSource {
        let opened = try await open(id)
        let sentences = opened.document.sentences
        do {
            if let known = try await store?.tokenCounts(of: id, model: model.digest),
                known.count == sentences.count
            {
                return ContextSource(reader: opened.reader, sentenceTokens: known)
            }
            let counts = try await model.generator.tokenCounts(
                of: sentences.map { " " + opened.document.text(in: $0.range) })
            // A library that can't be written costs a second count next time, nothing more.
            try? await store?.save(tokenCounts: counts, of: id, model: model.digest)
            return ContextSource(reader: opened.reader, sentenceTokens: counts)
        } catch {
            throw Self.engineError(error)
        }
    }

    /// What failed, as a front end acts on it.
    static func engineError(_ error: any Error) -> EngineError {
        switch error {
        case let error as EngineError: error
        case let error as PipelineError:
            switch error {
            case .tooLong, .noRoom: EngineError(.tooLong, "answering", error)
            case .emptyDocument: EngineError(.input, "answering", error)
            case .cannotContinue: EngineError(.failed, "continuing an answer", error)
            }
        case InferenceError.contextOverflow: EngineError(.tooLong, "answering", error)
        case is StoreError: EngineError(.store, "answering", error)
        default: EngineError(.failed, "answering", error)
        }
    }
}
