import Foundation
public import Generation
import Synchronization

/// A model behind an OpenAI-compatible server: vLLM, llama.cpp, Ollama and others.
///
/// Token counts are upper estimates (`TokenBounds`), since the server's tokenizer is not here. Any number of requests
/// may be in flight.
public struct EndpointGenerator: TextGenerator {
    public let profile: GeneratorProfile
    let client: EndpointClient
    /// The model's name as the server wants it.
    let model: String
    let shared = Shared()

    /// What requests to one server learn from each other.
    final class Shared: Sendable {
        let concessions = Mutex<Set<ChatRequest.Concession>>([])
        /// Tokens the server counts for one that `TokenBounds.upper` counts, measured once.
        let tokensForEstimate = Mutex<Double?>(nil)
    }

    /// Taken where neither server nor person says how much the model reads: what most servers start with or exceed.
    public static let contextWithoutAnswer = 8192

    /// Asks the server which models it has, and for the context of the one that is wanted.
    ///
    /// - Throws: `RemoteError`; `CancellationError`.
    public static func open(_ configuration: EndpointConfiguration) async throws -> EndpointGenerator {
        let client = EndpointClient(configuration)
        // Somebody waits and can see to it: once more, not as often as within a batch.
        var retries = configuration.retries
        retries.attempts = min(retries.attempts, 2)
        let models = try await retrying(retries) { try await client.models() }
        let entry = try client.choose(from: models)
        var context = entry.contextLength
        if context == nil { context = await client.servedContext() }
        let length: Int
        switch (configuration.contextLimit, context) {
        case (let limit?, let served?): length = min(limit, served)
        case (let limit?, nil): length = limit
        case (nil, let served?): length = served
        case (nil, nil): length = contextWithoutAnswer
        }
        return EndpointGenerator(client, model: entry.id, contextLength: length)
    }

    init(_ client: EndpointClient, model: String, contextLength: Int) {
        self.client = client
        self.model = model
        profile = GeneratorProfile(
            name: ServerWords.line(model, hiding: client.configuration.key),
            architecture: GeneratorProfile.endpointArchitecture, parameterCount: 0, quantization: "unknown",
            contextLength: contextLength)
    }

    public func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
        let source = EventStream<GenerationEvent>.Source()
        let task = Task { await run(request, into: source) }
        source.onCancel { task.cancel() }
        request.stop?.onStop { task.cancel() }
        return EventStream(source)
    }

    /// An upper estimate.
    public func tokenCount(of messages: [ChatMessage]) async throws -> Int {
        Int(TokenBounds(messages: messages.map(\.text)).upper.rounded(.up))
    }

    /// An upper estimate.
    public func tokenCount(of text: String) async throws -> Int {
        Int(TokenBounds(text).upper.rounded(.up))
    }

    /// Sends again what failed for a reason that may pass.
    static func retrying<Value>(
        _ policy: RetryPolicy, _ work: () async throws -> Value
    ) async throws -> Value {
        var failed = 0
        while true {
            do {
                return try await work()
            } catch let error as RemoteError where error.isTransient {
                failed += 1
                guard
                    let delay = policy.delay(afterFailed: failed, asked: nil, chance: .random(in: 0...1))
                else { throw error }
                try await Task.sleep(for: delay)
            }
        }
    }
}
