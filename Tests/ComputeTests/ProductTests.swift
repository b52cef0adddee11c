import CKernels
import Compute
import Foundation
import LecternTesting
import Testing

/// Products of every type and level against sums in double precision, on awkward shapes.
@Suite struct ProductTests {
    /// Sums of up to a few thousand products in float: error relative to the sum of magnitudes.
    static let summation = 2e-6

    static func product(
        _ x: Activations, _ w: WeightMatrix, on pool: ComputePool
    ) throws -> [Float] {
        let out = FloatMatrix(rows: x.rows, columns: w.rows)
        try multiply(x, rows: x.rows, by: [Product(PackedMatrix(packing: w, on: pool), into: out)], on: pool)
        return Array(out.values)
    }

    static func columns(_ type: ElementType) -> [Int] {
        switch type.elementsPerBlock {
        case 1: [1, 2, 7, 15, 17, 31, 32, 63, 96, 352]
        case 32: [32, 64, 96, 352]
        default: [256, 512]
        }
    }

    @Test(arguments: KernelLevel.available, ElementType.allCases)
    func productsAgreeWithTheDefinition(level: KernelLevel, type: ElementType) throws {
        let pool = ComputePool(threadCount: 2, level: level)
        try forEverySeed(0..<3) { random in
            for rows in [1, 3, 16, 17, 33] {
                for tokens in [1, 2, 5, 8, 9, 19] {
                    let columns = Self.columns(type).randomElement(using: &random)!
                    let w = try Samples.weights(rows: rows, columns: columns, type, using: &random)
                    let x = Samples.activations(rows: tokens, columns: columns, using: &random)
                    let out = try Self.product(x, w, on: pool)
                    for (index, expected) in Samples.product(x.floats, w).enumerated() {
                        let bound = Self.summation * expected.magnitude + expected.byteRounding
                        #expect(
                            abs(Double(out[index]) - expected.value) <= bound,
                            "\(rows)×\(columns), \(tokens) tokens")
                    }
                }
            }
        }
    }

    @Test(arguments: KernelLevel.available, ElementType.allCases.filter(\.isBlocked))
    func floatActivationsLeaveNoByteRounding(level: KernelLevel, type: ElementType) throws {
        var random = SeededGenerator(seed: 2)
        let w = try Samples.weights(rows: 21, columns: 256, type, using: &random)
        let x = Samples.activations(rows: 7, columns: 256, using: &random)
        let pool = ComputePool(threadCount: 2, level: level, precision: .floats)
        let out = try Self.product(x, w, on: pool)
        for (index, expected) in Samples.product(x.floats, w).enumerated() {
            #expect(abs(Double(out[index]) - expected.value) <= Self.summation * expected.magnitude)
        }
    }

    /// The plain level is the definition of the bytes too: levels differ by the rounding of float sums only.
    @Test(arguments: KernelLevel.available.dropFirst(), ElementType.allCases)
    func levelsDifferByRoundingOnly(level: KernelLevel, type: ElementType) throws {
        var random = SeededGenerator(seed: 9)
        let w = try Samples.weights(rows: 40, columns: 512, type, using: &random)
        let x = Samples.activations(rows: 11, columns: 512, using: &random)
        let plain = try Self.product(x, w, on: ComputePool(threadCount: 1, level: .portable))
        let fast = try Self.product(x, w, on: ComputePool(threadCount: 1, level: level))
        for (index, expected) in Samples.product(x.floats, w).enumerated() {
            let difference = abs(Double(plain[index]) - Double(fast[index]))
            #expect(difference <= Self.summation * expected.magnitude)
        }
    }

    @Test(arguments: KernelLevel.available, ElementType.allCases)
    func bitsDependOnNeitherThreadsNorChunks(level: KernelLevel, type: ElementType) throws {
        var random = SeededGenerator(seed: 5)
        let w = try Samples.weights(rows: 200, columns: 256, type, using: &random)
        let x = Samples.activations(rows: 13, columns: 256, using: &random)
        func product(threads: Int, chunk: Int) throws -> [UInt32] {
            let pool = ComputePool(threadCount: threads, level: level)
            var bits: [UInt32] = []
            for start in stride(from: 0, to: x.rows, by: chunk) {
                let count = min(chunk, x.rows - start)
                let part = Activations(rows: count, columns: x.columns)
                part.floats.pointer.update(from: x.floats.row(start), count: count * x.columns)
                bits += try Self.product(part, w, on: pool).map(\.bitPattern)
            }
            return bits
        }
        let whole = try product(threads: 1, chunk: 13)
        for threads in [1, 2, 3] {
            for chunk in [1, 2, 5, 13] { #expect(try product(threads: threads, chunk: chunk) == whole) }
        }
    }

    @Test func severalMatricesAreMultipliedAsEachAlone() throws {
        var random = SeededGenerator(seed: 8)
        let pool = ComputePool(threadCount: 2)
        let x = Samples.activations(rows: 3, columns: 256, using: &random)
        let types: [(ElementType, Int)] = [(.q4_K, 130), (.f16, 17), (.q8_0, 64), (.q6_K, 5)]
        let weights = try types.map {
            try Samples.weights(rows: $0.1, columns: 256, $0.0, using: &random)
        }
        let outs = weights.map { FloatMatrix(rows: 3, columns: $0.rows) }
        let products = try zip(weights, outs).map {
            Product(try PackedMatrix(packing: $0, on: pool), into: $1)
        }
        try multiply(x, rows: 3, by: products, on: pool)
        for (w, out) in zip(weights, outs) {
            #expect(try Self.product(x, w, on: pool) == Array(out.values))
        }
    }

    @Test func aWrongShapeIsRefused() throws {
        var random = SeededGenerator(seed: 8)
        let pool = ComputePool(threadCount: 1)
        let w = try Samples.weights(rows: 4, columns: 64, .q8_0, using: &random)
        let packed = try PackedMatrix(packing: w, on: pool)
        #expect(throws: ComputeError.self) {
            try multiply(
                Activations(rows: 1, columns: 32), rows: 1,
                by: [Product(packed, into: FloatMatrix(rows: 1, columns: 4))], on: pool)
        }
        #expect(throws: ComputeError.self) { try w.rows(2..<5) }
        #expect(try w.rows(1..<3).dequantized() == Array(w.dequantized()[64..<192]))
    }
}
