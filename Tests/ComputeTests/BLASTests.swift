import Compute
import LecternTesting
import Testing

@Suite struct BLASTests {
    /// An implementation that shares nothing with ours.
    @Test(.enabled(if: BLAS.status.isAvailable), arguments: KernelLevel.available)
    func ourProductsAreThoseOfOpenBLAS(level: KernelLevel) throws {
        try forEverySeed(0..<4) { random in
            let (rows, columns, tokens) = (50, 130, 9)
            let w = try Samples.weights(rows: rows, columns: columns, .f32, using: &random)
            let plain = FloatMatrix(rows: rows, columns: columns)
            plain.pointer.update(from: w.dequantized(), count: rows * columns)
            let x = Samples.activations(rows: tokens, columns: columns, using: &random)
            let theirs = FloatMatrix(rows: tokens, columns: rows)
            #expect(BLAS.multiplyTransposed(x.floats, plain, into: theirs))
            let ours = try ProductTests.product(x, w, on: ComputePool(threadCount: 1, level: level))
            for (index, expected) in Samples.product(x.floats, w).enumerated() {
                let bound = Float(ProductTests.summation * expected.magnitude)
                #expect(abs(ours[index] - theirs.values[index]) <= bound)
            }
        }
    }

    /// Debian 12's build runs its oldest kernels on processors it doesn't know, unless it is told before loading.
    @Test(.enabled(if: BLAS.status.isAvailable))
    func openBLASDoesNotRunItsOldestKernels() {
        #expect(!BLAS.status.isTrapped, "\(BLAS.status)")
        if KernelLevel.best != .portable { #expect(BLAS.status.coreName != "Prescott") }
    }
}
