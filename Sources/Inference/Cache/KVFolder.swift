import Dispatch
package import Foundation

/// The folder in which keys and values of all models are kept: how much there is, whose it is, and what goes first.
package struct KVFolder: Sendable {
    package let url: URL

    /// Files are written and removed here, one after another, for all models of the process.
    static let queue = DispatchQueue(label: "lectern.kv", qos: .utility)
    /// Files of writers that ended in the middle are removed when they are this old.
    private static let staleSeconds = 3600.0

    package init(_ url: URL) { self.url = url }

    struct Chunk {
        let url: URL
        let byteCount: Int
        let used: Date
    }

    /// All chunks, least recently used first.
    func chunks() -> [Chunk] {
        files().compactMap { url, size, date in
            url.pathExtension == "kv" ? Chunk(url: url, byteCount: size, used: date) : nil
        }.sorted { $0.used < $1.used }
    }

    /// Bytes that are kept.
    package var byteCount: Int { chunks().reduce(0) { $0 + $1.byteCount } }

    /// Bytes that are kept of each of some sources; what is made from several counts for each.
    package func byteCounts(of sources: [String]) -> [String: Int] {
        let names = Dictionary(
            sources.map { (KVHeader.digest(ofSource: $0), $0) }, uniquingKeysWith: { first, _ in first })
        var counts: [String: Int] = [:]
        for chunk in chunks() {
            for source in Self.sources(of: chunk.url) ?? [] {
                if let name = names[source] { counts[name, default: 0] += chunk.byteCount }
            }
        }
        return counts
    }

    /// Removes what was made from a source, and everything of which nobody said what it was made from.
    ///
    /// - Returns: bytes that were removed.
    @discardableResult
    package func remove(source: String) async -> Int {
        let digest = KVHeader.digest(ofSource: source)
        return await withCheckedContinuation { continuation in
            Self.queue.async {
                var removed = 0
                for chunk in chunks() {
                    let sources = Self.sources(of: chunk.url) ?? []
                    guard sources.isEmpty || sources.contains(digest) else { continue }
                    if unlink(chunk.url.path) == 0 { removed += chunk.byteCount }
                }
                continuation.resume(returning: removed)
            }
        }
    }

    /// Waits until everything that was handed over is on disk, but not longer than `seconds`.
    package static func finishWriting(within seconds: Double) {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + seconds)
    }

    /// Least recently used chunks go until the rest is within the limit, and files of killed writers. On the queue.
    func makeRoom(byteLimit: Int) {
        for (url, _, date) in files() where url.pathExtension == "tmp" {
            if date.timeIntervalSinceNow < -Self.staleSeconds { unlink(url.path) }
        }
        let chunks = chunks()
        var total = chunks.reduce(0) { $0 + $1.byteCount }
        for chunk in chunks where total > byteLimit {
            unlink(chunk.url.path)
            total -= chunk.byteCount
        }
    }

    private func files() -> [(url: URL, size: Int, date: Date)] {
        let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey]
        let files =
            (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: keys)) ?? []
        return files.compactMap { url in
            guard let values = try? url.resourceValues(forKeys: Set(keys)), let size = values.fileSize,
                let date = values.contentModificationDate
            else { return nil }
            return (url, size, date)
        }
    }

    private static func sources(of url: URL) -> [[UInt8]]? {
        guard let file = try? FileHandle(forReadingFrom: url) else { return nil }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: KVHeader.byteCount) else { return nil }
        return KVHeader.sources(in: bytes)
    }
}
