/// A part of a page that is read from top to bottom: a column, or a table.
struct PDFRegion: Sendable {
    var rows: [PDFRow]
    var left: Double
    var right: Double
    /// Where the columns of a table are cut; empty for text.
    var gutters: [ClosedRange<Double>] = []
}

/// Finds columns and tables by the white stripes between them, and puts the parts of a page in reading order.
///
/// A stripe counts when no word crosses it over a run of rows and both sides hold text. Where the parts
/// beside it are filled with words they are columns, read one after the other; where they are short and stand
/// on the same lines they are a table, read row by row. What is above and below the run is looked at by
/// itself.
struct PDFReadingOrder {
    /// Longer pages are read row by row: the search takes the square of the rows.
    private static let maximumRows = 300

    static func regions(of words: [PDFWord]) -> [PDFRegion] {
        let rows = PDFRow.rows(of: words)
        return regions(of: rows, depth: 0)
    }

    private static func regions(of rows: [PDFRow], depth: Int) -> [PDFRegion] {
        guard let first = rows.first else { return [] }
        guard depth < 12, rows.count <= maximumRows, let run = bestRun(in: rows) else {
            var box = first.box
            for row in rows.dropFirst() { box.include(row.box) }
            return [PDFRegion(rows: rows, left: box.left, right: box.right)]
        }
        let above = regions(of: Array(rows[..<run.rows.lowerBound]), depth: depth + 1)
        let below = regions(of: Array(rows[run.rows.upperBound...]), depth: depth + 1)
        let inside = Array(rows[run.rows])
        if run.isTable {
            var box = inside[0].box
            for row in inside { box.include(row.box) }
            let table = PDFRegion(rows: inside, left: box.left, right: box.right, gutters: run.gutters)
            return above + [table] + below
        }
        let middle = (run.gutters[0].lowerBound + run.gutters[0].upperBound) / 2
        let words = inside.flatMap(\.words)
        let left = PDFRow.rows(of: words.filter { $0.box.left < middle })
        let right = PDFRow.rows(of: words.filter { $0.box.left >= middle })
        return above + regions(of: left, depth: depth + 1) + regions(of: right, depth: depth + 1) + below
    }

    // MARK: Runs

    private struct Run {
        var rows: Range<Int>
        var gutters: [ClosedRange<Double>]
        var isTable: Bool

        /// Rows that it puts in order; columns change more than a table does.
        var score: Int { rows.count * (isTable ? min(gutters.count, 4) : 2) }
    }

    /// The run of rows that its stripes structure most.
    private static func bestRun(in rows: [PDFRow]) -> Run? {
        let occupied = rows.map(occupied)
        var best: Run?
        func consider(_ range: Range<Int>, _ stripes: [ClosedRange<Double>]) {
            guard range.count >= 2, let run = judged(range, stripes, rows) else { return }
            if run.score > best?.score ?? 0 { best = run }
        }
        for start in rows.indices {
            // No run from here on could structure more, whatever it is.
            if let best, (rows.count - start) * 4 <= best.score { break }
            var free = [-Double.infinity...Double.infinity]
            var inner: [ClosedRange<Double>] = []
            var end = start
            while end < rows.count {
                // A large gap on the page ends a table or a column more surely than a missing stripe.
                // Except that the rows of a table may stand apart.
                if end > start, rows[end].box.top - rows[end - 1].box.bottom > rows[end].size * 4 {
                    guard inner.count > 1, isRow(occupied[end], between: inner) else { break }
                }
                free = cut(free, by: occupied[end], minimum: rows[end].size * 0.7)
                let left = free.filter { $0.lowerBound.isFinite && $0.upperBound.isFinite }
                // Where a stripe is lost, what was above may be all that it structured.
                if left.count < inner.count { consider(start..<end, inner) }
                if left.isEmpty, !inner.isEmpty { break }
                inner = left
                end += 1
            }
            consider(start..<end, inner)
        }
        return best
    }

    /// Whether a row has a cell in each column, and none that reaches into the next.
    private static func isRow(_ row: [ClosedRange<Double>], between stripes: [ClosedRange<Double>]) -> Bool {
        let free = stripes.allSatisfy { stripe in
            let middle = (stripe.lowerBound + stripe.upperBound) / 2
            return row.allSatisfy { !$0.contains(middle) }
        }
        return free && row.count == stripes.count + 1
    }

