import CKernels

/// Rows of floats, and the same in signed bytes with a scale for 32 values, as products with block types take them.
// Sound because: like `FloatMatrix`, it is written by one owner, in slices by disjoint rows.
package final class Activations: @unchecked Sendable {
    package let floats: FloatMatrix
    let bytes: lk_activations?
    private let memory: UnsafeMutableRawPointer?

    package var rows: Int { floats.rows }
    package var columns: Int { floats.columns }

    /// Has room for bytes too where `columns` is a multiple of 32.
    package init(rows: Int, columns: Int) {
        floats = FloatMatrix(rows: rows, columns: columns)
        guard columns % 32 == 0, rows * columns > 0 else {
            bytes = nil
            memory = nil
            return
        }
        let count = rows * columns
        // count bytes, then count / 32 scales and sums and count / 16 sums of halves, four bytes each.
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count + count / 2, alignment: 64)
        let scales = (memory + count).bindMemory(to: Float.self, capacity: count / 32)
        let sums = (memory + count + count / 8).bindMemory(to: Int32.self, capacity: count / 32)
        let halves = (memory + count + count / 4).bindMemory(to: Int32.self, capacity: count / 16)
        bytes = lk_activations(
            q: memory.bindMemory(to: Int8.self, capacity: count), scale: scales, sums: sums,
            half_sums: halves,
            columns: columns)
        self.memory = memory
    }

    deinit { memory?.deallocate() }

    /// Makes the bytes of the first `count` rows.
    package func quantize(rows count: Int, on pool: ComputePool) {
        precondition(bytes != nil, "\(columns) columns are not whole blocks")
        pool.forEach(in: 0..<count, grain: max(1, 16_384 / columns)) { [self] rows in
            guard var bytes else { return }
            for row in rows { lk_quantize_row(pool.level.rawValue, &bytes, row, floats.row(row)) }
        }
    }
}
