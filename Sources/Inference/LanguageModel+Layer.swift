import Compute

extension LanguageModel {
    /// One transformer layer, top to bottom, for `rows` tokens from position `start` on; `scratch.x` in and out.
    func forwardLayer(
        _ number: Int, rows: Int, from start: Int, cache: KVCache, attention: AttentionPolicy,
        scratch s: ForwardScratch, on pool: ComputePool
    ) throws -> AttentionCounts {
        try projectAttention(number, rows: rows, cache: cache, scratch: s, on: pool)
        let begun = ContinuousClock.now
        var counts = AttentionRunner.run(
            attention, queries: s.query, rows: rows, from: start, cache: cache, layer: number, spec: spec,
            into: s.attended.floats, on: pool)
        counts.seconds = (ContinuousClock.now - begun) / .seconds(1)
        try finishLayer(number, rows: rows, scratch: s, on: pool)
        return counts
    }

    /// Norm, queries, keys and values; the cache then holds the keys and values.
    func projectAttention(
        _ number: Int, rows: Int, cache: KVCache, scratch s: ForwardScratch, on pool: ComputePool
    ) throws {
        let w = weights.layers[number]
        normalize(s.x, rows: rows, by: w.attentionNorm, into: s.normed.floats, on: pool)
        try multiply(
            s.normed, rows: rows,
            by: [
                Product(w.query, into: s.query), Product(w.key, into: s.key), Product(w.value, into: s.value),
            ], on: pool)
        if let bias = w.queryBias { s.query.add(bias, rows: rows, on: pool) }
        if let bias = w.keyBias { s.key.add(bias, rows: rows, on: pool) }
        if let bias = w.valueBias { s.value.add(bias, rows: rows, on: pool) }
        turn(s.query, rows: rows, heads: spec.headCount, norm: w.queryNorm, by: s.angles, on: pool)
        turn(s.key, rows: rows, heads: spec.kvHeadCount, norm: w.keyNorm, by: s.angles, on: pool)
        cache.append(keys: s.key, values: s.value, rows: rows, layer: number, on: pool)
    }

    /// What follows attention: its projection, then the feed-forward network.
    func finishLayer(_ number: Int, rows: Int, scratch s: ForwardScratch, on pool: ComputePool) throws {
        let w = weights.layers[number]
        try multiply(
            s.attended, rows: rows, by: [Product(w.attentionOutput, into: s.projected)], on: pool)
        if let norm = w.postAttentionNorm {
            normalize(s.projected, rows: rows, by: norm, into: s.projected, on: pool)
        }
        s.x.add(s.projected, rows: rows, on: pool)

        normalize(s.x, rows: rows, by: w.feedForwardNorm, into: s.normed.floats, on: pool)
        try multiply(
            s.normed, rows: rows,
            by: [Product(w.gate, into: s.gate.floats), Product(w.up, into: s.up)], on: pool)
        SwiGLU.forward(gate: s.gate.floats, up: s.up, rows: rows, on: pool)
        try multiply(s.gate, rows: rows, by: [Product(w.down, into: s.projected)], on: pool)
        if let norm = w.postFeedForwardNorm {
            normalize(s.projected, rows: rows, by: norm, into: s.projected, on: pool)
        }
        s.x.add(s.projected, rows: rows, on: pool)
    }

    private func normalize(
        _ x: FloatMatrix, rows: Int, by weight: [Float], into out: FloatMatrix, on pool: ComputePool
    ) {
        RMSNorm.forward(x, rows: rows, weight: weight, epsilon: spec.normEpsilon, into: out, on: pool)
    }

    /// The norm of each head, where the model has one, then the rotation.
    private func turn(
        _ x: FloatMatrix, rows: Int, heads: Int, norm: [Float]?, by angles: FloatMatrix, on pool: ComputePool
    ) {
        if let norm {
            RMSNorm.forwardHeads(x, rows: rows, weight: norm, epsilon: spec.normEpsilon, on: pool)
        }
        rotary.apply(
            angles, to: x, rows: rows, heads: heads, headDimension: spec.headDimension, on: pool)
    }
}
