import Compute
package import Foundation

/// How a local model is run. What is left out is chosen for the machine and the model.
package struct GeneratorOptions: Sendable {
    /// 0 takes one thread a core.
    package var threadCount = 0
    /// Lowers the file's own context length.
    package var contextLimit: Int?
    package var attention = AttentionPolicy.full
    /// How keys and values are held.
    package var kvType = KVType.f16
    /// Where keys and values of documents are kept between runs; nil keeps none.
    package var cacheFolder: URL?
    /// Most bytes in that folder.
    package var cacheByteLimit = 20 << 30
    /// Keys and values of recent prompts in memory.
    package var memoryByteLimit = 1 << 30
    /// Whether decoding tries what followed the same words earlier. It never changes the text.
    package var speculates = true

    package init() {}

    package init(threadCount: Int, contextLimit: Int? = nil) {
        self.threadCount = threadCount
        self.contextLimit = contextLimit
    }
}
