import Compute
import Foundation
import LecternTesting
import Testing

/// Blocks of every type against the `gguf` package; `Tests/Fixtures/quants/make.py` made both sides.
@Suite struct DequantizeTests {
    @Test(arguments: ElementType.allCases.filter { $0 != .f32 })
    func valuesAreTheReferencesBitForBit(type: ElementType) throws {
        struct Manifest: Decodable {
            struct Size: Decodable { let bytes, values: Int }
            let types: [String: Size]
        }
        let manifest = try JSONDecoder().decode(Manifest.self, from: Fixture.data("quants/manifest.json"))
        let size = try #require(manifest.types[type.name])
        let data = try Fixture.data("quants/\(type.name).bin")
        #expect(data.count == size.bytes + 4 * size.values)
        let bytes = AlignedBytes(count: size.bytes)
        let buffer = UnsafeMutableRawBufferPointer(rebasing: bytes.buffer[..<size.bytes])
        data.prefix(size.bytes).copyBytes(to: buffer)
        let w = try WeightMatrix(
            rows: 1, columns: size.values, type: type, bytes: UnsafeRawBufferPointer(buffer), owner: bytes)
        let expected = data.dropFirst(size.bytes).withUnsafeBytes { values in
            (0..<size.values).map { values.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
        }
        #expect(w.dequantized().map(\.bitPattern) == expected)
    }
}
