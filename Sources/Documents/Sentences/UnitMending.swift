/// Joins the pieces of a block that can't stand alone to their neighbours.
enum UnitMending {
    /// The units of one block, without white space at their ends, none empty.
    static func mended(_ pieces: [Range<Int>], of bytes: [UInt8]) -> [Range<Int>] {
        var units: [Range<Int>] = []
        for piece in pieces {
            var rest = bytes.trimmingWhiteSpace(piece)
            if let last = units.last, last.upperBound == rest.lowerBound {
                // Closing marks that touch the sentence before belong to it.
                let end = closingMarksEnd(in: rest, of: bytes)
                units[units.count - 1] = last.lowerBound..<end
                rest = bytes.trimmingWhiteSpace(end..<rest.upperBound)
            }
            guard !rest.isEmpty else { continue }
            if let last = units.last,
                !hasWord(rest, of: bytes) || isMarker(last, of: bytes, isFirst: units.count == 1)
                    || goesOn(last, in: rest, of: bytes)
            {
                units[units.count - 1] = last.lowerBound..<rest.upperBound
            } else {
                units.append(rest)
            }
        }
        // A first unit without a word had no neighbour on its left.
        if units.count > 1, !hasWord(units[0], of: bytes) {
            units[1] = units[0].lowerBound..<units[1].upperBound
            units.removeFirst()
        }
        return units
    }

    /// Whether a small letter follows an exclamation or question mark: `“No!” said Henry.`
    private static func goesOn(_ unit: Range<Int>, in next: Range<Int>, of bytes: [UInt8]) -> Bool {
        guard bytes.scalar(at: next.lowerBound).scalar.letterCase == .lower else { return false }
        let end = String(decoding: bytes[unit].suffix(16), as: UTF8.self).unicodeScalars
        let mark = end.last { !quotesAndBrackets.contains($0) }
        return mark == "!" || mark == "?"
    }

    private static let quotesAndBrackets = Set("\"'”’»)]}".unicodeScalars)
    private static let closingMarks = Set("”’」』）】》〉〕］｝)]}。；！？!?.…".unicodeScalars)

    private static func closingMarksEnd(in range: Range<Int>, of bytes: [UInt8]) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            let (scalar, next) = bytes.scalar(at: index)
            guard closingMarks.contains(scalar) else { break }
            index = next
        }
        // A note's number right after the sentence: `end.[3]`
        while let end = noteMarkEnd(at: index, in: range, of: bytes) { index = end }
        return index
    }

    private static func noteMarkEnd(at start: Int, in range: Range<Int>, of bytes: [UInt8]) -> Int? {
        guard start < range.upperBound, bytes[start] == UInt8(ascii: "[") else { return nil }
        var index = start + 1
        while index < range.upperBound, index - start < 8,
            bytes[index].isASCIIDigit || bytes[index].isASCIILetter
        {
            index += 1
        }
        guard index > start + 1, index < range.upperBound, bytes[index] == UInt8(ascii: "]") else {
            return nil
        }
        return index + 1
    }

    /// Whether there is a letter or a digit of any script.
    static func hasWord(_ range: Range<Int>, of bytes: [UInt8]) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let (scalar, next) = bytes.scalar(at: index)
            if scalar.isPunktLetter || scalar.isDecimalDigit { return true }
            index = next
        }
        return false
    }

    /// Whether the first unit of a block is nothing but a number or letter of a list: `3.`, `2.1.4.`, `(b)`,
    /// `iv.`
    private static func isMarker(_ unit: Range<Int>, of bytes: [UInt8], isFirst: Bool) -> Bool {
        guard isFirst, unit.count <= 12 else { return false }
        var letters = 0
        var digits = 0
        var romans = 0
        for byte in bytes[unit] {
            switch byte {
            case _ where byte.isASCIIDigit: digits += 1
            case _ where byte.isASCIILetter:
                letters += 1
                if "ivxIVX".utf8.contains(byte) { romans += 1 }
            case UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
                UInt8(ascii: "]"):
                break
            default: return false
            }
        }
        return letters == 0 && digits <= 6 || letters == 1 || digits == 0 && letters == romans
    }
}
