import Compute
package import Foundation
package import Generation
import ModelFormats
package import Tokenization

/// The local model as a `TextGenerator`, on the compute lane.
///
/// A foreground request holds the lane until it ends; background requests run one after another, in slices between
/// which foreground requests go first.
package actor LocalGenerator: TextGenerator {
    package nonisolated let profile: GeneratorProfile
    package nonisolated let tokenizer: Tokenizer
    package nonisolated let chatFormat: ChatFormat
    package nonisolated let options: GeneratorOptions

    private let lane: ComputeLane
    let model: LanguageModel
    /// Scratch space that nobody uses; a second one is made when a request comes between a background one's slices.
    private var spareScratch: [ForwardScratch]
    private var lastBackground: Task<Void, Never>?
    var prefixes: PrefixCache
    let store: KVStore?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    /// Opens a model file on the caller's thread.
    ///
    /// - Throws: `ModelFileError`, `TokenizerError`, `InferenceError` or `ComputeError`.
    package init(opening url: URL, name: String, options: GeneratorOptions = GeneratorOptions()) throws {
        let file = try ModelFile(opening: url)
        let model = try LanguageModel(file, pool: ComputePool(threadCount: options.threadCount))
        let tokenizer = try Tokenizer(file)
        guard tokenizer.vocabularySize <= model.spec.vocabularySize else {
            throw InferenceError.outOfBounds(
                key: "tokenizer.ggml.tokens", value: "\(tokenizer.vocabularySize) tokens",
                allowed: "at most the \(model.spec.vocabularySize) of the embedding")
        }
        self.model = model
        self.tokenizer = tokenizer
        self.options = options
        chatFormat = try ChatFormat.detect(file.metadata)
        lane = ComputeLane()
        spareScratch = [ForwardScratch(model.spec, rows: ReadPlan.chunkLength)]
        prefixes = PrefixCache(byteLimit: options.memoryByteLimit)
        store = try options.cacheFolder.map { folder in
            try KVStore(
                folder: folder, byteLimit: options.cacheByteLimit, modelDigest: file.digest(),
                spec: model.spec, type: options.kvType, attention: options.attention)
        }
        profile = GeneratorProfile(
            name: name, architecture: file.metadata.architecture,
            parameterCount: file.tensors.values.reduce(0) { $0 + $1.elementCount },
            quantization: Self.mainType(of: file),
            contextLength: min(model.spec.contextLength, options.contextLimit ?? .max),
            prompts: PromptSet(file.metadata))
    }

    /// Opens a model file away from the caller's actor.
    @concurrent
    package static func open(
        _ url: URL, name: String, options: GeneratorOptions
    ) async throws -> LocalGenerator {
        try LocalGenerator(opening: url, name: name, options: options)
    }

    @concurrent
    package static func open(
        _ url: URL, name: String, threadCount: Int = 0, contextLimit: Int? = nil
    ) async throws -> LocalGenerator {
        try LocalGenerator(
            opening: url, name: name,
            options: GeneratorOptions(threadCount: threadCount, contextLimit: contextLimit))
    }

    package nonisolated func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
        let source = EventStream<GenerationEvent>.Source()
        let cancellation = CancellationToken()
        source.onCancel { cancellation.cancel() }
        request.stop?.onStop { cancellation.cancel() }
        Task(priority: Self.priority(of: request.urgency)) {
            await self.begin(request, into: source, cancellation: cancellation)
        }
        return EventStream(source)
    }

    private func begin(
        _ request: GenerationRequest, into source: EventStream<GenerationEvent>.Source,
        cancellation: CancellationToken
    ) async {
        guard request.urgency == .background else {
            await run(request, into: source, cancellation: cancellation)
            return
        }
        let earlier = lastBackground
        lastBackground = Task(priority: Self.priority(of: .background)) {
            await earlier?.value
            await run(request, into: source, cancellation: cancellation)
        }
    }

    private static func priority(of urgency: GenerationRequest.Urgency) -> TaskPriority {
        switch urgency {
        case .foreground: .userInitiated
        case .background: .utility
        }
    }

    func takeScratch() -> ForwardScratch {
        spareScratch.popLast() ?? ForwardScratch(model.spec, rows: ReadPlan.chunkLength)
    }

    func giveBack(_ scratch: ForwardScratch) { if spareScratch.count < 2 { spareScratch.append(scratch) } }

    package nonisolated func tokenCount(of messages: [ChatMessage]) async throws -> Int {
        try chatFormat.encode(messages, with: tokenizer).count
    }

    package nonisolated func tokenCount(of text: String) async throws -> Int { tokenizer.encode(text).count }

    @concurrent
    package nonisolated func tokenCounts(of texts: [String]) async throws -> [Int] {
        var counts: [Int] = []
        counts.reserveCapacity(texts.count)
        for (number, text) in texts.enumerated() {
            if number % 256 == 0 { try Task.checkCancellation() }
            counts.append(tokenizer.encode(text).count)
        }
        return counts
    }

    /// Waits until what was read is on disk and the folder is within its limit.
    package func flushCache() { store?.flush() }

    /// Forgets, in memory, the keys and values of prompts that name this source, or none.
    package func forget(source: String) { prefixes.forget(source: source) }

    /// The type that most weights have, by number of weights.
    private static func mainType(of file: ModelFile) -> String {
        var counts: [String: Int] = [:]
        for tensor in file.tensors.values { counts[tensor.type.name, default: 0] += tensor.elementCount }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "unknown"
    }
}
