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
    /// Cosines and sines are multiplied by it (YaRN); 1 is none.
    package let magnitude: Double

    package init(layout: Layout, frequencies: [Double], magnitude: Double = 1) {
        self.layout = layout
        self.frequencies = frequencies
        self.magnitude = magnitude
    }

    /// Cosines and sines of some positions: (rows × 2·pairs), cosines first.
    package func fillAngles(_ angles: FloatMatrix, rows count: Int, from start: Int, on pool: ComputePool) {
        let pairs = frequencies.count
        precondition(angles.columns == 2 * pairs && count <= angles.rows, "shapes don't fit")
        // In double, so that far positions stay exact.
        pool.forEach(in: 0..<count, grain: 16) { [frequencies, magnitude] rows in
            for row in rows {
                let cosine = angles.row(row)
                for pair in 0..<pairs {
                    let angle = Double(start + row) * frequencies[pair]
                    cosine[pair] = Float(cos(angle) * magnitude)
                    cosine[pairs + pair] = Float(sin(angle) * magnitude)
                }
            }
        }
    }

    /// Turns `heads` heads of each of the first `count` rows in place; row t turns by row t of `angles`.
    package func apply(
        _ angles: FloatMatrix, to x: FloatMatrix, rows count: Int, heads: Int, headDimension: Int,
        on pool: ComputePool
    ) {
        let pairs = frequencies.count
        precondition(2 * pairs <= headDimension && heads * headDimension <= x.columns, "shapes don't fit")
        let isInterleaved = layout == .interleaved
        pool.forEach(in: 0..<count, grain: max(1, 16_384 / x.columns)) { rows in
            for row in rows {
                let cosine = angles.row(row)
                for head in 0..<heads {
                    lk_rope(x.row(row) + head * headDimension, cosine, cosine + pairs, isInterleaved, pairs)
                }
            }
        }
    }
}

extension RotaryEmbedding {
    /// base^(−2p / dimensions) for each pair p.
    package static func frequencies(dimensions: Int, base: Double) -> [Double] {
        (0..<dimensions / 2).map { pow(base, -2 * Double($0) / Double(dimensions)) }
    }
}
