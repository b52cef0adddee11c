import Foundation
import LecternTesting

/// The built `lectern` with a home of its own, and the example documents of the checkout.
final class Program {
    let home: URL
    let runner: CommandRunner

    init() throws {
        home = try Fixture.temporaryFolder()
        runner = try CommandRunner.lectern(home: home)
    }

    deinit { try? FileManager.default.removeItem(at: home) }

    static func example(_ name: String) -> String {
        Fixture.packageRoot.appending(path: "Examples/documents").appending(path: name).path
    }

    /// Every example that can be opened.
    static let examples: [String] = {
        let folder = Fixture.packageRoot.appending(path: "Examples/documents").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0 != "NOTICE.md" && !$0.hasPrefix(".") }.sorted()
    }()

    func run(_ arguments: String..., input: Data? = nil) throws -> CommandRunner.Result {
        try runner.run(arguments, input: input)
    }

    func json(_ arguments: String..., input: Data? = nil) throws -> [String: Any] {
        try runner.run(arguments + ["--json"], input: input).json()
    }

    /// A file of these bytes in the home folder.
    func file(_ name: String, _ bytes: Data) throws -> String {
        let url = home.appending(path: name)
        try bytes.write(to: url)
        return url.path
    }
}
