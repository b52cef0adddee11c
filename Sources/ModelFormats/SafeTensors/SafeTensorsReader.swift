import Compute
import Foundation

/// The safetensors container: a 64-bit length, that much JSON, then the data.
package enum SafeTensors {
    /// What no honest file exceeds.
    package enum Limits {
        package static let headerBytes: UInt64 = 100 << 20
        package static let tensorCount = 65_536
    }

    /// Reads everything but the weights; names are as in the file.
    ///
    /// - Returns: tensors whose spans lie inside the file and share no byte; shapes contiguous dimension first, as in
    ///   GGUF.
    package static func readIndex(_ file: MappedFile) throws(ModelFileError) -> [TensorInfo] {
        var reader = BoundedReader(file.bytes, file: file.name)
        let length = try reader.read(UInt64.self, .header)
        guard length <= Limits.headerBytes else {
            throw .limitExceeded(
                file: file.name, place: .header, offset: 0, quantity: "a header length of", value: length,
                limit: Limits.headerBytes)
        }
        let start = try reader.skip(Int(length), .header)
        let header = reader.slice(start..<start + Int(length))
        guard
            let entries = try? JSONSerialization.jsonObject(with: Data(header)) as? [String: [String: Any]]
        else { throw .notAModel(file: file.name, found: "its header is not the JSON of safetensors") }
        guard entries.count <= Limits.tensorCount else {
            throw .limitExceeded(
                file: file.name, place: .header, offset: 0, quantity: "a tensor count of",
                value: UInt64(entries.count), limit: UInt64(Limits.tensorCount))
        }
        var tensors: [TensorInfo] = []
        for (name, entry) in entries where name != "__metadata__" {
            tensors.append(try tensor(name, entry, dataStart: start + Int(length), file: file))
        }
        tensors.sort { $0.byteRange.lowerBound < $1.byteRange.lowerBound }
        for (first, second) in zip(tensors, tensors.dropFirst())
        where first.byteRange.upperBound > second.byteRange.lowerBound {
            throw .overlappingTensors(file: file.name, first: first.name, second: second.name)
        }
        return tensors
    }

    private static func tensor(
        _ name: String, _ entry: [String: Any], dataStart: Int, file: MappedFile
    ) throws(ModelFileError) -> TensorInfo {
        func unusable(_ reason: String) -> ModelFileError {
            .unusableTensor(file: file.name, tensor: name, reason: reason)
        }
        guard let typeName = entry["dtype"] as? String, let shape = entry["shape"] as? [Int],
            let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
        else { throw unusable("its entry lacks a type, a shape or a place.") }
        guard let type = types[typeName].flatMap(TensorType.init(id:)) else {
            throw .unsupportedTensorType(file: file.name, tensor: name, type: typeName)
        }
        guard shape.count <= 4, shape.allSatisfy({ $0 > 0 }) else { throw unusable("its shape is \(shape).") }
        var bytes = type.bytesPerBlock
        for dimension in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw unusable("its size is beyond every file.") }
            bytes = product
        }
        let dataLength = file.bytes.count - dataStart
        guard offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= dataLength else {
            throw .truncated(
                file: file.name, place: .tensor(name), offset: dataStart, needed: UInt64(max(0, offsets[1])),
                available: dataLength)
        }
        guard offsets[1] - offsets[0] == bytes else {
            throw unusable("\(offsets[1] - offsets[0]) bytes are given for a size of \(bytes).")
        }
        return TensorInfo(
            name: name, shape: shape.isEmpty ? [1] : shape.reversed(), type: type,
            byteRange: dataStart + offsets[0]..<dataStart + offsets[1])
    }

    /// ggml's type numbers.
    private static let types: [String: UInt32] = [
        "F32": 0, "F16": 1, "BF16": 30, "I8": 24, "I16": 25, "I32": 26, "I64": 27, "F64": 28,
    ]
}
