package import Foundation
import TOMLKit
package import TerminalUI

/// Reads theme files: TOML with a palette and roles, as `ux.md` §11 lays down.
package struct ThemeLoader: Sendable {
    /// Something in a theme file that was passed over; the rest of the file counts.
    package struct Warning: Sendable, Hashable, CustomStringConvertible {
        package let file: String
        package let line: Int?
        package let reason: String

        package var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)" }
    }

    private let folders: [URL]

    /// - Parameter folders: where theme files lie, the person's own first.
    package init(folders: [URL]) { self.folders = folders }

    /// Names of all theme files.
    package func names() -> [String] {
        var names: [String] = []
        for folder in folders {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            for file in files.sorted()
            where file.hasSuffix(".toml") && !names.contains(String(file.dropLast(5))) {
                names.append(String(file.dropLast(5)))
            }
        }
        return names
    }

    /// - Returns: the theme with what was wrong in it.
    /// - Throws: `ThemeError` when the file isn't there, is no TOML, or inherits in a circle.
    package func load(_ name: String, depth: ColorDepth) throws(ThemeError) -> (
        theme: Theme, warnings: [Warning]
    ) {
        var warnings: [Warning] = []
        let definition = try definition(name, chain: [], &warnings)
        return (Theme(definition, depth: depth), warnings)
    }

    private func definition(
        _ name: String, chain: [String], _ warnings: inout [Warning]
    ) throws(ThemeError) -> ThemeDefinition {
        guard !chain.contains(name) else { throw .circle(chain + [name]) }
        guard !name.contains("/"), !name.hasPrefix("."),
            let url = folders.map({ $0.appending(path: "\(name).toml") })
                .first(where: { FileManager.default.fileExists(atPath: $0.path) })
        else { throw .notFound(name, known: names()) }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: try String(contentsOf: url, encoding: .utf8))
        } catch let error as TOMLParseError {
            throw .notTOML(
                file: url.lastPathComponent, line: error.source.begin.line, reason: error.description)
        } catch {
            throw .unreadable(file: url.lastPathComponent, reason: error.localizedDescription)
        }
        var base = ThemeDefinition(name: name, variant: .dark)
        if let parent = table["inherits"]?.string {
            base = try definition(parent, chain: chain + [name], &warnings)
        }
        var reader = ThemeFileReader(file: url.lastPathComponent, table: table)
        let result = reader.read(over: base, name: name)
        warnings += reader.warnings
        return result
    }
}

package enum ThemeError: LocalizedError, Equatable {
    case notFound(String, known: [String])
    case notTOML(file: String, line: Int, reason: String)
    case unreadable(file: String, reason: String)
    case circle([String])

    package var errorDescription: String? {
        switch self {
        case .notFound(let name, _): "There is no theme named “\(name)”."
        case .notTOML(let file, let line, let reason): "\(file):\(line): this is not TOML: \(reason)."
        case .unreadable(let file, let reason): "\(file) can't be read: \(reason)."
        case .circle(let chain): "Themes inherit in a circle: \(chain.joined(separator: " → "))."
        }
    }

    package var recoverySuggestion: String? {
        switch self {
        case .notFound(_, let known): "Known themes: \(known.joined(separator: ", "))."
        case .notTOML, .unreadable, .circle: "Mend the file; until then the theme before stays."
        }
    }
}
