import ModelFormats

/// Small matrices over the last hidden states, which llama.cpp's tensor list has no place for; so they stand in the
/// metadata (`Examples/lectern-models/reader/README.md` lists the keys).
struct ReaderHeads: Sendable {
    /// Rows of weights, one output each.
    struct Head: Sendable {
        let weight: [Float]
        let bias: [Float]

        /// - Parameter x: (columns).
        func output(_ number: Int, _ x: UnsafePointer<Float>) -> Float {
            let columns = weight.count / bias.count
            var sum = bias[number]
            weight.withUnsafeBufferPointer { weight in
                for column in 0..<columns { sum += weight[number * columns + column] * x[column] }
            }
            return sum
        }

        func outputs(_ x: UnsafePointer<Float>) -> [Float] { bias.indices.map { output($0, x) } }
    }

    /// Of every token: start and end of the answer; at `[CLS]`: that there is none.
    let span: Head
    /// Of the mean of a sentence's tokens: log odds of the sentence against no answer.
    let relevance: Head
    /// Of `[CLS]`: log odds that the window answers.
    let answerable: Head
    /// Of `[CLS]`: none, partial, full.
    let support: Head

    /// Nil where the file has no heads: it then gives embeddings alone.
    ///
    /// - Throws: `InferenceError.missingTensor` or `.wrongShape` where some are missing or of another size.
    init?(_ metadata: ModelMetadata, hiddenSize: Int) throws(InferenceError) {
        guard metadata["lectern.head.span.weight"] != nil else { return nil }
        func head(_ name: String, rows: Int) throws(InferenceError) -> Head {
            func numbers(_ leaf: String, _ count: Int) throws(InferenceError) -> [Float] {
                let key = "lectern.head.\(name).\(leaf)"
                guard let values = metadata.floats(key) else { throw .missingTensor(key) }
                guard values.count == count else {
                    throw .wrongShape(tensor: key, expected: [count], found: [values.count])
                }
                return values
            }
            return Head(weight: try numbers("weight", rows * hiddenSize), bias: try numbers("bias", rows))
        }
        span = try head("span", rows: 2)
        relevance = try head("relevance", rows: 1)
        answerable = try head("answerable", rows: 1)
        support = try head("support", rows: 3)
    }
}
