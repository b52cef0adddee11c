import Foundation

/// A kind of file that can be read.
struct DocumentFormat: Sendable {
    /// Short name, as it is stored and shown: "txt", "md", "pdf".
    let name: String
    /// Lower case, without the dot.
    let extensions: Set<String>
    /// Whether the bytes are of this format. The name decides only between formats that the bytes allow.
    let recognizes: @Sendable (SourceFile) -> Bool
    let extractText: @Sendable (SourceFile, ImportContext) async throws(DocumentError) -> ExtractedText

    /// In the order in which they are asked; plain text takes what is left.
    static let all: [DocumentFormat] = [.pdf, .docx, .odt, .epub, .html, .markdown, .plainText]

    static var knownNames: String { all.map(\.name).sorted().joined(separator: ", ") }

    static func of(_ source: SourceFile) -> DocumentFormat {
        all.first { $0.recognizes(source) } ?? .plainText
    }
}

/// The bytes of a document and where they are from.
struct SourceFile: Sendable {
    /// As a person would call it: the last part of the path.
    let name: String
    let bytes: [UInt8]
    /// The file itself, where there is one.
    var url: URL?

    /// Lower case; empty where the name has none.
    var fileExtension: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The name without its extension.
    var stem: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}

/// What an import is given besides the file.
struct ImportContext: Sendable {
    var limits = DocumentLimits()
    var options = ImportOptions()
    var progress: @Sendable (ImportProgress) -> Void = { _ in }

    /// - Throws: `DocumentError.cancelled` once the task is.
    func checkCancellation(_ source: SourceFile) throws(DocumentError) {
        if Task.isCancelled { throw .cancelled(file: source.name) }
    }
}
