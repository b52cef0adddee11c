package import Compute
package import Foundation

/// A model on disk: its metadata, the list of its tensors, and views of their weights that copy nothing.
package final class ModelFile: Sendable {
    package let url: URL
    package let metadata: ModelMetadata
    /// All tensors of the file, also of types that can't be computed with.
    package let tensors: [String: TensorInfo]
    private let bytes: MappedFile

    /// Size of the file in bytes.
    package var byteCount: Int { bytes.bytes.count }

    /// Maps the file and checks its whole index. The weights are read when they are used.
    package init(opening url: URL) throws(ModelFileError) {
        bytes = try MappedFile(opening: url)
        self.url = url
        let (metadata, tensors) = try GGUF.readIndex(bytes)
        self.metadata = metadata
        self.tensors = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    }

    /// - Throws: `missingTensor`.
    package func tensor(named name: String) throws(ModelFileError) -> TensorInfo {
        guard let info = tensors[name] else { throw .missingTensor(file: bytes.name, tensor: name) }
        return info
    }

    /// The weights as rows × columns: GGUF's first dimension is the columns, all others together are the
    /// rows. A vector is one row.
    ///
    /// - Throws: `missingTensor`, or `unsupportedTensorType` with the name of the type.
    package func weights(named name: String) throws(ModelFileError) -> WeightMatrix {
        let info = try tensor(named: name)
        guard let type = info.type.elementType else {
            throw .unsupportedTensorType(file: bytes.name, tensor: name, type: info.type.name)
        }
        try bytes.checkUnchanged()
        do throws(ComputeError) {
            return try WeightMatrix(
                rows: info.rows, columns: info.columns, type: type,
                bytes: UnsafeRawBufferPointer(rebasing: bytes.bytes[info.byteRange]), owner: bytes)
        } catch {
            throw .unusableTensor(
                file: bytes.name, tensor: name, reason: error.errorDescription ?? "its layout is unknown.")
        }
    }

    /// Tells the system that the pages of these weights are not needed soon. They can still be read.
    package func release(_ weights: WeightMatrix) { bytes.release(weights.bytes) }

    /// Names the file's content: its size, and its first and last mebibyte. Another model never has the same by
    /// accident, and a large file needn't be read for it.
    package func digest() -> String {
        let part = min(1 << 20, bytes.bytes.count)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in [bytes.bytes.prefix(part), bytes.bytes.suffix(part)].joined() {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return "\(bytes.bytes.count)-\(String(hash, radix: 16))"
    }
}
