package import Compute
package import ModelFormats

/// Roles resolved to matrices, every shape checked once, so that a forward pass only indexes.
package struct TransformerWeights: Sendable {
    package struct Layer: Sendable {
        package let attentionNorm: [Float]
        package let query: WeightMatrix
        package let key: WeightMatrix
        package let value: WeightMatrix
        package let attentionOutput: WeightMatrix
        package let feedForwardNorm: [Float]
        package let gate: WeightMatrix
        package let up: WeightMatrix
        package let down: WeightMatrix
    }

    package let tokenEmbedding: WeightMatrix
    package let layers: [Layer]
    package let outputNorm: [Float]
    /// The embedding again where the file has no matrix of its own (tied).
    package let output: WeightMatrix
    package let isTied: Bool
    /// llama3 scaling: one divisor a pair; nil for none.
    package let ropeDivisors: [Float]?

    /// - Throws: `InferenceError.missingTensor`, `.wrongShape`, or a `ModelFileError` naming the tensor.
    package init(_ file: ModelFile, spec: ModelSpec, architecture: Architecture) throws {
        func matrix(_ role: WeightRole, rows: Int, columns: Int) throws -> WeightMatrix {
            let name = architecture.tensorName(role)
            guard let info = file.tensors[name] else { throw InferenceError.missingTensor(name) }
            guard info.rows == rows, info.columns == columns else {
                throw InferenceError.wrongShape(tensor: name, expected: [columns, rows], found: info.shape)
            }
            return try file.weights(named: name)
        }
        func vector(_ role: WeightRole, count: Int) throws -> [Float] {
            try matrix(role, rows: 1, columns: count).dequantized()
        }
        tokenEmbedding = try matrix(.tokenEmbedding, rows: spec.vocabularySize, columns: spec.hiddenSize)
        outputNorm = try vector(.outputNorm, count: spec.hiddenSize)
        isTied = file.tensors[architecture.tensorName(.output)] == nil
        output =
            isTied ? tokenEmbedding : try matrix(.output, rows: spec.vocabularySize, columns: spec.hiddenSize)
        ropeDivisors =
            file.tensors[architecture.tensorName(.ropeDivisors)] == nil
            ? nil : try vector(.ropeDivisors, count: spec.ropeDimensions / 2)
        if let bad = ropeDivisors?.first(where: { !($0.isFinite && $0 > 0) }) {
            throw InferenceError.outOfBounds(
                key: architecture.tensorName(.ropeDivisors), value: "\(bad)", allowed: "numbers above 0")
        }
        let hidden = spec.hiddenSize
        layers = try (0..<spec.layerCount).map { number in
            Layer(
                attentionNorm: try vector(.layer(number, .attentionNorm), count: hidden),
                query: try matrix(.layer(number, .query), rows: spec.querySize, columns: hidden),
                key: try matrix(.layer(number, .key), rows: spec.kvSize, columns: hidden),
                value: try matrix(.layer(number, .value), rows: spec.kvSize, columns: hidden),
                attentionOutput: try matrix(
                    .layer(number, .attentionOutput), rows: hidden, columns: spec.querySize),
                feedForwardNorm: try vector(.layer(number, .feedForwardNorm), count: hidden),
                gate: try matrix(.layer(number, .gate), rows: spec.feedForwardSize, columns: hidden),
                up: try matrix(.layer(number, .up), rows: spec.feedForwardSize, columns: hidden),
                down: try matrix(.layer(number, .down), rows: hidden, columns: spec.feedForwardSize))
        }
    }
}
