package import Generation

/// One try of a judge: what was asked for with which temperature, and what came.
public struct JudgeAttempt: Sendable, Hashable, Codable {
    public let temperature: Float
    /// As the judge wrote it.
    public let output: String
    /// False: nothing that was asked for could be read in it.
    public let isReadable: Bool

    public init(temperature: Float, output: String, isReadable: Bool) {
        self.temperature = temperature
        self.output = output
        self.isReadable = isReadable
    }
}

/// A generator that is asked for ratings and verdicts, and asked again when its reply can't be read.
package struct Judge: Sendable {
    /// The try schedule of the released code: nearly greedy first, then warm (`longreward.md` §2).
    static let temperatures: [Float] = [0.01, 0.95, 0.95, 0.95, 0.95]
    /// Changes with any of the prompts.
    static let promptVersion = 1

    struct Reply<Value: Sendable>: Sendable {
        /// Nil when no try could be read.
        let value: Value?
        let attempts: [JudgeAttempt]
        /// The last try's text: its analysis, where it could be read.
        var text: String { attempts.last?.output.trimmed ?? "" }
    }

    let generator: any TextGenerator
    private let seed: UInt64
    private let stop: StopSignal
    /// Between tries. An endpoint that failed once is given a moment; a local model gains nothing by waiting.
    private let pause: Duration

    package init(
        _ generator: any TextGenerator, seed: UInt64 = 0, stop: StopSignal = StopSignal(),
        pause: Duration? = nil
    ) {
        self.generator = generator
        self.seed = seed
        self.stop = stop
        self.pause = pause ?? (generator.profile.architecture == "endpoint" ? .seconds(1) : .zero)
    }

    /// How it stands beside results: `model:NAME` or `endpoint:NAME`.
    package var name: String {
        (generator.profile.architecture == "endpoint" ? "endpoint:" : "model:") + generator.profile.name
    }

    /// Asks until a reply can be read, at most five times.
    ///
    /// - Throws: `CancellationError` when stopped; what the generator throws.
    func ask<Value: Sendable>(
        _ prompt: PromptTemplate, _ values: [String: String], tokens: Int, read: (String) -> Value?
    ) async throws -> Reply<Value> {
        let message = ChatMessage(.user, parts: prompt.filled(values))
        var attempts: [JudgeAttempt] = []
        for (index, temperature) in Self.temperatures.enumerated() {
            if index > 0, pause > .zero { try await Task.sleep(for: pause) }
            let sampling = SamplingParameters(
                temperature: temperature, seed: seed &+ UInt64(index), maximumTokens: tokens)
            let result = try await Completion.text([message], from: generator, sampling: sampling, stop: stop)
            let value = read(result.text)
            attempts.append(
                JudgeAttempt(temperature: temperature, output: result.text, isReadable: value != nil))
            if let value { return Reply(value: value, attempts: attempts) }
        }
        return Reply(value: nil, attempts: attempts)
    }
}
