/// What is drawn in one cell: a base scalar with up to four marks. Trivial to copy, so that a surface is too.
package struct Glyph: Sendable, Hashable {
    // Three scalars of 21 bits in each; 0 is none.
    private var low: UInt64
    private var high: UInt64

    package init(_ base: Unicode.Scalar) {
        low = UInt64(base.value)
        high = 0
    }

    package static let space = Glyph(" ")
    /// Stands for what can't be drawn.
    package static let replacement = Glyph("\u{FFFD}")
    /// ncurses keeps a base and four marks in a cell.
    package static let scalarLimit = 5

    package var base: Unicode.Scalar { scalar(0) ?? " " }

    package var count: Int {
        (0..<Self.scalarLimit).first { value($0) == 0 } ?? Self.scalarLimit
    }

    package func scalar(_ index: Int) -> Unicode.Scalar? {
        let value = value(index)
        return value == 0 ? nil : Unicode.Scalar(value)
    }

    private func value(_ index: Int) -> UInt32 {
        let word = index < 3 ? low : high
        return UInt32(truncatingIfNeeded: word >> (21 * UInt64(index % 3))) & 0x1F_FFFF
    }

    /// Adds a mark; one too many is left out, since it can't be shown.
    mutating func add(_ mark: Unicode.Scalar) {
        let index = count
        guard index < Self.scalarLimit else { return }
        let bits = UInt64(mark.value) << (21 * UInt64(index % 3))
        if index < 3 { low |= bits } else { high |= bits }
    }

    package var text: String {
        var result = ""
        for index in 0..<Self.scalarLimit {
            if let scalar = scalar(index) { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}

extension Glyph {
    /// Calls `body` with what is drawn for a grapheme cluster, cell by cell from the left.
    ///
    /// Terminals disagree about joined sequences, so none is sent:
    /// - emoji joined by U+200D, and an emoji with a skin tone, are drawn as their first emoji;
    /// - a flag is drawn as the two letters of its region;
    /// - variation selectors and joiners are left out, so an emoji in text presentation (❤ with U+FE0F) takes the one
    ///   column that its plain form takes;
    /// - spacing marks get a cell of their own; a mark without a letter stands on a dotted circle.
    package static func forEach(in cluster: Character, _ body: ((glyph: Glyph, width: Int)) -> Void) {
        if let ascii = cluster.asciiValue {
            body((Glyph(refusingControls: Unicode.Scalar(ascii)), 1))
            return
        }
        let scalars = cluster.unicodeScalars
        if let only = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex {
            let columns = CellWidth.of(only)
            if columns > 0, !(0x1F1E6...0x1F1FF).contains(only.value) {
                body((Glyph(refusingControls: only), columns))
                return
            }
        }
        var glyph: Glyph?
        var width = 0
        var firstIsEmoji = false
        for scalar in scalars {
            let value = scalar.value
            if glyph == nil { firstIsEmoji = scalar.properties.isEmoji && value > 0xFF }
            if value == 0x200D, firstIsEmoji { break }
            if glyph != nil, (0x1F3FB...0x1F3FF).contains(value) { continue }
            if (0x1F1E6...0x1F1FF).contains(value), let letter = Unicode.Scalar(value - 0x1F1E6 + 0x41) {
                if let glyph { body((glyph, width)) }
                (glyph, width) = (Glyph(letter), 1)
                continue
            }
            let columns = CellWidth.of(scalar)
            if columns == 0 {
                guard isDrawnMark(scalar) else { continue }
                if glyph == nil { (glyph, width) = (Glyph("\u{25CC}"), 1) }
                glyph?.add(scalar)
            } else {
                if let glyph { body((glyph, width)) }
                (glyph, width) = (Glyph(refusingControls: scalar), columns)
            }
        }
        if let glyph { body((glyph, width)) }
    }

    /// The last line of defence behind the gate: no control scalar gets into a cell, whoever forgot it.
    init(refusingControls scalar: Unicode.Scalar) {
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        assert(!isControl, "a control scalar came past the gate")
        self = isControl ? .replacement : Glyph(scalar)
    }

    private static func isDrawnMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: !scalar.properties.isDefaultIgnorableCodePoint
        case .otherLetter: true  // vowels and finals of conjoining Hangul
        default: false
        }
    }
}
