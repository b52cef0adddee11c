import Dispatch
import Foundation
import Synchronization

/// Runs a program that reads a document for us, under limits on memory, time and output.
///
/// A hostile file can then waste a bounded amount of time and memory, and a crash of the program is no crash
/// of ours.
struct ChildProcess: Sendable {
    /// Looked up on the PATH.
    let program: String
    let arguments: [String]
    var memoryBytes: Int
    var outputBytes: Int
    var seconds: Int

    struct Result: Sendable {
        let output: [UInt8]
        /// The first kilobytes of what it wrote to standard error.
        let errors: String
        let end: End
    }

    enum End: Sendable, Equatable {
        case exited(Int32)
        /// A signal that we didn't send, or the limit on processor time.
        case crashed(signal: Int32)
        case missing
        case timedOut
        case outputLimit
        case cancelled
        case couldNotStart(String)
    }

    /// Runs to its end on a thread that may block; a cancelled task kills the program.
    ///
    /// - Parameter input: an open file that becomes standard input; the program can open it again as
    ///   `/dev/stdin`.
    func run(input: FileHandle?) async -> Result {
        let stop = Mutex(false)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(
                        returning: runBlocking(input: input, isCancelled: { stop.withLock { $0 } }))
                }
            }
        } onCancel: {
            stop.withLock { $0 = true }
        }
    }

    /// Whether a program of this name can be run.
    static func isInstalled(_ program: String) -> Bool {
        searchPath.split(separator: ":").contains { folder in
            FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)")
        }
    }

    private static var searchPath: String {
        ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    }

    private func runBlocking(input: FileHandle?, isCancelled: () -> Bool) -> Result {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // The shell sets the limits and becomes the program; 127 is its word for "not found".
        let limits = "ulimit -c 0; ulimit -v \(memoryBytes / 1024); ulimit -t \(seconds + 5); exec \"$@\""
        process.arguments = ["-c", limits, "sh", program] + arguments
        process.environment = [
            "PATH": Self.searchPath, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent",
        ]
        process.standardInput = input ?? FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        do { try process.run() } catch {
            return Result(output: [], errors: "", end: .couldNotStart(error.localizedDescription))
        }
        try? output.fileHandleForWriting.close()
        try? errors.fileHandleForWriting.close()
        var collector = PipeCollector(
            output: output.fileHandleForReading.fileDescriptor,
            errors: errors.fileHandleForReading.fileDescriptor,
            limit: outputBytes)
        let stopped = collector.collect(
            until: ContinuousClock.now + .seconds(seconds), isCancelled: isCancelled)
        if stopped != nil {
            // Foundation starts a program as the head of a group: the programs that it started end with it.
            kill(-process.processIdentifier, SIGKILL)
            kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        let end: End
        if let stopped {
            end = stopped
        } else if process.terminationReason == .uncaughtSignal {
            end =
                process.terminationStatus == SIGXCPU ? .timedOut : .crashed(signal: process.terminationStatus)
        } else {
            end = process.terminationStatus == 127 ? .missing : .exited(process.terminationStatus)
        }
        return Result(
            output: collector.output, errors: String(decoding: collector.errors, as: UTF8.self), end: end)
    }
}

/// Reads the two pipes of a child until both are closed.
private struct PipeCollector {
    private var descriptors: [pollfd]
    private let limit: Int
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(output: Int32, errors: Int32, limit: Int) {
        descriptors = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        self.limit = limit
    }

    /// - Returns: why reading was ended early; nil when the child closed its pipes.
    mutating func collect(until deadline: ContinuousClock.Instant, isCancelled: () -> Bool) -> ChildProcess
        .End?
    {
        while descriptors.contains(where: { $0.fd >= 0 }) {
            if isCancelled() { return .cancelled }
            if ContinuousClock.now >= deadline { return .timedOut }
            // A closed pipe has a negative descriptor, which poll passes over.
            guard poll(&descriptors, 2, 50) > 0 else { continue }
            for index in 0..<2 where descriptors[index].revents != 0 {
                let count = read(descriptors[index].fd, &buffer, buffer.count)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                if count <= 0 {
                    descriptors[index].fd = -1
                } else if index == 0 {
                    output += buffer[..<count]
                    if output.count > limit { return .outputLimit }
                } else if errors.count < 8192 {
                    errors += buffer[..<count]
                }
            }
        }
        return nil
    }
}
