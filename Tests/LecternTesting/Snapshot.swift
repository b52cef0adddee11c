import Foundation

/// Text as it was when a person last looked at it.
///
/// `RECORD_SNAPSHOTS=1` in the environment writes new ones; then the difference is read before it is committed.
public enum Snapshot {
    /// What is unlike the snapshot `Tests/<target>/Snapshots/<name>.txt`; nil if nothing is.
    public static func difference(of text: String, from name: String, in target: String) throws -> String? {
        let url = Fixture.packageRoot.appending(path: "Tests/\(target)/Snapshots/\(name).txt")
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data((text + "\n").utf8).write(to: url)
            return nil
        }
        guard let recorded = try? String(contentsOf: url, encoding: .utf8) else {
            return "there is no snapshot \(name); record it with RECORD_SNAPSHOTS=1. The text:\n\(text)"
        }
        let old = recorded.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard Array(old) != Array(new) else { return nil }
        let lines = (0..<max(old.count, new.count)).compactMap { index -> String? in
            let before = index < old.count ? String(old[index]) : "(no line)"
            let after = index < new.count ? String(new[index]) : "(no line)"
            return before == after ? nil : "\(index + 1)- \(before)\n\(index + 1)+ \(after)"
        }
        return "unlike snapshot \(name):\n" + lines.joined(separator: "\n")
    }
}
