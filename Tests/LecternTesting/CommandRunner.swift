public import Foundation
import Synchronization

/// Runs the built `lectern`, or any other program, the way a person's shell would: arguments, pipes, exit code.
public struct CommandRunner: Sendable {
    public struct Result: Sendable {
        public let exitCode: Int32
        public let output: Data
        public let errors: Data

        public var text: String { String(decoding: output, as: UTF8.self) }
        public var errorText: String { String(decoding: errors, as: UTF8.self) }

        /// Standard output as one JSON object.
        public func json() throws -> [String: Any] {
            guard let object = try JSONSerialization.jsonObject(with: output) as? [String: Any] else {
                throw CommandRunnerError.notAnObject(text)
            }
            return object
        }
    }

    public let program: URL
    public var environment: [String: String]

    public init(program: URL, environment: [String: String]) {
        self.program = program
        self.environment = environment
    }

    /// The `lectern` that was built together with these tests, with a home of its own.
    public static func lectern(home: URL) throws -> CommandRunner {
        CommandRunner(program: try builtProgram("lectern"), environment: environment(home: home))
    }

    /// A plain environment: nothing of the person who runs the tests leaks in.
    public static func environment(home: URL) -> [String: String] {
        var environment = [
            "HOME": home.path, "LECTERN_HOME": home.path, "LANG": "C.UTF-8", "TERM": "xterm-256color",
            // The toolchain's crash reporter waits for a key on the terminal; an installed program has none.
            "SWIFT_BACKTRACE": "enable=no",
        ]
        for name in ["PATH", "LD_LIBRARY_PATH", "TMPDIR"] {
            environment[name] = ProcessInfo.processInfo.environment[name]
        }
        return environment
    }

    /// Looked for beside the running test bundle, then in the checkout's build folders.
    public static func builtProgram(_ name: String) throws -> URL {
        let bundle = URL(
            filePath: CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0])
        var folders = [bundle.deletingLastPathComponent()]
        if let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            folders.append(URL(filePath: executable).deletingLastPathComponent())
        }
        folders.append(Fixture.packageRoot.appending(path: ".build/debug"))
        folders.append(Fixture.packageRoot.appending(path: ".build/release"))
        for folder in folders {
            let program = folder.appending(path: name)
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        throw CommandRunnerError.notBuilt(name)
    }

    /// - Parameters:
    ///   - input: standard input; nil is an empty one.
    ///   - deadline: after this the program is killed and the test fails: a net, not a measure.
    public func run(
        _ arguments: [String], input: Data? = nil, deadline: TimeInterval = 240
    ) throws -> Result {
        let child = try ChildProgram(program.path, arguments, environment: environment)

        // Every pipe has a thread of its own, so that none can fill up and stop the program.
        let collected = Mutex<(output: Data, errors: Data)>((Data(), Data()))
        let group = DispatchGroup()
        let queue = DispatchQueue(label: "pipes", attributes: .concurrent)
        queue.async(group: group) {
            let data = child.output.readDataToEndOfFile()
            collected.withLock { $0.output = data }
        }
        queue.async(group: group) {
            let data = child.errors.readDataToEndOfFile()
            collected.withLock { $0.errors = data }
        }
        queue.async(group: group) {
            if let input { try? child.input.write(contentsOf: input) }
            try? child.input.close()
        }
        if group.wait(timeout: .now() + deadline) == .timedOut {
            kill(child.pid, SIGKILL)
            throw CommandRunnerError.hung(arguments)
        }
        let code = child.wait()
        let result = collected.withLock { $0 }
        return Result(exitCode: code, output: result.output, errors: result.errors)
    }
}

public enum CommandRunnerError: Error, CustomStringConvertible {
    case notBuilt(String)
    case cannotStart(String, Int32)
    case hung([String])
    case notAnObject(String)

    public var description: String {
        switch self {
        case .notBuilt(let name): "\(name) was not found beside the tests; build it first"
        case .cannotStart(let program, let error): "\(program): \(String(cString: strerror(error)))"
        case .hung(let arguments): "the program did not end: \(arguments)"
        case .notAnObject(let text): "no JSON object: \(text.prefix(400))"
        }
    }
}
