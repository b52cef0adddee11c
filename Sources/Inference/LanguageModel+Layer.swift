import Compute

extension LanguageModel {
    /// One transformer layer, top to bottom, for `rows` tokens from position `start` on; `scratch.x` in and out.
    func forwardLayer(
        _ number: Int, rows: Int, from start: Int, cache: KVCache, attention: AttentionPolicy,
        scratch s: ForwardScratch
    ) throws -> AttentionCounts {
        let w = weights.layers[number]

        RMSNorm.forward(s.x, rows: rows, weight: w.attentionNorm, epsilon: spec.normEpsilon, into: s.normed)
        try multiply(s.normed, rows: rows, by: w.query, into: s.query, on: pool)
        try multiply(s.normed, rows: rows, by: w.key, into: s.key, on: pool)
        try multiply(s.normed, rows: rows, by: w.value, into: s.value, on: pool)
        rotary.apply(
            to: s.query, rows: rows, heads: spec.headCount, headDimension: spec.headDimension, from: start)
        rotary.apply(
            to: s.key, rows: rows, heads: spec.kvHeadCount, headDimension: spec.headDimension, from: start)
        cache.append(keys: s.key, values: s.value, rows: rows, layer: number)
        let counts = AttentionRunner.run(
            attention, queries: s.query, rows: rows, from: start, cache: cache, layer: number, spec: spec,
            into: s.attended, on: pool)
        try multiply(s.attended, rows: rows, by: w.attentionOutput, into: s.projected, on: pool)
        s.x.add(s.projected, rows: rows)

        RMSNorm.forward(s.x, rows: rows, weight: w.feedForwardNorm, epsilon: spec.normEpsilon, into: s.normed)
        try multiply(s.normed, rows: rows, by: w.gate, into: s.gate, on: pool)
        try multiply(s.normed, rows: rows, by: w.up, into: s.up, on: pool)
        SwiGLU.forward(gate: s.gate, up: s.up, rows: rows)
        try multiply(s.gate, rows: rows, by: w.down, into: s.projected, on: pool)
        s.x.add(s.projected, rows: rows)
        return counts
    }
}
