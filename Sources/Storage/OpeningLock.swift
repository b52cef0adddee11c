import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Lets one program at a time make a library or bring its schema up to date.
///
/// SQLite's own locks don't cover this: two programs that open a new library together both find that no migration
/// was applied, and a switch to write-ahead logging doesn't wait for another's. The lock is the kernel's, so it goes
/// with the program, however that ends.
enum OpeningLock {
    /// Runs `body` alone. Without a lock where its file can't be made, as in a folder that is read only (nothing can
    /// be brought up to date there either), and on a file system that has no locks.
    ///
    /// - Throws: `StoreError.busy` after waiting `seconds`, and what `body` throws.
    static func held<Value>(besides url: URL, waiting seconds: Double, _ body: () throws -> Value) throws
        -> Value
    {
        let descriptor = open(url.path + "-opening", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return try body() }
        defer { close(descriptor) }
        let deadline = Date.now.addingTimeInterval(seconds)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            guard Date.now < deadline else { throw StoreError.busy(path: url.path) }
            usleep(5_000)
        }
        return try body()
    }
}
