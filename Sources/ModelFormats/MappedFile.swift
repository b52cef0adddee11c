package import Foundation

/// The bytes of a file, mapped read-only for as long as this object lives.
///
/// A mapped page of a file that another program cuts short can no longer be read, and touching it ends the
/// process. So the size is taken from the open descriptor and compared again by `checkUnchanged` before bytes
/// are handed out.
// Sound because: the bytes are never written through this object, and all stored properties are constants.
package final class MappedFile: @unchecked Sendable {
    /// The file's name, for messages.
    package let name: String
    package let bytes: UnsafeRawBufferPointer
    private let backing: Backing

    private enum Backing {
        case file(descriptor: Int32)
        case memory
    }

    /// - Throws: `cannotOpen`, `notARegularFile` or `empty`.
    package init(opening url: URL) throws(ModelFileError) {
        let name = url.lastPathComponent
        // Not to wait for a writer when the path is a named pipe.
        let descriptor = open(url.path(percentEncoded: false), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotOpen(file: name, reason: String(cString: strerror(errno))) }
        do throws(ModelFileError) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else {
                throw .cannotOpen(file: name, reason: String(cString: strerror(errno)))
            }
            guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(file: name) }
            guard status.st_size > 0 else { throw .empty(file: name) }
            let size = Int(status.st_size)
            guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
            else {
                throw .cannotOpen(file: name, reason: String(cString: strerror(errno)))
            }
            self.name = name
            bytes = UnsafeRawBufferPointer(start: address, count: size)
            backing = .file(descriptor: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// The same view of bytes that are in memory already.
    package init(copying source: some Collection<UInt8>, name: String) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(source.count, 1), alignment: 64)
        copy.copyBytes(from: source)
        self.name = name
        bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(copy)[..<source.count])
        backing = .memory
    }

    deinit {
        switch backing {
        case .file(let descriptor):
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
            close(descriptor)
        case .memory:
            bytes.baseAddress?.deallocate()
        }
    }

    /// - Throws: `changedWhileOpen` when the file on disk no longer has the size that was mapped.
    package func checkUnchanged() throws(ModelFileError) {
        guard case .file(let descriptor) = backing else { return }
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) == bytes.count else {
            throw .changedWhileOpen(file: name)
        }
    }

    /// Gives back the whole pages inside a part of the mapping; touching them reads the file again.
    func release(_ part: UnsafeRawBufferPointer) {
        guard case .file = backing, let base = bytes.baseAddress, let start = part.baseAddress else { return }
        let page = Int(getpagesize())
        let offset = start - base
        let first = (offset + page - 1) / page * page
        let end = (offset + part.count) / page * page
        guard offset >= 0, first < end, end <= bytes.count else { return }
        madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, Int32(MADV_DONTNEED))
    }
}
