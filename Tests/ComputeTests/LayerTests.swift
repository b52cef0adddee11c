import Compute
import Foundation
import LecternTesting
import Testing

/// The layer primitives against plain formulas in double precision.
@Suite struct LayerTests {
    @Test(arguments: KernelLevel.available)
    func normalisedRowsHaveTheWeightedUnitMeanSquare(level: KernelLevel) throws {
        let pool = ComputePool(threadCount: 2, level: level)
        try forEverySeed(0..<10) { random in
            let columns = [1, 16, 65, 300].randomElement(using: &random)!
            let x = Samples.matrix(rows: 3, columns: columns, using: &random)
            let weight = (0..<columns).map { _ in Float.random(in: -2...2, using: &random) }
            let out = FloatMatrix(rows: 3, columns: columns)
            RMSNorm.forward(x, rows: 3, weight: weight, epsilon: 1e-2, into: out, on: pool)
            for row in 0..<3 {
                let square = (0..<columns).reduce(0.0) { $0 + pow(Double(x[row, $1]), 2) } / Double(columns)
                for column in 0..<columns {
                    let expected =
                        Double(x[row, column]) / (square + 1e-2).squareRoot() * Double(weight[column])
                    #expect(abs(Double(out[row, column]) - expected) <= 1e-6 * max(1, abs(expected)))
                }
            }
        }
    }

    @Test(arguments: KernelLevel.available)
    func gatesAreSwishTimesUp(level: KernelLevel) throws {
        var random = SeededGenerator(seed: 3)
        let gate = Samples.matrix(rows: 2, columns: 50, using: &random)
        let up = Samples.matrix(rows: 2, columns: 50, using: &random)
        let before = Array(gate.values)
        SwiGLU.forward(gate: gate, up: up, rows: 2, on: ComputePool(threadCount: 1, level: level))
        for (index, z) in before.enumerated() {
            let expected = Double(z) / (1 + exp(-Double(z))) * Double(up.values[index])
            #expect(abs(Double(gate.values[index]) - expected) <= 2e-6 * max(1, abs(expected)))
        }
    }

    @Test(arguments: KernelLevel.available)
    func rowsAreNormalisedByMeanAndVariance(level: KernelLevel) throws {
        let pool = ComputePool(threadCount: 2, level: level)
        try forEverySeed(0..<10) { random in
            let columns = [1, 16, 65, 384].randomElement(using: &random)!
            let x = Samples.matrix(rows: 3, columns: columns, using: &random)
            let (weight, bias) = (
                (0..<columns).map { _ in Float.random(in: -2...2, using: &random) },
                (0..<columns).map { _ in Float.random(in: -2...2, using: &random) }
            )
            let out = FloatMatrix(rows: 3, columns: columns)
            LayerNorm.forward(x, rows: 3, weight: weight, bias: bias, epsilon: 1e-2, into: out, on: pool)
            for row in 0..<3 {
                let values = (0..<columns).map { Double(x[row, $0]) }
                let mean = values.reduce(0, +) / Double(columns)
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
                for column in 0..<columns {
                    let expected =
                        (values[column] - mean) / (variance + 1e-2).squareRoot() * Double(weight[column])
                        + Double(bias[column])
                    #expect(abs(Double(out[row, column]) - expected) <= 3e-6 * max(1, abs(expected)))
                }
            }
        }
    }

    @Test(arguments: KernelLevel.available)
    func gaussianUnitsUseTheErrorFunction(level: KernelLevel) {
        let x = FloatMatrix(rows: 1, columns: 2001)
        for index in 0..<2001 { x[0, index] = Float(index - 1000) / 80 }
        let before = Array(x.values)
        GELU.forward(x, rows: 1, on: ComputePool(threadCount: 1, level: level))
        for (value, found) in zip(before, x.values) {
            let expected = 0.5 * Double(value) * (1 + erf(Double(value) / 2.0.squareRoot()))
            #expect(abs(Double(found) - expected) < 1e-6)
        }
    }

    /// Positions up to a million against angles in double.
    @Test(arguments: [RotaryEmbedding.Layout.interleaved, .halves], [0, 1, 8191, 8192, 131_071, 1_048_575])
    func pairsTurnByTheirAngles(layout: RotaryEmbedding.Layout, position: Int) throws {
        let (heads, dimension, rotated) = (2, 24, 16)
        let rotary = RotaryEmbedding(
            layout: layout, frequencies: RotaryEmbedding.frequencies(dimensions: rotated, base: 10_000))
        let pool = ComputePool(threadCount: 1)
        let angles = FloatMatrix(rows: 1, columns: rotated)
        rotary.fillAngles(angles, rows: 1, from: position, on: pool)
        var random = SeededGenerator(seed: 7)
        let x = FloatMatrix(rows: 1, columns: heads * dimension)
        for index in x.values.indices { x.values[index] = .random(in: -1...1, using: &random) }
        let before = Array(x.values)
        rotary.apply(angles, to: x, rows: 1, heads: heads, headDimension: dimension, on: pool)
        for head in 0..<heads {
            let start = head * dimension
            for pair in 0..<rotated / 2 {
                let (first, second) =
                    layout == .halves ? (pair, pair + rotated / 2) : (2 * pair, 2 * pair + 1)
                let angle = Double(position) * pow(10_000, -2 * Double(pair) / Double(rotated))
                let (a, b) = (Double(before[start + first]), Double(before[start + second]))
                #expect(abs(Double(x.values[start + first]) - (a * cos(angle) - b * sin(angle))) < 1e-5)
                #expect(abs(Double(x.values[start + second]) - (a * sin(angle) + b * cos(angle))) < 1e-5)
            }
            for index in start + rotated..<start + dimension { #expect(x.values[index] == before[index]) }
        }
    }
}
