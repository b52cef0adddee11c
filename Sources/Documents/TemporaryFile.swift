import Foundation

/// Private files for child processes.
enum TemporaryFile {
    /// A file that has no name any more and goes when it is closed.
    static func holding(_ bytes: [UInt8]) throws -> FileHandle {
        let (file, path) = try make(holding: bytes)
        unlink(path)
        return file
    }

    /// A file that only its owner may read; the caller removes it.
    static func named(holding bytes: [UInt8]) throws -> URL { URL(filePath: try make(holding: bytes).path) }

    private static func make(holding bytes: [UInt8]) throws -> (file: FileHandle, path: String) {
        let folder = FileManager.default.temporaryDirectory.path
        var template = Array((folder + "/lectern-XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: bytes)
        } catch {
            unlink(path)
            throw error
        }
        return (file, path)
    }
}
