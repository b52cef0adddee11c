/// LongCite's steps around Punkt (`longcite.md` §2.1): the cut at full-width marks and the fallback to blank
/// lines.
enum ReferenceCut {
    /// The reference's fragments of a whole text, white space stripped, none empty.
    static func fragments(of bytes: [UInt8], punkt: Punkt, stopWhen shouldStop: () -> Bool = { false })
        -> [Range<Int>]
    {
        let whole = 0..<bytes.count
        var fragments = fullWidthCut(punkt.sentences(in: whole, stopWhen: shouldStop), of: bytes)
        if fragments.count == 1 { fragments = blankLineCut(whole, of: bytes) }
        return fragments.map { bytes.trimmingWhiteSpace($0) }.filter { !$0.isEmpty }
    }

    /// Cuts after each of `。；！？`; the mark stays on its left, a second mark right after it stands alone.
    static func fullWidthCut(_ pieces: [Range<Int>], of bytes: [UInt8]) -> [Range<Int>] {
        var fragments: [Range<Int>] = []
        for piece in pieces {
            var start = piece.lowerBound
            var index = piece.lowerBound
            while index < piece.upperBound {
                let length = fullWidthMarkLength(at: index, in: bytes)
                index += max(1, length)
                if length > 0 {
                    fragments.append(start..<index)
                    start = index
                }
            }
            if start < piece.upperBound { fragments.append(start..<piece.upperBound) }
        }
        return fragments
    }

    /// Bytes of the full-width full stop, semicolon, exclamation or question mark at `index`; 0 where there
    /// is none.
    @inline(__always)
    static func fullWidthMarkLength(at index: Int, in bytes: [UInt8]) -> Int {
        switch bytes[index] {
        case 0xE3: bytes.has("。", at: index) ? 3 : 0
        case 0xEF: bytes.has("；", at: index) || bytes.has("！", at: index) || bytes.has("？", at: index) ? 3 : 0
        default: 0
        }
    }

    private static func blankLineCut(_ range: Range<Int>, of bytes: [UInt8]) -> [Range<Int>] {
        var fragments: [Range<Int>] = []
        var start = range.lowerBound
        var index = range.lowerBound
        while index + 1 < range.upperBound {
            if bytes[index] == 0x0A, bytes[index + 1] == 0x0A {
                fragments.append(start..<index)
                index += 2
                start = index
            } else {
                index += 1
            }
        }
        fragments.append(start..<range.upperBound)
        return fragments
    }
}
