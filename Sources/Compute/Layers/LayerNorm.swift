import CKernels

/// Normalisation by mean and variance, as encoders of BERT's kind have it.
package enum LayerNorm {
    /// out = (x − mean) · weight / sqrt(variance + epsilon) + bias, row by row for the first `count` rows. `out` may be `x`.
    ///
    /// - Parameters:
    ///   - weight: (columns).
    ///   - bias: (columns).
    package static func forward(
        _ x: FloatMatrix, rows count: Int, weight: [Float], bias: [Float], epsilon: Float,
        into out: FloatMatrix, on pool: ComputePool
    ) {
        precondition(
            weight.count == x.columns && bias.count == x.columns && out.columns == x.columns,
            "shapes don't fit")
        pool.forEach(in: 0..<count, grain: rowsPerChunk(x.columns)) { rows in
            weight.withUnsafeBufferPointer { weight in
                bias.withUnsafeBufferPointer { bias in
                    guard let weight = weight.baseAddress, let bias = bias.baseAddress else { return }
                    for row in rows {
                        lk_layer_norm(
                            pool.level.rawValue, out.row(row), x.row(row), weight, bias, epsilon, x.columns)
                    }
                }
            }
        }
    }
}

/// The activation of BERT's feed-forward network (Hendrycks and Gimpel, arXiv 1606.08415), by the error function and not by
/// its approximation with a hyperbolic tangent.
package enum GELU {
    /// x := x · Φ(x), for the first `count` rows.
    package static func forward(_ x: FloatMatrix, rows count: Int, on pool: ComputePool) {
        pool.forEach(in: 0..<count, grain: max(1, rowsPerChunk(x.columns) / 4)) { rows in
            for row in rows { lk_gelu(pool.level.rawValue, x.row(row), x.columns) }
        }
    }
}
