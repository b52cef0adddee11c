/// Running headers, footers and page numbers.
enum PDFFurniture {
    /// How much of a page's height is looked at, at either end.
    private static let zone = 0.22

    /// The pages without those words, and what was left out of each, row by row.
    static func removed(from pages: [PDFPage]) -> [(page: PDFPage, furniture: [String])] {
        let rows = pages.map { PDFRow.rows(of: $0.words) }
        let edges = zip(pages, rows).map { page, rows in
            (top: edge(of: rows, page, atTop: true), bottom: edge(of: rows, page, atTop: false))
        }
        let counts = PageFurniture.furniture(
            of: edges.map { edge in (top: edge.top.map(\.text), bottom: edge.bottom.map(\.text)) })
        return zip(pages, zip(edges, counts)).map { page, found in
            let (edge, count) = found
            var unwanted = Array(edge.top.prefix(count.top)) + Array(edge.bottom.prefix(count.bottom))
            // A lone number at the edge that is the page's own needs no second page to prove it.
            for row in [edge.top.first, edge.bottom.first].compactMap(\.self)
            where row.text == "\(page.number)" {
                unwanted.append(row)
            }
            guard !unwanted.isEmpty else { return (page, []) }
            let boxes = unwanted.flatMap { $0.words.map(\.box) }
            var page = page
            page.words.removeAll { word in boxes.contains(word.box) }
            return (page, unwanted.map(\.text))
        }
    }

    /// The rows at an edge of the page, from the edge inwards.
    private static func edge(of rows: [PDFRow], _ page: PDFPage, atTop: Bool) -> [PDFRow] {
        let inZone = rows.filter { row in
            atTop ? row.box.bottom <= page.height * zone : row.box.top >= page.height * (1 - zone)
        }
        return Array((atTop ? inZone : inZone.reversed()).prefix(PageFurniture.depth))
    }
}
