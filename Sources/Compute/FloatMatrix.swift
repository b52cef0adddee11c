/// Rows × columns of floats of our own, 64-byte aligned, rows contiguous, zero at first.
///
/// Written by one owner; the compute pool's slices write disjoint rows or columns of it.
// Sound because: whoever hands slices of a matrix to several threads gives each disjoint elements, and waits for all.
package final class FloatMatrix: @unchecked Sendable {
    package let rows: Int
    package let columns: Int
    package let pointer: UnsafeMutablePointer<Float>

    /// - Precondition: neither count is negative and their product fits memory; callers check sizes that files state.
    package init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0, "negative shape")
        self.rows = rows
        self.columns = columns
        let count = max(1, rows * columns)
        let raw = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
        pointer = raw.bindMemory(to: Float.self, capacity: count)
        pointer.initialize(repeating: 0, count: count)
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    package func row(_ index: Int) -> UnsafeMutablePointer<Float> { pointer + index * columns }

    /// A copy of all values, row after row.
    package var array: [Float] { Array(UnsafeBufferPointer(start: pointer, count: rows * columns)) }

    /// A view of all values, good as long as the matrix is held.
    package var values: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: pointer, count: rows * columns)
    }

    package subscript(row: Int, column: Int) -> Float {
        get { pointer[row * columns + column] }
        set { pointer[row * columns + column] = newValue }
    }
}
