/// A line of one column.
struct PDFLine: Sendable {
    var text: String
    var box: PDFBox
    var size: Double
    var isBold = false
    /// Width of its first word: whether that would have fitted on the line before.
    var start = 0.0
}

/// Lines that belong together.
struct PDFParagraph: Sendable {
    var lines: [PDFLine]
    var kind: Kind
    /// Edges of the column it stands in.
    var left: Double
    var right: Double

    enum Kind: Sendable { case text, listItem, tableRow }

    var size: Double { lines.map(\.size).sorted()[lines.count / 2] }
    var isBold: Bool { lines.allSatisfy(\.isBold) }
}

/// Joins the lines of a page's regions to paragraphs.
enum PDFParagraphs {
    static func paragraphs(of regions: [PDFRegion], isBold: (PDFBox) -> Bool) -> [PDFParagraph] {
        var paragraphs: [PDFParagraph] = []
        for region in regions {
            var found =
                region.gutters.isEmpty ? textParagraphs(of: region, isBold) : tableParagraphs(of: region)
            // A sentence that goes on in the next column is one.
            if let last = paragraphs.last, let first = found.first, goesOn(last, in: first) {
                paragraphs[paragraphs.count - 1].lines += first.lines
                found.removeFirst()
            }
            paragraphs += found
        }
        return PDFFloats.joined(paragraphs)
    }

    private static func tableParagraphs(of region: PDFRegion) -> [PDFParagraph] {
        PDFTable.rows(of: region).map { text in
            let line = PDFLine(text: text, box: region.rows[0].box, size: region.rows[0].size)
            return PDFParagraph(lines: [line], kind: .tableRow, left: region.left, right: region.right)
        }
    }

    private static func textParagraphs(of region: PDFRegion, _ isBold: (PDFBox) -> Bool) -> [PDFParagraph] {
        let lines = region.rows.map { row in
            PDFLine(
                text: PDFLeaders.shortened(row.text), box: row.box, size: row.size, isBold: isBold(row.box),
                start: row.words[0].box.width)
        }
        let leading = usualLeading(of: lines)
        var paragraphs: [PDFParagraph] = []
        for line in lines {
            if let paragraph = paragraphs.last, continues(line, paragraph, leading) {
                paragraphs[paragraphs.count - 1].lines.append(line)
            } else {
                let kind: PDFParagraph.Kind =
                    PDFLeaders.has(line.text) ? .tableRow : ListMarker.starts(line.text) ? .listItem : .text
                paragraphs.append(
                    PDFParagraph(lines: [line], kind: kind, left: region.left, right: region.right))
            }
        }
        return paragraphs
    }

    private static func continues(_ line: PDFLine, _ paragraph: PDFParagraph, _ leading: Double) -> Bool {
        guard let previous = paragraph.lines.last, !PDFLeaders.has(previous.text) else { return false }
        let size = previous.size
        let endsSentence = SentenceEnd.ends(previous.text)
        let startsLower = line.text.unicodeScalars.first.map { $0.letterCase == .lower } ?? false
        let isFull =
            isFull(previous, paragraph) && (startsLower || !hasRoom(previous, for: line, paragraph))
        // Words in another typeface may make up most of a line inside a sentence.
        let tolerance = isFull && startsLower && !endsSentence ? 0.3 : 0.12
        if abs(line.size - size) > size * tolerance { return false }
        // Bold words may fill a line inside a paragraph.
        if line.isBold != previous.isBold, !isFull || endsSentence { return false }
        if PDFLeaders.has(line.text) {
            return !endsSentence && isFull && previous.text.unicodeScalars.contains(where: \.isPunktLetter)
        }
        let step = line.box.middle - previous.box.middle
        if step > max(leading, size) * 1.4 || step < size * 0.3 { return false }
        // A closing brace, or three dots: nobody would cite those alone.
        if !line.text.unicodeScalars.contains(where: { $0.isPunktLetter || $0.isDecimalDigit }) {
            return true
        }
        let indent = line.box.left - previous.box.left
        if ListMarker.starts(line.text) {
            return !endsSentence && isFull && abs(indent) < size * 0.4 && paragraph.kind == .text
        }
        if indent > size * 0.7 {
            // The second line of a hanging indent; otherwise the indented first line of a paragraph.
            if paragraph.kind == .listItem { return paragraph.lines.count == 1 }
            // A note in the margin makes a line begin early; a small letter begins no paragraph.
            return (paragraph.lines.count == 1 || startsLower) && isFull && !endsSentence
        }
        if indent < -size * 0.7 {
            // Back from a first-line indent, or out of a hanging one into the next entry.
            // A short line further right explained what is above it, and the next entry follows; at the margin
            // a sentence goes on after a line that was set apart.
            if paragraph.lines.count == 1, paragraph.kind == .text {
                let isShort =
                    previous.box.width < (paragraph.right - paragraph.left) * 0.4
                    && line.box.left > paragraph.left + size
                return isFull || startsLower && !isShort
            }
            return !endsSentence && (startsLower || isFull && paragraph.kind == .text)
        }
        if isFull { return true }
        return !endsSentence && startsLower
    }

