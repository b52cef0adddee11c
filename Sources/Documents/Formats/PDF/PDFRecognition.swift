import Foundation

/// Reads the text of scanned pages through ocrmypdf: only when somebody asks for it.
enum PDFRecognition {
    /// Seconds that the program may take to begin and to write the result, and for each page: generous, since a person
    /// asked for it and can stop it.
    private static let secondsAround = 120
    private static let secondsPerPage = 60

    /// The same pages with a layer of text; pages that have text keep theirs.
    ///
    /// - Parameter languages: as tesseract calls them, such as `eng+chi_sim`; nil for its own default.
    /// - Throws: `DocumentError`: toolMissing, damaged, timedOut, overLimit, cancelled.
    static func recognized(
        _ source: SourceFile, languages: String?, pageCount: Int, _ context: ImportContext
    ) async throws(DocumentError) -> SourceFile {
        let input: FileHandle
        do {
            input = try TemporaryFile.holding(source.bytes)
            try input.seek(toOffset: 0)
        } catch {
            throw .cannotRead(
                file: source.name, reason: "no temporary file could be made: \(error.localizedDescription)")
        }
        var arguments = ["--skip-text", "--output-type", "pdf", "--quiet", "--jobs", "2"]
        if let languages { arguments += ["--language", languages] }
        let limits = context.limits
        let seconds = secondsAround + pageCount * secondsPerPage
        let result = await ChildProcess(
            program: "ocrmypdf", arguments: arguments + ["-", "-"], memoryBytes: limits.childMemoryBytes * 4,
            outputBytes: limits.fileBytes, seconds: seconds
        ).run(input: input)
        switch result.end {
        case .exited(0): return SourceFile(name: source.name, bytes: result.output)
        case .exited, .crashed:
            let reason =
                result.errors.split(separator: "\n").last.map(String.init) ?? "ocrmypdf can't read it"
            throw .damaged(file: source.name, format: "PDF", reason: reason)
        case .missing: throw .toolMissing(file: source.name, tool: "ocrmypdf", package: "ocrmypdf")
        case .timedOut: throw .timedOut(file: source.name, doing: "recognising text", seconds: seconds)
        case .outputLimit:
            throw .overLimit(
                file: source.name, quantity: "the recognised size in bytes", value: limits.fileBytes + 1,
                limit: limits.fileBytes)
        case .cancelled: throw .cancelled(file: source.name)
        case .couldNotStart(let reason): throw .cannotRead(file: source.name, reason: "ocrmypdf: \(reason)")
        }
    }
}
