/// Reads the rows of a table.
enum PDFTable {
    /// A text for each row, its cells separated; lines that go on in the cells above are joined to them.
    static func rows(of region: PDFRegion) -> [String] {
        let cuts = region.gutters.map { ($0.lowerBound + $0.upperBound) / 2 }.sorted()
        var table: [[String]] = []
        var previous: PDFRow?
        for row in region.rows {
            var cells = [[PDFWord]](repeating: [], count: cuts.count + 1)
            for word in row.words { cells[cuts.count { $0 < word.box.left + 0.01 }].append(word) }
            let texts = cells.map { $0.isEmpty ? "" : PDFRow($0).text }
            let isClose = previous.map { row.box.top - $0.box.bottom < row.size * 0.45 } ?? false
            if isClose, texts[0].isEmpty, !table.isEmpty {
                for (column, text) in texts.enumerated() where !text.isEmpty {
                    let above = table[table.count - 1][column]
                    table[table.count - 1][column] = above.isEmpty ? text : join(above, text)
                }
            } else {
                table.append(texts)
            }
            previous = row
        }
        return table.map { cells in
            let last = cells.lastIndex { !$0.isEmpty } ?? 0
            return cells[...last].joined(separator: " | ")
        }
    }

    /// A hyphen in a narrow cell mostly cuts a word.
    private static func join(_ above: String, _ text: String) -> String {
        let scalars = above.unicodeScalars
        if scalars.last == "-", scalars.dropLast().last?.letterCase == .lower,
            text.unicodeScalars.first?.letterCase == .lower
        {
            return above.dropLast() + text
        }
        return above + (PDFText.needsSpace(above, text) ? " " : "") + text
    }
}
