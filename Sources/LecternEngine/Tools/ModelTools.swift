import Compute
public import Foundation
import Inference
import ModelFormats
import Tokenization

/// Work on model files that needs no library: tokens, logits, other weight types, random weights.
public struct ModelTools: Sendable {
    private let configuration: EngineConfiguration

    public init(_ configuration: EngineConfiguration) { self.configuration = configuration }

    /// A text's token ids and what each stands for.
    public func tokenize(
        _ text: [UInt8], model reference: String?
    ) throws(EngineError) -> (ids: [Int], pieces: [String]) {
        try reporting("tokenizing") {
            let tokenizer = try Tokenizer(open(reference))
            let ids = tokenizer.encode(utf8: text)
            return (ids.map { Int($0) }, ids.map(tokenizer.piece))
        }
    }

    public func detokenize(_ ids: [Int], model reference: String?) throws(EngineError) -> String {
        try reporting("detokenizing") {
            let tokenizer = try Tokenizer(open(reference))
            let known = try ids.map { id in
                guard id >= 0, id < tokenizer.vocabularySize else {
                    throw ModelToolError.unknownToken(id, vocabularySize: tokenizer.vocabularySize)
                }
                return TokenID(id)
            }
            return tokenizer.decode(known, includingControlTokens: true)
        }
    }

    /// Logits after each token, block weights exact: activations and keys stay floats.
    public func logits(_ tokens: [Int], model reference: String?) throws(EngineError) -> [[Float]] {
        try reporting("computing logits") {
            let pool = ComputePool(threadCount: configuration.threadCount, precision: .floats)
            let model = try LanguageModel(open(reference), pool: pool)
            let ids = try tokens.map { token in
                guard token >= 0, token < model.spec.vocabularySize else {
                    throw ModelToolError.unknownToken(token, vocabularySize: model.spec.vocabularySize)
                }
                return TokenID(token)
            }
            let cache = KVCache(model.spec, type: .f32)
            let scratch = ForwardScratch(model.spec, rows: 64)
            var counts = AttentionCounts()
            var rows: [[Float]] = []
            for start in stride(from: 0, to: ids.count, by: 64) {
                let end = min(start + 64, ids.count)
                let logits = try model.forward(
                    ids[start..<end], cache: cache, logits: .all, scratch: scratch, counts: &counts)
                for row in 0..<end - start {
                    let values = UnsafeBufferPointer(start: logits.row(row), count: logits.columns)
                    rows.append(Array(values))
                }
            }
            return rows
        }
    }

    /// Names of the weight types that can be written.
    public static let typeNames = ElementType.allCases.map(\.name)
    /// Names of the shapes of random models.
    public static let shapeNames = RandomModel.Shape.all.map(\.name)

    /// Writes a model of random weights; `planted` ones have the sparse attention of trained models.
    public func writeRandom(
        shape: String, type: String, planted: Bool, seed: UInt64, to url: URL
    ) throws(EngineError) {
        try reporting("writing a random model", .output) {
            guard let shape = RandomModel.Shape.named(shape) else {
                throw ModelToolError.unknownName(shape, known: Self.shapeNames)
            }
            guard let type = ElementType.named(type) else {
                throw ModelToolError.unknownName(type, known: Self.typeNames)
            }
            try RandomModel(shape: shape, type: type, attention: planted ? .planted : .plain, seed: seed)
                .write(to: url)
        }
    }

    /// Writes a model's matrices in another type; vectors and what doesn't fit its blocks stay as precise as they are.
    ///
    /// - Returns: bytes before and after.
    public func quantize(
        model reference: String?, as type: String, to url: URL
    ) throws(EngineError) -> (before: Int, after: Int) {
        try reporting("quantizing", .output) {
            guard let type = ElementType.named(type) else {
                throw ModelToolError.unknownName(type, known: Self.typeNames)
            }
            let file = try open(reference)
            try ModelConversion(file).write(as: type, to: url)
            let size = try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
            return (file.byteCount, size ?? 0)
        }
    }

    func open(_ reference: String?) throws -> ModelFile {
        try ModelFile(opening: ModelLibrary(configuration).resolve(reference ?? configuration.model).url)
    }

    /// Errors of the tools under the operation they belong to; what is wrong with a file is the model's fault.
    private func reporting<Value>(
        _ operation: String, _ kind: EngineError.Kind = .model, _ work: () throws -> Value
    ) throws(EngineError) -> Value {
        do {
            return try work()
        } catch let error as ModelToolError {
            throw EngineError(.input, operation, error)
        } catch let error as ModelFileError {
            if case .cannotWrite = error { throw EngineError(.output, operation, error) }
            throw EngineError(.model, operation, error)
        } catch {
            throw EngineError(
                kind == .output && !(error is ModelLibraryError) ? .failed : .model, operation, error)
        }
    }
}

/// What a tool can be asked in vain.
public enum ModelToolError: LocalizedError, Equatable {
    case unknownToken(Int, vocabularySize: Int)
    case unknownName(String, known: [String])
    /// A file of reference logits that can't be read, or isn't what it should be.
    case badReference(file: String, reason: String)

    public var errorDescription: String? {
        switch self {
        case .unknownToken(let id, let size): "Token \(id) is not one of the vocabulary's \(size)."
        case .unknownName(let name, _): "“\(name)” is not known here."
        case .badReference(let file, let reason): "\(file): \(reason)"
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .unknownToken(_, let size): "Give numbers from 0 to \(size - 1)."
        case .unknownName(_, let known): "Known: \(known.joined(separator: ", "))."
        case .badReference:
            "The file holds {\"tokens\":[…],\"logits\":[[…]]}, a row of logits after each token."
        }
    }
}
