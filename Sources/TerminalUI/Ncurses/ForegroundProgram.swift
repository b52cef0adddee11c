import Foundation

/// Runs another program in the terminal, such as `$EDITOR`, within `Terminal.suspended`.
///
/// Foundation's `Process` puts its child into a process group of its own, which may not read from the terminal; this
/// one stays in ours. No shell is in between: the arguments are taken as they are.
package struct ForegroundProgram: Sendable {
    /// The program, looked up in PATH if it has no slash, and its arguments.
    package var arguments: [String]
    package var environment: [String: String]
    /// What it reads and writes.
    var device = "/dev/tty"

    package init(_ arguments: [String], environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// Waits until it has ended and returns its exit status, 128 + n if signal n ended it.
    package func run() throws(TerminalError) -> Int32 {
        guard let program = arguments.first else {
            throw .cannotRun(program: "", reason: "no program is named")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, device, O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Ignored and blocked signals would be inherited; an editor expects neither.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var child: pid_t = 0
        let error = Self.withCStrings(arguments) { arguments in
            Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                posix_spawnp(&child, program, &actions, &attributes, arguments, environment)
            }
        }
        guard error == 0 else { throw .cannotRun(program: program, reason: String(cString: strerror(error))) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else {
                throw .cannotRun(program: program, reason: String(cString: strerror(errno)))
            }
        }
        // The low seven bits are the signal that ended it; the next byte is its own status.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
