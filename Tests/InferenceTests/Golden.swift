import Compute
import Foundation
import Inference
import LecternTesting
import ModelFormats
import Tokenization

/// Tokens and the logits that a reference library gives after each of them; the form of `model verify --logits`.
struct Golden: Decodable {
    let tokens: [TokenID]
    let logits: [[Float]]

    init(_ name: String) throws {
        self = try JSONDecoder().decode(Golden.self, from: Fixture.data("models/\(name).json"))
    }
}

/// How far two sets of logits are apart: max |a − b| / max |b|.
enum Tolerance {
    /// Float weights on both sides.
    static let float = 1e-4
    /// Activations rounded to bytes, whose error grows through the layers of a narrow random model: llama.cpp, which
    /// rounds the same way, is 0.033 away from the same reference.
    static let bytes = 5e-2
    /// Both sides round activations to bytes, llama.cpp in groups of 256 for the K types.
    static let llamaCpp = 2e-2
}

struct Difference {
    /// max |a − b| / max |b|.
    var relative = 0.0
    /// Rows whose best token differs although the reference's two best are further apart than the error.
    var disagreements = 0

    init(_ ours: [[Float]], _ reference: [[Float]]) {
        precondition(ours.count == reference.count, "different numbers of rows")
        var error = 0.0
        var largest = 0.0
        for (a, b) in zip(ours, reference) {
            for (x, y) in zip(a, b) {
                error = max(error, abs(Double(x) - Double(y)))
                largest = max(largest, abs(Double(y)))
            }
        }
        relative = error / largest
        for (a, b) in zip(ours, reference) {
            let best = b.indices.max { b[$0] < b[$1] } ?? 0
            let found = a.indices.max { a[$0] < a[$1] } ?? 0
            if best != found, Double(b[best] - b[found]) > error { disagreements += 1 }
        }
    }
}

extension LanguageModel {
    static func fixture(_ name: String, pool: ComputePool = ComputePool(threadCount: 2)) throws
        -> LanguageModel
    {
        try LanguageModel(ModelFile(opening: Fixture.url("models/\(name).gguf")), pool: pool)
    }

    /// Logits after each token, read in chunks.
    func logits(_ tokens: [TokenID], chunk: Int, cache: KVCache? = nil, kv: KVType = .f32) throws -> [[Float]]
    {
        let cache = cache ?? KVCache(spec, type: kv)
        let scratch = ForwardScratch(spec, rows: chunk)
        var counts = AttentionCounts()
        var rows: [[Float]] = []
        for start in stride(from: 0, to: tokens.count, by: chunk) {
            let end = min(start + chunk, tokens.count)
            let logits = try forward(
                tokens[start..<end], cache: cache, logits: .all, scratch: scratch, counts: &counts)
            for row in 0..<end - start {
                rows.append(Array(UnsafeBufferPointer(start: logits.row(row), count: spec.vocabularySize)))
            }
        }
        return rows
    }
}
