import Foundation

/// Compares text with a file that a person has read; `RECORD_SNAPSHOTS=1` writes it anew.
public struct Snapshot: Sendable {
    public enum Outcome: Sendable, Equatable {
        case same
        case recorded
        case different(String)
    }

    private let folder: URL

    /// - Parameter folder: the snapshots' folder, below `Tests`.
    public init(folder: String) {
        self.folder = Fixture.packageRoot.appending(path: "Tests").appending(path: folder)
    }

    public func compare(_ text: String, with name: String) throws -> Outcome {
        let file = folder.appending(path: "\(name).txt")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
            return .recorded
        }
        guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
            return .different("\(name) was never recorded; RECORD_SNAPSHOTS=1 does")
        }
        return recorded == text + "\n" ? .same : .different(Self.difference(recorded, text))
    }

    /// The lines that differ, numbered.
    private static func difference(_ recorded: String, _ text: String) -> String {
        let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
        let new = (text + "\n").split(separator: "\n", omittingEmptySubsequences: false)
        var lines: [String] = []
        for number in 0..<max(old.count, new.count) {
            let before = number < old.count ? String(old[number]) : "(nothing)"
            let after = number < new.count ? String(new[number]) : "(nothing)"
            if before != after { lines.append("line \(number + 1)\n  was  \(before)\n  is   \(after)") }
        }
        return lines.prefix(12).joined(separator: "\n")
    }
}
