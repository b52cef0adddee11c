package import Compute
package import ModelFormats

/// The weights of a BERT encoder by what they are for, every shape checked once and every matrix packed.
package struct EncoderWeights: Sendable {
    /// A matrix with what is added to its products.
    package struct Linear: Sendable {
        package let weight: PackedMatrix
        package let bias: [Float]
    }

    package struct Norm: Sendable {
        package let weight, bias: [Float]
    }

    package struct Layer: Sendable {
        package let query, key, value, attentionOutput: Linear
        package let attentionNorm: Norm
        package let up, down: Linear
        package let outputNorm: Norm
    }

    /// Rows are looked up in the file.
    package let tokenEmbedding: WeightMatrix
    /// (positions × hidden) and (segments × hidden).
    package let positionEmbedding, segmentEmbedding: [Float]
    package let embeddingNorm: Norm
    package let layers: [Layer]
    /// All packed matrices.
    package let byteCount: Int

    /// Tensors have the names of llama.cpp's converter.
    ///
    /// - Throws: `InferenceError.missingTensor`, `.wrongShape`, a `ModelFileError` naming the tensor, or
    ///   `ComputeError.outOfMemory`.
    package init(_ file: ModelFile, spec: EncoderSpec, on pool: ComputePool) throws {
        let reader = Reader(file: file)
        let hidden = spec.hiddenSize
        tokenEmbedding = try reader.matrix("token_embd.weight", rows: spec.vocabularySize, columns: hidden)
        positionEmbedding = try reader.matrix(
            "position_embd.weight", rows: spec.positionCount, columns: hidden
        )
        .dequantized()
        segmentEmbedding = try reader.matrix("token_types.weight", rows: spec.segmentCount, columns: hidden)
            .dequantized()
        embeddingNorm = try reader.norm("token_embd_norm", count: hidden)
        layers = try (0..<spec.layerCount).map { try reader.layer($0, spec: spec, on: pool) }
        byteCount = layers.reduce(0) { sum, layer in
            layer.linears.reduce(sum) { $0 + $1.weight.byteCount }
        }
    }
}

extension EncoderWeights.Layer {
    fileprivate var linears: [EncoderWeights.Linear] { [query, key, value, attentionOutput, up, down] }
}

/// Tensors by name, shapes checked.
private struct Reader {
    let file: ModelFile

    func matrix(_ name: String, rows: Int, columns: Int) throws -> WeightMatrix {
        guard let info = file.tensors[name] else { throw InferenceError.missingTensor(name) }
        guard info.rows == rows, info.columns == columns else {
            throw InferenceError.wrongShape(tensor: name, expected: [columns, rows], found: info.shape)
        }
        return try file.weights(named: name)
    }

    func vector(_ name: String, count: Int) throws -> [Float] {
        try matrix(name, rows: 1, columns: count).dequantized()
    }

    func norm(_ name: String, count: Int) throws -> EncoderWeights.Norm {
        EncoderWeights.Norm(
            weight: try vector("\(name).weight", count: count), bias: try vector("\(name).bias", count: count)
        )
    }

    func layer(_ number: Int, spec: EncoderSpec, on pool: ComputePool) throws -> EncoderWeights.Layer {
        let (hidden, inner) = (spec.hiddenSize, spec.feedForwardSize)
        func linear(_ part: String, rows: Int, columns: Int) throws -> EncoderWeights.Linear {
            let name = "blk.\(number).\(part)"
            let source = try matrix("\(name).weight", rows: rows, columns: columns)
            let packed = try PackedMatrix(packing: source, on: pool)
            // What was packed is not needed twice.
            file.release(source)
            return EncoderWeights.Linear(weight: packed, bias: try vector("\(name).bias", count: rows))
        }
        return EncoderWeights.Layer(
            query: try linear("attn_q", rows: hidden, columns: hidden),
            key: try linear("attn_k", rows: hidden, columns: hidden),
            value: try linear("attn_v", rows: hidden, columns: hidden),
            attentionOutput: try linear("attn_output", rows: hidden, columns: hidden),
            attentionNorm: try norm("blk.\(number).attn_output_norm", count: hidden),
            up: try linear("ffn_up", rows: inner, columns: hidden),
            down: try linear("ffn_down", rows: hidden, columns: inner),
            outputNorm: try norm("blk.\(number).layer_output_norm", count: hidden))
    }
}
