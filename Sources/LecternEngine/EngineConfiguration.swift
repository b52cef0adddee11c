public import Foundation

/// Everything the engine is told from outside, resolved once into values.
public struct EngineConfiguration: Sendable {
    public var directories: Directories
    /// A model's name or path; nil takes the bundled one.
    public var model: String?
    /// Folders that hold models, best first.
    public var modelFolders: [URL]
    /// Threads that compute; 0 takes one a core.
    public var threadCount: Int
    /// Most tokens that prompt and answer may take together; nil takes the model's own limit.
    public var contextLimit: Int?
    public var attention: AttentionSetting
    /// False: nothing is written to the library.
    public var keeps: Bool

    public init(
        directories: Directories, model: String? = nil, modelFolders: [URL] = [], threadCount: Int = 0,
        contextLimit: Int? = nil, attention: AttentionSetting = .full, keeps: Bool = true
    ) {
        self.directories = directories
        self.model = model
        self.modelFolders = modelFolders
        self.threadCount = threadCount
        self.contextLimit = contextLimit
        self.attention = attention
        self.keeps = keeps
    }
}
