import Tokenization

/// How a prompt is cut into chunks, and which of them are read sparsely.
///
/// Boundaries are multiples of the chunk length, whatever was read before. The end of a prompt, where the question
/// stands, is read fully, in the paper's words the bottom area: no chunk that holds one of its last tokens is sampled.
struct ReadPlan {
    static let chunkLength = 512
    private static let denseTail = 128

    let policy: AttentionPolicy
    let tokenCount: Int

    /// Tokens at the beginning that are read under the policy; the rest is read fully.
    var policyEnd: Int {
        switch policy {
        case .full: tokenCount
        case .sample: max(0, tokenCount - Self.denseTail) / Self.chunkLength * Self.chunkLength
        }
    }

    /// The chunk that begins at `start`, and how it is read. One that is read fully may be cut to `limit` tokens: that
    /// changes no bit of it.
    func chunk(from start: Int, atMost limit: Int) -> (range: Range<Int>, policy: AttentionPolicy) {
        let end = min((start / Self.chunkLength + 1) * Self.chunkLength, tokenCount)
        let policy = end <= policyEnd ? policy : .full
        return (start..<(policy == .full ? min(end, start + limit) : end), policy)
    }

    /// How much of a held prefix gives the same bits as reading anew: a sampled chunk counts as a whole only.
    func reusable(_ length: Int) -> Int {
        switch policy {
        case .full: length
        case .sample: min(length, policyEnd) / Self.chunkLength * Self.chunkLength
        }
    }
}
