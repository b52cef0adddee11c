/// Cuts units that are too long to point at anything: at lines, else at clauses, else between words.
enum LongUnits {
    /// Tokens, as `TokenEstimate` counts them.
    static let limit = 200.0

    /// The unit itself, or the pieces it is cut into, without white space at their ends.
    static func cut(_ unit: Range<Int>, of bytes: [UInt8]) -> [Range<Int>] {
        // A token is a byte at least.
        if unit.count <= Int(limit) / 2 { return [unit] }
        return cut(unit, of: bytes, at: Place.allCases[...])
    }

    /// Where a cut may be, best first.
    private enum Place: CaseIterable {
        case lines, clauses, words, scalars
    }

    private static func cut(_ unit: Range<Int>, of bytes: [UInt8], at places: ArraySlice<Place>) -> [Range<
        Int
    >] {
        let tokens = TokenEstimate.count(bytes, in: unit)
        guard tokens > limit, let place = places.first else { return [unit] }
        // Pieces of about the same length, none over the limit.
        let target = min(limit, tokens / (tokens / limit).rounded(.up) * 1.1)
        var pieces: [Range<Int>] = []
        var piece = unit.lowerBound..<unit.lowerBound
        var pieceTokens = 0.0
        func close() {
            let trimmed = bytes.trimmingWhiteSpace(piece)
            if !trimmed.isEmpty { pieces += cut(trimmed, of: bytes, at: places.dropFirst()) }
        }
        var start = unit.lowerBound
        while start < unit.upperBound {
            let end = next(place, after: start, in: unit, of: bytes)
            // White space that goes on from the part before counts here as it does inside a part.
            let more = TokenEstimate.count(bytes, in: start..<end) + (bytes[start].isASCIIWhiteSpace ? 1 : 0)
            if pieceTokens > 0, pieceTokens + more > target {
                close()
                piece = start..<start
                pieceTokens = 0
            }
            piece = piece.lowerBound..<end
            pieceTokens += more
            start = end
        }
        close()
        return pieces
    }

    /// The first place of that kind after `start`, or the unit's end.
    private static func next(_ place: Place, after start: Int, in unit: Range<Int>, of bytes: [UInt8]) -> Int
    {
        var index = start
        while index < unit.upperBound {
            let byte = bytes[index]
            let following = byte < 0x80 ? index + 1 : bytes.scalar(at: index).next
            switch place {
            case .lines where byte == 0x0A: return following
            case .clauses where endsClause(at: index, before: following, in: unit, of: bytes):
                return following
            case .words where bytes.whiteSpaceLength(at: index) > 0: return following
            case .scalars: return following
            default: index = following
            }
        }
        return unit.upperBound
    }

    private static func endsClause(
        at index: Int, before following: Int, in unit: Range<Int>, of bytes: [UInt8]
    ) -> Bool {
        let byte = bytes[index]
        if byte < 0x80 {
            guard ",;:)|".utf8.contains(byte) else { return false }
            return following < unit.upperBound && bytes.whiteSpaceLength(at: following) > 0
        }
        return "，、；：）—…".unicodeScalars.contains(bytes.scalar(at: index).scalar)
    }
}
