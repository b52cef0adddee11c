public import Foundation

/// A real terminal for tests: runs a program under tmux, types keys, reads the screen.
///
/// Each driver has a tmux server of its own, started without anybody's settings and killed at the end.
public final class TerminalDriver {
    private let socket: String
    private let folder: URL
    private let environment: [String: String]

    /// Starts `command` (a shell command line) in a terminal of `width` × `height`.
    public init(
        _ command: String, width: Int, height: Int, environment: [String: String], in directory: URL? = nil
    ) throws {
        socket = "lectern-\(UUID().uuidString.prefix(8))"
        folder = try Fixture.temporaryFolder()
        self.environment = environment
        let settings = folder.appending(path: "tmux.conf")
        // The window stays after the program ended, so that what it left on the screen can be read.
        try """
        set -g default-terminal screen-256color
        set -g remain-on-exit on
        set -s escape-time 0
        set -g status off
        set -g focus-events off
        """.write(to: settings, atomically: true, encoding: .utf8)
        var arguments = ["-f", settings.path, "new-session", "-d", "-x", "\(width)", "-y", "\(height)"]
        if let directory { arguments += ["-c", directory.path] }
        arguments.append(command)
        try tmux(arguments)
        try tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
    }

    deinit {
        _ = try? tmux(["kill-server"])
        try? FileManager.default.removeItem(at: folder)
    }

    /// Keys by tmux's names: "Enter", "Escape", "C-c", "q", …
    public func press(_ keys: String...) throws {
        try tmux(["send-keys"] + keys)
    }

    /// Letters as they are.
    public func type(_ text: String) throws {
        try tmux(["send-keys", "-l", text])
    }

    /// Text as if it were pasted: within the marks of bracketed paste, if the program asked for them.
    public func paste(_ text: String) throws {
        try tmux(["set-buffer", text])
        try tmux(["paste-buffer", "-p"])
    }

    public func resize(width: Int, height: Int) throws {
        try tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
    }

    /// The screen as text, one line a row, without trailing spaces.
    public func screen() throws -> String { try tmux(["capture-pane", "-p"]) }

    /// The screen with its colours and attributes as escape sequences.
    public func styledScreen() throws -> String { try tmux(["capture-pane", "-p", "-e"]) }

    /// Whether the program has ended.
    public func hasEnded() throws -> Bool {
        try tmux(["display-message", "-p", "#{pane_dead}"]).hasPrefix("1")
    }

    /// One of tmux's facts about the pane, such as `alternate_on` or `cursor_flag`.
    public func fact(_ name: String) throws -> String {
        try tmux(["display-message", "-p", "#{\(name)}"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Sends a signal to the programs of this name that the terminal's shell started.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func signal(_ number: Int32, to program: String) throws -> Int {
        let shell = try fact("pane_pid")
        let found = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name -> pid_t? in
            // “pid (name) state parent …”
            guard let pid = pid_t(name),
                let stat = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                stat.contains("(\(program))"), let rest = stat.split(separator: ")").last
            else { return nil }
            return rest.split(separator: " ").dropFirst().first.map(String.init) == shell ? pid : nil
        }
        for pid in found { kill(pid, number) }
        return found.count
    }

    /// Looks at the screen until `condition` holds.
    ///
    /// - Throws: `TerminalDriverError.neverHappened` with the last screen after `seconds`.
    @discardableResult
    public func wait(
        for what: String, seconds: TimeInterval = 60, _ condition: (String) throws -> Bool
    ) throws -> String {
        let end = Date().addingTimeInterval(seconds)
        var last = ""
        repeat {
            last = try screen()
            if try condition(last) { return last }
            usleep(30_000)
        } while Date() < end
        throw TerminalDriverError.neverHappened(what, screen: last)
    }

    /// Waits until the screen shows `text`.
    @discardableResult
    public func wait(forText text: String, seconds: TimeInterval = 60) throws -> String {
        try wait(for: "“\(text)”", seconds: seconds) { $0.contains(text) }
    }

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> String {
        let runner = CommandRunner(program: try Self.tmuxProgram(), environment: environment)
        let result = try runner.run(["-L", socket] + arguments, deadline: 30)
        guard result.exitCode == 0 else { throw TerminalDriverError.tmux(arguments, result.errorText) }
        return result.text
    }

    private static func tmuxProgram() throws -> URL {
        for folder in (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":") {
            let url = URL(filePath: String(folder)).appending(path: "tmux")
            if FileManager.default.isExecutableFile(atPath: url.path) { return url }
        }
        throw TerminalDriverError.noTmux
    }
}

public enum TerminalDriverError: Error, CustomStringConvertible {
    case noTmux
    case tmux([String], String)
    case neverHappened(String, screen: String)

    public var description: String {
        switch self {
        case .noTmux: "tmux is not installed; make test installs it"
        case .tmux(let arguments, let errors): "tmux \(arguments): \(errors)"
        case .neverHappened(let what, let screen): "never happened: \(what). The screen:\n\(screen)"
        }
    }
}