    /// Whether a line goes to the right edge so far that the next word might not have fitted.
    private static func isFull(_ line: PDFLine, _ paragraph: PDFParagraph) -> Bool {
        line.box.right >= paragraph.right - max(line.size * 5, (paragraph.right - paragraph.left) * 0.15)
    }

    /// Whether the first word of the next line would have fitted with some room to spare.
    private static func hasRoom(_ line: PDFLine, for next: PDFLine, _ paragraph: PDFParagraph) -> Bool {
        if line.text.hasSuffix("-") { return false }
        let spare = (paragraph.right - paragraph.left) * 0.05
        return line.box.right + next.start + line.size * 0.4 + spare < paragraph.right
    }

    private static func goesOn(_ last: PDFParagraph, in first: PDFParagraph) -> Bool {
        guard last.kind != .tableRow, first.kind == .text, let end = last.lines.last,
            let start = first.lines.first
        else { return false }
        guard abs(end.size - start.size) < end.size * 0.08, end.isBold == start.isBold else { return false }
        let startsLower = start.text.unicodeScalars.first.map { $0.letterCase == .lower } ?? false
        if SentenceEnd.ends(end.text) { return false }
        return startsLower && (isFull(end, last) || end.text.hasSuffix("-"))
            || isFull(end, last) && start.box.left <= first.left + start.size * 0.5
                && start.box.top < end.box.top
    }

    /// The usual distance from line to line: the smallest that many have.
    private static func usualLeading(of lines: [PDFLine]) -> Double {
        let steps = zip(lines, lines.dropFirst()).map { $1.box.middle - $0.box.middle }.filter { $0 > 1 }
            .sorted()
        return steps.isEmpty ? 0 : steps[steps.count * 2 / 5]
    }
}

/// Rows of dots that lead the eye to a page number.
enum PDFLeaders {
    static func has(_ text: String) -> Bool { text.contains(" … ") && text.last.map(\.isNumber) ?? false }

    /// Dots of one ellipsis, however far apart they are set.
    static func areDots(_ left: String, _ right: String) -> Bool {
        left.utf8.last == UInt8(ascii: ".") && right.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
    }

    /// Four dots or more, with spaces or without, become one sign.
    static func shortened(_ text: String) -> String {
        guard text.contains("...") || text.contains(". . .") else { return text }
        var result = ""
        var run = ""
        func closed() -> String { run.count { $0 == "." } >= 4 ? " … " : run }
        for character in text {
            if character == "." || character == " " && run.contains(".") {
                run.append(character)
            } else {
                result += closed()
                run = ""
                result.append(character)
            }
        }
        result += closed()
        return result.split(separator: " ").joined(separator: " ")
    }
}
