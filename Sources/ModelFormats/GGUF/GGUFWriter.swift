package import Compute
package import Foundation

extension GGUF {
    /// A tensor to be written: its shape contiguous dimension first, its bytes as its type lays them out.
    package struct OutgoingTensor {
        package let name: String
        package let shape: [Int]
        package let type: TensorType
        package let bytes: Data

        package init(name: String, shape: [Int], type: TensorType, bytes: Data) {
            self.name = name
            self.shape = shape
            self.type = type
            self.bytes = bytes
        }

        package init(name: String, shape: [Int], type: ElementType, bytes: Data) {
            self.init(name: name, shape: shape, type: TensorType(type), bytes: bytes)
        }
    }

    /// A whole file of version 3 in memory, tensors one after another in the order given.
    ///
    /// `general.alignment`, if among the metadata, is obeyed.
    package static func write(
        metadata: [(key: String, value: GGUFValue)], tensors: [OutgoingTensor]
    ) -> Data {
        var data = Data()
        encode(metadata: metadata, tensors: tensors) { data.append($0) }
        return data
    }

    /// The same into a file, which is complete or not there.
    package static func write(
        metadata: [(key: String, value: GGUFValue)], tensors: [OutgoingTensor], to url: URL
    ) throws(ModelFileError) {
        do {
            try write(metadata: metadata, tensors: tensors).write(to: url, options: .atomic)
        } catch {
            throw .cannotWrite(file: url.lastPathComponent, reason: error.localizedDescription)
        }
    }

    private static func encode(
        metadata: [(key: String, value: GGUFValue)], tensors: [OutgoingTensor], into append: (Data) -> Void
    ) {
        let alignment =
            metadata.first { $0.key == "general.alignment" }?.value.integer ?? GGUF.defaultAlignment
        var encoder = GGUFEncoder()
        encoder.bytes += magic
        encoder.append(UInt32(3))
        encoder.append(UInt64(tensors.count))
        encoder.append(UInt64(metadata.count))
        for (key, value) in metadata {
            encoder.append(key)
            encoder.append(value.kind.rawValue)
            encoder.append(value)
        }
        var offset = 0
        for tensor in tensors {
            encoder.append(tensor.name)
            encoder.append(UInt32(tensor.shape.count))
            for dimension in tensor.shape { encoder.append(UInt64(dimension)) }
            encoder.append(tensor.type.id)
            encoder.append(UInt64(offset))
            offset += padded(tensor.bytes.count, to: alignment)
        }
        if !tensors.isEmpty { encoder.pad(to: alignment) }
        append(Data(encoder.bytes))
        for tensor in tensors {
            append(tensor.bytes)
            append(Data(count: padded(tensor.bytes.count, to: alignment) - tensor.bytes.count))
        }
    }

    private static func padded(_ count: Int, to alignment: Int) -> Int {
        (count + alignment - 1) / alignment * alignment
    }
}

/// Turns values into the bytes of a GGUF file.
struct GGUFEncoder {
    var bytes: [UInt8] = []

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ string: String) {
        append(UInt64(string.utf8.count))
        bytes.append(contentsOf: string.utf8)
    }

    mutating func append(_ value: GGUFValue) {
        switch value {
        case .uint8(let number): append(number)
        case .int8(let number): append(number)
        case .uint16(let number): append(number)
        case .int16(let number): append(number)
        case .uint32(let number): append(number)
        case .int32(let number): append(number)
        case .uint64(let number): append(number)
        case .int64(let number): append(number)
        case .float32(let number): append(number.bitPattern)
        case .float64(let number): append(number.bitPattern)
        case .bool(let truth): append(UInt8(truth ? 1 : 0))
        case .string(let string): append(string)
        case .array(let array):
            append(array.elementKind.rawValue)
            append(UInt64(array.count))
            bytes.append(contentsOf: array.encodedBytes)
        }
    }

    mutating func pad(to alignment: Int) {
        bytes.append(contentsOf: repeatElement(0, count: (alignment - bytes.count % alignment) % alignment))
    }
}
