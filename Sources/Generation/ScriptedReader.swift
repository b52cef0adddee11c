/// Gives scripted readings. For tests of what stands above a reader.
public struct ScriptedReader: PassageReader {
    public let profile: ReaderProfile
    private let readings: @Sendable (_ question: String, _ sentence: String) -> SentenceReading
    private let vector: @Sendable (String) -> [Float]
    private let judgement: @Sendable (SupportPair) -> SupportReading

    /// - Parameters:
    ///   - reading: what a sentence says to a question.
    ///   - vector: an embedding; the reader does not make it one of unit length.
    public init(
        profile: ReaderProfile = .scripted,
        vector: @escaping @Sendable (String) -> [Float] = { _ in [1, 0] },
        judgement: @escaping @Sendable (SupportPair) -> SupportReading = { _ in
            SupportReading(full: 1, partial: 0, none: 0)
        },
        reading: @escaping @Sendable (_ question: String, _ sentence: String) -> SentenceReading
    ) {
        self.profile = profile
        readings = reading
        self.vector = vector
        self.judgement = judgement
    }

    public func embeddings(of texts: [String]) async throws -> [[Float]] { texts.map(vector) }

    public func read(_ question: String, in passages: [[String]]) async throws -> [PassageReading] {
        passages.map { sentences in
            PassageReading(
                sentences: sentences.map { readings(question, $0) },
                tokens: sentences.reduce(0) { $0 + ($1.utf8.count + 3) / 4 })
        }
    }

    public func support(of pairs: [SupportPair]) async throws -> [SupportReading] { pairs.map(judgement) }
}

extension ReaderProfile {
    public static let scripted = ReaderProfile(
        name: "scripted reader", architecture: "script", parameterCount: 0, quantization: "none",
        embeddingSize: 2)
}
