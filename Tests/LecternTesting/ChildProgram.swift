import Foundation
import Synchronization

/// A child process with its three standard streams, started with `posix_spawn` and waited for with `waitpid`.
///
/// Foundation's `Process` learns of a child's end when a descriptor closes that the child's own children inherit, so
/// it waits for ever for a program that leaves a server behind, as tmux does.
struct ChildProgram {
    let pid: pid_t
    let input: FileHandle
    let output: FileHandle
    let errors: FileHandle

    init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
        var ends: [[Int32]] = []
        var child: pid_t = 0
        let status = try Self.starting.withLock { _ in
            ends = try (0..<3).map { _ in try Self.pipe(for: program) }
            return Self.spawn(program, arguments, environment, ends, into: &child)
        }
        for descriptor in [ends[0][0], ends[1][1], ends[2][1]] { close(descriptor) }
        guard status == 0 else {
            for descriptor in [ends[0][1], ends[1][0], ends[2][0]] { close(descriptor) }
            throw CommandRunnerError.cannotStart(program, status)
        }
        pid = child
        input = FileHandle(fileDescriptor: ends[0][1], closeOnDealloc: true)
        output = FileHandle(fileDescriptor: ends[1][0], closeOnDealloc: true)
        errors = FileHandle(fileDescriptor: ends[2][0], closeOnDealloc: true)
    }

    /// The exit code; 128 + n for a child that signal n ended.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// One start at a time: a program started by another test must not inherit this one's pipes.
    private static let starting = Mutex(0)

    private static func pipe(for program: String) throws -> [Int32] {
        var ends: [Int32] = [-1, -1]
        guard Foundation.pipe(&ends) == 0 else { throw CommandRunnerError.cannotStart(program, errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    private static func spawn(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ ends: [[Int32]],
        into child: inout pid_t
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0][0], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1][1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[2][1], 2)
        // The thread that starts a test may block signals; a person's shell doesn't.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return withPointers([program] + arguments) { argv in
            withPointers(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawn(&child, program, &actions, &attributes, argv, envp)
            }
        }
    }

    private static func withPointers(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return EINVAL }
            return body(base)
        }
    }
}
