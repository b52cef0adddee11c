import Compute
import Tokenization

/// One chunk of tokens on its way through the layers. Between two of them other work may go first.
///
/// The cache is as before until `finish` returns: a pass that ends early leaves nothing that counts.
struct ForwardPass {
    private let model: LanguageModel
    private let cache: KVCache
    private let attention: AttentionPolicy
    private let scratch: ForwardScratch
    private let cancellation: CancellationToken
    private let pool: ComputePool
    private let rows: Int
    private let start: Int
    private var layer = 0
    /// Pairs that attention computed so far.
    private(set) var counts = AttentionCounts()
    /// The layer that was computed last, and what it counted.
    private(set) var last: (layer: Int, counts: AttentionCounts)?

    /// - Throws: `InferenceError.emptyPrompt` or `.contextOverflow`.
    init(
        _ model: LanguageModel, _ tokens: ArraySlice<TokenID>, cache: KVCache, attention: AttentionPolicy,
        scratch: ForwardScratch, cancellation: CancellationToken
    ) throws {
        guard !tokens.isEmpty else { throw InferenceError.emptyPrompt }
        start = cache.count
        guard start + tokens.count <= model.spec.contextLength else {
            throw InferenceError.contextOverflow(
                needed: start + tokens.count, limit: model.spec.contextLength)
        }
        precondition(tokens.count <= scratch.rows, "the chunk is larger than its scratch space")
        rows = tokens.count
        (self.model, self.cache, self.attention) = (model, cache, attention)
        (self.scratch, self.cancellation) = (scratch, cancellation)
        pool = model.pool.stopping(at: cancellation)
        for (row, token) in tokens.enumerated() {
            precondition(
                token >= 0 && Int(token) < model.spec.vocabularySize,
                "token \(token) is not in the vocabulary")
            model.weights.tokenEmbedding.dequantizeRow(Int(token), into: scratch.x.row(row))
        }
        model.rotary.fillAngles(scratch.angles, rows: rows, from: start, on: pool)
    }

    /// Computes one layer.
    ///
    /// - Returns: whether another one is left.
    /// - Throws: `CancellationError`; what the layer left behind then means nothing.
    mutating func nextLayer() throws -> Bool {
        guard layer < model.spec.layerCount else { return false }
        let done = try model.forwardLayer(
            layer, rows: rows, from: start, cache: cache, attention: attention, scratch: scratch, on: pool)
        try cancellation.check()
        counts.add(done)
        last = (layer, done)
        layer += 1
        return layer < model.spec.layerCount
    }

    /// Computes one layer, its attention under both policies on the same inputs; the pass goes on with the full one.
    ///
    /// - Throws: `CancellationError`.
    mutating func nextLayer(comparing policy: AttentionPolicy) throws -> AttentionComparison {
        precondition(layer < model.spec.layerCount, "no layer is left")
        let number = layer
        try model.projectAttention(number, rows: rows, cache: cache, scratch: scratch, on: pool)
        func attend(_ policy: AttentionPolicy) -> (counts: AttentionCounts, seconds: Double) {
            let begun = ContinuousClock.now
            let counts = AttentionRunner.run(
                policy, queries: scratch.query, rows: rows, from: start, cache: cache, layer: number,
                spec: model.spec, into: scratch.attended.floats, on: pool)
            return (counts, (ContinuousClock.now - begun) / .seconds(1))
        }
        let sampled = attend(policy)
        let output = scratch.attended.floats.array
        let full = attend(.full)
        try cancellation.check()
        var (difference, size) = (0.0, 0.0)
        for (a, b) in zip(output, scratch.attended.floats.values.prefix(rows * model.spec.querySize)) {
            difference += Double(a - b) * Double(a - b)
            size += Double(b) * Double(b)
        }
        try model.finishLayer(number, rows: rows, scratch: scratch, on: pool)
        layer += 1
        return AttentionComparison(
            layer: number, fullSeconds: full.seconds, sampledSeconds: sampled.seconds,
            outputError: (difference / max(size, .leastNormalMagnitude)).squareRoot(), counts: sampled.counts)
    }

    /// Final norm and output matrix, after the last layer; the cache then holds the tokens.
    func finish(_ wanted: LanguageModel.LogitRows) throws -> FloatMatrix {
        precondition(layer == model.spec.layerCount, "layers are left")
        let first =
            switch wanted {
            case .none: rows
            case .last: rows - 1
            case .all: 0
            }
        let count = rows - first
        guard count > 0 else {
            cache.advance(by: rows)
            return scratch.logits
        }
        if first > 0 {
            scratch.x.pointer.update(from: scratch.x.row(first), count: count * model.spec.hiddenSize)
        }
        RMSNorm.forward(
            scratch.x, rows: count, weight: model.weights.outputNorm, epsilon: model.spec.normEpsilon,
            into: scratch.normed.floats, on: pool)
        let logits = scratch.logits(rows: count)
        try multiply(
            scratch.normed, rows: count, by: [Product(model.weights.output, into: logits)], on: pool)
        try cancellation.check()
        cache.advance(by: rows)
        return logits
    }
}
