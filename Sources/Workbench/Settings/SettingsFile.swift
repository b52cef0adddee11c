import Foundation
import TOMLKit

/// Rewrites one setting in a TOML file. Every other line, and the comment behind the value, stay as they are.
enum SettingsFile {
    enum Failure: LocalizedError, Equatable {
        case damaged(path: String, line: Int?)
        case notWritten(path: String, reason: String)

        var errorDescription: String? {
            switch self {
            case .damaged(let path, let line):
                "\(path)\(line.map { ":\($0)" } ?? ""): the file is not TOML, so nothing was written to it."
            case .notWritten(let path, let reason): "\(path) was not written: \(reason)."
            }
        }

        var recoverySuggestion: String? { "The change lasts for this session." }
    }

    /// Sets a value, or takes it out with nil, in the file at `url`, which is made if it isn't there.
    static func set(_ setting: Setting, to value: SettingValue?, in url: URL) throws(Failure) {
        var text = ""
        if FileManager.default.fileExists(atPath: url.path) {
            guard let found = try? String(contentsOf: url, encoding: .utf8) else {
                throw .damaged(path: url.path, line: nil)
            }
            text = found
        }
        do {
            _ = try TOMLTable(string: text)
            let changed = rewriting(text, setting, value)
            // What can't be read back is never written.
            _ = try TOMLTable(string: changed)
            text = changed
        } catch {
            throw .damaged(path: url.path, line: (error as? TOMLParseError).map { Int($0.source.begin.line) })
        }
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            // A link stays a link: what it points to is replaced.
            let target = url.resolvingSymlinksInPath()
            try Data(text.utf8).write(to: target, options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target.path)
        } catch {
            throw .notWritten(path: url.path, reason: error.localizedDescription)
        }
    }

    static func rewriting(_ text: String, _ setting: Setting, _ value: SettingValue?) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let places = TOMLLines(text)
        let found =
            places.line(of: setting.key, in: setting.section)
            ?? setting.section.flatMap { _ in places.line(of: setting.rawValue, in: nil) }
        if let found {
            if let value {
                lines[found - 1] = replacingValue(of: lines[found - 1], with: value)
            } else {
                lines.remove(at: found - 1)
            }
            return lines.joined(separator: "\n")
        }
        guard let value else { return text }
        let line = "\(setting.key) = \(value.toml)"
        guard let section = setting.section else {
            // Before the first section, and behind what stands there.
            let end = lines.firstIndex {
                TOMLLines.section($0[...]) != nil || $0.trimmingSpace.hasPrefix("[[")
            }
            lines.insert(line, at: end ?? (lines.last == "" ? lines.count - 1 : lines.count))
            return ended(lines)
        }
        if let header = places.line(ofSection: section) {
            var end = header
            while end < lines.count, !lines[end].trimmingSpace.hasPrefix("[") { end += 1 }
            while end > header, lines[end - 1].trimmingSpace.isEmpty { end -= 1 }
            lines.insert(line, at: end)
            return ended(lines)
        }
        while lines.last == "" { lines.removeLast() }
        if !lines.isEmpty { lines.append("") }
        lines += ["[\(section)]", line]
        return ended(lines)
    }

    private static func ended(_ lines: [String]) -> String {
        let text = lines.joined(separator: "\n")
        return text.hasSuffix("\n") ? text : text + "\n"
    }

    /// The line with another value; its key, spaces and comment stay.
    private static func replacingValue(of line: String, with value: SettingValue) -> String {
        guard let equals = line.firstIndex(of: "=") else { return line }
        var rest = line[line.index(after: equals)...]
        let space = rest.prefix { $0 == " " || $0 == "\t" }
        rest = rest.dropFirst(space.count)
        var end = rest.startIndex
        if let quote = rest.first, quote == "\"" || quote == "'" {
            end = rest.index(after: end)
            while end < rest.endIndex, rest[end] != quote {
                if quote == "\"", rest[end] == "\\", rest.index(after: end) < rest.endIndex {
                    end = rest.index(after: end)
                }
                end = rest.index(after: end)
            }
            if end < rest.endIndex { end = rest.index(after: end) }
        } else {
            end = rest.firstIndex(of: "#") ?? rest.endIndex
            while end > rest.startIndex, rest[rest.index(before: end)].isWhitespace {
                end = rest.index(before: end)
            }
        }
        return line[...equals] + (space.isEmpty ? " " : space) + value.toml + rest[end...]
    }
}
