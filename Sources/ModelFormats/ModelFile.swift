package import Compute
package import Foundation

/// A model on disk: its metadata, the list of its tensors, and views of their weights that copy nothing.
package final class ModelFile: Sendable {
    package let url: URL
    package let metadata: ModelMetadata
    /// All tensors of the file, also of types that can't be computed with.
    package let tensors: [String: TensorInfo]
    private let files: [MappedFile]
    /// Which file each tensor is in.
    private let places: [String: Int]

    /// Size of all files in bytes.
    package var byteCount: Int { files.reduce(0) { $0 + $1.bytes.count } }

    /// Maps a GGUF file, or the safetensors of a folder, and checks the whole index. The weights are read when they
    /// are used.
    package init(opening url: URL) throws(ModelFileError) {
        self.url = url
        if FileManager.default.fileExists(atPath: url.appending(path: "config.json").path) {
            let folder = try HuggingFaceFolder(url)
            metadata = try folder.metadata()
            var files: [MappedFile] = []
            var tensors: [String: TensorInfo] = [:]
            var places: [String: Int] = [:]
            for weights in try folder.weightFiles() {
                let file = try MappedFile(opening: weights)
                for info in try SafeTensors.readIndex(file) {
                    guard let name = HuggingFaceFolder.ggufName(info.name) else { continue }
                    guard tensors[name] == nil else {
                        throw .duplicateTensor(file: file.name, tensor: info.name)
                    }
                    tensors[name] = info
                    places[name] = files.count
                }
                files.append(file)
            }
            (self.files, self.tensors, self.places) = (files, tensors, places)
        } else {
            let file = try MappedFile(opening: url)
            let (metadata, tensors) = try GGUF.readIndex(file)
            self.metadata = metadata
            self.tensors = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
            places = self.tensors.mapValues { _ in 0 }
            files = [file]
        }
    }

    /// - Throws: `missingTensor`.
    package func tensor(named name: String) throws(ModelFileError) -> TensorInfo {
        guard let info = tensors[name] else {
            throw .missingTensor(file: url.lastPathComponent, tensor: name)
        }
        return info
    }

    /// The weights as rows × columns: GGUF's first dimension is the columns, all others together are the
    /// rows. A vector is one row.
    ///
    /// - Throws: `missingTensor`, or `unsupportedTensorType` with the name of the type.
    package func weights(named name: String) throws(ModelFileError) -> WeightMatrix {
        let info = try tensor(named: name)
        let bytes = files[places[name, default: 0]]
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
    package func release(_ weights: WeightMatrix) {
        for file in files { file.release(weights.bytes) }
    }

    /// Names the file's content: its size, and its first and last mebibyte. Another model never has the same by
    /// accident, and a large file needn't be read for it.
    package func digest() -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for file in files {
            let part = min(1 << 20, file.bytes.count)
            for byte in [file.bytes.prefix(part), file.bytes.suffix(part)].joined() {
                hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            }
        }
        return "\(byteCount)-\(String(hash, radix: 16))"
    }
}
