import CKernels
import Foundation

/// Rotary position embedding (RoPE, arXiv 2104.09864): turns pairs of a head's values by position-dependent angles.
package struct RotaryEmbedding: Sendable {
    /// Which two values of a head are a pair.
    package enum Layout: Sendable, Hashable {
        /// (2p, 2p + 1): GGUF files of the llama architecture, whose query and key rows were permuted for it.
        case interleaved
        /// (p, p + pairs): Hugging Face's layout.
        case halves
    }

    package let layout: Layout
    /// Radians a position for each pair, scaling applied.
    package let frequencies: [Double]

    /// - Parameters:
    ///   - dimensions: values of a head that turn; even. The rest pass through.
    ///   - divisors: one a pair, from `rope_freqs.weight` (llama3 scaling); nil for none.
    ///   - linearFactor: positions are divided by it (linear scaling).
    package init(
        dimensions: Int, base: Double, layout: Layout, divisors: [Float]? = nil, linearFactor: Double = 1
    ) {
        self.layout = layout
        frequencies = (0..<dimensions / 2).map { pair in
            let plain = pow(base, -2 * Double(pair) / Double(dimensions))
            return plain / Double(divisors?[pair] ?? 1) / linearFactor
        }
    }

    /// Turns `heads` heads of each of the first `count` rows in place; row t is at position `start + t`.
    ///
    /// Angles are taken in double, so that far positions stay exact.
    package func apply(to x: FloatMatrix, rows count: Int, heads: Int, headDimension: Int, from start: Int) {
        let pairs = frequencies.count
        precondition(2 * pairs <= headDimension && heads * headDimension <= x.columns, "shapes don't fit")
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, 2 * pairs)) { angles in
            guard let cosine = angles.baseAddress else { return }
            let sine = cosine + pairs
            for row in 0..<count {
                for pair in 0..<pairs {
                    let angle = Double(start + row) * frequencies[pair]
                    cosine[pair] = Float(cos(angle))
                    sine[pair] = Float(sin(angle))
                }
                for head in 0..<heads {
                    lk_rope(x.row(row) + head * headDimension, cosine, sine, layout == .interleaved, pairs)
                }
            }
        }
    }
}
