import Documents
import Testing

/// Every error says what happened to which file, and what to do.
struct DocumentErrorTests {
    private static let file = "bad\u{1B}[2J.pdf"

    private static let samples: [DocumentError] = [
        .notFound(file: file), .cannotRead(file: file, reason: "no permission"),
        .notARegularFile(file: file, kind: "a folder"), .notAFolder(file: file), .empty(file: file),
        .noText(file: file),
        .binary(file: file, looksLike: nil), .binary(file: file, looksLike: "a PNG image"),
        .unsupported(file: file, kind: "a spreadsheet"), .encrypted(file: file, opensWithPassword: true),
        .encrypted(file: file, opensWithPassword: false), .wrongPassword(file: file),
        .damaged(file: file, format: "PDF", reason: "\u{9B}31m cut short"),
        .noTextLayer(file: file, pages: [1]),
        .noTextLayer(file: file, pages: Array(1...12)),
        .overLimit(file: file, quantity: "the size in bytes", value: 2, limit: 1),
        .toolMissing(file: file, tool: "pdftotext", package: "poppler-utils"),
        .timedOut(file: file, doing: "reading pages", seconds: 5), .cancelled(file: file),
    ]

    @Test(arguments: samples)
    func errorsNameTheFileAndHelp(_ error: DocumentError) throws {
        let words = try #require(error.errorDescription)
        let help = try #require(error.recoverySuggestion)
        #expect(words.contains("bad\u{FFFD}[2J.pdf"))
        #expect(!help.isEmpty)
        for scalar in (words + help).unicodeScalars {
            #expect(scalar.properties.generalCategory != .control, "\(words)")
        }
    }

    @Test func pagesAreNamedInRuns() {
        let error = DocumentError.noTextLayer(file: "a.pdf", pages: [1, 2, 3, 7, 9, 10])
        #expect(error.errorDescription == "a.pdf has no text layer: 6 image pages (1–3, 7, 9–10).")
    }
}
