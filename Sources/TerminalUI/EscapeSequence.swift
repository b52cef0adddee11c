/// Finds whole escape sequences in text: those that a terminal would swallow instead of show (ECMA-48, 5.4 and 5.6).
enum EscapeSequence {
    private enum Introducer { case csi, osc, string }

    /// Where the sequence that begins at `position` ends, or nil if none begins there.
    ///
    /// A control sequence ends at its final byte, or before the first byte that can't belong to it. A control
    /// string ends at its terminator, at CAN or SUB, or before the end of its line: a stray introducer must not
    /// hide the rest of a document. A sequence inside a string belongs to it.
    static func end(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int? {
        guard let (kind, start) = introducer(in: bytes, at: position) else { return nil }
        switch kind {
        case .csi: return controlSequenceEnd(in: bytes, from: start)
        case .osc: return stringEnd(in: bytes, from: start, bellEnds: true)
        case .string: return stringEnd(in: bytes, from: start, bellEnds: false)
        }
    }

    private static func introducer(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (
        kind: Introducer, next: Int
    )? {
        guard position + 1 < bytes.count else { return nil }
        let second = bytes[position + 1]
        // The eight-bit forms are U+0080…U+009F, two bytes in UTF-8: the same letters, less 0x40, with a lead.
        let letter: UInt8
        switch (bytes[position], second) {
        case (0x1B, 0x40...0x5F): letter = second
        case (0xC2, 0x80...0x9F): letter = second - 0x40
        default: return nil
        }
        switch letter {
        case UInt8(ascii: "["): return (.csi, position + 2)
        case UInt8(ascii: "]"): return (.osc, position + 2)
        case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            return (.string, position + 2)
        default: return nil
        }
    }

    private static func controlSequenceEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case 0x20...0x3F: position += 1
            case 0x40...0x7E: return position + 1
            case 0x18, 0x1A: return position + 1
            default:
                // Another sequence may take over; to the reader the two are one.
                guard let (kind, next) = introducer(in: bytes, at: position) else { return position }
                if kind != .csi { return stringEnd(in: bytes, from: next, bellEnds: kind == .osc) }
                position = next
            }
        }
        return position
    }

    private static func stringEnd(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, bellEnds: Bool
    ) -> Int {
        // Strings that are open, innermost last; the value says whether a bell ends it. No recursion: depth is the
        // document's choice.
        var open = [bellEnds]
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A { return position }
            if byte == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { return position }
            let isTerminator = isStringTerminator(in: bytes, at: position)
            if byte == 0x18 || byte == 0x1A { return position + 1 }
            if isTerminator || byte == 0x07 && open.last == true {
                position += isTerminator ? 2 : 1
                open.removeLast()
                if open.isEmpty { return position }
            } else if let (kind, next) = introducer(in: bytes, at: position) {
                position = next
                if kind != .csi { open.append(kind == .osc) }
            } else {
                position += 1
            }
        }
        return position
    }

    private static func isStringTerminator(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard position + 1 < bytes.count else { return false }
        return bytes[position] == 0x1B && bytes[position + 1] == UInt8(ascii: "\\")
            || bytes[position] == 0xC2 && bytes[position + 1] == 0x9C
    }
}
