/// How many columns text takes on a screen: the one measure for wrapping, drawing, the cursor and the mouse.
///
/// The tables are ours and not the C library's, whose Unicode is whatever the system has. A scalar takes
/// - 0 columns if it is a mark that is drawn into the cell before it (categories Mn and Me, vowels and finals of
///   conjoining Hangul) or a format character,
/// - 2 columns if its East Asian width is W or F (emoji with emoji presentation are among them),
/// - 1 column otherwise, spacing marks (Mc) among them: terminals that don't shape Indic scripts draw them in a cell
///   of their own.
///
/// Ambiguous width counts as 1; a terminal that draws it wide is found out at the start (`TerminalFacts`).
package enum CellWidth {
    /// - Complexity: O(log n) in the number of table ranges; O(1) for Latin letters, Han and Hangul.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return 1 }
        if value >= 0x4E00, value <= 0x9FFF { return 2 }
        if value >= 0xAC00, value <= 0xD7A3 { return 2 }
        if contains(doubleWidth, value) { return 2 }
        return contains(zeroWidth, value) ? 0 : 1
    }

    /// Columns of a grapheme cluster as `Glyph.forEach` draws it.
    package static func of(_ cluster: Character) -> Int {
        if cluster.isASCII { return 1 }
        var columns = 0
        Glyph.forEach(in: cluster) { columns += $0.width }
        return columns
    }

    /// Columns of a text on one line. Tabs go to the next multiple of 8 from its start; a newline takes one column,
    /// as `Surface.write` draws it.
    package static func of(_ text: SafeText) -> Int {
        var columns = 0
        for cluster in text.string { columns += Self.columns(of: cluster, at: columns) }
        return columns
    }

    /// Columns of a cluster that starts `column` columns after the start of its line.
    static func columns(of cluster: Character, at column: Int) -> Int {
        switch cluster {
        case "\t": tabStop - column % tabStop
        case "\n": 1
        default: of(cluster)
        }
    }

    static let tabStop = 8

    /// Whether one of the ranges, given as first and last of each in order, holds the value.
    private static func contains(_ bounds: [UInt32], _ value: UInt32) -> Bool {
        bounds.withUnsafeBufferPointer { bounds in
            var low = 0
            var high = bounds.count / 2
            while low < high {
                let middle = (low + high) / 2
                if value > bounds[2 * middle + 1] {
                    low = middle + 1
                } else if value < bounds[2 * middle] {
                    high = middle
                } else {
                    return true
                }
            }
            return false
        }
    }
}
