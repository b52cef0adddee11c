public import Foundation
public import Preferences

/// An export as files: the lines, what belongs beside them, and with which options they were made.
public enum LabelFiles {
    /// Each file is written beside its place and then moved there, so that none is ever half written.
    public static func write(
        _ export: LabelExport, _ set: String, _ format: LabelExportFormat, _ options: PairOptions,
        to file: URL
    ) throws {
        try Data(export.text.utf8).write(to: file, options: .atomic)
        for (suffix, text) in export.companions {
            try Data(text.utf8).write(to: beside(file, suffix), options: .atomic)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let sidecar = Sidecar(
            set: set, format: format.name, options: options, counts: export.counts, lines: export.lines.count)
        try (encoder.encode(sidecar) + Data("\n".utf8)).write(
            to: beside(file, ".export.json"), options: .atomic)
    }

    private static func beside(_ file: URL, _ suffix: String) -> URL {
        file.deletingLastPathComponent().appending(path: file.lastPathComponent + suffix)
    }

    private struct Sidecar: Encodable {
        let set: String
        let format: String
        let options: PairOptions
        let counts: LabelledPairs.Counts?
        let lines: Int
    }
}
