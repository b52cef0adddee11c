public import Foundation
import Synchronization

/// A bare terminal for tests: a program runs in it, every byte that it writes is kept, and the test answers as a
/// terminal would, or doesn't.
public final class PseudoTerminal {
    private let master: Int32
    private let process: pid_t
    private let received = Mutex<[UInt8]>([])
    private var status: Int32?

    /// Starts a program whose controlling terminal, standard input, output and errors are this one.
    public init(
        _ program: URL, _ arguments: [String] = [], environment: [String: String], width: Int, height: Int
    ) throws {
        // Linux: the numbers of these requests are macros that Swift doesn't see.
        let unlock: UInt = 0x4004_5431
        let getNumber: UInt = 0x8004_5430
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var isLocked: Int32 = 0
        var number: UInt32 = 0
        guard master >= 0, ioctl(master, unlock, &isLocked) == 0, ioctl(master, getNumber, &number) == 0
        else {
            throw PseudoTerminalError.unavailable(String(cString: strerror(errno)))
        }
        Self.setSize(master, width, height)
        process = try Self.start(program, arguments, environment, on: "/dev/pts/\(number)")
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        close(master)
    }

    private static func start(
        _ program: URL, _ arguments: [String], _ environment: [String: String], on terminal: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The leader of a new session gets the first terminal that it opens.
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, terminal, O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads that run tests block signals, and children inherit that.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        let newSession: Int32 = 0x80
        posix_spawnattr_setflags(
            &attributes, Int16(newSession | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let words = ([program.path] + arguments).map { strdup($0) }
        let settings = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for copy in words + settings { free(copy) } }
        var child: pid_t = 0
        let error = posix_spawn(&child, program.path, &actions, &attributes, words + [nil], settings + [nil])
        guard error == 0 else { throw PseudoTerminalError.unavailable(String(cString: strerror(error))) }
        return child
    }

    private static func setSize(_ terminal: Int32, _ width: Int, _ height: Int) {
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    /// The kernel tells the program with SIGWINCH.
    public func resize(width: Int, height: Int) { Self.setSize(master, width, height) }

    public func send(_ text: String) {
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return }
            start += max(0, count)
        }
    }

    public func signal(_ number: Int32) { kill(process, number) }

    /// Everything that the program has written so far, or since `forget()`.
    public var output: String { String(decoding: received.withLock { $0 }, as: UTF8.self) }

    public func forget() { received.withLock { $0 = [] } }

    /// Reads until the output satisfies `condition`.
    ///
    /// - Throws: `PseudoTerminalError.neverHappened` with the output after `seconds`: a net, not a measure.
    @discardableResult
    public func wait(
        for what: String, seconds: TimeInterval = 60, _ condition: (String) -> Bool
    ) throws -> String {
        let end = Date().addingTimeInterval(seconds)
        while !condition(output) {
            guard Date() < end, read(upTo: 0.1) else {
                throw PseudoTerminalError.neverHappened(what, output: output)
            }
        }
        return output
    }

    @discardableResult
    public func wait(forText text: String, seconds: TimeInterval = 60) throws -> String {
        try wait(for: "“\(text)”", seconds: seconds) { $0.contains(text) }
    }

    /// Reads until the program has ended, and returns its exit status, 128 + n if signal n ended it.
    public func waitForEnd(seconds: TimeInterval = 60) throws -> Int32 {
        if let status { return status }
        let end = Date().addingTimeInterval(seconds)
        var raw: Int32 = 0
        while waitpid(process, &raw, WNOHANG) == 0 {
            guard Date() < end else { throw PseudoTerminalError.neverHappened("its end", output: output) }
            _ = read(upTo: 0.02)
        }
        while read(upTo: 0) {}
        let found = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
        status = found
        return found
    }

    /// False once the program's side is closed.
    private func read(upTo seconds: TimeInterval) -> Bool {
        var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(seconds * 1000)) > 0 else { return seconds > 0 }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Foundation.read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        received.withLock { $0 += buffer[..<count] }
        return true
    }
}

public enum PseudoTerminalError: Error, CustomStringConvertible {
    case unavailable(String)
    case neverHappened(String, output: String)

    public var description: String {
        switch self {
        case .unavailable(let reason): "no pseudo terminal: \(reason)"
        case .neverHappened(let what, let output):
            "never happened: \(what). The output:\n\(output.debugDescription.suffix(3000))"
        }
    }
}
