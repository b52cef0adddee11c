import Foundation
import Synchronization

/// Ends a `wait` from any thread: one byte in a pipe. Calls that come before the loop looks are one.
package final class Waker: Sendable {
    private let pipe = NoticePipe()
    private let isPending = Atomic(false)

    package init() {}

    package func wake() {
        guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        pipe.put(1)
    }

    /// To be watched by `poll`; readable after `wake()`.
    var pollDescriptor: Int32 { pipe.readEnd }

    /// Takes the call; true if there was one.
    func take() -> Bool {
        _ = pipe.takeAll()
        return isPending.exchange(false, ordering: .acquiringAndReleasing)
    }

    /// Waits for a call, at most this long; true if one came.
    func wait(upTo timeout: Duration?) -> Bool {
        var entry = pollfd(fd: pollDescriptor, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, timeout.map(\.pollMilliseconds) ?? -1)
        return take()
    }
}

/// A pipe to ourselves that never blocks either end.
///
/// Where no descriptor could be had, nothing arrives in it; time limits still end the waits.
final class NoticePipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { ends = [-1, -1] }
        for end in ends where end >= 0 {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit { for end in [readEnd, writeEnd] where end >= 0 { close(end) } }

    func put(_ byte: UInt8) {
        var byte = byte
        _ = write(writeEnd, &byte, 1)
    }

    func takeAll() -> [UInt8] {
        var taken: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while true {
            let count = read(readEnd, &buffer, buffer.count)
            guard count > 0 else { return taken }
            taken += buffer[..<count]
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, so that a wait is never too short.
    var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let milliseconds = Double(seconds) * 1000 + Double(attoseconds) / 1e15
        return Int32(max(0, min(milliseconds.rounded(.up), Double(Int32.max))))
    }
}
