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
        let tops = numbered(edges.map(\.top.first), pages)
        let bottoms = numbered(edges.map(\.bottom.first), pages)
        return zip(pages, zip(edges, counts)).map { page, found in
            let (edge, count) = found
            var unwanted = Array(edge.top.prefix(count.top)) + Array(edge.bottom.prefix(count.bottom))
            // A lone number at the edge that is the page's own needs no second page to prove it.
            for (row, offset) in [(edge.top.first, tops), (edge.bottom.first, bottoms)] {
                guard let row else { continue }
                if row.text == "\(page.number)" || offset.map({ bears(row, page.number + $0) }) ?? false {
                    unwanted.append(row)
                }
            }
            guard !unwanted.isEmpty else { return (page, []) }
            let boxes = unwanted.flatMap { $0.words.map(\.box) }
            var page = page
            page.words.removeAll { word in boxes.contains(word.box) }
            return (page, unwanted.map(\.text))
        }
    }

    /// How the numbers printed at the start or end of the outermost rows differ from the pages', where most
    /// pages agree: what else stands in those rows may then change with every section.
    private static func numbered(_ rows: [PDFRow?], _ pages: [PDFPage]) -> Int? {
        var counts: [Int: Int] = [:]
        for (row, page) in zip(rows, pages) {
            guard let row else { continue }
            for offset in Set(numbers(of: row).map { $0 - page.number }) { counts[offset, default: 0] += 1 }
        }
        guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        return best.value >= 5 && best.value * 5 >= pages.count * 3 ? best.key : nil
    }

    private static func bears(_ row: PDFRow, _ number: Int) -> Bool {
        row.words.count <= 16 && numbers(of: row).contains(number)
    }

    private static func numbers(of row: PDFRow) -> [Int] {
        [row.words.first, row.words.last].compactMap { word in
            guard let text = word?.text, (1...5).contains(text.utf8.count) else { return nil }
            return text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
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
