import Foundation
import Synchronization

/// Reads lines from a descriptor, one at a time and only when it is asked: nothing is read ahead of a terminal that
/// something else may want to read in between.
final class LineReader: Sendable {
    /// Bytes of one line; more are cut off.
    private static let lineLimit = 1 << 20

    private let descriptor: Int32
    /// What was read behind the last line.
    private let left = Mutex<[UInt8]>([])

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next line without its end; nil at the end. What isn't UTF-8 is replaced.
    func next() async -> String? {
        await withCheckedContinuation { continuation in
            // It may wait for hours, so it gets a thread of its own.
            Thread.detachNewThread { [self] in continuation.resume(returning: read()) }
        }
    }

    private func read() -> String? {
        var bytes = left.withLock { left in
            defer { left = [] }
            return left
        }
        var searched = 0
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = bytes[searched...].firstIndex(of: 0x0A) {
                left.withLock { $0 = Array(bytes[(end + 1)...]) }
                return text(bytes[..<end])
            }
            searched = bytes.count
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes.isEmpty ? nil : text(bytes[...]) }
            if bytes.count < Self.lineLimit {
                bytes += buffer[..<count]
            } else if let end = buffer[..<count].firstIndex(of: 0x0A) {
                bytes += buffer[end..<count]
            }
        }
    }

    private func text(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
}
