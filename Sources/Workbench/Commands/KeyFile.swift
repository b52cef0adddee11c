package import Foundation
import TOMLKit

/// Reads `keys.toml`: a preset and, per screen, commands with their keys.
///
/// ```toml
/// preset = "default"            # or vim, plain
/// [reader]
/// "citation.next" = ["]", "<C-n>"]
/// unbind = ["x"]
/// [everywhere]
/// "help" = "<F1>"
/// ```
package enum KeyFile {
    /// The keys that a file gives, or the standard ones with the reason why it can't be used.
    ///
    /// - Parameters:
    ///   - url: a file that needn't exist.
    ///   - preset: what the settings ask for; the file's own `preset` wins.
    package static func load(_ url: URL, preset: KeyBindings.Preset = .standard) -> (
        bindings: KeyBindings, problems: [KeyBindings.Problem]
    ) {
        guard FileManager.default.fileExists(atPath: url.path) else {
            return (KeyBindings(preset: preset), [])
        }
        guard let text = try? String(contentsOf: url, encoding: .utf8) else {
            return (
                KeyBindings(preset: preset),
                [.init(line: nil, reason: "the file can't be read as text; the preset's keys are used")]
            )
        }
        return read(text, preset: preset)
    }

    static func read(_ text: String, preset: KeyBindings.Preset = .standard) -> (
        bindings: KeyBindings, problems: [KeyBindings.Problem]
    ) {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch {
            let error = error as? TOMLParseError
            return (
                KeyBindings(preset: preset),
                [
                    .init(
                        line: error.map { Int($0.source.begin.line) },
                        reason: "this is not TOML (\(error?.description ?? "")); the preset's keys are used")
                ]
            )
        }
        var reader = Reader(lines: TOMLLines(text), preset: preset)
        reader.read(table)
        let bindings = KeyBindings(
            preset: reader.preset, overrides: reader.overrides, unbindings: reader.unbindings)
        return (bindings, (reader.problems + bindings.problems).sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }

    private struct Reader {
        let lines: TOMLLines
        var preset: KeyBindings.Preset
        var overrides: [KeyBindings.Override] = []
        var unbindings: [KeyBindings.Unbinding] = []
        var problems: [KeyBindings.Problem] = []

        mutating func read(_ table: TOMLTable) {
            for key in table.keys {
                if key == "preset" {
                    let name = table[key]?.string ?? ""
                    if let known = KeyBindings.Preset(rawValue: name) {
                        preset = known
                    } else {
                        report(
                            "preset “\(name)” is none of default, vim, plain", lines.line(of: key, in: nil))
                    }
                } else if let section = table[key]?.table {
                    if key == "everywhere" {
                        read(section, named: key, of: nil)
                    } else if let screen = ScreenID(rawValue: key) {
                        read(section, named: key, of: screen)
                    } else {
                        report("there is no screen “\(key)”", lines.line(ofSection: key))
                    }
                } else {
                    report("unknown key “\(key)”", lines.line(of: key, in: nil))
                }
            }
        }

        private mutating func read(_ section: TOMLTable, named name: String, of screen: ScreenID?) {
            for command in section.keys {
                let line = lines.line(of: command, in: name)
                guard let keys = texts(section[command]) else {
                    report("“\(command)” takes a key or a list of keys, in quotes", line)
                    continue
                }
                if command == "unbind" {
                    unbindings += keys.map { .init(screen: screen, keys: $0, line: line) }
                } else {
                    overrides.append(.init(screen: screen, command: command, keys: keys, line: line))
                }
            }
        }

        private func texts(_ value: (any TOMLValueConvertible)?) -> [String]? {
            if let text = value?.string { return [text] }
            guard let array = value?.array else { return nil }
            let texts = array.compactMap { $0.string }
            return texts.count == array.count ? texts : nil
        }

        private mutating func report(_ reason: String, _ line: Int?) {
            problems.append(.init(line: line, reason: reason))
        }
    }
}

/// Finds the line of a key in TOML text, for messages and for rewriting one value. The parser keeps no places.
struct TOMLLines {
    let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The line of a section's header, from 1.
    func line(ofSection name: String) -> Int? {
        lines.firstIndex { Self.section($0) == name }.map { $0 + 1 }
    }

    /// The line of a key, from 1.
    ///
    /// - Parameter section: nil for what stands before the first section.
    func line(of key: String, in section: String?) -> Int? {
        var current: String?
        for (number, line) in lines.enumerated() {
            if let name = Self.section(line) { current = name }
            guard current == section, let found = Self.key(line), found == key else { continue }
            return number + 1
        }
        return nil
    }

    /// `[name]`, nil for every other line.
    static func section(_ line: Substring) -> String? {
        let text = String(line).trimmingSpace
        guard text.hasPrefix("["), !text.hasPrefix("[["), let close = text.firstIndex(of: "]") else {
            return nil
        }
        return String(text[text.index(after: text.startIndex)..<close]).trimmingSpace
    }

    /// The key of `key = value`, without its quotes.
    static func key(_ line: Substring) -> String? {
        let text = String(line).trimmingSpace
        guard !text.hasPrefix("#"), let equals = text.firstIndex(of: "=") else { return nil }
        let name = String(text[..<equals]).trimmingSpace
        guard name.count >= 2, name.first == "\"" || name.first == "'", name.last == name.first else {
            return name
        }
        return String(name.dropFirst().dropLast())
    }
}
