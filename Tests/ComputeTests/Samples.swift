import CKernels
import Compute
import LecternTesting

/// Random matrices for kernels, and what their products should be.
enum Samples {
    /// Values around zero, some rows a thousand times larger.
    static func matrix(rows: Int, columns: Int, using random: inout SeededGenerator) -> FloatMatrix {
        let matrix = FloatMatrix(rows: rows, columns: columns)
        for row in 0..<rows {
            let size: Float = Int.random(in: 0..<4, using: &random) == 0 ? 1000 : 1
            for column in 0..<columns { matrix[row, column] = .random(in: -size...size, using: &random) }
        }
        return matrix
    }

    /// Random weights of a type: random bits, with scales that are numbers.
    static func weights(
        rows: Int, columns: Int, _ type: ElementType, using random: inout SeededGenerator
    ) throws -> WeightMatrix {
        let bytes = AlignedBytes(count: rows * (type.byteCount(columns: columns) ?? 0))
        let buffer = bytes.buffer
        switch type {
        case .f32:
            for index in 0..<rows * columns {
                buffer.storeBytes(
                    of: Float.random(in: -2...2, using: &random), toByteOffset: 4 * index, as: Float.self)
            }
        case .f16:
            for index in 0..<rows * columns {
                buffer.storeBytes(of: half(using: &random), toByteOffset: 2 * index, as: UInt16.self)
            }
        case .q8_0:
            for index in buffer.indices { buffer[index] = .random(in: .min ... .max, using: &random) }
            for block in 0..<rows * columns / 32 {
                buffer.storeBytes(of: half(using: &random), toByteOffset: 34 * block, as: UInt16.self)
            }
        }
        return try WeightMatrix(
            rows: rows, columns: columns, type: type,
            bytes: UnsafeRawBufferPointer(
                rebasing: buffer[..<(rows * (type.byteCount(columns: columns) ?? 0))]), owner: bytes)
    }

    /// An IEEE half between -2 and 2; zero and subnormal ones among them.
    private static func half(using random: inout SeededGenerator) -> UInt16 {
        let exponent = UInt16.random(in: 0...15, using: &random) << 10
        return exponent | UInt16.random(in: 0..<1024, using: &random)
            | (UInt16.random(in: 0...1, using: &random) << 15)
    }

    /// For each token and row the exact sum, and the sum of magnitudes that errors are measured by.
    static func product(_ x: FloatMatrix, _ w: WeightMatrix) -> [(value: Double, magnitude: Double)] {
        let weights = w.dequantized()
        return (0..<x.rows * w.rows).map { index in
            let (token, row) = index.quotientAndRemainder(dividingBy: w.rows)
            var value = 0.0
            var magnitude = 1e-30
            for column in 0..<w.columns {
                let term = Double(weights[row * w.columns + column]) * Double(x[token, column])
                value += term
                magnitude += abs(term)
            }
            return (value, magnitude)
        }
    }
}

/// Owned bytes, aligned like a mapped tensor.
final class AlignedBytes: @unchecked Sendable {
    let buffer: UnsafeMutableRawBufferPointer

    init(count: Int) { buffer = .allocate(byteCount: max(count, 1), alignment: 32) }

    deinit { buffer.deallocate() }
}
