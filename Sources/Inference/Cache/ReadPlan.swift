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

    /// The chunk that begins at `start`, and how it is read.
    func chunk(from start: Int) -> (range: Range<Int>, policy: AttentionPolicy) {
        let end = min((start / Self.chunkLength + 1) * Self.chunkLength, tokenCount)
        return (start..<end, end <= policyEnd ? policy : .full)
    }

    /// How much of a held prefix gives the same bits as reading anew: a sampled chunk counts as a whole only.
    func reusable(_ length: Int) -> Int {
        switch policy {
        case .full: length
        case .sample: min(length, policyEnd) / Self.chunkLength * Self.chunkLength
        }
    }
}
