/// The lines of a plain text with what layout analysis asks about them.
struct PlainTextLine {
    /// Without the line break and white space at the ends; empty for a blank line.
    let range: Range<Int>
    /// Columns of white space before it, a tab up to the next multiple of 8.
    let indent: Int
    /// Columns from the margin to its end; East Asian wide characters count two.
    let width: Int
    /// Columns of its first word.
    let firstWordWidth: Int
    /// From 0; a form feed starts the next.
    let page: Int
    /// A run of three spaces or a tab between words, dot leaders, or box drawing: columns that must not be
    /// joined. The spaces that fill a justified line are none.
    let isTabular: Bool
    /// Where the second of two columns begins; nil where there aren't two.
    let secondColumn: Int?
    /// Whether it holds a letter or a digit.
    let hasWord: Bool

    var isBlank: Bool { range.isEmpty }

    static func lines(of bytes: [UInt8], stopWhen shouldStop: () -> Bool) -> (
        lines: [PlainTextLine], pageStarts: [Int]
    ) {
        var lines: [PlainTextLine] = []
        var pageStarts = [0]
        var start = 0
        while start <= bytes.count {
            if lines.count & 0xFFF == 0, shouldStop() { break }
            var end = start
            while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0C { end += 1 }
            lines.append(PlainTextLine(bytes, start..<end, page: pageStarts.count - 1))
            if end < bytes.count, bytes[end] == 0x0C { pageStarts.append(end + 1) }
            start = end + 1
        }
        return (lines, pageStarts)
    }

    private init(_ bytes: [UInt8], _ line: Range<Int>, page: Int) {
        let range = bytes.trimmingWhiteSpace(line)
        self.range = range
        self.page = page
        var column = 0
        var index = line.lowerBound
        while index < range.lowerBound {
            let (scalar, next) = bytes.scalar(at: index)
            column = scalar == "\t" ? (column / 8 + 1) * 8 : column + scalar.columns
            index = next
        }
        indent = column
        var firstWord: Int?
        var spaces = 0
        var gaps = WordGaps()
        var dots = 0
        var tabular = false
        var word = false
        while index < range.upperBound {
            let (scalar, next) = bytes.scalar(at: index)
            if scalar == " " || scalar == "\t" {
                firstWord = firstWord ?? column - indent
                spaces += scalar == "\t" ? 3 : 1
            } else {
                if spaces > 0, firstWord != nil { gaps.add(spaces, before: column) }
                spaces = 0
                gaps.pass(scalar)
            }
            // Dot leaders, with spaces between the dots or without.
            dots = scalar == "." ? dots + 1 : scalar == " " && dots > 0 ? dots : 0
            if dots >= 5 || scalar.isBoxDrawing { tabular = true }
            if !word, scalar.isPunktLetter || scalar.isDecimalDigit { word = true }
            column += scalar == "\t" ? 8 - column % 8 : scalar.columns
            index = next
        }
        width = column
        firstWordWidth = firstWord ?? column - indent
        isTabular = tabular || gaps.areColumns
        secondColumn = gaps.areColumns && !tabular && gaps.wideCount == 1 ? gaps.columnAfterWide : nil
        hasWord = word
    }
}

/// The spaces between the words of a line.
private struct WordGaps {
    private(set) var wideCount = 0
    /// Where the text after the last wide gap begins.
    private(set) var columnAfterWide = 0
    private var count = 0
    private var narrowest = Int.max
    private var widest = 0
    private var widestAfterSentence = 0
    private var last: (before: Unicode.Scalar, scalar: Unicode.Scalar) = (" ", " ")

    mutating func pass(_ scalar: Unicode.Scalar) { last = (last.scalar, scalar) }

    mutating func add(_ spaces: Int, before column: Int) {
        let endsSentence =
            ".!?".unicodeScalars.contains(last.scalar) && (last.before.isPunktLetter || last.before == ")")
        // What stands in the last of the columns may be filled to the edge.
        if spaces >= 3, !(endsSentence && spaces <= 4 && wideCount > 0) {
            wideCount += 1
            columnAfterWide = column
        }
        if endsSentence {
            widestAfterSentence = max(widestAfterSentence, spaces)
        } else {
            count += 1
            narrowest = min(narrowest, spaces)
            widest = max(widest, spaces)
        }
    }

    /// Gaps of three and more stand between columns, except where a line was filled to the right edge: there they
    /// are all alike, and only those after a sentence are wider.
    var areColumns: Bool {
        let isJustified = count >= 3 && narrowest == 1 && widest <= 2 && widestAfterSentence <= 4
        return wideCount > 0 && !isJustified
    }
}

extension Unicode.Scalar {
    /// Terminal columns, as coarse as layout analysis needs: wide blocks of East Asian scripts take two.
    fileprivate var columns: Int {
        switch value {
        case 0..<0x1100: 1
        case 0x1100..<0x1160, 0x2E80..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00, 0xFE30..<0xFE50,
            0xFF00..<0xFF61,
            0x1F300..<0x1FA00, 0x20000..<0x40000:
            2
        default: 1
        }
    }

    /// Lines and blocks of tables drawn with characters; `|` and `+---` of ASCII tables are not among them.
    fileprivate var isBoxDrawing: Bool { value >= 0x2500 && value < 0x25A0 }
}