    /// The stretches that words cover, gaps between words of one sentence closed.
    private static func occupied(_ row: PDFRow) -> [ClosedRange<Double>] {
        var stretches: [ClosedRange<Double>] = []
        var isMarker = false
        // Spaces of a typewriter are as wide as its letters.
        let space = max(row.size * 0.65, (row.pitch ?? 0) * 1.6)
        for (number, word) in row.words.enumerated() {
            let word0 = word.box.left
            let word1 = max(word.box.left, word.box.right)
            if let last = stretches.last, isMarker || word0 - last.upperBound < space {
                stretches[stretches.count - 1] = last.lowerBound...max(last.upperBound, word1)
            } else {
                stretches.append(word0...word1)
            }
            // What a list's mark stands before belongs to it, however far away it is.
            isMarker = number == 0 && row.words.count > 1 && ListMarker.kind(of: word.text) != nil
        }
        return stretches
    }

    private static func cut(
        _ free: [ClosedRange<Double>], by occupied: [ClosedRange<Double>], minimum: Double
    ) -> [ClosedRange<Double>] {
        var result: [ClosedRange<Double>] = []
        for stripe in free {
            var start = stripe.lowerBound
            for word in occupied
            where word.upperBound > stripe.lowerBound && word.lowerBound < stripe.upperBound {
                if word.lowerBound - start >= minimum { result.append(start...word.lowerBound) }
                start = max(start, word.upperBound)
            }
            if stripe.upperBound - start >= minimum { result.append(start...stripe.upperBound) }
        }
        return result
    }

    /// What a run of rows is; nil when its stripes separate nothing.
    private static func judged(
        _ range: Range<Int>, _ stripes: [ClosedRange<Double>], _ rows: [PDFRow]
    ) -> Run? {
        // Rows at the ends that lie on one side only belong to the run of columns, not to a table.
        let inside = rows[range]
        let gutters = stripes.filter { stripe in
            let lefts = inside.count { row in row.words.contains { $0.box.right <= stripe.lowerBound + 0.01 }
            }
            let rights = inside.count { row in row.words.contains { $0.box.left >= stripe.upperBound - 0.01 }
            }
            return lefts >= 2 && rights >= 2
        }
        guard !gutters.isEmpty else { return nil }
        if isWrappedRow(stripes, inside) { return Run(rows: range, gutters: stripes, isTable: true) }
        // Columns first: the gutter that best cuts the run in two filled halves.
        let pausesTogether = isRowsOfText(gutters, inside)
        let columnGutters =
            pausesTogether || isNarrow(gutters, inside)
            ? [] : gutters.filter { isBetweenColumns($0, inside) }
        if let widest = columnGutters.max(by: { fit($0, inside) < fit($1, inside) }) {
            return Run(rows: range, gutters: [widest], isTable: false)
        }
        return table(range, gutters, rows, filledShare: pausesTogether ? 3 : 2)
    }

    /// Whether a run is one row of a table, its cells wrapped: they all begin on its first line, and end where
    /// they will. Columns of text end together.
    private static func isWrappedRow(_ stripes: [ClosedRange<Double>], _ rows: ArraySlice<PDFRow>) -> Bool {
        guard stripes.count > 1, rows.count <= 24, let first = rows.first,
            isRow(occupied(first), between: stripes)
        else { return false }
        let middles = stripes.map { ($0.lowerBound + $0.upperBound) / 2 }
        var lengths = [Int](repeating: 0, count: stripes.count + 1)
        var last: PDFRow?
        for (number, row) in rows.enumerated() {
            if let last, row.box.top - last.box.bottom > row.size * 0.6 { return false }
            last = row
            let columns = Set(row.words.map { word in middles.count { $0 < word.box.left } })
            for column in columns {
                // What begins again below an empty cell is another row.
                if lengths[column] < number { return false }
                lengths[column] += 1
            }
        }
        let sorted = lengths.sorted()
        return lengths[0] * 2 <= sorted[sorted.count - 1] && sorted[sorted.count - 1] >= 3
    }

    /// Whether four columns or more are all too narrow for running text.
    private static func isNarrow(_ gutters: [ClosedRange<Double>], _ rows: ArraySlice<PDFRow>) -> Bool {
        guard gutters.count > 2 else { return false }
        let middles = gutters.map { ($0.lowerBound + $0.upperBound) / 2 }
        var letters = [Int](repeating: 0, count: gutters.count + 1)
        var lines = letters
        for row in rows {
            var columns = Set<Int>()
            for word in row.words {
                let column = middles.count { $0 < word.box.left }
                letters[column] += word.text.unicodeScalars.count
                columns.insert(column)
            }
            for column in columns { lines[column] += 1 }
        }
        return zip(letters, lines).allSatisfy { $0 < $1 * 28 }
    }

