package import Compute
package import ModelFormats
package import Tokenization

/// A transformer with its weights: tokens in, logits out. Immutable; sequences live in `KVCache`.
package final class LanguageModel: Sendable {
    package let spec: ModelSpec
    package let weights: TransformerWeights
    package let rotary: RotaryEmbedding
    package let pool: ComputePool

    /// - Throws: `ModelFileError`, `InferenceError` or `ComputeError`, naming what is wrong with the file.
    package init(_ file: ModelFile, pool: ComputePool) throws {
        let architecture = try Architecture.named(file.metadata.architecture)
        spec = try architecture.readSpec(file.metadata)
        weights = try TransformerWeights(file, spec: spec, architecture: architecture, on: pool)
        rotary = spec.ropeScaling.embedding(
            dimensions: spec.ropeDimensions, base: Double(spec.ropeBase), layout: spec.ropeLayout,
            divisors: weights.ropeDivisors)
        self.pool = pool
    }

    /// Rows of logits that a caller wants; others are not computed.
    package enum LogitRows { case none, last, all }

    /// Reads tokens at the end of `cache`.
    ///
    /// - Parameters:
    ///   - tokens: at least one, all within the vocabulary.
    ///   - counts: pairs that attention computed are added to it.
    /// - Returns: logits, (1 × vocabulary) after the last token or (tokens × vocabulary); valid until the next call
    ///   with the same scratch.
    /// - Throws: `InferenceError.contextOverflow`; `CancellationError` soon after the token is cancelled, the cache
    ///   then as before.
    package func forward(
        _ tokens: ArraySlice<TokenID>, cache: KVCache, attention: AttentionPolicy = .full,
        logits rows: LogitRows = .last,
        scratch: ForwardScratch, counts: inout AttentionCounts,
        cancellation: CancellationToken = CancellationToken()
    ) throws -> FloatMatrix {
        var pass = try ForwardPass(
            self, tokens, cache: cache, attention: attention, scratch: scratch, cancellation: cancellation)
        while try pass.nextLayer() {}
        counts.add(pass.counts)
        return try pass.finish(rows)
    }
}

/// Activations of one chunk of tokens, kept between calls so that decoding allocates nothing of size.
package final class ForwardScratch {
    package let rows: Int
    let x, query, key, value, projected, up, angles: FloatMatrix
    let normed, attended, gate: Activations
    private(set) var logits: FloatMatrix

    package init(_ spec: ModelSpec, rows: Int) {
        self.rows = rows
        x = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        normed = Activations(rows: rows, columns: spec.hiddenSize)
        query = FloatMatrix(rows: rows, columns: spec.querySize)
        key = FloatMatrix(rows: rows, columns: spec.kvSize)
        value = FloatMatrix(rows: rows, columns: spec.kvSize)
        attended = Activations(rows: rows, columns: spec.querySize)
        projected = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        gate = Activations(rows: rows, columns: spec.feedForwardSize)
        up = FloatMatrix(rows: rows, columns: spec.feedForwardSize)
        angles = FloatMatrix(rows: rows, columns: spec.ropeDimensions)
        logits = FloatMatrix(rows: 1, columns: spec.vocabularySize)
    }

    /// Room for logits of so many rows; grows and stays.
    func logits(rows count: Int) -> FloatMatrix {
        if count > logits.rows { logits = FloatMatrix(rows: count, columns: logits.columns) }
        return logits
    }
}
