package import Foundation

/// Finds the documents within folders.
package enum DocumentFolder {
    /// The files among these paths, and every file of a known kind below the folders among them, in order of name.
    ///
    /// Hidden files and links are left out; what is named itself is kept whatever it is, so that its error is told.
    ///
    /// - Throws: `CancellationError` once the task is cancelled.
    @concurrent
    package static func expand(_ urls: [URL]) async throws -> [URL] {
        var files: [URL] = []
        for url in urls {
            guard isFolder(url) else {
                files.append(url)
                continue
            }
            files += try documents(below: url)
        }
        return files
    }

    private static func documents(below folder: URL) throws -> [URL] {
        try Task.checkCancellation()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var files: [URL] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let url = folder.appending(path: name)
            let facts = try? FileManager.default.attributesOfItem(atPath: url.path)
            switch facts?[.type] as? FileAttributeType {
            case .typeDirectory: files += try documents(below: url)
            case .typeRegular: if isKnown(name) { files.append(url) }
            default: break
            }
        }
        return files
    }

    private static func isFolder(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func isKnown(_ name: String) -> Bool {
        let last = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
        return DocumentFormat.all.contains { $0.extensions.contains(last) }
    }
}
