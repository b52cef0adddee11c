import Documents
import Foundation
import LecternTesting
import Testing

/// PDF through poppler's tools.
struct PDFTests {
    private func load(_ pdf: PDFBytes) async throws -> Document { try await load(pdf.bytes()) }

    private func load(_ bytes: [UInt8]) async throws -> Document {
        try await DocumentImporter().load(bytes: bytes, name: "a.pdf")
    }

    private func failure(of bytes: [UInt8]) async -> DocumentError? {
        do {
            _ = try await load(bytes)
            return nil
        } catch { return error as? DocumentError }
    }

    @Test func linesBecomeParagraphsAndPagesLandmarks() async throws {
        let first = PDFBytes.column([
            "The lighthouse was built in four short summers by thirty-six men",
            "who came from the mainland. It cost more than anyone had",
            "foreseen.",
        ])
        let second = PDFBytes.column(["A second page follows the first."])
        let document = try await load(
            PDFBytes(pages: [first, second], info: "/Title (The report) /Author (Jo)"))
        #expect(
            document.units == [
                "The lighthouse was built in four short summers by thirty-six men who came from the "
                    + "mainland.",
                "It cost more than anyone had foreseen.", "A second page follows the first.",
            ])
        #expect(document.pages.map(\.label) == ["1", "2"])
        #expect(document.page(at: document.sentences[2].range.lowerBound) == "2")
        #expect(document.title == "The report")
        #expect(document.metadata["author"] == "Jo")
        #expect(document.format == "pdf")
        expectSound(document)
    }

    @Test func largerLinesAreHeadings() async throws {
        let body = PDFBytes.column(
            (0..<12).map { "This is line \($0) of the body, which is set in the usual size of text." },
            top: 640)
        let page =
            [
                PDFBytes.Line(text: "The Title", y: 720, size: 22),
                PDFBytes.Line(text: "A Section", y: 670, size: 15),
            ] + body
        #expect(try await load(PDFBytes(pages: [page])).headings == ["1 The Title", "2 A Section"])
    }

    @Test func hyphensAtLineEndsAreJoined() async throws {
        let page = PDFBytes.column([
            "The information that a light-", "house gives to sailors is a matter of well-known infor-",
            "mation, and every well-", "known sailor uses it when the weather is bad at sea.",
        ])
        #expect(
            try await load(PDFBytes(pages: [page])).text
                == "The information that a lighthouse gives to sailors is a matter of well-known "
                + "information, and every well-known sailor uses it when the weather is bad at sea.\n")
    }

    @Test func runningHeadersAndPageNumbersAreLeftOut() async throws {
        let names = ["Alpha", "Beta", "Gamma", "Delta"]
        let pages = names.enumerated().map { number, name in
            [PDFBytes.Line(text: "Annual report 1998", y: 760, size: 8)]
                + PDFBytes.column(["\(name) is what this page is about."])
                + [PDFBytes.Line(text: "Page \(number + 1) of 4", x: 300, y: 30, size: 8)]
        }
        let document = try await load(PDFBytes(pages: pages))
        #expect(document.units == names.map { "\($0) is what this page is about." })
    }

    /// Looked up in print, p. 11 is the page with an 11 on it.
    @Test(arguments: [
        // What stands at the foot of each page, and what the pages are called.
        (["", "", "1", "2", "3", "4"], ["[1]", "[2]", "1", "2", "3", "4"]),
        (["", "ii", "iii", "iv", "1", "2", "3", "4"], ["i", "ii", "iii", "iv", "1", "2", "3", "4"]),
        (["A 17 2019", "A 18 2019", "A 19 2019", "A 20 2019"], ["17", "18", "19", "20"]),
        (["– 1 – of 90", "– 2 – of 90", "– 3 – of 90", "– 4 – of 90"], ["1", "2", "3", "4"]),
        (["Report 2019", "Report 2019", "Report 2019", "Report 2019"], ["1", "2", "3", "4"]),
        (["chapter 3", "chapter 3", "chapter 4", "chapter 4"], ["1", "2", "3", "4"]),
    ])
    func pagesAreCalledByTheNumbersPrintedOnThem(feet: [String], labels: [String]) async throws {
        let pages = feet.enumerated().map { number, foot in
            [PDFBytes.Line(text: "Annual report", y: 760, size: 8)]
                + PDFBytes.column([
                    "Page \(String(repeating: "x", count: number + 1)) is about something else."
                ])
                + (foot.isEmpty ? [] : [PDFBytes.Line(text: foot, x: 300, y: 30, size: 8)])
        }
        #expect(try await load(PDFBytes(pages: pages)).pages.map(\.label) == labels)
    }

    @Test func columnsAreReadOneAfterTheOther() async throws {
        let left = (0..<20).map { "left column line \($0) goes on and on" }
        let right = (0..<20).map { "right column line \($0) goes on and on" }
        let page = PDFBytes.column(left, x: 60) + PDFBytes.column(right, x: 330)
        let text = try await load(PDFBytes(pages: [page])).text
        let lastLeft = try #require(text.firstRange(of: "left column line 19"))
        let firstRight = try #require(text.firstRange(of: "right column line 0"))
        #expect(lastLeft.upperBound < firstRight.lowerBound)
    }

    @Test func pagesWithoutTextAreNamed() async throws {
        #expect(
            await failure(of: PDFBytes(pages: [[], [], []]).bytes())
                == .noTextLayer(file: "a.pdf", pages: [1, 2, 3]))
        let mixed = try await load(PDFBytes(pages: [PDFBytes.column(["Some words are here."]), [], []]))
        #expect(mixed.warnings == ["2 pages without text: 2–3"])
    }

    @Test func brokenFilesAreSaidToBe() async {
        for bytes in [Array("%PDF-1.7\nnothing more".utf8), Array(PDFBytes(pages: [[]]).bytes().prefix(300))]
        {
            guard case .damaged(file: "a.pdf", format: "PDF", _) = await failure(of: bytes) else {
                Issue.record("not said to be damaged")
                return
            }
        }
    }

    @Test func encryptedFilesNeedAPassword() async throws {
        let bytes = Array(try Fixture.data("documents/encrypted.pdf"))
        #expect(await failure(of: bytes) == .encrypted(file: "a.pdf", opensWithPassword: true))
    }

    @Test func tooManyPagesAreRefused() async {
        var limits = DocumentLimits()
        limits.pages = 2
        let bytes = PDFBytes(pages: [[], [], []]).bytes()
        await #expect(
            throws: DocumentError.overLimit(
                file: "a.pdf", quantity: "the number of pages", value: 3, limit: 2)
        ) {
            try await DocumentImporter(limits: limits).load(bytes: bytes, name: "a.pdf")
        }
    }

    @Test func cancelledImportEndsItsChild() async throws {
        let pages = (0..<1200).map { page in
            PDFBytes.column((0..<45).map { "page \(page) line \($0) has words in it" })
        }
        let bytes = PDFBytes(pages: pages).bytes()
        let task = Task { try await DocumentImporter().load(bytes: bytes, name: "a.pdf") }
        try await Task.sleep(for: .milliseconds(150))
        task.cancel()
        let result = await task.result
        #expect(throws: DocumentError.cancelled(file: "a.pdf")) { try result.get() }
    }

    @Test func exampleIsSound() async throws {
        let document = try await DocumentImporter().load(
            Fixture.packageRoot.appending(path: "Examples/documents/18f-derisking-handbook.pdf"))
        expectSound(document)
        #expect(document.pages.count == 41)
        // Its cover has no number, and the handbook counts from the page behind it.
        #expect(document.pages.map(\.label) == ["[1]"] + (1...40).map(String.init))
        #expect(document.headings.contains { $0.hasSuffix("User-centered design") })
    }
}
