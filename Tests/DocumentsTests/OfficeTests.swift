import Documents
import Foundation
import LecternTesting
import Testing

/// Word, OpenDocument and EPUB files of pandoc and LibreOffice, and hostile ones made by hand.
struct OfficeTests {
    private func fixture(_ name: String) async throws -> Document {
        try await DocumentImporter().load(Fixture.url("documents/\(name)"))
    }

    /// What every form of the report must hold, in this order.
    private static let lines = [
        "Introduction", "Nothing in it is secret… or almost nothing.", "1. The first pier was of wood.",
        "2. The second was of stone.", "1. Its foundation was laid in 1863.", "3. The third stands today.",
        "• 812 sheep, 77 cows and one bear;", "Boat | Built | Passengers | Remarks",
        "Heron | 1854 | 60 | Sank in 1881. Nobody was hurt.", "Gannet | 1988 | 220 | Still in service",
        "The sea is not interested in timetables.", "托尔姆与斯卡恩之间的渡船始于一八二一年。", "“海让我们走，我们才走。”",
        "It is not known whether they will rise again.",
    ]

    @Test(arguments: [
        "report.docx", "report.odt", "report.epub", "report.html", "report.md", "writer.docx", "writer.odt",
    ])
    func everyFormOfTheReportHasTheSameUnits(_ name: String) async throws {
        let document = try await fixture(name)
        expectSound(document)
        var units = document.units[...]
        for line in Self.lines {
            // LibreOffice and Markdown write the ellipsis as three points.
            let place = units.firstIndex { $0 == line || $0.replacing("...", with: "…") == line }
            #expect(place != nil, "\(name) lacks the unit “\(line)”")
            if let place { units = units[(place + 1)...] }
        }
        #expect(document.headings.contains { $0.hasSuffix(" Introduction") })
        #expect(document.headings.contains { $0.hasSuffix(" How speed was measured") })
        #expect(document.units.contains { $0.hasPrefix("10 INPUT D, T\n20 PRINT D / T * 60") })
    }

