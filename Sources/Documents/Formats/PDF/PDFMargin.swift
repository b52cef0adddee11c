/// The right margin of a document's text.
///
/// A page that holds short lines alone doesn't tell that they are short: other pages do.
enum PDFMargin {
    /// Where most lines end; nil where lines end anywhere, or columns stand side by side.
    static func right(of pages: [[PDFRegion]]) -> Double? {
        var ends: [Int: Int] = [:]
        var lines = 0
        var pagesOfColumns = 0
        for regions in pages {
            let texts = regions.filter(\.gutters.isEmpty)
            if texts.contains(where: { isBeside($0, texts) }) { pagesOfColumns += 1 }
            for row in texts.flatMap(\.rows) {
                ends[Int(row.box.right.rounded()), default: 0] += 1
                lines += 1
            }
        }
        guard pagesOfColumns * 10 <= pages.count,
            let best = ends.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
        else { return nil }
        let count = (-1...1).reduce(0) { $0 + ends[best.key + $1, default: 0] }
        return lines >= 40 && count * 5 >= lines ? Double(best.key) : nil
    }

    /// The regions of a page, those of text as wide as the text of other pages.
    static func reaching(_ margin: Double?, _ regions: [PDFRegion]) -> [PDFRegion] {
        guard let margin else { return regions }
        let texts = regions.filter(\.gutters.isEmpty)
        return regions.map { region in
            guard region.gutters.isEmpty, !isBeside(region, texts) else { return region }
            var region = region
            region.right = max(region.right, margin)
            return region
        }
    }

    private static func isBeside(_ region: PDFRegion, _ others: [PDFRegion]) -> Bool {
        guard let top = region.rows.first?.box.top, let bottom = region.rows.last?.box.bottom else {
            return false
        }
        return others.contains { other in
            guard let otherTop = other.rows.first?.box.top, let otherBottom = other.rows.last?.box.bottom
            else { return false }
            return (other.left >= region.right || other.right <= region.left) && otherTop < bottom
                && otherBottom > top
        }
    }
}
