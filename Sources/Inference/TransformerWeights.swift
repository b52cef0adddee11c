package import Compute
package import ModelFormats

/// Roles resolved to matrices, every shape checked once and every matrix packed, so that a forward pass only indexes.
package struct TransformerWeights: Sendable {
    package struct Layer: Sendable {
        package let attentionNorm: [Float]
        package let query, key, value: PackedMatrix
        package let queryBias, keyBias, valueBias: [Float]?
        package let queryNorm, keyNorm: [Float]?
        package let attentionOutput: PackedMatrix
        package let postAttentionNorm: [Float]?
        package let feedForwardNorm: [Float]
        package let gate, up, down: PackedMatrix
        package let postFeedForwardNorm: [Float]?
    }

    /// Rows are looked up in the file.
    package let tokenEmbedding: WeightMatrix
    package let layers: [Layer]
    package let outputNorm: [Float]
    /// The embedding again where the file has no matrix of its own (tied).
    package let output: PackedMatrix
    package let isTied: Bool
    /// llama3 scaling: one divisor a pair; nil for none.
    package let ropeDivisors: [Float]?
    /// All packed matrices.
    package let byteCount: Int

    /// - Throws: `InferenceError.missingTensor`, `.wrongShape`, a `ModelFileError` naming the tensor, or
    ///   `ComputeError.outOfMemory`.
    package init(
        _ file: ModelFile, spec: ModelSpec, architecture: Architecture, on pool: ComputePool
    ) throws {
        let reader = WeightReader(file: file, spec: spec)
        tokenEmbedding = try reader.matrix(
            .tokenEmbedding, rows: spec.vocabularySize, columns: spec.hiddenSize)
        outputNorm = try reader.vector(.outputNorm, count: spec.hiddenSize)
        isTied = !reader.has(.output)
        let outputMatrix =
            isTied
            ? tokenEmbedding
            : try reader.matrix(.output, rows: spec.vocabularySize, columns: spec.hiddenSize)
        ropeDivisors =
            reader.has(.ropeDivisors)
            ? try reader.vector(.ropeDivisors, count: spec.ropeDimensions / 2) : nil
        if let bad = ropeDivisors?.first(where: { !($0.isFinite && $0 > 0) }) {
            throw InferenceError.outOfBounds(
                key: WeightRole.ropeDivisors.ggufName, value: "\(bad)", allowed: "numbers above 0")
        }
        let sources = try (0..<spec.layerCount).map {
            try LayerSources(reader, layer: $0, architecture: architecture)
        }
        let matrices = sources.flatMap(\.matrices) + [outputMatrix]
        byteCount = matrices.reduce(0) {
            $0 + PackedMatrix.byteCount(rows: $1.rows, columns: $1.columns, type: $1.type)
        }
        let memory = try PanelMemory(byteCount: byteCount, clearedBy: pool)
        layers = try sources.map { source in
            let layer = try source.packed(into: memory, on: pool)
            // What was packed is not needed twice.
            for matrix in source.matrices { file.release(matrix) }
            return layer
        }
        output = try PackedMatrix(packing: outputMatrix, into: memory, on: pool)
        file.release(outputMatrix)
    }
}

/// Tensors by role, shapes checked.
private struct WeightReader {
    let file: ModelFile
    let spec: ModelSpec

    func has(_ role: WeightRole) -> Bool { file.tensors[role.ggufName] != nil }

    func matrix(_ role: WeightRole, rows: Int, columns: Int) throws -> WeightMatrix {
        let name = role.ggufName
        guard let info = file.tensors[name] else { throw InferenceError.missingTensor(name) }
        guard info.rows == rows, info.columns == columns else {
            throw InferenceError.wrongShape(tensor: name, expected: [columns, rows], found: info.shape)
        }
        return try file.weights(named: name)
    }

    func vector(_ role: WeightRole, count: Int) throws -> [Float] {
        try matrix(role, rows: 1, columns: count).dequantized()
    }
}

/// The matrices and vectors of one layer as the file has them, fused ones taken apart.
private struct LayerSources {
    let query, key, value, attentionOutput, gate, up, down: WeightMatrix
    private var vectors: [WeightRole.LayerRole: [Float]] = [:]

    var matrices: [WeightMatrix] { [query, key, value, attentionOutput, gate, up, down] }

