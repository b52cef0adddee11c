import Foundation
import TerminalUI

/// Puts text on the clipboard; never reads it.
///
/// Over SSH the terminal does it (OSC 52); on a desktop its own tool, then the terminal.
package struct Clipboard: Sendable {
    struct Problem: Error {
        let reason: String
    }

    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// - Returns: how it was copied, in words.
    func copy(_ text: String, through terminal: any Terminal) -> Result<String, Problem> {
        if environment["SSH_CONNECTION"] == nil, let tool = nativeTool, run(tool, with: text) {
            return .success("with \(tool.program)")
        }
        if terminal.copyToClipboard(text) { return .success("through the terminal") }
        return .failure(
            Problem(
                reason: text.utf8.count > TerminalFacts.clipboardLimit
                    ? "\(Figures.count(text.utf8.count)) bytes are too much for the terminal's clipboard"
                    : "this terminal has no clipboard; install wl-clipboard or xclip"))
    }

    private struct Tool {
        let path: String
        let arguments: [String]
        var program: String { (path as NSString).lastPathComponent }
    }

    private var nativeTool: Tool? {
        var candidates: [(String, [String])] = []
        if environment["WAYLAND_DISPLAY"] != nil { candidates.append(("wl-copy", [])) }
        if environment["DISPLAY"] != nil {
            candidates += [("xclip", ["-selection", "clipboard"]), ("xsel", ["--clipboard", "--input"])]
        }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        for (name, arguments) in candidates {
            for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                return Tool(path: "\(folder)/\(name)", arguments: arguments)
            }
        }
        return nil
    }

    private func run(_ tool: Tool, with text: String) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: tool.path)
        process.arguments = tool.arguments
        process.environment = environment
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        // These tools stay behind to serve the clipboard; taking the text is all that is waited for.
        try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try? input.fileHandleForWriting.close()
        return true
    }
}
