package import Compute
package import ModelFormats
package import Tokenization

/// A transformer with its weights: tokens in, logits out. Immutable; sequences live in `KVCache`.
package final class LanguageModel: Sendable {
    package let spec: ModelSpec
    package let weights: TransformerWeights
    package let rotary: RotaryEmbedding
    package let pool: ComputePool

    /// - Throws: `ModelFileError` or `InferenceError`, naming what is wrong with the file.
    package init(_ file: ModelFile, pool: ComputePool) throws {
        let architecture = try Architecture.named(file.metadata.architecture)
        spec = try architecture.readSpec(file.metadata)
        weights = try TransformerWeights(file, spec: spec, architecture: architecture)
        rotary = RotaryEmbedding(
            dimensions: spec.ropeDimensions, base: Double(spec.ropeBase), layout: spec.ropeLayout,
            divisors: weights.ropeDivisors, linearFactor: Double(spec.ropeLinearFactor))
        self.pool = pool
    }

    package enum LogitRows { case last, all }

    /// Reads tokens at the end of `cache`.
    ///
    /// - Parameters:
    ///   - tokens: at least one, all within the vocabulary.
    ///   - counts: pairs that attention computed are added to it.
    /// - Returns: logits, (1 × vocabulary) after the last token or (tokens × vocabulary).
    /// - Throws: `InferenceError.contextOverflow`; `CancellationError` between layers, the cache then as before.
    package func forward(
        _ tokens: ArraySlice<TokenID>, cache: KVCache, attention: AttentionPolicy = .full,
        logits rows: LogitRows = .last,
        scratch: ForwardScratch, counts: inout AttentionCounts,
        cancellation: CancellationToken = CancellationToken()
    ) throws -> FloatMatrix {
        guard !tokens.isEmpty else { throw InferenceError.emptyPrompt }
        let start = cache.count
        guard start + tokens.count <= spec.contextLength else {
            throw InferenceError.contextOverflow(needed: start + tokens.count, limit: spec.contextLength)
        }
        precondition(tokens.count <= scratch.rows, "the chunk is larger than its scratch space")
        for (row, token) in tokens.enumerated() {
            precondition(
                token >= 0 && Int(token) < spec.vocabularySize, "token \(token) is not in the vocabulary")
            weights.tokenEmbedding.dequantizeRow(Int(token), into: scratch.x.row(row))
        }
        for layer in 0..<spec.layerCount {
            try cancellation.check()
            let done = try forwardLayer(
                layer, rows: tokens.count, from: start, cache: cache, attention: attention, scratch: scratch)
            counts.computed += done.computed
            counts.causal += done.causal
        }
        cache.advance(by: tokens.count)
        return try project(rows, of: tokens.count, scratch: scratch)
    }

    /// Final norm and output matrix; logits that nobody asked for are not computed.
    private func project(_ rows: LogitRows, of count: Int, scratch: ForwardScratch) throws -> FloatMatrix {
        RMSNorm.forward(
            scratch.x, rows: count, weight: weights.outputNorm, epsilon: spec.normEpsilon,
            into: scratch.normed)
        switch rows {
        case .all:
            let logits = FloatMatrix(rows: count, columns: spec.vocabularySize)
            try multiply(scratch.normed, rows: count, by: weights.output, into: logits, on: pool)
            return logits
        case .last:
            scratch.last.pointer.update(from: scratch.normed.row(count - 1), count: spec.hiddenSize)
            try multiply(scratch.last, rows: 1, by: weights.output, into: scratch.logits, on: pool)
            return scratch.logits
        }
    }
}

/// Activations of one chunk of tokens, kept between calls so that decoding allocates nothing of size.
package final class ForwardScratch {
    package let rows: Int
    let x, normed, query, key, value, attended, projected, gate, up, last, logits: FloatMatrix

    package init(_ spec: ModelSpec, rows: Int) {
        self.rows = rows
        x = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        normed = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        query = FloatMatrix(rows: rows, columns: spec.querySize)
        key = FloatMatrix(rows: rows, columns: spec.kvSize)
        value = FloatMatrix(rows: rows, columns: spec.kvSize)
        attended = FloatMatrix(rows: rows, columns: spec.querySize)
        projected = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        gate = FloatMatrix(rows: rows, columns: spec.feedForwardSize)
        up = FloatMatrix(rows: rows, columns: spec.feedForwardSize)
        last = FloatMatrix(rows: 1, columns: spec.hiddenSize)
        logits = FloatMatrix(rows: 1, columns: spec.vocabularySize)
    }
}
