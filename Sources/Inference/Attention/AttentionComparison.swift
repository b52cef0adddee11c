import Compute
package import Tokenization

/// Full and sampled attention of one layer's last chunk on the same queries, keys and values.
package struct AttentionComparison: Sendable {
    package let layer: Int
    package let fullSeconds: Double
    package let sampledSeconds: Double
    /// ‖sampled − full‖ / ‖full‖ over all outputs of the chunk.
    package let outputError: Double
    package let counts: AttentionCounts
}

extension LanguageModel {
    /// Reads tokens fully, and compares the two kinds of attention in every layer for the last 512 of them.
    package func compareAttention(
        _ tokens: [TokenID], sampling parameters: SampleParameters
    ) throws -> [AttentionComparison] {
        let cache = KVCache(spec)
        let scratch = ForwardScratch(spec, rows: ReadPlan.chunkLength)
        var counts = AttentionCounts()
        let last = max(0, tokens.count - 1) / ReadPlan.chunkLength * ReadPlan.chunkLength
        for start in stride(from: 0, to: last, by: ReadPlan.chunkLength) {
            _ = try forward(
                tokens[start..<start + ReadPlan.chunkLength], cache: cache, logits: .none, scratch: scratch,
                counts: &counts)
        }
        var pass = try ForwardPass(
            self, tokens[last...], cache: cache, attention: .full, scratch: scratch, cancellation: .init())
        return try (0..<spec.layerCount).map { _ in try pass.nextLayer(comparing: .sample(parameters)) }
    }
}
