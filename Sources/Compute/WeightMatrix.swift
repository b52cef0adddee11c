/// A read-only view of rows × columns weights of one type, usually inside a mapped file.
///
/// A vector is a matrix of one row. Rows are contiguous: `bytes.count == rows * type.byteCount(columns:)`.
// Sound because: the bytes are never written after construction and live as long as `owner`, retained here.
package struct WeightMatrix: @unchecked Sendable {
    package let rows: Int
    package let columns: Int
    package let type: ElementType
    package let bytes: UnsafeRawBufferPointer
    let owner: AnyObject

    /// - Parameters:
    ///   - bytes: at least 2-byte aligned (4-byte for F32), of exactly `rows` whole rows.
    ///   - owner: what keeps the bytes alive, such as a mapped file.
    package init(
        rows: Int, columns: Int, type: ElementType, bytes: UnsafeRawBufferPointer, owner: AnyObject
    ) throws(ComputeError) {
        guard let rowBytes = type.byteCount(columns: columns) else {
            throw .columnsNotWholeBlocks(columns: columns, type: type.name, block: type.elementsPerBlock)
        }
        let (total, overflow) = rowBytes.multipliedReportingOverflow(by: rows)
        guard rows >= 0, !overflow, total == bytes.count else {
            throw .byteCountMismatch(expected: overflow ? .max : total, found: bytes.count)
        }
        self.rows = rows
        self.columns = columns
        self.type = type
        self.bytes = bytes
        self.owner = owner
    }

    /// Bytes of one row.
    package var bytesPerRow: Int { rows == 0 ? 0 : bytes.count / rows }
}
