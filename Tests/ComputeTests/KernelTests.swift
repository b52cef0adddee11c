import CKernels
import Compute
import Foundation
import LecternTesting
import Testing

/// Every level against the definition in double precision, on awkward shapes.
@Suite struct KernelTests {
    /// Sums of up to a few thousand products in float: error relative to the sum of magnitudes.
    static let summation = 2e-6

    @Test(arguments: KernelLevel.available, ElementType.allCases)
    func productsAgreeWithTheDefinition(level: KernelLevel, type: ElementType) throws {
        let pool = ComputePool(threadCount: 2, level: level)
        try forEverySeed(0..<6) { random in
            for rows in [1, 3, 4, 5, 33] {
                for tokens in [1, 2, 4, 5, 9] {
                    let columns = [32, 64, 96, 352].randomElement(using: &random)!
                    let w = try Samples.weights(rows: rows, columns: columns, type, using: &random)
                    let x = Samples.matrix(rows: tokens, columns: columns, using: &random)
                    let out = FloatMatrix(rows: tokens, columns: rows)
                    try multiply(x, rows: tokens, by: w, into: out, on: pool)
                    let expected = Samples.product(x, w)
                    for index in expected.indices {
                        let (value, magnitude) = expected[index]
                        #expect(
                            abs(Double(out.values[index]) - value) <= Self.summation * magnitude,
                            "\(rows)×\(columns), \(tokens) tokens")
                    }
                }
            }
        }
    }

    @Test(arguments: KernelLevel.available)
    func columnsThatFillNoVectorAreSummedToo(level: KernelLevel) throws {
        let pool = ComputePool(threadCount: 1, level: level)
        try forEverySeed(0..<3) { random in
            for columns in [1, 2, 7, 15, 17, 31, 63, 127] {
                let w = try Samples.weights(rows: 6, columns: columns, .f32, using: &random)
                let x = Samples.matrix(rows: 5, columns: columns, using: &random)
                let out = FloatMatrix(rows: 5, columns: 6)
                try multiply(x, rows: 5, by: w, into: out, on: pool)
                for (index, expected) in Samples.product(x, w).enumerated() {
                    #expect(
                        abs(Double(out.values[index]) - expected.value) <= Self.summation * expected.magnitude
                    )
                }
            }
        }
    }

    @Test(arguments: KernelLevel.available, ElementType.allCases)
    func bitsDependOnNeitherThreadsNorChunks(level: KernelLevel, type: ElementType) throws {
        var random = SeededGenerator(seed: 5)
        let w = try Samples.weights(rows: 200, columns: 160, type, using: &random)
        let x = Samples.matrix(rows: 13, columns: 160, using: &random)
        func product(threads: Int, chunk: Int) throws -> [UInt32] {
            let pool = ComputePool(threadCount: threads, level: level)
            var bits: [UInt32] = []
            for start in stride(from: 0, to: x.rows, by: chunk) {
                let count = min(chunk, x.rows - start)
                let part = FloatMatrix(rows: count, columns: x.columns)
                part.pointer.update(from: x.row(start), count: count * x.columns)
                let out = FloatMatrix(rows: count, columns: w.rows)
                try multiply(part, rows: count, by: w, into: out, on: pool)
                bits += out.values.map(\.bitPattern)
            }
            return bits
        }
        let whole = try product(threads: 1, chunk: 13)
        for threads in [1, 2, 3] {
            for chunk in [1, 2, 5, 13] { #expect(try product(threads: threads, chunk: chunk) == whole) }
        }
    }

    @Test(arguments: KernelLevel.available)
    func softmaxSumsToOneAndKeepsItsOrder(level: KernelLevel) throws {
        try forEverySeed(0..<20) { random in
            let count = Int.random(in: 1...300, using: &random)
            let x = (0..<count).map { _ in Float.random(in: -40...40, using: &random) }
            var values = x
            lk_softmax(level.rawValue, &values, 0.5, count)
            let largest = Double(x.max() ?? 0) / 2
            let weights = x.map { exp(Double($0) / 2 - largest) }
            let sum = weights.reduce(0, +)
            for index in 0..<count { #expect(abs(Double(values[index]) - weights[index] / sum) <= 1e-6) }
        }
        var equal = [Float](repeating: 3e38, count: 7)
        lk_softmax(level.rawValue, &equal, 1, 7)
        #expect(equal.allSatisfy { abs($0 - 1 / 7) < 1e-6 })
    }

    @Test(arguments: KernelLevel.available)
    func weightedValuesAreAddedInOrder(level: KernelLevel) throws {
        try forEverySeed(0..<10) { random in
            let dimension = [1, 16, 63, 64, 80, 128].randomElement(using: &random)!
            let count = Int.random(in: 0...40, using: &random)
            let p = (0..<count).map { _ in Float.random(in: 0...1, using: &random) }
            let v = (0..<count * dimension).map { _ in Float.random(in: -1...1, using: &random) }
            var out = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
            let expected = (0..<dimension).map { d in
                (0..<count).reduce(Double(out[d])) { $0 + Double(p[$1]) * Double(v[$1 * dimension + d]) }
            }
            lk_add_weighted(level.rawValue, &out, p, v, dimension, count, dimension)
            for d in 0..<dimension { #expect(abs(Double(out[d]) - expected[d]) < 1e-5) }
        }
    }
}
