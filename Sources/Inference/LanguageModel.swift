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
        rotary.fillAngles(scratch.angles, rows: tokens.count, from: start, on: pool)
        for layer in 0..<spec.layerCount {
            try cancellation.check()
            let done = try forwardLayer(
                layer, rows: tokens.count, from: start, cache: cache, attention: attention, scratch: scratch)
            counts.add(done)
        }
        cache.advance(by: tokens.count)
        return try project(rows, of: tokens.count, scratch: scratch)
    }

    /// Final norm and output matrix.
    private func project(_ rows: LogitRows, of count: Int, scratch: ForwardScratch) throws -> FloatMatrix {
        let first =
            switch rows {
            case .none: count
            case .last: count - 1
            case .all: 0
            }
        let wanted = count - first
        guard wanted > 0 else { return scratch.logits }
        if first > 0 {
            scratch.x.pointer.update(from: scratch.x.row(first), count: wanted * spec.hiddenSize)
        }
        RMSNorm.forward(
            scratch.x, rows: wanted, weight: weights.outputNorm, epsilon: spec.normEpsilon,
            into: scratch.normed.floats, on: pool)
        let logits = scratch.logits(rows: wanted)
        try multiply(scratch.normed, rows: wanted, by: [Product(weights.output, into: logits)], on: pool)
        return logits
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
