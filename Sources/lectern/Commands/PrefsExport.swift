import ArgumentParser
import Foundation
import LecternEngine

struct PrefsExport: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a set for another program, as JSON Lines.",
        discussion: """
            trl, llamafactory and argilla are what those programs load; full keeps everything and is what “prefs \
            import” reads back. With --out, a file NAME.export.json with the options and counts goes beside it, and for \
            llamafactory the entry for its dataset_info.json.
            """)

    @Option(
        help: ArgumentHelp(
            LabelExportFormat.all.map(\.name).joined(separator: ", ") + ".", valueName: "format"))
    var format: String

    @Option(help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
    var out: String?

    @OptionGroup var pairs: PairArguments
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    mutating func validate() throws {
        do {
            _ = try LabelExportFormat.named(format)
        } catch {
            throw ValidationError(
                "--format: \(error.errorDescription ?? "") \(error.recoverySuggestion ?? "")")
        }
    }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        let labelled = try await engine.labelledSet(named: pairs.set)
        let format = try LabelExportFormat.named(format)
        let path = out.map { ($0 as NSString).expandingTildeInPath }
        let name = path.map { ($0 as NSString).lastPathComponent } ?? "\(labelled.set.name).jsonl"
        let export = try await engine.exportLabels(labelled, as: format, pairs.options, fileName: name)
        if let path {
            do {
                try LabelFiles.write(
                    export, labelled.set.name, format, pairs.options, to: URL(filePath: path))
            } catch {
                throw CommandFailure(
                    kind: "output", code: ExitCode.output,
                    "\(path) can't be written: \(error.localizedDescription)",
                    hint: "Check the folder and its permissions.")
            }
        } else {
            try Streams.write(export.text)
        }
        if Streams.errorIsTerminal || global.verbose {
            Streams.note(export.counts?.line ?? "\(export.lines.count) lines")
        }
        return ExitCode.done
    }
}

extension LabelledPairs.Counts {
    /// `37 pairs of 40 items; 2 ties, 1 skipped`
    var line: String {
        let rest = [
            (ties, "ties"), (disagreements, "without a majority"), (skipped, "skipped"),
            (unlabelled, "not labelled"), (revealed, "not blind"), (duplicates, "duplicates"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "\(pairs) pairs of \(items) items" + (rest.isEmpty ? "" : "; " + rest.joined(separator: ", "))
    }
}
