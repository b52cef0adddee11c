import ArgumentParser
import Foundation
import Workbench

/// `lectern(1)`: made from what `--help`, the help of the screens and the exit codes are made from, so that they can't
/// differ.
struct ManualPage {
    private let tool: ToolHelp.Command
    private let common: [ToolHelp.Argument]
    private var page: Roff

    /// - Parameter date: as `2026-11-26`.
    init(of root: any ParsableCommand.Type, version: String, date: String) throws {
        tool = try ToolHelp(of: root).command
        common = try ToolHelp(of: CommonOptions.self).command.arguments ?? []
        page = Roff(title: "LECTERN", section: 1, date: date, source: "lectern \(version)")
        write()
    }

    var text: String { page.text }

    private mutating func write() {
        page.section("NAME")
        page.paragraph("lectern - read long documents, ask, and check the cited answers")
        page.section("SYNOPSIS")
        page.synopsis([.bold("lectern"), .optional("options"), .optional("DOC...")])
        page.synopsis([.bold("lectern"), .italic("command"), .optional("options")])
        page.section("DESCRIPTION")
        page.paragraph(tool.abstract ?? "")
        page.paragraph(tool.discussion ?? "")
        page.section("COMMANDS")
        for command in shown(tool) { write(command, path: "lectern") }
        page.section("OPTIONS OF MOST COMMANDS")
        for argument in common where isOwn(argument) { write(argument) }
        writeKeys()
        writeEnvironment()
        writeFiles()
        page.section("EXIT STATUS")
        for (code, meaning) in ExitCode.meanings { page.item("\(code)", meaning) }
        writeExamples()
    }

    // MARK: Commands

    private func shown(_ command: ToolHelp.Command) -> [ToolHelp.Command] {
        (command.subcommands ?? []).filter { $0.isShown && $0.commandName != "help" }
    }

    private mutating func write(_ command: ToolHelp.Command, path: String) {
        let name = "\(path) \(command.commandName)"
        guard shown(command).isEmpty else {
            page.subsection(name)
            page.paragraph(command.abstract ?? "")
            for subcommand in shown(command) { write(subcommand, path: name) }
            return
        }
        let arguments = (command.arguments ?? []).filter(isOwn)
        page.subsection(name)
        var parts: [Roff.Part] = [.bold(name)]
        for argument in arguments { parts += synopsis(argument) }
        page.synopsis(parts)
        page.paragraph(command.abstract ?? "")
        if let discussion = command.discussion {
            for part in discussion.split(separator: "\n\n") { page.paragraph(String(part)) }
        }
        let identities = Set(common.map(\.identity))
        for argument in arguments where !identities.contains(argument.identity) { write(argument) }
    }

    /// `--help` and `--version` are everywhere and say so themselves.
    private func isOwn(_ argument: ToolHelp.Argument) -> Bool {
        argument.isShown && !argument.shownNames.contains("--help")
            && !argument.shownNames.contains("--version")
    }

    /// What must be given; options that may be left out are listed below.
    private func synopsis(_ argument: ToolHelp.Argument) -> [Roff.Part] {
        let value = (argument.valueName ?? "value") + (argument.isRepeating ? "..." : "")
        if argument.kind == "positional" {
            return argument.isOptional ? [.optional(value)] : [.italic(value)]
        }
        guard !argument.isOptional, argument.kind == "option" else { return [] }
        return [.bold(argument.shownNames.first ?? ""), .italic(value)]
    }

    private mutating func write(_ argument: ToolHelp.Argument) {
        guard let abstract = argument.abstract, !abstract.isEmpty else { return }
        let value = argument.valueName ?? ""
        let term =
            switch argument.kind {
            case "positional": value + (argument.isRepeating ? "..." : "")
            case "option": argument.shownNames.joined(separator: ", ") + " " + value
            default: argument.shownNames.joined(separator: ", ")
            }
        let standard = argument.defaultValue.map { $0 == "false" ? "" : " Default: \($0)." } ?? ""
        page.item(term, abstract + standard)
    }

    // MARK: Beside the commands

    private mutating func writeKeys() {
        page.section("KEYS OF THE WORKBENCH")
        page.paragraph(
            "The keys of the standard preset; ? shows those of the open screen as they are now. A number before a motion repeats it."
        )
        for section in KeyReference.screens {
            page.subsection(section.title)
            for entry in section.entries { page.item(entry.keys, entry.help) }
        }
        page.section("LINES OF THE DIALOGUE")
        page.paragraph("What lectern chat and lectern --plain understand; every other line is a question.")
        for entry in KeyReference.dialogue { page.item(entry.keys, entry.help) }
    }

    private mutating func writeEnvironment() {
        page.section("ENVIRONMENT")
        for (name, meaning) in Self.variables { page.item(name, meaning) }
        for setting in KeyReference.settings {
            page.item(setting.variable, "The setting \(setting.name): \(setting.help).")
        }
    }

    private static let variables = [
        ("LECTERN_HOME", "One folder for settings, library, state and cache, in place of the XDG folders."),
        ("LECTERN_API_KEY", "The key of the server that --endpoint names. It is never shown or kept."),
        ("LECTERN_PLAIN", "1: a dialogue of lines in place of the workbench, as --plain."),
        ("LECTERN_ANNOTATOR", "Who labels, where no setting says it."),
        (
            "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME",
            "Where settings, library, state and cache are kept, in a folder lectern each."
        ),
        ("TERM", "With dumb, or without a value, the workbench gives way to a dialogue of lines."),
        ("NO_COLOR", "Without colour."),
        ("COLORTERM", "truecolor or 24bit: the terminal shows all colours."),
    ]

    private mutating func writeFiles() {
        page.section("FILES")
        page.item(
            "~/.config/lectern/config.toml",
            "Settings. The nearest .lectern.toml upwards adds those of a project.")
        page.item("~/.config/lectern/keys.toml", "Keys of your own.")
        page.item("~/.config/lectern/themes", "Themes of your own.")
        page.item("~/.local/share/lectern/library.sqlite", "The library: documents, conversations, labels.")
        page.item(
            "~/.local/share/lectern/models", "Models of your own; they are known by the names of their files."
        )
        page.item("~/.cache/lectern", "What models read of documents. It may be deleted at any time.")
        page.item("PREFIX/share/lectern", "The bundled models, themes and example documents.")
    }

    private mutating func writeExamples() {
        page.section("EXAMPLES")
        page.item("lectern report.pdf", "opens the workbench with the report.")
        page.item("lectern ask report.pdf -q \"Who paid?\"", "prints a cited answer.")
        page.item(
            "cat report.txt | lectern ask - -q \"Who paid?\" --json",
            "answers about a piped text, for programs.")
        page.item("lectern chat report.pdf", "talks about it line by line.")
    }

    /// What most commands take.
    private struct CommonOptions: ParsableCommand {
        @OptionGroup var sampling: SamplingOptions
        @OptionGroup var global: GlobalOptions
    }
}
