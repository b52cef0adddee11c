import CKernels

/// Root-mean-square normalisation.
package enum RMSNorm {
    /// out = x · weight / sqrt(mean(x²) + epsilon), row by row for the first `count` rows. `out` may be `x`.
    ///
    /// - Parameter weight: (columns).
    package static func forward(
        _ x: FloatMatrix, rows count: Int, weight: [Float], epsilon: Float, into out: FloatMatrix,
        on pool: ComputePool
    ) {
        precondition(weight.count == x.columns && out.columns == x.columns, "shapes don't fit")
        pool.forEach(in: 0..<count, grain: rowsPerChunk(x.columns)) { rows in
            weight.withUnsafeBufferPointer { weight in
                guard let weight = weight.baseAddress else { return }
                for row in rows {
                    lk_rms_norm(pool.level.rawValue, out.row(row), x.row(row), weight, epsilon, x.columns)
                }
            }
        }
    }

    /// The same for each head of each row in place; all heads share the weight (Qwen3's query and key norms).
    package static func forwardHeads(
        _ x: FloatMatrix, rows count: Int, weight: [Float], epsilon: Float, on pool: ComputePool
    ) {
        let dimension = weight.count
        precondition(dimension > 0 && x.columns % dimension == 0, "shapes don't fit")
        pool.forEach(in: 0..<count, grain: rowsPerChunk(x.columns)) { rows in
            weight.withUnsafeBufferPointer { weight in
                guard let weight = weight.baseAddress else { return }
                for row in rows {
                    for head in 0..<x.columns / dimension {
                        let values = x.row(row) + head * dimension
                        lk_rms_norm(pool.level.rawValue, values, values, weight, epsilon, dimension)
                    }
                }
            }
        }
    }
}

/// The gated activation of Llama's feed-forward network.
package enum SwiGLU {
    /// gate := silu(gate) · up, for the first `count` rows.
    package static func forward(gate: FloatMatrix, up: FloatMatrix, rows count: Int, on pool: ComputePool) {
        precondition(gate.columns == up.columns, "shapes don't fit")
        pool.forEach(in: 0..<count, grain: rowsPerChunk(gate.columns)) { rows in
            for row in rows { lk_swiglu(pool.level.rawValue, gate.row(row), up.row(row), gate.columns) }
        }
    }
}

extension FloatMatrix {
    /// Adds another matrix of the same width to the first `count` rows.
    package func add(_ other: FloatMatrix, rows count: Int, on pool: ComputePool) {
        precondition(other.columns == columns && count <= min(rows, other.rows), "shapes don't fit")
        pool.forEach(in: 0..<count, grain: rowsPerChunk(columns)) { [self] rows in
            for row in rows { lk_add(pool.level.rawValue, self.row(row), other.row(row), columns) }
        }
    }

    /// Adds the same vector to each of the first `count` rows.
    package func add(_ vector: [Float], rows count: Int, on pool: ComputePool) {
        precondition(vector.count == columns && count <= rows, "shapes don't fit")
        pool.forEach(in: 0..<count, grain: rowsPerChunk(columns)) { [self] rows in
            vector.withUnsafeBufferPointer { vector in
                guard let vector = vector.baseAddress else { return }
                for row in rows { lk_add(pool.level.rawValue, self.row(row), vector, columns) }
            }
        }
    }
}

/// Rows that take some ten microseconds.
func rowsPerChunk(_ columns: Int) -> Int { max(1, 32_768 / max(1, columns)) }
