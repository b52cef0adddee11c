/// A set written for another program: JSON Lines, and files that go with them.
public struct LabelExport: Sendable, Hashable {
    /// One JSON document each.
    public let lines: [String]
    /// Files to be put beside the lines, by what is added to their name: `.dataset_info.json`.
    public let companions: [String: String]
    /// What became pairs and what didn't; nil for a format that keeps everything.
    public let counts: LabelledPairs.Counts?

    init(lines: [String], companions: [String: String] = [:], counts: LabelledPairs.Counts? = nil) {
        self.lines = lines
        self.companions = companions
        self.counts = counts
    }

    /// The lines as they stand in a file.
    public var text: String { lines.map { $0 + "\n" }.joined() }
}

/// A program's way of holding preferences. Adding one is one file and one line in `all`.
public struct LabelExportFormat: Sendable {
    public let name: String
    /// A line for people.
    public let summary: String
    let write:
        @Sendable (_ labelled: LabelledSet, _ pairs: LabelledPairs, _ fileName: String) throws -> LabelExport

    public static let all: [LabelExportFormat] = [.trl, .llamaFactory, .argilla, .full]

    /// - Throws: `PreferencesError.unknownFormat`.
    public static func named(_ name: String) throws(PreferencesError) -> LabelExportFormat {
        guard let format = all.first(where: { $0.name == name }) else { throw .unknownFormat(name) }
        return format
    }

    /// The same set and options give the same bytes.
    ///
    /// - Parameters:
    ///   - fileName: what the lines will be called, for companions that name them.
    ///   - documentText: the text of a document by its id; asked only where the options want it.
    public func export(
        _ labelled: LabelledSet, options: PairOptions = PairOptions(), fileName: String,
        documentText: (String) -> String? = { _ in nil }
    ) throws -> LabelExport {
        try write(labelled, labelled.pairs(options, documentText: documentText), fileName)
    }
}
