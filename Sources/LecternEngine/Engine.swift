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

    /// Opens the model that answers, where that is not the configured local one.
    nonisolated let generatorSource: GeneratorSource?
    /// Nil when nothing is to be kept.
    let store: Store?
    /// Documents in use, so that a question doesn't read them from the store again. Few; the last used stay.
    var openDocuments: [DocumentID: OpenDocument] = [:]
    var recentDocuments: [DocumentID] = []
    /// The model once it is open, or while it is being opened.
    var loading: Task<LoadedModel, any Error>?
    var loaded: LoadedModel?
    var loadProblem: String?
    /// What a person chose in place of the configured model.
    var choice = ModelChoice.configured
    /// Answers that are being written.
    var answering = 0
    /// The passage reader once it is open, or while it is being opened.
    var loadingReader: Task<LoadedReader?, any Error>?
    var loadedReader: LoadedReader?

    /// Opens the library.
    ///
    /// - Parameters:
    ///   - generator: answers instead of the configured local model (a script in a test).
    ///   - source: opens what answers instead (an endpoint), when it is first needed. With neither, that is the local
    ///     model.
    ///   - reader: reads passages instead of the one that the model folders hold.
    /// - Throws: `EngineError` of kind `store` when the library can't be opened.
    public init(
        _ configuration: EngineConfiguration, generator: (any TextGenerator)? = nil,
        source: GeneratorSource? = nil, reader: (any PassageReader)? = nil
    ) async throws(EngineError) {
        self.configuration = configuration
        generatorSource = source
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

/// A model that is opened when it is first needed, such as one on a server.
public struct GeneratorSource: Sendable {
    /// What it is called until it is open.
    public let name: String
    public let open: @Sendable () async throws -> any TextGenerator

    public init(name: String, open: @escaping @Sendable () async throws -> any TextGenerator) {
        self.name = name
        self.open = open
    }
}

/// A document with what answering needs of it, computed once.
struct OpenDocument: Sendable {
    let document: Document
    let reader: DocumentReader
}
