public import Foundation

/// What can be wrong with a request for labels.
public enum LabelError: LocalizedError, Equatable, Sendable {
    case nothingIsKept
    case noSets
    case unknownSet(String, known: [String])
    case nameTaken(String)
    case noName
    case tooFewAnswers
    case setDiffers(String)

    public var errorDescription: String? {
        switch self {
        case .nothingIsKept: "Labels are kept in the library, and this run keeps nothing."
        case .noSets: "There is no set of answers to label yet."
        case .unknownSet(let name, _): "There is no set “\(name)”."
        case .nameTaken(let name): "There is a set “\(name)” already."
        case .noName: "A set needs a name, and so does whoever labels."
        case .tooFewAnswers: "No question has two different answers yet."
        case .setDiffers(let name): "The library has another set “\(name)”, or its items lie in another set."
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .nothingIsKept: "Start without --no-keep."
        case .noSets: "Make one on the Label screen (gb, then n), or with “lectern prefs import”."
        case .unknownSet(_, let known):
            known.isEmpty ? "There are no sets yet." : "Sets: \(known.joined(separator: ", "))."
        case .nameTaken: "Take another name."
        case .noName: "Type a name."
        case .tooFewAnswers: "Ask the same question again (r in the reader, /again in a dialogue of lines), or “lectern sample” it."
        case .setDiffers: "Import it under another name with --as, or into another library with --data-dir."
        }
    }
}
