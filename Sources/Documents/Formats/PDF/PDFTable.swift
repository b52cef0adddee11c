/// Reads the rows of a table.
enum PDFTable {
    /// A text for each row, its cells separated; lines that go on in the cells above are joined to them.
    static func rows(of region: PDFRegion) -> [String] {
        let cuts = region.gutters.map { ($0.lowerBound + $0.upperBound) / 2 }.sorted()
        let lines = region.rows.map { PDFTableLine($0, cuts: cuts) }
        let goesOn = PDFTableRows.goesOn(lines)
        var table: [[String]] = []
        for (line, goesOn) in zip(lines, goesOn) {
            if goesOn, !table.isEmpty {
                for (column, text) in line.cells.enumerated() where !text.isEmpty {
                    let above = table[table.count - 1][column]
                    table[table.count - 1][column] = above.isEmpty ? text : join(above, text)
                }
            } else if let leader = line.leader {
                table.append([leader])
            } else {
                table.append(line.cells)
            }
        }
        return table.map { cells in
            let last = cells.lastIndex { !$0.isEmpty } ?? 0
            return cells[...last].joined(separator: " | ")
        }
    }

    /// A soft hyphen stands where a line's end may have cut a word: the document's vocabulary tells.
    private static func join(_ above: String, _ text: String) -> String {
        let scalars = above.unicodeScalars
        if scalars.last == "-", scalars.dropLast().last?.letterCase == .lower,
            text.unicodeScalars.first?.letterCase == .lower
        {
            return above.dropLast() + "\u{AD}" + text
        }
        return above + (PDFText.needsSpace(above, text) ? " " : "") + text
    }
}

/// A line of a table: what it holds of each column.
struct PDFTableLine: Sendable {
    var cells: [String]
    var box: PDFBox
    var size: Double
    /// The whole line, where dots lead from a title to its page number: its columns mean nothing.
    var leader: String?

    init(_ row: PDFRow, cuts: [Double]) {
        var words = [[PDFWord]](repeating: [], count: cuts.count + 1)
        for word in row.words { words[cuts.count { $0 < word.box.left + 0.01 }].append(word) }
        cells = words.map { $0.isEmpty ? "" : PDFRow($0).text }
        box = row.box
        size = row.size
        let text = PDFLeaders.shortened(row.text)
        leader = PDFLeaders.has(text) ? text : nil
    }

    var filled: Int { cells.count { !$0.isEmpty } }
}

/// Tells which lines of a table go on in the cells above.
///
/// Where the rows stand further apart than the lines of one cell, the space says so. Otherwise a line goes on
/// that has nothing in the first column.
enum PDFTableRows {
    static func goesOn(_ lines: [PDFTableLine]) -> [Bool] {
        let gaps = lines.indices.map { index in
            index == 0
                ? Double.infinity : (lines[index].box.top - lines[index - 1].box.bottom) / lines[index].size
        }
        let space = spaceBetweenRows(lines, gaps)
        let usual = gaps.dropFirst().sorted().dropFirst((gaps.count - 1) / 2).first ?? 0
        let isNamed = lines.count { startsLower($0.cells[0]) } * 3 < lines.count
        return lines.indices.map { index in
            let line = lines[index]
            guard index > 0, line.leader == nil, lines[index - 1].leader == nil else { return false }
            let above = lines[index - 1]
            let isClose = gaps[index] < 0.45
            if let space {
                if gaps[index] < space || isClose && line.cells[0].isEmpty { return true }
                // A second paragraph of a cell.
                return line.cells[0].isEmpty && line.filled == 1 && gaps[index] < space * 2
            }
            if line.cells[0].isEmpty {
                let isRestOfCell =
                    line.filled == 1 && gaps[index] <= usual * 1.2 && gaps[index] < 0.8
                    && zip(line.cells, above.cells).allSatisfy { $0.isEmpty || !$1.isEmpty }
                return isClose || isRestOfCell
            }
            // Names of rows begin with capitals: a small letter goes on with one.
            return isClose && isNamed && startsLower(line.cells[0]) && line.filled < above.filled
                && !above.cells[0].isEmpty
        }
    }

    private static func startsLower(_ text: String) -> Bool {
        text.unicodeScalars.first.map { $0.letterCase == .lower } ?? false
    }

    /// What separates the rows of a table from the lines of a row; nil where space doesn't tell them apart.
    private static func spaceBetweenRows(_ lines: [PDFTableLine], _ gaps: [Double]) -> Double? {
        let sorted = gaps.dropFirst().sorted()
        guard let smallest = sorted.first,
            let jump = zip(sorted, sorted.dropFirst()).first(where: { $1 - $0 > 0.3 }),
            jump.0 - smallest < 0.3, jump.1 > 0.5
        else { return nil }
        let space = (jump.0 + jump.1) / 2
        var rests = 0
        var sparse = 0
        var first = 0
        for index in lines.indices.dropFirst() {
            if gaps[index] >= space {
                first = index
                continue
            }
            let head = lines[first]
            let line = lines[index]
            // Rows that only stand in groups hold what the first of the group holds, or more.
            for (column, text) in line.cells.enumerated() where !text.isEmpty {
                if head.cells[column].isEmpty && first > 0 { return nil }
                if isNumber(text), isNumber(head.cells[column]) { return nil }
            }
            // Lines of a single cell tell nothing.
            guard head.filled > 1 else { continue }
            rests += 1
            let goesOn = zip(line.cells, head.cells).dropFirst().contains {
                startsLower($0) && !startsLower($1)
            }
            if goesOn || line.filled < head.filled { sparse += 1 }
        }
        return sparse * 2 >= rests && sparse > 0 ? space : nil
    }

    private static func isNumber(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: \.isDecimalDigit)
            && text.unicodeScalars.allSatisfy { !$0.properties.isAlphabetic }
    }
}
