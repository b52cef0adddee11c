/// Reading Unicode scalars out of UTF-8 that is known to be valid, as a `String`'s bytes are.
///
/// Offsets are bytes. The rules of sentence cutting count and compare scalars, never characters: CR LF is one
/// `Character`, and `==` on strings takes composed and decomposed letters for the same.
extension [UInt8] {
    /// The scalar that begins at `index` and the offset of the next one.
    @inline(__always)
    func scalar(at index: Int) -> (scalar: Unicode.Scalar, next: Int) {
        let lead = self[index]
        if lead < 0x80 { return (Unicode.Scalar(lead), index + 1) }
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard index + length <= count else { return ("\u{FFFD}", index + 1) }
        var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length { value = value << 6 | UInt32(self[index + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", index + length)
    }

    /// The scalar that ends right before `index` and its offset.
    @inline(__always)
    func scalar(before index: Int) -> (scalar: Unicode.Scalar, start: Int) {
        var start = index - 1
        while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
        return (scalar(at: start).scalar, start)
    }

    /// How many bytes the white space at `index` takes; 0 where there is none.
    @inline(__always)
    func whiteSpaceLength(at index: Int) -> Int {
        let byte = self[index]
        if byte < 0x80 { return byte.isASCIIWhiteSpace ? 1 : 0 }
        // Every other white space begins with one of these bytes.
        guard byte == 0xC2 || byte == 0xE1 || byte == 0xE2 || byte == 0xE3 else { return 0 }
        let (scalar, next) = scalar(at: index)
        return scalar.properties.isWhitespace ? next - index : 0
    }

    /// `range` without the white space at its ends.
    func trimmingWhiteSpace(_ range: Range<Int>) -> Range<Int> {
        let end = endBeforeWhiteSpace(in: range)
        let start = firstNonWhiteSpace(in: range.lowerBound..<end)
        return start..<end
    }

    /// Where the white space at the start of `range` ends.
    func firstNonWhiteSpace(in range: Range<Int>) -> Int {
        var start = range.lowerBound
        while start < range.upperBound {
            let length = whiteSpaceLength(at: start)
            if length == 0 { break }
            start += length
        }
        return start
    }

    /// Where the white space at the end of `range` starts.
    func endBeforeWhiteSpace(in range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound {
            let previous = scalar(before: end).start
            if whiteSpaceLength(at: previous) == 0 { break }
            end = previous
        }
        return end
    }

    /// Whether the bytes at `index` are these.
    @inline(__always)
    func has(_ other: StaticString, at index: Int) -> Bool {
        let length = other.utf8CodeUnitCount
        guard index >= 0, index + length <= count else { return false }
        return other.withUTF8Buffer { buffer in
            for offset in 0..<length where self[index + offset] != buffer[offset] { return false }
            return true
        }
    }
}

extension UInt8 {
    /// Tab to carriage return, the four information separators, space: what Unicode's bidirectional classes
    /// and Python's `\s` take for white space below U+0080.
    @inline(__always)
    var isASCIIWhiteSpace: Bool {
        self == 0x20 || (self >= 0x09 && self <= 0x0D) || (self >= 0x1C && self <= 0x1F)
    }

    @inline(__always) var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
    @inline(__always) var isASCIILowercase: Bool { self >= 0x61 && self <= 0x7A }
    @inline(__always) var isASCIIUppercase: Bool { self >= 0x41 && self <= 0x5A }
    @inline(__always) var isASCIILetter: Bool { isASCIILowercase || isASCIIUppercase }
}
