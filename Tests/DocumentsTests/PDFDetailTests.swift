import Documents
import Foundation
import LecternTesting
import Testing

/// Page labels, tables, notes, type and passwords of PDFs.
struct PDFDetailTests {
    private func load(_ pdf: PDFBytes) async throws -> Document {
        try await DocumentImporter().load(bytes: pdf.bytes(), name: "a.pdf")
    }

    private static let words = [
        "Alpha begins the page.", "Beta is on the next.", "Gamma comes third.", "Delta ends it.",
    ]

    @Test func pagesHaveTheirPrintedLabels() async throws {
        let labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /P (A-) /St 7 >>] >>"
        let pages = Self.words.map { PDFBytes.column([$0]) }
        let document = try await load(PDFBytes(pages: pages, catalog: labels))
        #expect(document.pages.map(\.label) == ["i", "ii", "A-7", "A-8"])
    }

    @Test func labelsWithoutEndAreLeftAlone() async throws {
        // A tree whose node is its own child, and numbers that make no sense.
        let loop =
            "/PageLabels 1 0 R /Kids [1 0 R 1 0 R] /Nums [-3 << /S /D >> 99999999999999999999 << /S /Z >>]"
        let document = try await load(PDFBytes(pages: [PDFBytes.column(["Text."])], catalog: loop))
        #expect(document.pages.map(\.label) == ["1"])
    }

    @Test func tablesAreReadRowByRow() async throws {
        let rows = [("Boat", "Built", "Price"), ("Heron", "1854", "3,200"), ("Petrel", "1882", "9,150")]
        var lines = [
            PDFBytes.Line(text: "The boats that were bought, with the year and the price of each:", y: 700)
        ]
        for (number, row) in rows.enumerated() {
            let y = 680 - Double(number) * 16
            lines += [
                PDFBytes.Line(text: row.0, x: 72, y: y), PDFBytes.Line(text: row.1, x: 200, y: y),
                PDFBytes.Line(text: row.2, x: 300, y: y),
            ]
        }
        lines.append(
            PDFBytes.Line(text: "All of them have been sold since, some of them twice over.", y: 620))
        #expect(
            try await load(PDFBytes(pages: [lines])).units == [
                "The boats that were bought, with the year and the price of each:", "Boat | Built | Price",
                "Heron | 1854 | 3,200", "Petrel | 1882 | 9,150",
                "All of them have been sold since, some of them twice over.",
            ])
    }

    @Test func raisedNumbersAreNoteMarks() async throws {
        let lines = [
            PDFBytes.Line(text: "The islands had many inhabitants.", y: 700),
            PDFBytes.Line(text: "1", x: 236, y: 704, size: 6.5),
            PDFBytes.Line(
                text: "Most of them fished for a living and sold what they caught.", x: 244, y: 700),
            PDFBytes.Line(text: "1", x: 72, y: 103, size: 5),
            PDFBytes.Line(text: "In 1821.", x: 76, y: 100, size: 8),
        ]
        let units = try await load(PDFBytes(pages: [lines])).units
        #expect(units.first == "The islands had many inhabitants.[1]")
        #expect(units.last == "[1] In 1821.")
    }

    @Test func boldLinesAreHeadingsWhereBoldIsRare() async throws {
        let body = (0..<10).map {
            "This is line \($0) of the text below the heading, and it goes on to the edge."
        }
        let heading = PDFBytes.Line(text: "Results of the survey", y: 700, font: "F2")
        let document = try await load(PDFBytes(pages: [[heading] + PDFBytes.column(body, top: 676)]))
        #expect(document.headings == ["1 Results of the survey"])
    }

    @Test func textThatNobodySeesIsReported() async throws {
        var page = PDFBytes.column(["This line can be seen by everybody who reads."])
        page.append(PDFBytes.Line(text: "This one is written in white.", y: 600, color: "1 1 1 rg"))
        page.append(PDFBytes.Line(text: "Beyond the edge.", x: 900, y: 500))
        let document = try await load(PDFBytes(pages: [page]))
        #expect(!document.text.contains("Beyond"))
        #expect(document.warnings.contains("24 characters are transparent or written in white"))
    }

    @Test(.enabled(if: Tool.isInstalled("qpdf"))) func passwordOpensTheFile() async throws {
        let bytes = Array(try Fixture.data("documents/encrypted.pdf"))
        var options = ImportOptions()
        options.password = "lantern"
        let document = try await DocumentImporter(options: options).load(bytes: bytes, name: "a.pdf")
        #expect(document.units == ["The secret is that the lamp was never lit."])
        options.password = "lamp"
        await #expect(throws: DocumentError.wrongPassword(file: "a.pdf")) {
            try await DocumentImporter(options: options).load(bytes: bytes, name: "a.pdf")
        }
    }

    @Test(.enabled(if: !Tool.isInstalled("qpdf"))) func missingToolIsNamed() async throws {
        var options = ImportOptions()
        options.password = "lantern"
        let bytes = Array(try Fixture.data("documents/encrypted.pdf"))
        await #expect(throws: DocumentError.toolMissing(file: "a.pdf", tool: "qpdf", package: "qpdf")) {
            try await DocumentImporter(options: options).load(bytes: bytes, name: "a.pdf")
        }
    }

    @Test func rangeOfPagesIsReadAlone() async throws {
        var options = ImportOptions()
        options.pages = 2...3
        let pages = Self.words.map { PDFBytes.column([$0]) }
        let document = try await DocumentImporter(options: options).load(
            bytes: PDFBytes(pages: pages).bytes(), name: "a.pdf")
        #expect(document.units == ["Beta is on the next.", "Gamma comes third."])
        #expect(document.pages.map(\.label) == ["2", "3"])
    }
}

enum Tool {
    static func isInstalled(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}
