/// Ends the sentences that a curly quotation mark closes: `“Stop.” Then he left.`
///
/// Punkt knows straight marks only, and in a typeset text there are none: two sentences would be one unit.
enum QuotedEnds {
    static func cut(_ pieces: [Range<Int>], of bytes: [UInt8]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        for piece in pieces {
            var start = piece.lowerBound
            var index = piece.lowerBound
            while index < piece.upperBound {
                guard bytes[index] == 0xE2,
                    let (end, next) = sentenceEnd(at: index, in: start..<piece.upperBound, bytes)
                else {
                    index += 1
                    continue
                }
                parts.append(start..<end)
                start = next
                index = next
            }
            if start < piece.upperBound { parts.append(start..<piece.upperBound) }
        }
        return parts
    }

    /// Where the marks end that close a sentence at `index`, and where the next one begins; nil where none ends.
    private static func sentenceEnd(
        at index: Int, in range: Range<Int>, _ bytes: [UInt8]
    ) -> (end: Int, next: Int)? {
        guard bytes.has("”", at: index) || bytes.has("’", at: index), index > range.lowerBound,
            endsSentence(before: index, in: range, bytes)
        else { return nil }
        var end = index
        while end < range.upperBound {
            let (scalar, after) = bytes.scalar(at: end)
            guard "”’\"')]".unicodeScalars.contains(scalar) else { break }
            end = after
        }
        let next = bytes.firstNonWhiteSpace(in: end..<range.upperBound)
        guard next > end, next < range.upperBound, startsSentence(at: next, in: range, bytes) else {
            return nil
        }
        return (end, next)
    }

    private static func endsSentence(before index: Int, in range: Range<Int>, _ bytes: [UInt8]) -> Bool {
        switch bytes[index - 1] {
        case UInt8(ascii: "!"), UInt8(ascii: "?"): return true
        case UInt8(ascii: "."):
            // Not after `“Mr.”` and not after an initial.
            let word = bytes[range.lowerBound..<index - 1].suffix(16).reversed().prefix { $0.isASCIILetter }
            let before = String(decoding: word.reversed(), as: UTF8.self).lowercased()
            return word.count != 1 && !KnownAbbreviations.titles.contains(PunktType(before))
        default: return index >= range.lowerBound + 3 && bytes.has("…", at: index - 3)
        }
    }

    /// A capital letter, with opening marks before it or without.
    private static func startsSentence(at start: Int, in range: Range<Int>, _ bytes: [UInt8]) -> Bool {
        var index = start
        while index < range.upperBound {
            let (scalar, next) = bytes.scalar(at: index)
            guard "“‘\"'([".unicodeScalars.contains(scalar) else { return scalar.letterCase == .upper }
            index = next
        }
        return false
    }
}
