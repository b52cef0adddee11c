import CKernels

/// Root-mean-square normalisation.
package enum RMSNorm {
    /// out = x · weight / sqrt(mean(x²) + epsilon), row by row for the first `count` rows; the mean is in double.
    ///
    /// - Parameter weight: (columns).
    package static func forward(
        _ x: FloatMatrix, rows count: Int, weight: [Float], epsilon: Float, into out: FloatMatrix
    ) {
        precondition(weight.count == x.columns && out.columns == x.columns, "shapes don't fit")
        weight.withUnsafeBufferPointer { weight in
            guard let weight = weight.baseAddress else { return }
            for row in 0..<count { lk_rms_norm(out.row(row), x.row(row), weight, epsilon, x.columns) }
        }
    }
}

/// The gated activation of Llama's feed-forward network.
package enum SwiGLU {
    /// gate := silu(gate) · up, for the first `count` rows.
    package static func forward(gate: FloatMatrix, up: FloatMatrix, rows count: Int) {
        precondition(gate.columns == up.columns, "shapes don't fit")
        lk_swiglu(gate.pointer, up.pointer, count * gate.columns)
    }
}
