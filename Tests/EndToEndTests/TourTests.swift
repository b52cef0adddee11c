import Foundation
import LecternTesting
import Testing

/// The recorded tour is one of the commands that the script runs, and they all work.
struct TourTests {
    @Test func theTourRunsAndItsRecordIsOfTheSameCommands() throws {
        let program = try Program()
        let examples = Fixture.packageRoot.appending(path: "Examples")
        let runner = CommandRunner(
            program: URL(filePath: "/bin/bash"), environment: program.runner.environment)
        let result = try runner.run([
            examples.appending(path: "tour.sh").path, program.runner.program.path,
        ])
        #expect(result.exitCode == 0, "\(result.text.suffix(2000)) \(result.errorText)")
        func commands(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { $0.hasPrefix("$ lectern ") }
        }
        let record = try String(contentsOf: examples.appending(path: "tour.txt"), encoding: .utf8)
        #expect(commands(result.text) == commands(record))
        #expect(commands(record).count >= 10)
        // It leaves nothing behind in the person's own library.
        #expect(!FileManager.default.fileExists(atPath: program.home.appending(path: "data").path))
    }
}
