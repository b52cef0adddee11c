public import Foundation
import ModelFormats

/// Which model files there are, by name. A name is the file's name without `.gguf`.
public struct ModelLibrary: Sendable {
    public struct Entry: Sendable, Hashable {
        public let name: String
        public let url: URL
        /// It ships with the program.
        public let isBundled: Bool
    }

    /// The model that answers when nobody names one. A better file replaces it under the same role.
    public static let defaultModelName = "lectern-nano-q8_0"

    /// How the names of passage readers begin; they answer no chat.
    static let readerPrefix = "lectern-reader"

    private let bundledFolders: [URL]
    private let userFolder: URL

    public init(_ configuration: EngineConfiguration) {
        bundledFolders = configuration.modelFolders
        userFolder = configuration.directories.data.appending(path: "models")
    }

    /// Where models are looked for, the person's own folder first.
    public var folders: [URL] { [userFolder] + bundledFolders }

    /// All models, the person's own first; a name found twice counts once.
    public func entries() -> [Entry] {
        var entries: [Entry] = []
        for (folder, isBundled) in [(userFolder, false)] + bundledFolders.map({ ($0, true) }) {
            let files =
                (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
                ?? []
            for file in files.sorted(by: { $0.lastPathComponent < $1.lastPathComponent })
            where file.pathExtension.lowercased() == "gguf" {
                let name = file.deletingPathExtension().lastPathComponent
                if !entries.contains(where: { $0.name == name }) {
                    entries.append(Entry(name: name, url: file, isBundled: isBundled))
                }
            }
        }
        return entries
    }

    /// The passage reader: the first file of its name whose `lectern.layout` says that it is one.
    func reader() -> Entry? {
        entries().first { entry in
            guard entry.name.hasPrefix(Self.readerPrefix), let file = try? ModelFile(opening: entry.url)
            else {
                return false
            }
            return file.metadata.string("lectern.layout") == "reader"
        }
    }

    /// The file that a reference means: nil is the bundled model, then a name, then a path.
    public func resolve(_ reference: String?) throws(ModelLibraryError) -> Entry {
        let all = entries()
        guard let reference else {
            let bundled = all.filter(\.isBundled)
            guard
                let entry = bundled.first(where: { $0.name == Self.defaultModelName })
                    ?? bundled.first(where: { !$0.name.hasPrefix(Self.readerPrefix) })
            else {
                throw .noBundledModel(lookedIn: bundledFolders.map(\.path))
            }
            return entry
        }
        if let entry = all.first(where: { $0.name == reference }) { return entry }
        let url = URL(filePath: (reference as NSString).expandingTildeInPath)
        if FileManager.default.fileExists(atPath: url.path) {
            return Entry(name: url.deletingPathExtension().lastPathComponent, url: url, isBundled: false)
        }
        throw .notFound(reference: reference, known: all.map(\.name))
    }
}

public enum ModelLibraryError: LocalizedError, Equatable {
    case noBundledModel(lookedIn: [String])
    case notFound(reference: String, known: [String])

    public var errorDescription: String? {
        switch self {
        case .noBundledModel(let folders):
            "The bundled model was not found"
                + (folders.isEmpty ? "." : " in \(folders.joined(separator: ", ")).")
        case .notFound(let reference, _):
            "There is no model named “\(reference)”, and no file of that path."
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .noBundledModel:
            "Install Lectern again, or name a GGUF file: --model FILE.gguf."
        case .notFound(_, let known):
            known.isEmpty
                ? "Name a GGUF file: --model FILE.gguf." : "Known models: \(known.joined(separator: ", "))."
        }
    }
}
