import ArgumentParser
import Foundation

/// What the argument parser knows of the program, as it dumps it: the same as what `--help` is made from.
struct ToolHelp: Decodable {
    struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let discussion: String?
        let shouldDisplay: Bool?
        let subcommands: [Command]?
        let arguments: [Argument]?

        var isShown: Bool { shouldDisplay ?? true }
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            /// `-q`, `--question`
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        /// `positional`, `option` or `flag`.
        let kind: String
        let shouldDisplay: Bool?
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let abstract: String?

        var isShown: Bool { shouldDisplay ?? true }
        /// `-q`, then `--question`.
        var shownNames: [String] {
            (names ?? []).filter { $0.kind != "long" }.map(\.text)
                + (names ?? []).filter { $0.kind == "long" }.map(\.text)
        }
        /// The same option of two commands says the same.
        var identity: String {
            "\(shownNames.joined(separator: " "))|\(abstract ?? "")|\(defaultValue ?? "")"
        }
    }

    let command: Command

    init(of root: any ParsableCommand.Type) throws {
        self = try JSONDecoder().decode(ToolHelp.self, from: Data(root._dumpHelp().utf8))
    }
}
