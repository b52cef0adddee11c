import Foundation

/// What a model can be wrong about, and what it can be asked in vain.
package enum InferenceError: LocalizedError, Equatable {
    case unknownArchitecture(String, known: [String])
    /// A number in the file's metadata is outside what the engine runs.
    case outOfBounds(key: String, value: String, allowed: String)
    case missingTensor(String)
    case wrongShape(tensor: String, expected: [Int], found: [Int])
    case contextOverflow(needed: Int, limit: Int)
    /// The model's output is not a number.
    case notFinite(position: Int)
    case emptyPrompt

    package var errorDescription: String? {
        switch self {
        case .unknownArchitecture(let name, _):
            "The model's architecture “\(name)” is not known."
        case .outOfBounds(let key, let value, let allowed):
            "The model file says \(key) = \(value); \(allowed) can be run."
        case .missingTensor(let name):
            "The model file lacks the tensor “\(name)”."
        case .wrongShape(let tensor, let expected, let found):
            "The tensor “\(tensor)” has the shape \(found), but \(expected) was expected."
        case .contextOverflow(let needed, let limit):
            "The prompt and its answer need \(needed) tokens, but the model reads at most \(limit)."
        case .notFinite(let position):
            "The model's output after token \(position) is not a number."
        case .emptyPrompt:
            "The prompt has no tokens."
        }
    }

    package var recoverySuggestion: String? {
        switch self {
        case .unknownArchitecture(_, let known): "Architectures that run: \(known.joined(separator: ", "))."
        case .outOfBounds, .missingTensor, .wrongShape, .notFinite:
            "The file is damaged or was converted wrongly. Get it again, or use another model."
        case .contextOverflow: "Use --fit retrieve, a shorter question, or a model with a longer context."
        case .emptyPrompt: "Ask a question."
        }
    }
}