    @Test func notesFollowTheirParagraphs() async throws {
        for name in ["report.docx", "report.odt", "writer.docx"] {
            let units = try await fixture(name).units
            let place = try #require(units.firstIndex { $0.hasSuffix("have inhabitants.[1]") }, "\(name)")
            let note = try #require(
                units.firstIndex { $0.hasPrefix("[1] The islands had 51,200") }, "\(name)")
            #expect(note > place && note - place <= 4, "\(name)")
        }
        #expect(try await fixture("report.md").units.contains("[2] That is 7.3 knots."))
        #expect(try await fixture("report.epub").units.contains { $0.hasSuffix("have inhabitants.[1]") })
    }

    @Test func propertiesAreMetadata() async throws {
        for name in ["report.docx", "report.odt", "report.epub"] {
            let document = try await fixture(name)
            #expect(document.title == "The Ferry of Ardle", "\(name)")
            #expect(document.metadata["author"] == "J. K. Sands", "\(name)")
        }
    }

    @Test func pdfOfTheReportReadsLikeTheReport() async throws {
        let document = try await fixture("writer.pdf")
        expectSound(document)
        for unit in [
            "3. The third stands today.", "• mail, twice a week;", "[2] That is 7.3 knots.",
            "Her master was Wm. Kerr Jr., later of the Harbour Board.",
        ] { #expect(document.units.contains(unit), "\(unit)") }
        #expect(document.headings.contains { $0.hasSuffix(" How speed was measured") })
    }

    // MARK: Word's finer points

    private func word(_ body: String, more: [(String, String)] = []) async throws -> Document {
        let open =
            #"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#
        var zip = ZipBytes(["word/document.xml": open + body + "</w:body></w:document>"])
        zip.entries += more.map { ($0.0, Array($0.1.utf8)) }
        return try await DocumentImporter().load(bytes: zip.bytes(), name: "a.docx")
    }

    @Test func deletedAndHiddenTextIsLeftOut() async throws {
        let document = try await word(
            """
            <w:p><w:r><w:t>Kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
            <w:ins><w:r><w:t xml:space="preserve"> added</w:t></w:r></w:ins>\
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>\
            <w:r><w:t>.</w:t></w:r></w:p>
            """)
        #expect(document.text == "Kept added.\n")
        #expect(document.warnings == ["6 characters of hidden text were left out"])
    }

    @Test func pageBreaksMakePages() async throws {
        let document = try await word(
            """
            <w:p><w:r><w:t>One.</w:t></w:r></w:p>\
            <w:p><w:r><w:br w:type="page"/><w:t>Two.</w:t></w:r></w:p>\
            <w:p><w:r><w:lastRenderedPageBreak/><w:t>Three.</w:t></w:r></w:p>
            """)
        #expect(document.pages.map(\.label) == ["1", "2", "3"])
        #expect(document.sentences.map { document.page(at: $0.range.lowerBound) } == ["1", "2", "3"])
    }

    @Test func stylesThatGoRoundInACircleEnd() async throws {
        let styles = """
            <w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
            <w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>\
            <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>
            """
        let document = try await word(
            #"<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>Text.</w:t></w:r></w:p>"#,
            more: [("word/styles.xml", styles)])
        #expect(document.text == "Text.\n")
    }

    // MARK: Hostile containers

    private func failure(of bytes: [UInt8], _ limits: DocumentLimits = DocumentLimits()) async
        -> DocumentError?
    {
        do {
            _ = try await DocumentImporter(limits: limits).load(bytes: bytes, name: "a.docx")
            return nil
        } catch { return error }
    }

    @Test func namesThatClimbLeadNowhere() async throws {
        let book = ZipBytes([
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": #"<container><rootfile full-path="../../OEBPS/p.opf"/></container>"#,
            "OEBPS/p.opf":
                #"<package><manifest><item id="a" href="../../../../etc/passwd" media-type="text/html"/>"#
                + #"<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest>"#
                + #"<spine><itemref idref="a"/><itemref idref="b"/></spine></package>"#,
            "OEBPS/b.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Chapter.</p></body></html>",
            "/etc/passwd": "root:x:0:0",
        ])
        let document = try await DocumentImporter().load(bytes: book.bytes(), name: "a.epub")
        #expect(document.text == "Chapter.\n")
        #expect(document.warnings == ["damaged: 1 of 2 files are missing, the rest imported"])
    }

    @Test func entitiesDoNotExpand() async throws {
        let bomb = """
            <!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">\
            <!ENTITY x SYSTEM "file:///etc/passwd">]>\
            <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>\
            <w:p><w:r><w:t>Safe.</w:t></w:r></w:p><w:p><w:r><w:t>&c;&x;</w:t></w:r></w:p>\
            </w:body></w:document>
            """
        let document = try await DocumentImporter().load(
            bytes: ZipBytes(["word/document.xml": bomb]).bytes(), name: "a.docx")
        #expect(document.units.first == "Safe.")
        #expect(!document.text.contains("ha") && !document.text.contains("root"))
    }

    @Test func limitsHold() async throws {
        var limits = DocumentLimits()
        limits.unpackedBytes = 1000
        let large = ZipBytes(["word/document.xml": String(repeating: "x", count: 2000)]).bytes()
        guard case .overLimit(_, "the unpacked size in bytes", _, 1000) = await failure(of: large, limits)
        else {
            Issue.record("unpacked size was not refused")
            return
        }
        var many = ZipBytes(["word/document.xml": ""])
        many.entries += (0..<50).map { ("word/part\($0).bin", []) }
        limits.entries = 20
        guard case .overLimit(_, "the number of entries", 21, 20) = await failure(of: many.bytes(), limits)
        else {
            Issue.record("entries were not refused")
            return
        }
    }

    @Test func deepNestingIsCutOff() async throws {
        let deep = String(repeating: "<w:sdt>", count: 5000)
        let document = try await word("<w:p><w:r><w:t>Top.</w:t></w:r></w:p>" + deep)
        #expect(document.text == "Top.\n")
        #expect(document.warnings.contains { $0.contains("deeper than 256") })
    }

    @Test func otherContainersAreNamed() async {
        let kinds = [
            ("xl/workbook.xml", "a spreadsheet (.xlsx)"), ("ppt/presentation.xml", "a presentation (.pptx)"),
            ("readme.txt", "a zip archive"),
        ]
        for (name, kind) in kinds {
            let error = await failure(of: ZipBytes([name: "x"]).bytes())
            #expect(error == .unsupported(file: "a.docx", kind: kind))
        }
        #expect(await failure(of: Array("PK\u{3}\u{4}word/document.xml and nothing".utf8)) != nil)
    }

    @Test func lockedBooksAreRefused() async {
        let cipher = #"<CipherReference URI="OEBPS/c1.xhtml"/>"#
        let rights = "<encryption><EncryptedData>\(cipher)</EncryptedData></encryption>"
        let book = ZipBytes(["mimetype": "application/epub+zip", "META-INF/encryption.xml": rights])
        #expect(await failure(of: book.bytes()) == .encrypted(file: "a.docx", opensWithPassword: false))
    }
}
