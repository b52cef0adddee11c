/// Lines of pages to text in blocks: page furniture left out, lines joined to paragraphs, headings found by
/// size.
enum PDFLayout {
    static func text(of pages: [PDFPage], stopWhen shouldStop: () -> Bool) -> ExtractedText {
        let bodies = PDFFurniture.removed(from: pages)
        let vocabulary = PDFVocabulary(bodies)
        var output = TextAssembler()
        var paragraphs: [[PDFParagraph]] = []
        for page in bodies {
            if shouldStop() { break }
            paragraphs.append(PDFParagraphs.paragraphs(of: page))
        }
        let headings = PDFHeadings(paragraphs.joined())
        for (page, found) in zip(bodies, paragraphs) {
            if shouldStop() { break }
            output.startPage("\(page.number)")
            for paragraph in found {
                output.add(vocabulary.joined(paragraph.lines), as: headings.kind(of: paragraph))
            }
        }
        return output.finish()
    }
}

/// Lines that belong together.
struct PDFParagraph: Sendable {
    var lines: [PDFLine]
    var isListItem: Bool

    var size: Double { lines.map(\.size).sorted()[lines.count / 2] }
}

/// Running headers, footers and page numbers.
enum PDFFurniture {
    /// The pages without those lines.
    static func removed(from pages: [PDFPage]) -> [PDFPage] {
        let edges = pages.map { page in (rows(of: page, atTop: true), rows(of: page, atTop: false)) }
        let counts = PageFurniture.furniture(
            of: edges.map { top, bottom in (top: top.map(\.text), bottom: bottom.map(\.text)) })
        return zip(pages, zip(edges, counts)).map { page, found in
            let ((top, bottom), count) = found
            var unwanted = Set((top.prefix(count.top) + bottom.prefix(count.bottom)).flatMap(\.lines))
            // A lone number at the edge that is the page's own needs no second page to prove it.
            for row in [top.first, bottom.first].compactMap(\.self) where row.text == "\(page.number)" {
                unwanted.formUnion(row.lines)
            }
            var page = page
            page.lines = page.lines.enumerated().filter { !unwanted.contains($0.offset) }.map(\.element)
            return page
        }
    }

    /// Lines side by side at an edge of the page, from the edge inwards.
    private static func rows(of page: PDFPage, atTop: Bool) -> [(text: String, lines: [Int])] {
        let zone = page.height * 0.14
        let inZone = page.lines.indices.filter { index in
            let box = page.lines[index].box
            return atTop ? box.bottom <= zone : box.top >= page.height - zone
        }.sorted { page.lines[$0].box.top < page.lines[$1].box.top }
        var rows: [[Int]] = []
        for index in inZone {
            if let last = rows.last?.first, page.lines[index].box.top < page.lines[last].box.bottom - 1 {
                rows[rows.count - 1].append(index)
            } else {
                rows.append([index])
            }
        }
        let ordered = atTop ? rows : rows.reversed()
        return ordered.prefix(PageFurniture.depth).map { row in
            let leftToRight = row.sorted { page.lines[$0].box.left < page.lines[$1].box.left }
            return (leftToRight.map { page.lines[$0].text }.joined(separator: " "), row)
        }
    }
}
