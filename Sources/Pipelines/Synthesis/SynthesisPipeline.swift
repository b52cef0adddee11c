package import Generation

/// A question about a document, an answer to it, citations for the answer: all four stages of CoF.
package struct SynthesisPipeline: Sendable {
    /// Why there is no example this time.
    package struct Discarded: Error, Hashable {
        package let reason: String
    }

    private let generator: any TextGenerator

    package init(_ generator: any TextGenerator) { self.generator = generator }

    /// - Throws: what the generator throws; a model that writes nothing useful is a `.failure`, not an error.
    package func example(
        number: Int, about source: ContextSource, sampling: SamplingParameters, stop: StopSignal
    ) async throws -> Result<TrainingExample, Discarded> {
        let question = try await QuestionSynthesis(generator).question(
            about: source, seed: sampling.seed, sampling: sampling, stop: stop)
        guard let question else { return .failure(Discarded(reason: "the model wrote no question")) }
        let statements = try await cited(question.text, source, sampling, stop)
        guard CoarseToFine.isUseful(statements) else {
            return .failure(Discarded(reason: "too few statements have a citation"))
        }
        return .success(
            TrainingExample(
                source.document, number: number, question: question, statements: statements,
                model: generator.profile.name, seed: sampling.seed))
    }

    /// A general model answers plainly, and its words get their citations afterwards; one of our own cites while it
    /// answers, which it was trained for.
    private func cited(
        _ question: String, _ source: ContextSource, _ sampling: SamplingParameters, _ stop: StopSignal
    ) async throws -> [Statement] {
        guard generator.profile.prompts.layout == nil else {
            return try await AnswerPipeline(generator).answer(
                question, from: [source], after: [], fit: .retrieve, sampling: sampling, stop: stop
            ) { _ in }.statements
        }
        let text = try await QuestionSynthesis(generator).excerpt(of: source, besides: question)
        let parts: [ChatMessage.Part] = [
            .markup("[Document Start]\n"), .text(text), .markup("\n[Document End]\n\n"), .text(question),
        ]
        let answer = try await Completion.text(
            [ChatMessage(.user, parts: parts)], from: generator, sampling: sampling, stop: stop)
        return try await CoarseToFine(generator).cite(
            answer.text, to: question, from: source, sampling: sampling, stop: stop
        ) { _ in }
    }
}
