package import Foundation
import TOMLKit

/// Reads the settings of all layers: defaults, system, user, project, environment (`ux.md` §14).
///
/// Files are read leniently: what can't be used is reported with file and line, and the value below it counts.
package struct SettingsLoader: Sendable {
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        package let file: String
        package let line: Int?
        package let reason: String

        package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
    }

    package let userFile: URL
    private let systemFile: URL
    private let environment: [String: String]
    private let folder: URL

    /// - Parameters:
    ///   - userFile: the person's own settings; needn't exist.
    ///   - folder: where the nearest `.lectern.toml` upwards is looked for.
    package init(
        userFile: URL, systemFile: URL = URL(filePath: "/etc/xdg/lectern/config.toml"),
        environment: [String: String],
        folder: URL = URL(filePath: FileManager.default.currentDirectoryPath)
    ) {
        self.userFile = userFile
        self.systemFile = systemFile
        self.environment = environment
        self.folder = folder
    }

    package func load() -> (settings: Settings, problems: [Problem]) {
        var problems: [Problem] = []
        var layers: [Settings.Layer] = []
        func add(_ url: URL, _ origin: Settings.Origin) {
            guard FileManager.default.fileExists(atPath: url.path) else { return }
            layers.append(Settings.Layer(origin: origin, values: read(url, origin, &problems)))
        }
        add(systemFile, .system(path: systemFile.path))
        add(userFile, .user(path: userFile.path))
        if let project = projectFile { add(project, .project(path: project.path)) }
        for setting in Setting.allCases {
            guard let text = environment[setting.environmentName] else { continue }
            if let value = SettingValue(text, for: setting) {
                layers.append(
                    Settings.Layer(
                        origin: .environment(name: setting.environmentName), values: [setting: value]))
            } else {
                problems.append(
                    Problem(
                        file: setting.environmentName, line: nil,
                        reason: "“\(text)” is not \(setting.accepted)"))
            }
        }
        return (Settings(layers), problems)
    }

    /// The nearest `.lectern.toml` in this folder or above it.
    private var projectFile: URL? {
        var place = folder.standardizedFileURL
        while true {
            let file = place.appending(path: ".lectern.toml")
            if FileManager.default.fileExists(atPath: file.path) { return file }
            let parent = place.deletingLastPathComponent().standardizedFileURL
            guard parent.path != place.path, place.path != "/" else { return nil }
            place = parent
        }
    }

    private func read(_ url: URL, _ origin: Settings.Origin, _ problems: inout [Problem])
        -> [Setting: SettingValue]
    {
        let file = url.path
        guard let text = try? String(contentsOf: url, encoding: .utf8) else {
            problems.append(Problem(file: file, line: nil, reason: "the file can't be read as text"))
            return [:]
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch {
            let error = error as? TOMLParseError
            problems.append(
                Problem(
                    file: file, line: error.map { Int($0.source.begin.line) },
                    reason: "this is not TOML: \(error?.description ?? "")"))
            return [:]
        }
        let lines = TOMLLines(text)
        var values: [Setting: SettingValue] = [:]
        func take(_ name: String, _ value: (any TOMLValueConvertible)?, _ line: Int?) {
            guard let setting = Setting(rawValue: name) else {
                problems.append(Problem(file: file, line: line, reason: "unknown setting “\(name)”"))
                return
            }
            if case .project = origin, !setting.isSafeInProjects {
                problems.append(
                    Problem(
                        file: file, line: line, reason: "“\(name)” is not taken from a project's file"))
                return
            }
            guard let value = SettingValue(value), value.fits(setting) else {
                problems.append(
                    Problem(file: file, line: line, reason: "“\(name)” takes \(setting.accepted)"))
                return
            }
            values[setting] = value
        }
        for key in table.keys {
            guard let section = table[key]?.table else {
                take(key, table[key], lines.line(of: key, in: nil))
                continue
            }
            for name in section.keys {
                let full = "\(key).\(name)"
                take(full, section[name], lines.line(of: name, in: key) ?? lines.line(of: full, in: nil))
            }
        }
        return values
    }
}

extension SettingValue {
    fileprivate init?(_ value: (any TOMLValueConvertible)?) {
        if let flag = value?.bool {
            self = .flag(flag)
        } else if let number = value?.int {
            self = .number(Double(number))
        } else if let number = value?.double {
            self = .number(number)
        } else if let text = value?.string {
            self = .text(text)
        } else {
            return nil
        }
    }
}
