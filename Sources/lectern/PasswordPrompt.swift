import Foundation
import LecternEngine
import Synchronization

/// Asks for a password on the terminal, where nobody sees what is typed.
///
/// A password is never an argument: every user of the machine can read those.
enum PasswordPrompt {
    /// What was typed; nil when there is no terminal to ask on.
    ///
    /// Blocks until Enter. The terminal's settings are put back whatever happens.
    ///
    /// - Parameter isPlain: it is asked in a dialogue of lines: without control bytes, and signals are not listened to.
    /// - Throws: `CancellationError` at Ctrl-C, Ctrl-D, Esc, and when the process is to end.
    static func ask(_ question: String, isPlain: Bool = false) throws -> String? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        let stopped = Atomic(false)
        // A dialogue of lines hears signals itself, and ends the task that asks.
        let interrupt = isPlain ? nil : Interrupt { stopped.store(true, ordering: .relaxed) }
        defer { interrupt?.end() }
        var quiet = before
        // Keys come one by one and unseen; Ctrl-C comes as a key.
        quiet.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        withUnsafeMutableBytes(of: &quiet.c_cc) { $0[Int(VMIN)] = 1 }
        guard tcsetattr(terminal, TCSAFLUSH, &quiet) == 0 else { return nil }
        defer { tcsetattr(terminal, TCSAFLUSH, &before) }
        write((isPlain ? "" : "\r\u{1B}[K") + question, to: terminal)
        defer { write("\n", to: terminal) }
        return try line(from: terminal) { stopped.load(ordering: .relaxed) || Task.isCancelled }
    }

    private static func line(from terminal: Int32, isStopped: () -> Bool) throws -> String {
        var typed: [UInt8] = []
        while true {
            if isStopped() { throw CancellationError() }
            var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count == 1 else { throw CancellationError() }
            switch byte {
            case 0x0A, 0x0D: return String(decoding: typed, as: UTF8.self)
            case 0x03, 0x04, 0x1B: throw CancellationError()
            case 0x15: typed = []
            case 0x08, 0x7F:
                // The last character, with all its bytes.
                while let last = typed.popLast(), last & 0xC0 == 0x80 {}
            default: typed.append(byte)
            }
        }
    }

    private static func write(_ text: String, to terminal: Int32) {
        let bytes = Array(text.utf8)
        _ = Foundation.write(terminal, bytes, bytes.count)
    }
}

extension EngineError {
    /// Whether a password, or another one, opens the file.
    var asksForPassword: Bool {
        switch underlying as? DocumentError {
        case .encrypted(_, opensWithPassword: true), .wrongPassword: true
        default: false
        }
    }
}
