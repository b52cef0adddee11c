import CKernels

/// out[t] = w · x[t] for the first `count` rows of `x`: x (tokens × w.columns), out (tokens × w.rows).
///
/// Work is split over rows of `w`; each output element is summed in one fixed order, so the bits don't depend on
/// `count` or on the number of threads.
///
/// - Throws: `ComputeError.shapeMismatch`.
package func multiply(
    _ x: FloatMatrix, rows count: Int, by w: WeightMatrix, into out: FloatMatrix, on pool: ComputePool
) throws(ComputeError) {
    guard x.columns == w.columns, out.columns == w.rows, count <= x.rows, count <= out.rows else {
        throw .shapeMismatch(
            operation: "matrix product", expected: "\(w.columns) → \(w.rows) for \(count) rows",
            found: "\(x.rows)×\(x.columns) → \(out.rows)×\(out.columns)")
    }
    guard count > 0, w.rows > 0 else { return }
    let rowBytes = w.bytesPerRow
    let type = Int32(w.type.rawValue)
    let level = pool.level.rawValue
    let scratchCount = lk_matmul_scratch(type, w.columns)
    // A grain of a few dozen rows keeps a chunk under a millisecond and scratch in the cache.
    pool.forEach(in: 0..<w.rows, grain: 32) { rows in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, scratchCount)) { scratch in
            guard let scratch = scratch.baseAddress, let weights = w.bytes.baseAddress else { return }
            lk_matmul(
                level, out.pointer + rows.lowerBound, out.columns, weights + rows.lowerBound * rowBytes, type,
                rowBytes,
                x.pointer, x.columns, scratch, rows.count, count, w.columns)
        }
    }
}

extension WeightMatrix {
    /// Unpacks one row: `out` holds at least `columns` floats.
    package func dequantizeRow(_ row: Int, into out: UnsafeMutablePointer<Float>) {
        precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
        guard let base = bytes.baseAddress else { return }
        lk_dequantize_row(lk_best_level(), out, base + row * bytesPerRow, Int32(type.rawValue), columns)
    }

    /// All weights as floats, row after row.
    package func dequantized() -> [Float] {
        [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
            if let out = buffer.baseAddress {
                for row in 0..<rows { dequantizeRow(row, into: out + row * columns) }
            }
            count = rows * columns
        }
    }
}