    init(_ reader: WeightReader, layer: Int, architecture: Architecture) throws {
        let spec = reader.spec
        let hidden = spec.hiddenSize
        func matrix(_ role: WeightRole.LayerRole, rows: Int, columns: Int) throws -> WeightMatrix {
            try reader.matrix(.layer(layer, role), rows: rows, columns: columns)
        }
        let (queries, keys) = (spec.querySize, spec.kvSize)
        let fusedRows = queries + 2 * keys
        if reader.has(.layer(layer, .fusedQueryKeyValue)) {
            let fused = try matrix(.fusedQueryKeyValue, rows: fusedRows, columns: hidden)
            query = try fused.rows(0..<queries)
            key = try fused.rows(queries..<queries + keys)
            value = try fused.rows(queries + keys..<fusedRows)
        } else {
            query = try matrix(.query, rows: queries, columns: hidden)
            key = try matrix(.key, rows: keys, columns: hidden)
            value = try matrix(.value, rows: keys, columns: hidden)
        }
        attentionOutput = try matrix(.attentionOutput, rows: hidden, columns: queries)
        let width = spec.feedForwardSize
        if reader.has(.layer(layer, .gate)) {
            gate = try matrix(.gate, rows: width, columns: hidden)
            up = try matrix(.up, rows: width, columns: hidden)
        } else {
            let fused = try matrix(.fusedGateUp, rows: 2 * width, columns: hidden)
            gate = try fused.rows(0..<width)
            up = try fused.rows(width..<2 * width)
        }
        down = try matrix(.down, rows: hidden, columns: width)
        try readVectors(reader, layer: layer, architecture: architecture)
    }

    private mutating func readVectors(
        _ reader: WeightReader, layer: Int, architecture: Architecture
    ) throws {
        let spec = reader.spec
        let counts: [(WeightRole.LayerRole, Int)] = [
            (.attentionNorm, spec.hiddenSize), (.feedForwardNorm, spec.hiddenSize),
            (.queryBias, spec.querySize), (.keyBias, spec.kvSize), (.valueBias, spec.kvSize),
            (.queryNorm, spec.headDimension), (.keyNorm, spec.headDimension),
            (.postAttentionNorm, spec.hiddenSize), (.postFeedForwardNorm, spec.hiddenSize),
        ]
        let always: Set<WeightRole.LayerRole> = [.attentionNorm, .feedForwardNorm]
        let biases: Set<WeightRole.LayerRole> = [.queryBias, .keyBias, .valueBias]
        let wanted = always.union(architecture.required).union(architecture.optional)
        let fusedBias = WeightRole.layer(layer, .fusedQueryKeyValueBias)
        let hasFusedBias = reader.has(fusedBias) && !wanted.isDisjoint(with: biases)
        if hasFusedBias {
            let (queries, keys) = (spec.querySize, spec.kvSize)
            let all = try reader.vector(fusedBias, count: queries + 2 * keys)
            vectors[.queryBias] = Array(all[..<queries])
            vectors[.keyBias] = Array(all[queries..<queries + keys])
            vectors[.valueBias] = Array(all[(queries + keys)...])
        }
        for (role, count) in counts where wanted.contains(role) {
            if hasFusedBias, biases.contains(role) { continue }
            if architecture.optional.contains(role), !reader.has(.layer(layer, role)) { continue }
            vectors[role] = try reader.vector(.layer(layer, role), count: count)
        }
    }

    func packed(into memory: PanelMemory, on pool: ComputePool) throws(ComputeError)
        -> TransformerWeights.Layer
    {
        func pack(_ matrix: WeightMatrix) throws(ComputeError) -> PackedMatrix {
            try PackedMatrix(packing: matrix, into: memory, on: pool)
        }
        return TransformerWeights.Layer(
            attentionNorm: vectors[.attentionNorm, default: []],
            query: try pack(query), key: try pack(key), value: try pack(value),
            queryBias: vectors[.queryBias], keyBias: vectors[.keyBias], valueBias: vectors[.valueBias],
            queryNorm: vectors[.queryNorm], keyNorm: vectors[.keyNorm],
            attentionOutput: try pack(attentionOutput), postAttentionNorm: vectors[.postAttentionNorm],
            feedForwardNorm: vectors[.feedForwardNorm, default: []],
            gate: try pack(gate), up: try pack(up), down: try pack(down),
            postFeedForwardNorm: vectors[.postFeedForwardNorm])
    }
}
