import Foundation
import ModelFormats

/// A GGUF file written byte by byte, so that every field can be wrong.
struct GGUFBytes {
    var bytes: [UInt8] = []

    /// magic, version 3, counts, and the architecture key that every file needs.
    static func header(tensors: UInt64 = 0, keys: UInt64 = 0, version: UInt32 = 3) -> GGUFBytes {
        GGUFBytes().raw(Array("GGUF".utf8)).number(version).number(tensors).number(keys + 1)
            .key("general.architecture", type: 8).string("llama")
    }

    func raw(_ more: [UInt8]) -> GGUFBytes {
        var copy = self
        copy.bytes += more
        return copy
    }

    func number(_ value: some FixedWidthInteger) -> GGUFBytes {
        raw(withUnsafeBytes(of: value.littleEndian) { Array($0) })
    }

    func string(_ text: String) -> GGUFBytes { number(UInt64(text.utf8.count)).raw(Array(text.utf8)) }

    func key(_ name: String, type: Int32) -> GGUFBytes { string(name).number(type) }

    func array(of type: Int32, count: UInt64) -> GGUFBytes { number(type).number(count) }

    func tensor(_ name: String, _ shape: [UInt64], type: UInt32 = 0, offset: UInt64 = 0) -> GGUFBytes {
        var result = string(name).number(UInt32(shape.count))
        for dimension in shape { result = result.number(dimension) }
        return result.number(type).number(offset)
    }

    func padded(to alignment: Int = 32) -> GGUFBytes {
        raw(Array(repeating: 0, count: (alignment - bytes.count % alignment) % alignment))
    }

    func read() throws(ModelFileError) -> (metadata: ModelMetadata, tensors: [TensorInfo]) {
        try GGUF.readIndex(MappedFile(copying: bytes, name: "test.gguf"))
    }
}
