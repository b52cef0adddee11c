package import Foundation

/// Finds the files in a folder that look like documents.
package enum FolderWalker {
    /// A file that may be imported.
    package struct Found: Sendable, Hashable {
        package let url: URL
        package let size: Int
    }

    /// Files with a known ending, below the folder and its folders, sorted by path.
    ///
    /// Hidden files, links, other kinds of entries and files without a known ending are passed over: what
    /// they are is told by reading them, and nobody wants a whole folder read. Links aren't followed, so no
    /// folder comes twice.
    ///
    /// - Parameters:
    ///   - limit: stops after that many files.
    ///   - shouldStop: asked now and then; what was found so far comes back once it says yes.
    /// - Throws: `DocumentError`: notFound, notAFolder, cannotRead.
    package static func files(
        in folder: URL, limit: Int = 100_000, stopWhen shouldStop: () -> Bool = { Task.isCancelled }
    ) throws(DocumentError) -> [Found] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
            throw .notFound(file: folder.path)
        }
        guard isFolder.boolValue else { throw .notAFolder(file: folder.path) }
        let keys: Set<URLResourceKey> = [.isRegularFileKey, .isSymbolicLinkKey, .fileSizeKey]
        guard
            let entries = FileManager.default.enumerator(
                at: folder, includingPropertiesForKeys: Array(keys), options: [.skipsHiddenFiles])
        else { throw .cannotRead(file: folder.path, reason: "it can't be listed") }
        let known = Set(DocumentFormat.all.flatMap(\.extensions))
        var found: [Found] = []
        for case let url as URL in entries {
            if shouldStop() || found.count >= limit { break }
            guard known.contains(url.pathExtension.lowercased()),
                let facts = try? url.resourceValues(forKeys: keys), facts.isRegularFile == true,
                facts.isSymbolicLink != true
            else { continue }
            found.append(Found(url: url, size: facts.fileSize ?? 0))
        }
        return found.sorted { $0.url.path < $1.url.path }
    }
}
