import Foundation

/// A terminal without a window: the program that is measured runs in it as it would in a real one.
final class PseudoTerminal {
    private let master: Int32
    let process: pid_t
    private var isEnded = false

    struct Problem: LocalizedError {
        let what: String
        var errorDescription: String? { "A terminal to measure in can't be made: \(what)." }
        var recoverySuggestion: String? { "Run it on a machine where /dev/ptmx can be opened." }
    }

    init(_ program: URL, _ arguments: [String], environment: [String: String], width: Int, height: Int) throws
    {
        var (master, slave): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 256)
        var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, &name, nil, &size) == 0 else {
            throw Problem(what: String(cString: strerror(errno)))
        }
        self.master = master
        defer { close(slave) }
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
        let device = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        process = try Self.start(program, arguments, environment, on: device)
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
    }

    deinit {
        end()
        close(master)
    }

    private static func start(
        _ program: URL, _ arguments: [String], _ environment: [String: String], on device: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The leader of a new session gets the first terminal that it opens.
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, device, O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let newSession: Int32 = 0x80
        posix_spawnattr_setflags(&attributes, Int16(newSession))
        let words = ([program.path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var child: pid_t = 0
        let error = posix_spawn(&child, program.path, &actions, &attributes, words, variables)
        guard error == 0 else { throw Problem(what: String(cString: strerror(error))) }
        return child
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(master, $0.baseAddress, $0.count) }
    }

    /// What arrives within the time; empty when nothing does.
    func read(within milliseconds: Int32) -> [UInt8] {
        var poll = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard Foundation.poll(&poll, 1, milliseconds) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { Foundation.read(master, $0.baseAddress, $0.count) }
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Processor seconds that the program has used so far, its threads included.
    var processorSeconds: Double {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            return 0
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    func end() {
        guard !isEnded else { return }
        isEnded = true
        kill(process, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<100 where waitpid(process, &status, WNOHANG) == 0 { usleep(20_000) }
        kill(process, SIGKILL)
        waitpid(process, &status, WNOHANG)
    }
}
