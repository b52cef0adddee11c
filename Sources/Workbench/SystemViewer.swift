import Foundation

/// Opens files with what the desktop opens them with.
enum SystemViewer {
    enum Problem: LocalizedError {
        case gone(String)
        case none

        var errorDescription: String? {
            switch self {
            case .gone(let path): "\(path) is not there any more."
            case .none: "There is no program here that opens files (xdg-open)."
            }
        }

        var recoverySuggestion: String? {
            switch self {
            case .gone: "The text that was read of it is kept in the library."
            case .none: "Install xdg-utils, or open the file yourself."
            }
        }
    }

    /// Returns at once: a viewer stays open as long as its person likes.
    static func open(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw Problem.gone(path) }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        let candidates = ["xdg-open", "open"].flatMap { name in folders.map { "\($0)/\(name)" } }
        guard let program = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw Problem.none
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [path]
        // What it writes must not land on the screen.
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }
}
