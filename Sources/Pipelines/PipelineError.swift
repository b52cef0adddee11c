public import Foundation

/// What can go wrong between a question and its checked answer.
public enum PipelineError: LocalizedError, Equatable {
    /// `fit` was `.fail` or `.whole` and the prompt needs more tokens than the model's context has.
    case tooLong(tokens: Int, limit: Int)
    /// Not even one sentence beside the question fits.
    case noRoom(limit: Int)
    case emptyDocument(title: String)
    case cannotContinue(Obstacle)

    /// Why an answer can't go on where it stopped.
    public enum Obstacle: Sendable, Equatable {
        case server(String)
        case otherModel(String, now: String)
        /// What it was read from isn't at hand as it was.
        case otherText
    }

    public var errorDescription: String? {
        switch self {
        case .tooLong(let tokens, let limit):
            "The prompt needs \(tokens) tokens, but the model reads at most \(limit)."
        case .noRoom(let limit):
            "The question leaves no room for the document: the model reads at most \(limit) tokens."
        case .emptyDocument(let title):
            "“\(title)” has no text to answer from."
        case .cannotContinue(.server(let name)):
            "\(name) is on a server, and a server begins every answer anew."
        case .cannotContinue(.otherModel(let name, let now)):
            "\(name) began this answer; the model is \(now) now."
        case .cannotContinue(.otherText):
            "What this answer was written from isn't there any more."
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .tooLong: "Use --fit retrieve to read the parts that matter, or a model with a longer context."
        case .noRoom: "Ask a shorter question, or use a model with a longer context."
        case .cannotContinue: "Ask the question again; the answer so far is kept."
        case .emptyDocument: "Open another document; a scanned one has to be turned into text first."
        }
    }
}
