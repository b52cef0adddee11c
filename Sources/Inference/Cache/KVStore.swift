import CKernels
import Compute
import Crypto
package import Foundation
import ModelFormats
import Synchronization
import Tokenization

/// Keys and values of document prefixes on disk, so that a text is read once.
///
/// One file a chunk of 512 tokens. Its name is a chained digest: of everything the numbers depend on (model, type,
/// attention settings, format) and of all tokens up to its end. A file is used only if its header, its tokens and the
/// checksum of its pages fit; anything else is a miss, and a broken file goes. Files are written under another name,
/// synced and renamed, so a killed process leaves none half-written. They hold the document in recoverable form: only
/// the owner may read them.
// Sound because: constants and locked state only; files are written on one queue.
package final class KVStore: @unchecked Sendable {
    private let folder: KVFolder
    private let byteLimit: Int
    private let root: SHA256Digest
    private let spec: ModelSpec
    private let layout: KVLayout
    private let failures = Mutex(0)

    static let chunkPages = ReadPlan.chunkLength / KVPage.positions
    private var payloadBytes: Int { spec.layerCount * Self.chunkPages * layout.pageBytes }

    /// - Parameters:
    ///   - folder: made if it isn't there; other models' chunks may live in it too.
    ///   - modelDigest: names the weights.
    package init(
        folder: URL, byteLimit: Int, modelDigest: String, spec: ModelSpec, type: KVType,
        attention: AttentionPolicy
    ) throws {
        self.folder = KVFolder(folder)
        self.byteLimit = byteLimit
        self.spec = spec
        layout = KVLayout(spec, type: type)
        var settings =
            "lectern kv \(KVHeader.version)\n\(modelDigest)\n\(type.rawValue)\n\(ReadPlan.chunkLength)\n"
        settings += "\(spec)\n"
        if case .sample(var parameters) = attention {
            // What only measures changes nothing.
            parameters.keepsRecords = false
            parameters.keepsPlans = false
            parameters.heldOutRows = 0
            parameters.measuredHeads = 0
            settings += "\(parameters)"
        }
        root = SHA256.hash(data: Data(settings.utf8))
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        makeRoom()
    }

    /// A cache of the longest prefix of `tokens` that is kept, in whole chunks up to `limit`.
    func load(
        _ tokens: [TokenID], upTo limit: Int, cancellation: CancellationToken = CancellationToken()
    ) -> KVCache? {
        var pages = [[KVPage]](repeating: [], count: spec.layerCount)
        var names: [URL] = []
        for chunk in chunks(of: tokens, upTo: limit) {
            guard !cancellation.isCancelled, let file = read(chunk) else { break }
            names.append(chunk.url)
            for layer in 0..<spec.layerCount {
                for page in 0..<Self.chunkPages {
                    let start = KVHeader.byteCount + (layer * Self.chunkPages + page) * layout.pageBytes
                    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + layout.pageBytes])
                    pages[layer].append(KVPage(mapped: bytes, owner: file))
                }
            }
        }
        guard !names.isEmpty else { return nil }
        // The first chunk last, so that no chunk outlives what it goes on from.
        KVFolder.queue.async { [names] in for name in names.reversed() { Self.touch(name) } }
        return KVCache(spec, type: layout.type, pages: pages)
    }

    /// Keeps the whole chunks of `tokens` up to `limit` that aren't there yet. Returns at once; a failed write is a
    /// chunk that isn't kept.
    ///
    /// - Parameter sources: names of what the tokens are from.
    func keep(_ tokens: [TokenID], _ cache: KVCache, upTo limit: Int, sources: [String] = []) {
        let sources = sources.prefix(KVHeader.mostSources).map(KVHeader.digest(ofSource:))
        let held = Array(tokens.prefix(cache.count))
        for chunk in chunks(of: held, upTo: limit)
        where !FileManager.default.fileExists(atPath: chunk.url.path) {
            let first = chunk.number * Self.chunkPages
            let pages = (0..<spec.layerCount).map {
                Array(cache.pages(of: $0)[first..<first + Self.chunkPages])
            }
            KVFolder.queue.async { [self] in
                if !write(chunk, pages, sources) { failures.withLock { $0 += 1 } }
            }
        }
    }

    /// Waits for all writes, then makes room. For tests, and before the process ends.
    package func flush() {
        KVFolder.queue.sync { folder.makeRoom(byteLimit: byteLimit) }
    }

    /// Lets the least recently used chunks go once all writes are done. Returns at once.
    func makeRoom() { KVFolder.queue.async { [folder, byteLimit] in folder.makeRoom(byteLimit: byteLimit) } }

    package var failureCount: Int { failures.withLock { $0 } }

    // MARK: Chunks

    private struct Chunk: Sendable {
        let number: Int
        let previous: [UInt8]
        let key: [UInt8]
        let tokens: [TokenID]
        let url: URL
    }

    private func chunks(of tokens: [TokenID], upTo limit: Int) -> [Chunk] {
        var previous = Array(root)
        return (0..<min(tokens.count, limit) / ReadPlan.chunkLength).map { number in
            let start = number * ReadPlan.chunkLength
            let part = Array(tokens[start..<start + ReadPlan.chunkLength])
            var hash = SHA256()
            hash.update(data: previous)
            part.withUnsafeBytes { hash.update(bufferPointer: $0) }
            let key = Array(hash.finalize())
            defer { previous = key }
            let name = key.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return Chunk(
                number: number, previous: previous, key: key, tokens: part,
                url: folder.url.appending(path: "\(name).kv"))
        }
    }

    private func read(_ chunk: Chunk) -> MappedFile? {
        guard let file = try? MappedFile(opening: chunk.url) else { return nil }
        let header = file.bytes.prefix(KVHeader.byteCount)
        guard file.bytes.count == KVHeader.byteCount + payloadBytes,
            let sources = KVHeader.sources(in: header),
            header.elementsEqual(
                self.header(chunk, sources).bytes(checksum: checksum(of: file.bytes, sources)))
        else {
            unlink(chunk.url.path)
            return nil
        }
        return file
    }

    private func header(_ chunk: Chunk, _ sources: [[UInt8]]) -> KVHeader {
        KVHeader(
            previous: chunk.previous, key: chunk.key, tokens: chunk.tokens, payloadBytes: payloadBytes,
            sources: sources)
    }

    /// Page by page, as it is made when they are written.
    private func checksum(of file: UnsafeRawBufferPointer, _ sources: [[UInt8]]) -> UInt64 {
        guard let base = file.baseAddress else { return 0 }
        return stride(from: KVHeader.byteCount, to: file.count, by: layout.pageBytes)
            .reduce(KVHeader.checksumStart(sources)) { lk_checksum_more($0, base + $1, layout.pageBytes) }
    }

    private func write(_ chunk: Chunk, _ pages: [[KVPage]], _ sources: [[UInt8]]) -> Bool {
        let temporary = folder.url.appending(path: ".\(UUID().uuidString).tmp")
        let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        var checksum = KVHeader.checksumStart(sources)
        for page in pages.joined() {
            if let base = page.bytes.baseAddress {
                checksum = lk_checksum_more(checksum, base, page.bytes.count)
            }
        }
        var isWritten = header(chunk, sources).bytes(checksum: checksum).withUnsafeBytes {
            Self.writeAll($0, to: descriptor)
        }
        for page in pages.joined() where isWritten {
            isWritten = Self.writeAll(UnsafeRawBufferPointer(page.bytes), to: descriptor)
        }
        isWritten = isWritten && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(temporary.path, chunk.url.path) == 0 else {
            unlink(temporary.path)
            return false
        }
        return true
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            guard let base = bytes.baseAddress else { return false }
            let count = Foundation.write(descriptor, base + done, bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    private static func touch(_ url: URL) { utimes(url.path, nil) }
}
