import Documents
import Foundation
public import Generation
import Inference
import Pipelines
import Storage

/// The core of Lectern: documents, conversations and the model that answers, in one place.
///
/// Every front end (the workbench, each subcommand, other programs) calls this actor and nothing below it.
public actor Engine {
    public nonisolated let configuration: EngineConfiguration

    /// Nil when nothing is to be kept.
    let store: Store?
    /// Documents in use, so that a question doesn't read them from the store again. Few; the last used stay.
    var openDocuments: [DocumentID: OpenDocument] = [:]
    var recentDocuments: [DocumentID] = []
    /// The model once it is open, or while it is being opened.
    var loading: Task<LoadedModel, any Error>?
    var loaded: LoadedModel?
    var loadProblem: String?
    /// The passage reader once it is open, or while it is being opened.
    var loadingReader: Task<LoadedReader?, any Error>?
    var loadedReader: LoadedReader?

    /// Opens the library.
    ///
    /// - Parameters:
    ///   - generator: answers instead of the configured local model (an endpoint, a script in a test). Nil opens the
    ///     local model when it is first needed.
    ///   - reader: reads passages instead of the one that the model folders hold.
    /// - Throws: `EngineError` of kind `store` when the library can't be opened.
    public init(
        _ configuration: EngineConfiguration, generator: (any TextGenerator)? = nil,
        reader: (any PassageReader)? = nil
    ) async throws(EngineError) {
        self.configuration = configuration
        if let generator {
            loaded = LoadedModel(generator: generator, seconds: 0, digest: generator.profile.name)
        }
        if let reader {
            loadedReader = LoadedReader(reader: reader, seconds: 0, digest: reader.profile.name)
        }
        guard configuration.keeps else {
            store = nil
            return
        }
        do {
            store = try await Store(opening: configuration.directories.data.appending(path: "library.sqlite"))
        } catch {
            throw EngineError(.store, "opening the library", error)
        }
    }
}

/// A document with what answering needs of it, computed once.
struct OpenDocument: Sendable {
    let document: Document
    let reader: DocumentReader
}
