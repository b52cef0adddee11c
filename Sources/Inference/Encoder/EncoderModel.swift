package import Compute
package import ModelFormats

/// A BERT encoder with its weights: tokens in, hidden states out. Immutable.
///
/// Learned positions, normalisation after each half of a layer, attention in both directions (Devlin et al.,
/// arXiv 1810.04805).
package final class EncoderModel: Sendable {
    package let spec: EncoderSpec
    package let weights: EncoderWeights
    package let pool: ComputePool

    /// - Throws: `ModelFileError`, `InferenceError` or `ComputeError`, naming what is wrong with the file.
    package init(_ file: ModelFile, pool: ComputePool) throws {
        spec = try EncoderSpec(file.metadata)
        weights = try EncoderWeights(file, spec: spec, on: pool)
        self.pool = pool
    }

    /// - Parameter batch: of tokens within the vocabulary; no input longer than `spec.positionCount`.
    /// - Returns: (tokens × hidden), valid until the next call with the same scratch.
    /// - Throws: `InferenceError.contextOverflow`; `CancellationError` between layers.
    package func forward(
        _ batch: EncoderBatch, scratch: EncoderScratch, cancellation: CancellationToken = CancellationToken()
    ) throws -> FloatMatrix {
        for number in 0..<batch.inputCount where batch.rows(of: number).count > spec.positionCount {
            throw InferenceError.contextOverflow(
                needed: batch.rows(of: number).count, limit: spec.positionCount)
        }
        precondition(batch.count <= scratch.rows, "the batch is larger than its scratch space")
        let x = scratch.x.floats
        embed(batch, into: x)
        let norm = weights.embeddingNorm
        LayerNorm.forward(
            x, rows: batch.count, weight: norm.weight, bias: norm.bias, epsilon: spec.normEpsilon, into: x,
            on: pool)
        for layer in weights.layers {
            try cancellation.check()
            try forward(layer, batch, scratch)
        }
        return x
    }

    /// x = word + position + segment.
    private func embed(_ batch: EncoderBatch, into x: FloatMatrix) {
        let hidden = spec.hiddenSize
        for row in 0..<batch.count {
            let token = Int(batch.tokens[row])
            precondition(token >= 0 && token < spec.vocabularySize, "token \(token) is not in the vocabulary")
            let out = x.row(row)
            weights.tokenEmbedding.dequantizeRow(token, into: out)
            let position = Int(batch.positions[row]) * hidden
            let segment = min(Int(batch.segments[row]), spec.segmentCount - 1) * hidden
            for column in 0..<hidden {
                out[column] +=
                    weights.positionEmbedding[position + column] + weights.segmentEmbedding[segment + column]
            }
        }
    }

    private func forward(_ layer: EncoderWeights.Layer, _ batch: EncoderBatch, _ scratch: EncoderScratch)
        throws
    {
        let x = scratch.x.floats
        try project(
            scratch.x, by: [layer.query, layer.key, layer.value],
            into: [scratch.query, scratch.key, scratch.value], batch.count)
        EncoderAttention(
            query: scratch.query, key: scratch.key, value: scratch.value, out: scratch.attended.floats,
            batch: batch, headCount: spec.headCount, dimension: spec.headDimension, level: pool.level.rawValue
        ).run(on: pool)
        try project(scratch.attended, by: [layer.attentionOutput], into: [scratch.projected], batch.count)
        addAndNormalize(scratch.projected, to: x, layer.attentionNorm, rows: batch.count)
        try project(scratch.x, by: [layer.up], into: [scratch.inner.floats], batch.count)
        GELU.forward(scratch.inner.floats, rows: batch.count, on: pool)
        try project(scratch.inner, by: [layer.down], into: [scratch.projected], batch.count)
        addAndNormalize(scratch.projected, to: x, layer.outputNorm, rows: batch.count)
    }

    /// out = x · weight + bias for each pair.
    private func project(
        _ x: Activations, by linears: [EncoderWeights.Linear], into outs: [FloatMatrix], _ rows: Int
    ) throws {
        let products = zip(linears, outs).map { Product($0.weight, into: $1) }
        try multiply(x, rows: rows, by: products, on: pool)
        for (linear, out) in zip(linears, outs) { out.add(linear.bias, rows: rows, on: pool) }
    }

    /// x = norm(x + y).
    private func addAndNormalize(
        _ y: FloatMatrix, to x: FloatMatrix, _ norm: EncoderWeights.Norm, rows: Int
    ) {
        x.add(y, rows: rows, on: pool)
        LayerNorm.forward(
            x, rows: rows, weight: norm.weight, bias: norm.bias, epsilon: spec.normEpsilon, into: x, on: pool)
    }
}

/// Activations of one batch, used again for the next.
package final class EncoderScratch {
    package let rows: Int
    let x, attended, inner: Activations
    let query, key, value, projected: FloatMatrix

    package init(_ spec: EncoderSpec, rows: Int) {
        self.rows = rows
        x = Activations(rows: rows, columns: spec.hiddenSize)
        attended = Activations(rows: rows, columns: spec.hiddenSize)
        inner = Activations(rows: rows, columns: spec.feedForwardSize)
        query = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        key = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        value = FloatMatrix(rows: rows, columns: spec.hiddenSize)
        projected = FloatMatrix(rows: rows, columns: spec.hiddenSize)
    }
}
