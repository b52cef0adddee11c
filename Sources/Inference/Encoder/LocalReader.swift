package import Compute
package import Foundation
package import Generation
import ModelFormats
import Tokenization

/// The local encoder as a `PassageReader`. Runs on a compute lane of its own, so that it answers while a generator is at
/// work on another.
package actor LocalReader: PassageReader {
    package nonisolated let profile: ReaderProfile

    private let lane: ComputeLane
    private let model: EncoderModel
    private let heads: ReaderHeads?
    private let settings: ReaderSettings
    private let inputs: ReaderInputs
    private let scratch: EncoderScratch

    /// Tokens that go through the layers together; between two such batches the caller may have gone.
    private static let batchTokens = 1024

    package nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

    /// Opens a model file.
    ///
    /// - Parameters:
    ///   - threadCount: 0 takes one a core.
    ///   - precision: how products with block types take their activations.
    /// - Throws: `ModelFileError`, `TokenizerError` or `InferenceError`.
    init(opening url: URL, name: String, threadCount: Int, precision: ComputePool.Precision) throws {
        let file = try ModelFile(opening: url)
        let model = try EncoderModel(file, pool: ComputePool(threadCount: threadCount, precision: precision))
        let tokenizer = try WordPieceTokenizer(file.metadata)
        let spec = model.spec
        guard tokenizer.vocabularySize <= spec.vocabularySize else {
            throw InferenceError.outOfBounds(
                key: "tokenizer.ggml.tokens", value: "\(tokenizer.vocabularySize) tokens",
                allowed: "at most the \(spec.vocabularySize) of the embedding")
        }
        self.model = model
        heads = try ReaderHeads(file.metadata, hiddenSize: spec.hiddenSize)
        settings = try ReaderSettings(file.metadata, positionCount: spec.positionCount)
        inputs = ReaderInputs(tokenizer: tokenizer, settings: settings, positionCount: spec.positionCount)
        scratch = EncoderScratch(spec, rows: max(Self.batchTokens, spec.positionCount))
        lane = ComputeLane(name: "lectern.reader")
        profile = ReaderProfile(
            name: name, architecture: file.metadata.architecture,
            parameterCount: file.tensors.values.reduce(0) { $0 + $1.elementCount },
            quantization: file.mainType, readsQuestions: heads != nil, embeddingSize: spec.hiddenSize,
            contextLength: spec.positionCount, refusalThreshold: Double(settings.refusal.threshold))
    }

    /// Opens a model file away from the caller's actor.
    @concurrent
    package static func open(
        _ url: URL, name: String, threadCount: Int = 0, precision: ComputePool.Precision = .bytes
    ) async throws -> LocalReader {
        try LocalReader(opening: url, name: name, threadCount: threadCount, precision: precision)
    }

    // MARK: On the lane

    package func embeddings(of texts: [String]) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        vectors.reserveCapacity(texts.count)
        try forEachInput(texts.map(inputs.alone)) { _, states, rows in
            let vector =
                model.spec.pooling == .mean
                ? WindowScores.mean(states, rows)
                : Array(UnsafeBufferPointer(start: states.row(rows.lowerBound), count: states.columns))
            vectors.append(Self.unit(vector))
        }
        return vectors
    }

    package func read(_ question: String, in passages: [[String]]) async throws -> [PassageReading] {
        guard let heads else { throw InferenceError.missingTensor("lectern.head.span.weight") }
        let asked = inputs.tokens(question)
        let pieces = passages.map { $0.map(inputs.tokenizer.encode) }
        var windows: [(passage: Int, window: ReaderInputs.Window)] = []
        for (number, sentences) in pieces.enumerated() {
            for window in inputs.windows(asked, sentences.map { $0.map(\.id) }) {
                windows.append((number, window))
            }
        }
        var readings = passages.map { sentences in
            PassageReading(
                sentences: sentences.map { _ in SentenceReading(relevance: -.infinity, answer: nil) })
        }
        try forEachInput(windows.map(\.window.input)) { number, states, rows in
            let (passage, window) = windows[number]
            let scores = WindowScores(
                window, states, rows: rows, heads: heads, longestAnswer: settings.longestAnswer)
            readings[passage].tokens += rows.count
            for candidate in scores.candidates {
                note(
                    candidate, pieces[passage][candidate.sentence],
                    in: &readings[passage].sentences[candidate.sentence])
            }
        }
        return readings
    }

    package func support(of pairs: [SupportPair]) async throws -> [SupportReading] {
        guard let heads else { throw InferenceError.missingTensor("lectern.head.support.weight") }
        var readings: [SupportReading] = []
        readings.reserveCapacity(pairs.count)
        let made = pairs.map { inputs.pair(statement: $0.statement, snippet: $0.snippet) }
        try forEachInput(made) { _, states, rows in
            let logits = heads.support.outputs(states.row(rows.lowerBound)).map(Double.init)
            let largest = logits.max() ?? 0
            let powers = logits.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            readings.append(
                SupportReading(
                    full: powers[2] / sum, partial: powers[1] / sum, none: powers[0] / sum,
                    calibrated: 1 / (1 + exp((logits[0] - logits[2]) / Double(settings.supportTemperature)))))
        }
        return readings
    }

    /// A sentence that stands in two windows keeps its better candidate.
    private func note(
        _ candidate: WindowScores.Candidate, _ pieces: [WordPieceTokenizer.Piece],
        in reading: inout SentenceReading
    ) {
        reading.relevance = max(reading.relevance, candidate.relevance)
        let score = settings.score(candidate)
        if let known = reading.answer, known.score >= score { return }
        reading.answer = AnswerSpan(
            range: pieces[candidate.first].range.lowerBound..<pieces[candidate.last].range.upperBound,
            score: score, probability: settings.probability(candidate))
    }

    /// Runs inputs through the layers, as many at once as a batch takes, and gives each one's hidden states in order.
    ///
    /// - Throws: `CancellationError` when the calling task was cancelled meanwhile.
    private func forEachInput(
        _ all: [EncoderInput],
        _ body: (_ number: Int, _ states: FloatMatrix, _ rows: Range<Int>) throws -> Void
    ) throws {
        var next = 0
        while next < all.count {
            try Task.checkCancellation()
            var batch = EncoderBatch()
            let first = next
            while next < all.count,
                next == first || batch.count + all[next].tokens.count <= Self.batchTokens
            {
                batch.append(all[next])
                next += 1
            }
            let states = try model.forward(batch, scratch: scratch)
            for number in 0..<batch.inputCount { try body(first + number, states, batch.rows(of: number)) }
        }
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return length > 0 ? vector.map { Float(Double($0) / length) } : vector
    }
}

extension ModelFile {
    /// The type that most weights have, by number of weights.
    fileprivate var mainType: String {
        var counts: [String: Int] = [:]
        for tensor in tensors.values { counts[tensor.type.name, default: 0] += tensor.elementCount }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "unknown"
    }
}
