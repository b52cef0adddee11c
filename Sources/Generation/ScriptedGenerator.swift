/// Replays given texts, one a request, in small pieces. For tests of what stands above a model.
public struct ScriptedGenerator: TextGenerator {
    public let profile: GeneratorProfile
    private let reply: @Sendable (GenerationRequest) -> String
    private let pieceLength: Int

    /// - Parameter pieceLength: Unicode scalars in each `.text` event.
    public init(
        profile: GeneratorProfile = .scripted, pieceLength: Int = 3,
        reply: @escaping @Sendable (GenerationRequest) -> String
    ) {
        self.profile = profile
        self.pieceLength = max(1, pieceLength)
        self.reply = reply
    }

    public func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
        let source = EventStream<GenerationEvent>.Source()
        let scalars = Array(reply(request).unicodeScalars)
        var statistics = GenerationStatistics()
        statistics.promptTokens = request.messages.reduce(0) { $0 + Self.count($1.text) }
        source.send(.prefill(done: statistics.promptTokens, total: statistics.promptTokens, cached: 0))
        for start in stride(from: 0, to: scalars.count, by: pieceLength) {
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: scalars[start..<min(start + pieceLength, scalars.count)])
            statistics.generatedTokens += 1
            source.send(.text(String(piece), tokens: statistics.generatedTokens))
        }
        source.send(.finished(.endOfText, statistics))
        source.finish()
        return EventStream(source)
    }

    public func tokenCount(of messages: [ChatMessage]) async throws -> Int {
        messages.reduce(0) { $0 + Self.count($1.text) }
    }

    public func tokenCount(of text: String) async throws -> Int { Self.count(text) }

    /// A stand-in measure: four UTF-8 bytes a token.
    private static func count(_ text: String) -> Int { (text.utf8.count + 3) / 4 }
}

extension GeneratorProfile {
    /// A general model with a large context that writes LongCite answers.
    public static let scripted = GeneratorProfile(
        name: "scripted", architecture: "script", parameterCount: 0, quantization: "none",
        contextLength: 32_768)
}
