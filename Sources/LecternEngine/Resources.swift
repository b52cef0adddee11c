public import Foundation

/// Finds what ships with the program: models, themes, example documents.
///
/// Our own locator, because SwiftPM's `Bundle.module` traps when its bundle is missing. Looked for, in this
/// order: beside the binary, in `PREFIX/share/lectern` of an installed one, in the checkout that the build
/// folder belongs to.
public struct ShippedResources: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case models, themes, examples }

    /// The folder that holds the running binary, links resolved.
    private let binaryFolder: URL

    public init(executable: URL = ShippedResources.currentExecutable) {
        binaryFolder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
    }

    /// Existing folders of that kind, best first.
    public func folders(_ kind: Kind) -> [URL] {
        var candidates = [
            binaryFolder.appending(path: kind.rawValue),
            binaryFolder.deletingLastPathComponent().appending(path: "share/lectern").appending(
                path: kind.rawValue),
        ]
        if let checkout {
            switch kind {
            case .models:
                candidates.append(checkout.appending(path: "Sources/LecternEngine/Resources/models"))
            case .themes: candidates.append(checkout.appending(path: "Themes"))
            case .examples: candidates.append(checkout.appending(path: "Examples/documents"))
            }
        }
        return candidates.filter { url in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
                && isDirectory.boolValue
        }
    }

    /// The nearest folder above the binary that holds a `Package.swift` and our sources.
    private var checkout: URL? {
        var folder = binaryFolder
        for _ in 0..<8 {
            let manifest = folder.appending(path: "Package.swift").path
            let sources = folder.appending(path: "Sources/LecternEngine").path
            if FileManager.default.fileExists(atPath: manifest),
                FileManager.default.fileExists(atPath: sources)
            {
                return folder
            }
            let parent = folder.deletingLastPathComponent()
            if parent.path == folder.path { return nil }
            folder = parent
        }
        return nil
    }

    /// The running program's own file.
    public static var currentExecutable: URL {
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            return URL(filePath: path)
        }
        return Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments.first ?? "lectern")
    }
}
