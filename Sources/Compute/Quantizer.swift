import CKernels
package import Foundation

/// Turns floats into the types that weights are stored in.
package enum Quantizer {
    /// Rows × columns of floats as a file holds them.
    ///
    /// - Throws: `ComputeError.columnsNotWholeBlocks`.
    package static func quantize(
        _ values: [Float], columns: Int, as type: ElementType
    ) throws(ComputeError) -> Data {
        guard columns > 0, let rowBytes = type.byteCount(columns: columns) else {
            throw .columnsNotWholeBlocks(columns: columns, type: type.name, block: type.elementsPerBlock)
        }
        precondition(values.count % columns == 0, "values are whole rows")
        let rows = values.count / columns
        var data = Data(count: rows * rowBytes)
        data.withUnsafeMutableBytes { out in
            values.withUnsafeBufferPointer { values in
                guard let base = out.baseAddress, let source = values.baseAddress else { return }
                for row in 0..<rows {
                    _ = lk_quantize_to_row(
                        base + row * rowBytes, source + row * columns, Int32(type.rawValue), columns)
                }
            }
        }
        return data
    }
}
