public import Foundation

/// Finds the small files under `Tests/Fixtures` and the folders of the checkout.
public enum Fixture {
    /// The package's top folder.
    public static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file or folder under `Tests/Fixtures`, such as `"tiny-llama/tied.gguf"`.
    public static func url(_ path: String) -> URL {
        packageRoot.appending(path: "Tests/Fixtures").appending(path: path)
    }

    public static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

    public static func string(_ path: String) throws -> String {
        try String(contentsOf: url(path), encoding: .utf8)
    }

    /// A new empty folder for one test; the caller removes it.
    public static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "lectern-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
