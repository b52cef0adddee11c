public import Documents
public import Foundation
public import Generation
import Storage

/// What happens while files are added, in order; progress of a file replaces earlier progress of it.
public enum ImportEvent: Sendable {
    /// How many files there are; folders are read for it.
    case found(total: Int)
    case began(name: String, number: Int, total: Int)
    case progress(ImportProgress)
    case added(AddedDocument)
    /// One file that can't be read doesn't keep the others out. `file` is nil for what came without one.
    case failed(name: String, file: URL?, EngineError)
}

extension ImportEvent: CoalescingEvent {
    public mutating func absorb(_ next: Self) -> Bool {
        guard case .progress = self, case .progress = next else { return false }
        self = next
        return true
    }
}

extension Engine {
    /// Adds files, and all documents within folders. Ending the reading task stops between two files, and inside one.
    ///
    /// - Parameter options: for every one of them.
    public nonisolated func addDocuments(
        at urls: [URL], options: ImportOptions = ImportOptions()
    ) -> EventStream<ImportEvent> {
        let source = EventStream<ImportEvent>.Source()
        let task = Task {
            do {
                let files = try await Self.files(among: urls)
                source.send(.found(total: files.count))
                for (index, file) in files.enumerated() {
                    try Task.checkCancellation()
                    let name = file.lastPathComponent
                    source.send(.began(name: name, number: index + 1, total: files.count))
                    do throws(EngineError) {
                        let added = try await addDocument(at: file, options: options) {
                            source.send(.progress($0))
                        }
                        source.send(.added(added))
                    } catch {
                        if Task.isCancelled { throw CancellationError() }
                        source.send(.failed(name: name, file: file, error))
                    }
                }
                source.finish()
            } catch {
                source.finish(throwing: error)
            }
        }
        source.onCancel { task.cancel() }
        return EventStream(source)
    }

    /// What is named itself is kept whatever it is, so that its error is told; of a folder, what looks like a document.
    @concurrent
    private static func files(among urls: [URL]) async throws -> [URL] {
        var files: [URL] = []
        for url in urls {
            try Task.checkCancellation()
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            if exists, isFolder.boolValue {
                files += try FolderWalker.files(in: url).map(\.url)
            } else {
                files.append(url)
            }
        }
        return files
    }
}
