package import Compute
package import Foundation
package import ModelFormats

/// A model file with its matrices in another weight type.
package struct ModelConversion {
    private let file: ModelFile

    package init(_ file: ModelFile) { self.file = file }

    /// Vectors stay floats; a matrix whose rows aren't whole blocks of the type goes to Q8_0, or stays as it is.
    ///
    /// - Throws: `ModelFileError` or `ComputeError`.
    package func write(as type: ElementType, to url: URL) throws {
        let tensors = try file.tensors.values.sorted { $0.byteRange.lowerBound < $1.byteRange.lowerBound }
            .map { info in
                let wanted = info.rows == 1 ? ElementType.f32 : type
                let fitting =
                    [wanted, .q8_0, .f16].first { $0.byteCount(columns: info.columns) != nil } ?? .f32
                let weights = try file.weights(named: info.name)
                let bytes =
                    weights.type == fitting
                    ? Data(weights.bytes)
                    : try Quantizer.quantize(weights.dequantized(), columns: info.columns, as: fitting)
                return GGUF.OutgoingTensor(name: info.name, shape: info.shape, type: fitting, bytes: bytes)
            }
        let metadata = file.metadata.keys.compactMap { key -> (key: String, value: GGUFValue)? in
            guard key != "general.file_type", let value = file.metadata[key] else { return nil }
            return (key, value)
        }
        try GGUF.write(metadata: metadata, tensors: tensors, to: url)
    }
}
