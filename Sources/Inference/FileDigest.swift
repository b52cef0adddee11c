import Crypto
package import Foundation

/// SHA-256 of whole files, piece by piece.
package enum FileDigest {
    private static let pieceLength = 4 << 20

    /// - Parameter progress: hears how many bytes were read, after each piece.
    /// - Returns: 64 hexadecimal digits.
    /// - Throws: `CancellationError` when the task is cancelled, and what reading throws.
    package static func sha256(of url: URL, progress: (Int) -> Void) throws -> String {
        let file = try FileHandle(forReadingFrom: url)
        defer { try? file.close() }
        var hash = SHA256()
        var done = 0
        while let piece = try file.read(upToCount: pieceLength), !piece.isEmpty {
            try Task.checkCancellation()
            hash.update(data: piece)
            done += piece.count
            progress(done)
        }
        return hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
