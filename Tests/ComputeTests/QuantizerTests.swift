import Compute
import Foundation
import LecternTesting
import Testing

@Suite struct QuantizerTests {
    /// Root mean square error of normal values, relative to theirs. Ideal uniform steps give about these.
    static let bounds: [ElementType: Double] = [
        .f32: 0, .f16: 3e-4, .bf16: 2.5e-3, .q8_0: 0.006, .q6_K: 0.025, .q5_K: 0.045, .q5_0: 0.055,
        .q5_1: 0.05, .q4_K: 0.09, .q4_0: 0.11, .q4_1: 0.095, .q3_K: 0.2, .q2_K: 0.4,
    ]

    @Test(arguments: ElementType.allCases)
    func valuesComeBackWithinTheTypesError(type: ElementType) throws {
        var random = SeededRandom(seed: 1)
        let values = (0..<4096).map { _ in
            Float((-2 * log(1 - random.unit())).squareRoot() * cos(2 * Double.pi * random.unit()))
        }
        let data = try Quantizer.quantize(values, columns: 1024, as: type)
        #expect(data.count == 4 * (type.byteCount(columns: 1024) ?? 0))
        let bytes = AlignedBytes(count: data.count)
        let buffer = UnsafeMutableRawBufferPointer(rebasing: bytes.buffer[..<data.count])
        data.copyBytes(to: buffer)
        let w = try WeightMatrix(
            rows: 4, columns: 1024, type: type, bytes: UnsafeRawBufferPointer(buffer), owner: bytes)
        var error = 0.0
        var size = 0.0
        for (a, b) in zip(values, w.dequantized()) {
            error += pow(Double(a) - Double(b), 2)
            size += pow(Double(a), 2)
        }
        #expect((error / size).squareRoot() <= Self.bounds[type, default: 0])
    }

    @Test func zerosStayZerosAndWidthsMustFit() throws {
        for type in ElementType.allCases {
            let data = try Quantizer.quantize([Float](repeating: 0, count: 256), columns: 256, as: type)
            let bytes = AlignedBytes(count: data.count)
            let buffer = UnsafeMutableRawBufferPointer(rebasing: bytes.buffer[..<data.count])
            data.copyBytes(to: buffer)
            let w = try WeightMatrix(
                rows: 1, columns: 256, type: type, bytes: UnsafeRawBufferPointer(buffer), owner: bytes)
            #expect(w.dequantized().allSatisfy { $0 == 0 }, "\(type.name)")
        }
        #expect(throws: ComputeError.columnsNotWholeBlocks(columns: 96, type: "Q4_K", block: 256)) {
            try Quantizer.quantize([Float](repeating: 0, count: 96), columns: 96, as: .q4_K)
        }
    }
}
