import Foundation
import ModelFormats
import Tokenization

/// What a model file says about itself, for `model info` and the models screen. Read from its header only.
public struct ModelDetails: Sendable, Hashable, Encodable {
    public let schema = 1
    public let name: String
    public let path: String
    public let bytes: Int
    public let architecture: String
    public let parameters: Int
    /// Number of tensors by weight type.
    public let types: [String: Int]
    public let context_length: Int
    public let vocabulary: Int
    public let chat_format: String?
    /// `lectern.*` and `general.*` keys with short text values.
    public let metadata: [String: String]
    /// Why this program can't run it; nil when it can.
    public let problem: String?

    private enum CodingKeys: String, CodingKey {
        case schema, name, path, bytes, architecture, parameters, types, context_length, vocabulary,
            chat_format
        case metadata, problem
    }

    public init(_ reference: String?, configuration: EngineConfiguration) throws(EngineError) {
        let operation = "reading the model"
        do {
            let entry = try ModelLibrary(configuration).resolve(reference)
            self.init(entry, try ModelFile(opening: entry.url))
        } catch {
            throw EngineError(.model, operation, error)
        }
    }

    init(_ entry: ModelLibrary.Entry, _ file: ModelFile) {
        name = entry.name
        path = entry.url.path
        bytes = (try? FileManager.default.attributesOfItem(atPath: entry.url.path)[.size] as? Int) ?? 0
        let facts = file.metadata
        architecture = facts.architecture
        parameters = file.tensors.values.reduce(0) { $0 + $1.shape.reduce(1, *) }
        types = file.tensors.values.reduce(into: [:]) { $0[$1.type.name, default: 0] += 1 }
        context_length = facts.integer("\(facts.architecture).context_length") ?? 0
        vocabulary = facts.strings("tokenizer.ggml.tokens")?.count ?? 0
        var problem: String?
        do {
            chat_format = try ChatFormat.detect(facts).name
        } catch {
            chat_format = nil
            problem = error.errorDescription
        }
        metadata = Dictionary(
            facts.keys.filter { $0.hasPrefix("lectern.") || $0.hasPrefix("general.") }.compactMap { key in
                let value =
                    facts.string(key) ?? facts.integer(key).map(String.init)
                    ?? facts.float(key).map { "\($0)" }
                return value.map { (key, String($0.prefix(200))) }
            }, uniquingKeysWith: { first, _ in first })
        self.problem = problem
    }
}
