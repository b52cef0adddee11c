/// Text cut into lines of at most so many columns, by grapheme cluster, with its offsets.
///
/// Lines break at spaces, after hyphens and slashes within words, and between wide characters, but not before closing
/// or after opening punctuation; a word that is longer than a line is cut. Spaces at a break hang over the end and
/// take no room. Offsets are UTF-8 into `text.string`; `SafeText` maps them to the source.
package struct TextLayout: Sendable, Hashable {
    package struct Line: Sendable, Hashable {
        /// What is drawn.
        package var range: Range<Int>
        /// Where the next line begins: after the spaces and the newline that aren't drawn.
        package var end: Int
        /// Columns that `range` takes, without the indent.
        package var columns: Int
    }

    package let text: SafeText
    package let lines: [Line]
    /// Columns before every line but the first of a paragraph.
    package let indent: Int

    /// - Parameters:
    ///   - width: columns; at least 1 is used. A wide character in a line of one column stands alone and is not
    ///     drawn.
    ///   - wraps: false for text that keeps its lines, such as code.
    ///   - indent: columns that continuation lines are shifted by; less than `width` is used.
    /// - Complexity: O(n).
    package init(_ text: SafeText, width: Int, wraps: Bool = true, indent: Int = 0) {
        self.init(text, width: width, wraps: wraps, indent: indent, drawsSpaces: false)
    }

    /// - Parameter drawsSpaces: spaces at a break are part of the line as far as they fit, for text that is edited.
    init(_ text: SafeText, width: Int, wraps: Bool = true, indent: Int = 0, drawsSpaces: Bool) {
        self.text = text
        let width = wraps ? max(1, width) : Int.max
        self.indent = wraps ? max(0, min(indent, width - 1)) : 0
        var string = text.string
        let indent = self.indent
        lines =
            string.withUTF8 { bytes in
                // Most text is ASCII: one byte, one cluster, one column.
                bytes.allSatisfy { $0 < 0x80 }
                    ? Wrapping.lines(ASCIIClusters(bytes), width, indent: indent, drawsSpaces: drawsSpaces)
                    : nil
            } ?? Wrapping.lines(StringClusters(text.string), width, indent: indent, drawsSpaces: drawsSpaces)
    }

    /// The text of a line, to be drawn by itself.
    package func shown(_ line: Line) -> SafeText { SafeText(untrusted: String(text.text(in: line.range))) }

    /// The line that shows a place; a place in the spaces after a line belongs to it.
    ///
    /// - Complexity: O(log n) in the number of lines.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = lines.count - 1
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Columns before a line: the indent if it continues another.
    package func indent(ofLine index: Int) -> Int {
        guard index > 0 else { return 0 }
        return startsParagraph(index) ? 0 : indent
    }

    private func startsParagraph(_ index: Int) -> Bool {
        let end = lines[index - 1].end
        return end > lines[index - 1].range.upperBound && byte(at: end - 1) == 0x0A
    }

    private func byte(at offset: Int) -> UInt8 {
        let utf8 = text.string.utf8
        return utf8[utf8.index(utf8.startIndex, offsetBy: offset)]
    }

    /// The column within its line at which a place is drawn, the indent included; places after the drawn part are
    /// at its end.
    package func column(of offset: Int, inLine index: Int) -> Int {
        var column = 0
        var position = lines[index].range.lowerBound
        for cluster in text.text(in: lines[index].range) where position < offset {
            let next = position + cluster.utf8.count
            if next > offset { break }
            column += CellWidth.columns(of: cluster, at: column)
            position = next
        }
        return indent(ofLine: index) + column
    }

    /// The cluster that is drawn at a column of a line, by its offset; the end of the drawn part if none is.
    package func offset(atColumn column: Int, inLine index: Int) -> Int {
        let column = column - indent(ofLine: index)
        var x = 0
        var position = lines[index].range.lowerBound
        if column < 0 { return position }
        for cluster in text.text(in: lines[index].range) {
            x += CellWidth.columns(of: cluster, at: x)
            if column < x { return position }
            position += cluster.utf8.count
        }
        return position
    }
}
