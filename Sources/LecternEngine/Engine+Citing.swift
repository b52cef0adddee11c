public import Documents
public import Generation
public import Pipelines

/// What happens while citations are found, or examples made.
public enum CitingEvent: Sendable, Hashable {
    case stage(AnswerStage)
    /// `done` of `total` statements, or examples.
    case progress(done: Int, total: Int)
    case finished(CitedAnswer)
    case example(TrainingExample)
    /// The model wrote nothing useful this time; the reason in words.
    case discarded(number: Int, reason: String)
}

extension CitingEvent: CoalescingEvent {
    public mutating func absorb(_ next: Self) -> Bool {
        guard case .progress = self, case .progress = next else { return false }
        self = next
        return true
    }
}

extension Engine {
    /// Finds citations for an answer that exists already. Its words stay as they are.
    public nonisolated func cite(
        _ answer: String, to question: String, about document: DocumentID,
        sampling: SamplingParameters = .greedy,
        stop: StopSignal = StopSignal()
    ) -> EventStream<CitingEvent> {
        streaming { events in
            let model = try await self.model(unless: stop) { events.send(.stage($0)) }
            let source = try await self.measured(document, by: model)
            let statements = try await CoarseToFine(model.generator).cite(
                answer, to: question, from: source, sampling: sampling, stop: stop
            ) { event in
                if case .progress(let done, let total) = event {
                    events.send(.progress(done: done, total: total))
                }
            }
            events.send(
                .finished(
                    CitedAnswer(
                        citing: statements, question: question, source.document, model.generator.profile,
                        sampling)))
        }
    }

    /// Makes questions about a document with cited answers, as training data.
    ///
    /// - Parameters:
    ///   - numbers: which examples to make; an example's number and the seed decide what is drawn for it.
    ///   - concurrency: examples in the making at once, for a server; they come in the order of their numbers.
    public nonisolated func synthesize(
        about document: DocumentID, numbers: Range<Int>, sampling: SamplingParameters, concurrency: Int = 1,
        stop: StopSignal = StopSignal()
    ) -> EventStream<CitingEvent> {
        streaming { events in
            let model = try await self.model(unless: stop) { events.send(.stage($0)) }
            let source = try await self.measured(document, by: model)
            let pipeline = SynthesisPipeline(model.generator)
            events.send(.progress(done: 0, total: numbers.count))
            try await BoundedTasks.run(Array(numbers), limit: max(1, concurrency)) { number in
                var own = sampling
                own.seed = sampling.seed &+ UInt64(number)
                return try await pipeline.example(number: number, about: source, sampling: own, stop: stop)
            } deliver: { number, result in
                switch result {
                case .success(let example): events.send(.example(example))
                case .failure(let problem): events.send(.discarded(number: number, reason: problem.reason))
                }
                events.send(.progress(done: number + 1 - numbers.lowerBound, total: numbers.count))
            }
        }
    }

    private func model(unless stop: StopSignal, report: (AnswerStage) -> Void) async throws -> LoadedModel {
        if loaded == nil { report(.loadingModel(name: modelStatus().name)) }
        let model = try await model(unless: stop)
        report(.tokenizing)
        return model
    }
}

extension CitedAnswer {
    /// An answer that was given from outside and has its citations now.
    init(
        citing statements: [Statement], question: String, _ document: Document, _ model: GeneratorProfile,
        _ sampling: SamplingParameters
    ) {
        let count = document.sentences.count
        self.init(
            question: question, statements: statements, raw: CoarseToFine.markup(statements),
            parse: ParseReport(isStrict: true, repairs: 0),
            context: ContextSummary(
                sentences: count, documentSentences: count, tokens: 0, mode: .retrieved, windows: [],
                earlierTurns: 0),
            model: model, sampling: sampling, statistics: GenerationStatistics(), finish: .stop)
    }
}
