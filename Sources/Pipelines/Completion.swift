package import Generation

/// One complete text from a generator, for pipelines that need the whole before they go on.
package enum Completion {
    package struct Result: Sendable {
        package let text: String
        package let reason: StopReason
        package let statistics: GenerationStatistics
    }

    /// - Throws: `CancellationError` when the stop signal came first; what the generator throws.
    package static func text(
        _ messages: [ChatMessage], from generator: any TextGenerator, sampling: SamplingParameters,
        stopStrings: [String] = [], urgency: GenerationRequest.Urgency = .foreground,
        stop: StopSignal = StopSignal()
    ) async throws -> Result {
        let request = GenerationRequest(
            messages, sampling: sampling, stopStrings: stopStrings, urgency: urgency, stop: stop)
        var text = ""
        var end: (StopReason, GenerationStatistics)?
        for try await event in generator.generate(request) {
            switch event {
            case .prefill, .report: break
            case .text(let piece, _): text += piece
            case .finished(let reason, let statistics): end = (reason, statistics)
            }
        }
        guard let end, end.0 != .cancelled else { throw CancellationError() }
        return Result(text: text, reason: end.0, statistics: end.1)
    }
}