    /// Whether the lines on all sides of the stripes pause together, again and again: rows of a table whose cells
    /// hold sentences. Paragraphs of columns begin where they will.
    private static func isRowsOfText(_ gutters: [ClosedRange<Double>], _ rows: ArraySlice<PDFRow>) -> Bool {
        let gaps = zip(rows, rows.dropFirst()).map { $1.box.top - $0.box.bottom }
        guard let usual = gaps.sorted().dropFirst(gaps.count / 4).first else { return false }
        var bands: [ArraySlice<PDFRow>] = []
        var start = rows.startIndex
        for (index, gap) in zip(rows.indices.dropFirst(), gaps) where gap > usual + rows[index].size * 0.6 {
            bands.append(rows[start..<index])
            start = index
        }
        bands.append(rows[start...])
        guard bands.count > 3, rows.count <= bands.count * 8 else { return false }
        return gutters.contains { gutter in
            let middle = (gutter.lowerBound + gutter.upperBound) / 2
            let together = bands.count { band in
                guard let first = band.first else { return false }
                return first.words.contains { $0.box.left < middle }
                    && first.words.contains { $0.box.left >= middle }
            }
            return together > 3 && together * 5 >= bands.count * 3
        }
    }

    /// Smaller for gutters nearer to a side.
    private static func fit(_ gutter: ClosedRange<Double>, _ rows: ArraySlice<PDFRow>) -> Int {
        let left = rows.count { $0.box.left < gutter.lowerBound }
        return min(left, rows.count { $0.box.right > gutter.upperBound })
    }

    /// Both sides look like running text: several lines, most of them long and filled.
    private static func isBetweenColumns(_ gutter: ClosedRange<Double>, _ rows: ArraySlice<PDFRow>) -> Bool {
        let middle = (gutter.lowerBound + gutter.upperBound) / 2
        func isText(_ isSide: (PDFWord) -> Bool) -> Bool {
            let lines = rows.map { $0.words.filter(isSide) }.filter { !$0.isEmpty }
            guard lines.count >= 4 else { return false }
            let boxes = lines.map { line in line.dropFirst().reduce(into: line[0].box) { $0.include($1.box) }
            }
            let left = boxes.map(\.left).min() ?? 0
            let right = boxes.map(\.right).max() ?? 0
            let fill = boxes.map { $0.width / max(1, right - left) }.reduce(0, +) / Double(lines.count)
            let letters = lines.map { $0.reduce(0) { $0 + $1.text.unicodeScalars.count } }.reduce(0, +)
            return Double(letters) / Double(lines.count) >= 16 && fill >= 0.5
        }
        return isText { $0.box.left < middle } && isText { $0.box.left >= middle }
    }

    /// The part of a run in which rows hold cells on both sides of a stripe.
    private static func table(
        _ range: Range<Int>, _ gutters: [ClosedRange<Double>], _ rows: [PDFRow], filledShare: Int
    ) -> Run? {
        func cells(_ row: PDFRow) -> Int {
            1
                + gutters.count { gutter in
                    row.words.contains { $0.box.right <= gutter.lowerBound + 0.01 }
                        && row.words.contains { $0.box.left >= gutter.upperBound - 0.01 }
                }
        }
        let filled = range.filter { cells(rows[$0]) > 1 }
        guard let first = filled.first, let last = filled.last else { return nil }
        // Two rows prove a table when they have three cells, or a wide gap.
        let size = rows[first].size
        let isWide = gutters.contains { $0.upperBound - $0.lowerBound > size * 1.5 }
        guard gutters.contains(where: { $0.upperBound - $0.lowerBound > size }) else { return nil }
        let enough =
            filled.count >= 3 && (isWide || gutters.count > 1) || filled.count == 2 && gutters.count >= 2
        // Strokes that draw a picture are no cells.
        let isText =
            filled.count {
                rows[$0].words.contains {
                    $0.text.unicodeScalars.contains(where: \.isPunktLetter)
                        || $0.text.unicodeScalars.contains(where: \.isDecimalDigit)
                }
            } * 2 > filled.count
        guard isText else { return nil }
        guard enough, filled.count * filledShare >= last - first + 1 else { return nil }
        // The rest of the last row's cells may go on below.
        var end = last + 1
        while end < range.upperBound, rows[end].box.left > gutters[0].lowerBound,
            rows[end].box.top - rows[end - 1].box.bottom < size * 0.6
        {
            end += 1
        }
        return Run(rows: first..<end, gutters: gutters, isTable: true)
    }
}
