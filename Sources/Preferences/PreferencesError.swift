public import Foundation

/// What can be wrong with labels that are read from outside.
public enum PreferencesError: LocalizedError, Equatable, Sendable {
    case unreadableLine(Int, reason: String)
    case noSet
    case unknownItem(line: Int, item: String)
    case invalidJudgement(line: Int, item: String)
    case setDiffers(name: String)
    case unknownFormat(String)

    public var errorDescription: String? {
        switch self {
        case .unreadableLine(let line, let reason): "Line \(line) of the labels can't be read: \(reason)."
        case .noSet: "The labels don't begin with a line for their set."
        case .unknownItem(let line, let item):
            "Line \(line) labels the item “\(item)”, which no line before it holds."
        case .invalidJudgement(let line, let item):
            "Line \(line) names candidates that the item “\(item)” doesn't have."
        case .setDiffers(let name): "The library has another set with the name “\(name)”."
        case .unknownFormat(let name): "“\(name)” is no export format."
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .unreadableLine, .noSet, .unknownItem, .invalidJudgement:
            "Import what “lectern prefs export --format full” wrote; the other formats can't be read back."
        case .setDiffers: "Import it under another name with --as."
        case .unknownFormat:
            "Known formats: \(LabelExportFormat.all.map(\.name).joined(separator: ", "))."
        }
    }
}
