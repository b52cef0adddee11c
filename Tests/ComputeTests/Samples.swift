import CKernels
import Compute
import LecternTesting

/// Random matrices for kernels, and what their products should be.
enum Samples {
    /// Values around zero, some rows a thousand times larger.
    static func activations(rows: Int, columns: Int, using random: inout SeededGenerator) -> Activations {
        let matrix = Activations(rows: rows, columns: columns)
        for row in 0..<rows {
            let size: Float = Int.random(in: 0..<4, using: &random) == 0 ? 1000 : 1
            for column in 0..<columns {
                matrix.floats[row, column] = .random(in: -size...size, using: &random)
            }
        }
        return matrix
    }

    static func matrix(rows: Int, columns: Int, using random: inout SeededGenerator) -> FloatMatrix {
        activations(rows: rows, columns: columns, using: &random).floats
    }

    /// Where the halves of a block are.
    private static func halfOffsets(_ type: ElementType) -> [Int] {
        switch type {
        case .f32, .bf16: []
        case .f16, .q4_0, .q5_0, .q8_0: [0]
        case .q4_1, .q5_1, .q4_K, .q5_K: [0, 2]
        case .q2_K: [80, 82]
        case .q3_K: [108]
        case .q6_K: [208]
        }
    }

    /// Random weights of a type: random bits, with scales that are numbers.
    static func weights(
        rows: Int, columns: Int, _ type: ElementType, using random: inout SeededGenerator
    ) throws -> WeightMatrix {
        let count = rows * (type.byteCount(columns: columns) ?? 0)
        let bytes = AlignedBytes(count: count)
        let buffer = UnsafeMutableRawBufferPointer(rebasing: bytes.buffer[..<count])
        for index in buffer.indices { buffer[index] = .random(in: .min ... .max, using: &random) }
        switch type {
        case .f32:
            for index in 0..<rows * columns {
                buffer.storeBytes(
                    of: Float.random(in: -2...2, using: &random), toByteOffset: 4 * index, as: Float.self)
            }
        case .bf16:
            for index in 0..<rows * columns {
                let value = Float.random(in: -2...2, using: &random)
                buffer.storeBytes(of: lk_float_to_bfloat(value), toByteOffset: 2 * index, as: UInt16.self)
            }
        default:
            for block in 0..<count / type.bytesPerBlock {
                for offset in halfOffsets(type) {
                    buffer.storeBytes(
                        of: half(using: &random), toByteOffset: block * type.bytesPerBlock + offset,
                        as: UInt16.self)
                }
            }
        }
        return try WeightMatrix(
            rows: rows, columns: columns, type: type, bytes: UnsafeRawBufferPointer(buffer), owner: bytes)
    }

    /// An IEEE half between -2 and 2; zero and subnormal ones among them.
    private static func half(using random: inout SeededGenerator) -> UInt16 {
        let exponent = UInt16.random(in: 0...15, using: &random) << 10
        return exponent | UInt16.random(in: 0..<1024, using: &random)
            | (UInt16.random(in: 0...1, using: &random) << 15)
    }

    struct Expected {
        var value = 0.0
        /// The sum of magnitudes, which rounding errors are measured by.
        var magnitude = 1e-30
        /// How far rounding activations to bytes may move the value.
        var byteRounding = 0.0
    }

    /// For each token and row the exact sum.
    static func product(_ x: FloatMatrix, _ w: WeightMatrix) -> [Expected] {
        let weights = w.dequantized()
        return (0..<x.rows * w.rows).map { index in
            let (token, row) = index.quotientAndRemainder(dividingBy: w.rows)
            var expected = Expected()
            for start in stride(from: 0, to: w.columns, by: 32) {
                let block = start..<min(start + 32, w.columns)
                let largest = block.reduce(Float(0)) { max($0, abs(x[token, $1])) }
                // Half a step, and a little for the rounding of the scale itself.
                let step = Double(largest) / 127 * 0.5001
                for column in block {
                    let weight = Double(weights[row * w.columns + column])
                    let term = weight * Double(x[token, column])
                    expected.value += term
                    expected.magnitude += abs(term)
                    if w.type.isBlocked { expected.byteRounding += abs(weight) * step }
                }
            }
            return expected
        }
    }
}

/// Owned bytes, aligned like a mapped tensor.
final class AlignedBytes: @unchecked Sendable {
    let buffer: UnsafeMutableRawBufferPointer

    init(count: Int) { buffer = .allocate(byteCount: max(count, 1), alignment: 32) }

    deinit { buffer.deallocate() }
}
