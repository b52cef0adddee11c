import Foundation

/// Reads files, and nothing but files, into memory.
enum SourceReader {
    /// - Throws: `DocumentError`: notFound, cannotRead, notARegularFile, overLimit, cancelled.
    static func read(_ url: URL, context: ImportContext) async throws(DocumentError) -> SourceFile {
        let name = url.lastPathComponent
        // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .notFound(file: url.path) }
            if errno == ENXIO { throw .notARegularFile(file: url.path, kind: "a pipe or socket") }
            throw .cannotRead(file: url.path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw .cannotRead(file: url.path, reason: String(cString: strerror(errno)))
        }
        if let kind = kind(of: facts.st_mode) { throw .notARegularFile(file: url.path, kind: kind) }
        let size = Int(facts.st_size)
        let limit = context.limits.fileBytes
        guard size <= limit else {
            throw .overLimit(file: name, quantity: "the size in bytes", value: size, limit: limit)
        }
        let source = SourceFile(
            name: name, bytes: try await bytes(of: descriptor, size, url, context), url: url)
        if source.bytes.isEmpty { throw .empty(file: name) }
        return source
    }

    /// Nil for a regular file.
    private static func kind(of mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }

    /// A megabyte at a time, so that other work gets its turn.
    private static func bytes(
        of descriptor: Int32, _ size: Int, _ url: URL, _ context: ImportContext
    ) async throws(DocumentError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        let slice = 1 << 20
        var buffer = [UInt8](repeating: 0, count: slice)
        while true {
            if Task.isCancelled { throw .cancelled(file: url.lastPathComponent) }
            let count = buffer.withUnsafeMutableBytes {
                Foundation.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                throw .cannotRead(file: url.path, reason: String(cString: strerror(errno)))
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            // A file in /proc says that it has no size, and a growing one has more than it said.
            guard bytes.count <= context.limits.fileBytes else {
                throw .overLimit(
                    file: url.lastPathComponent, quantity: "the size in bytes", value: bytes.count,
                    limit: context.limits.fileBytes)
            }
            context.progress(
                ImportProgress(stage: .read, done: bytes.count, total: max(size, bytes.count), unit: .bytes))
            await Task.yield()
        }
    }
}
