import Foundation

/// Standard output and error, written whole or reported.
enum Streams {
    enum WriteError: LocalizedError {
        case output(String)
        /// Whoever read has gone, as `head` does once it has its lines.
        case closed

        var errorDescription: String? {
            switch self {
            case .output(let reason): "The output could not be written: \(reason)."
            case .closed: nil
            }
        }
    }

    static let errorIsTerminal = isatty(STDERR_FILENO) == 1
    static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
    static let inputIsTerminal = isatty(STDIN_FILENO) == 1

    /// Writes all bytes to standard output.
    static func write(_ text: String) throws(WriteError) {
        try write(Array(text.utf8))
    }

    static func write(_ bytes: [UInt8]) throws(WriteError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { throw .closed }
                throw .output(String(cString: strerror(errno)))
            }
            written += count
        }
    }

    static func line(_ text: String) throws(WriteError) { try write(text + "\n") }

    /// A note for people, on standard error.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
