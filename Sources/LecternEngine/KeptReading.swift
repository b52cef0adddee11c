public import Foundation
import Generation
import Inference

/// What was read by models and is kept in the cache directory, so that a document is read only once.
public struct KeptReading: Sendable, Hashable {
    public var bytes: Int
    /// Above this the least recently used goes.
    public var byteLimit: Int
    public var folder: URL
}

extension EngineConfiguration {
    var readingFolder: URL { directories.cache.appending(path: "kv") }

    /// 20 GB, or a tenth of the room that is left there.
    var readingByteLimit: Int {
        var folder = directories.cache
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder = folder.deletingLastPathComponent()
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
        let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
        return min(20_000_000_000, free / 10)
    }

    var keptReading: KeptReading {
        KeptReading(
            bytes: KVFolder(readingFolder).byteCount, byteLimit: readingByteLimit, folder: readingFolder)
    }

    /// Keys and values of documents are kept in the cache folder, in at most a tenth of the room that is free there.
    var generatorOptions: GeneratorOptions {
        var options = GeneratorOptions(threadCount: threadCount, contextLimit: contextLimit)
        options.attention = attention.policy
        if keeps {
            options.cacheFolder = readingFolder
            options.cacheByteLimit = readingByteLimit
        }
        return options
    }
}
