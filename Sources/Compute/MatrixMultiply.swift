import CKernels

/// A matrix to multiply by, and where the result goes.
package struct Product: Sendable {
    package let weights: PackedMatrix
    package let out: FloatMatrix

    package init(_ weights: PackedMatrix, into out: FloatMatrix) {
        self.weights = weights
        self.out = out
    }
}

/// out[t] = w · x[t] for the first `count` rows of `x` and each product: x (tokens × w.columns), out (tokens × w.rows).
///
/// Block types take x in bytes (made here), float types in floats. Work is split over panels of all matrices
/// together; each output element is summed in one fixed order, so the bits don't depend on `count` or on the number
/// of threads.
///
/// - Throws: `ComputeError.shapeMismatch`.
package func multiply(
    _ x: Activations, rows count: Int, by products: [Product], on pool: ComputePool
) throws(ComputeError) {
    for product in products {
        let (w, out) = (product.weights, product.out)
        guard x.columns == w.columns, out.columns == w.rows, count <= x.rows, count <= out.rows else {
            throw .shapeMismatch(
                operation: "matrix product", expected: "\(w.columns) → \(w.rows) for \(count) rows",
                found: "\(x.rows)×\(x.columns) → \(out.rows)×\(out.columns)")
        }
    }
    guard count > 0, !products.isEmpty else { return }
    let takesBytes = pool.precision == .bytes
    if takesBytes, products.contains(where: \.weights.type.isBlocked) { x.quantize(rows: count, on: pool) }
    let panelCount = products.reduce(0) { $0 + $1.weights.panelCount }
    pool.forEach(
        in: 0..<panelCount, grain: panelsPerChunk(products, tokens: count, threads: pool.threadCount),
        scratchBytes: takesBytes ? lk_product_scratch(x.columns) : lk_exact_scratch(x.columns)
    ) { panels, scratch in
        var start = 0
        for product in products {
            let part = panels.clamped(to: start..<start + product.weights.panelCount)
            if !part.isEmpty {
                multiply(
                    x, rows: count, product, panels: part.lowerBound - start..<part.upperBound - start,
                    on: pool, scratch: scratch)
            }
            start += product.weights.panelCount
        }
    }
}

/// As many panels as take some hundred microseconds, counted by their arithmetic or by their bytes; of small matrices
/// so many fewer that every thread gets several chunks, but no chunk shorter than some microseconds.
private func panelsPerChunk(_ products: [Product], tokens: Int, threads: Int) -> Int {
    guard let first = products.first?.weights else { return 1 }
    let operations = 32 * first.columns * tokens / (first.type.isBlocked ? 3 : 1)
    let nanoseconds = max(operations / 100, first.panelBytes / 15, 1)
    let count = products.reduce(0) { $0 + $1.weights.panelCount }
    let (shortest, longest) = (max(1, 4000 / nanoseconds), max(1, min(100_000 / nanoseconds, 64)))
    return min(longest, max(shortest, count / (4 * threads)))
}

private func multiply(
    _ x: Activations, rows count: Int, _ product: Product, panels: Range<Int>, on pool: ComputePool,
    scratch: UnsafeMutableRawPointer
) {
    let w = product.weights
    let firstRow = panels.lowerBound * PackedMatrix.rowsPerPanel
    let rowCount = min(panels.count * PackedMatrix.rowsPerPanel, w.rows - firstRow)
    let source = w.panels + panels.lowerBound * w.panelBytes
    let target = product.out.pointer + firstRow
    let (level, type, stride) = (pool.level.rawValue, Int32(w.type.rawValue), product.out.columns)
    if !w.type.isBlocked {
        lk_multiply_floats(
            level, target, stride, source, type, rowCount, x.floats.pointer, x.columns, count, w.columns)
    } else if pool.precision == .bytes, var bytes = x.bytes {
        lk_multiply_blocks(level, target, stride, source, type, rowCount, &bytes, 0, count, scratch)
    } else {
        lk_multiply_exactly(
            level, target, stride, source, type, rowCount, x.floats.pointer, x.columns, count, w.columns,
            scratch)
    }
}

extension WeightMatrix {
    /// Unpacks one row: `out` holds at least `columns` floats.
    package func dequantizeRow(_ row: Int, into out: UnsafeMutablePointer<Float>) {
        precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
        guard let base = bytes.baseAddress else { return }
        lk_dequantize_row(out, base + row * bytesPerRow, Int32(type.rawValue), columns)
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

    /// The rows of a range alone: a fused matrix taken apart.
    package func rows(_ range: Range<Int>) throws(ComputeError) -> WeightMatrix {
        guard range.lowerBound >= 0, range.upperBound <= rows else {
            throw .shapeMismatch(
                operation: "part of a matrix", expected: "rows \(range)", found: "\(rows) rows")
        }
        let part = range.lowerBound * bytesPerRow..<range.upperBound * bytesPerRow
        return try WeightMatrix(
            rows: range.count, columns: columns, type: type,
            bytes: UnsafeRawBufferPointer(rebasing: bytes[part]), owner: owner)
    }
}
