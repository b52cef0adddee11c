import Foundation

/// Takes the encryption off a PDF whose password is known, through qpdf.
///
/// poppler's tools take passwords on their command line only, where every user of the machine can read them;
/// qpdf reads them from its standard input.
enum PDFPassword {
    /// - Throws: `DocumentError`: wrongPassword, toolMissing, damaged, timedOut, overLimit, cancelled.
    static func decrypted(
        _ source: SourceFile, password: String, _ context: ImportContext
    ) async throws(DocumentError) -> SourceFile {
        let encrypted: URL
        let input: FileHandle
        do {
            encrypted = try TemporaryFile.named(holding: source.bytes)
            input = try TemporaryFile.holding(Array((password.prefix { !$0.isNewline } + "\n").utf8))
            try input.seek(toOffset: 0)
        } catch {
            throw .cannotRead(
                file: source.name, reason: "no temporary file could be made: \(error.localizedDescription)")
        }
        defer { try? FileManager.default.removeItem(at: encrypted) }
        let limits = context.limits
        let seconds = limits.childSeconds(pages: 20, of: source)
        let result = await ChildProcess(
            program: "qpdf",
            arguments: ["--password-file=-", "--decrypt", "--warning-exit-0", encrypted.path, "-"],
            memoryBytes: limits.childMemoryBytes, outputBytes: limits.fileBytes, seconds: seconds
        ).run(input: input)
        switch result.end {
        case .exited(0): return SourceFile(name: source.name, bytes: result.output)
        case .exited where result.errors.contains("invalid password"): throw .wrongPassword(file: source.name)
        case .exited, .crashed:
            throw .damaged(file: source.name, format: "PDF", reason: "its encryption can't be taken off")
        case .missing: throw .toolMissing(file: source.name, tool: "qpdf", package: "qpdf")
        case .timedOut:
            throw .timedOut(file: source.name, doing: "decrypting", seconds: seconds)
        case .outputLimit:
            throw .overLimit(
                file: source.name, quantity: "the decrypted size in bytes", value: limits.fileBytes + 1,
                limit: limits.fileBytes)
        case .cancelled: throw .cancelled(file: source.name)
        case .couldNotStart(let reason): throw .cannotRead(file: source.name, reason: "qpdf: \(reason)")
        }
    }
}
