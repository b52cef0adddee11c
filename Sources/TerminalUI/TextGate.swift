/// The gate itself: what happens to each scalar of text from outside.
///
/// | in the source | in the safe text |
/// | --- | --- |
/// | control characters (C0, DEL, C1) except newline and tab | a control picture; CRLF is a newline, CR alone `␍` |
/// | whole CSI, OSC, DCS, SOS, PM, APC sequences, also cut off or nested | one `␛…` |
/// | bidirectional controls | `⇄` |
/// | zero-width and other invisible scalars, stray variation selectors and joiners | nothing |
/// | private use, unassigned | U+FFFD |
/// | line and paragraph separator | a newline |
struct TextGate {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var output: [UInt8] = []
    private var edits: [SafeText.Edit] = []
    /// Start of the source that is taken over as it is and not yet in `output`.
    private var untouched = 0
    /// The last scalar that was kept; nil after anything else, so that a joiner there is stray.
    private var previous: Unicode.Scalar?

    static func pass(_ text: String) -> (String, [SafeText.Edit]) {
        var text = text
        return text.withUTF8 { bytes in
            if bytes.allSatisfy(isPlainASCII) { return (String(decoding: bytes, as: UTF8.self), []) }
            var gate = TextGate(bytes)
            gate.run()
            if gate.edits.isEmpty { return (String(decoding: bytes, as: UTF8.self), []) }
            gate.takeOver(upTo: bytes.count)
            return (String(decoding: gate.output, as: UTF8.self), gate.edits)
        }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private static func isPlainASCII(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F || byte == 0x0A || byte == 0x09
    }

    private mutating func run() {
        var position = 0
        while position < bytes.count {
            if Self.isPlainASCII(bytes[position]) {
                previous = Unicode.Scalar(bytes[position])
                position += 1
            } else {
                position = step(position)
            }
        }
    }

    /// Looks at the scalar at `position`, which isn't plain ASCII, and returns where the next one begins.
    private mutating func step(_ position: Int) -> Int {
        let (scalar, next) = UTF8Reader.scalar(in: bytes, at: position)
        if let end = EscapeSequence.end(in: bytes, at: position) {
            put("␛…", for: position..<end, .sequence)
            return end
        }
        switch ScalarClass(scalar, after: previous, before: { UTF8Reader.scalar(in: bytes, at: next).scalar })
        {
        case .plain:
            previous = scalar
        case .control where scalar == "\r" && next < bytes.count && bytes[next] == 0x0A:
            put("\n", for: position..<next + 1, .newline)
            return next + 1
        case .control: put(Self.picture(of: scalar), for: position..<next, .control)
        case .separator: put("\n", for: position..<next, .newline)
        case .bidirectional: put("⇄", for: position..<next, .bidirectional)
        case .invisible: put("", for: position..<next, .invisible)
        case .meaningless: put("\u{FFFD}", for: position..<next, .replaced)
        }
        return next
    }

    private mutating func put(_ text: String, for source: Range<Int>, _ kind: SafeText.Edit.Kind) {
        takeOver(upTo: source.lowerBound)
        let start = output.count
        output.append(contentsOf: text.utf8)
        edits.append(SafeText.Edit(kind: kind, safe: start..<output.count, source: source))
        untouched = source.upperBound
        // What was left out doesn't come between a letter and its mark; anything visible does.
        if kind != .invisible { previous = nil }
    }

    private mutating func takeOver(upTo end: Int) {
        output.append(contentsOf: bytes[untouched..<end])
        untouched = end
    }

    /// U+2400… for C0, U+2421 for DEL; C1 has no pictures, and each of its controls is ESC and a letter.
    private static func picture(of control: Unicode.Scalar) -> String {
        switch control.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + control.value).map(String.init) ?? "␛"
        case 0x7F: "␡"
        default: "␛"
        }
    }
}

/// Scalars out of bytes that are known to be valid UTF-8.
enum UTF8Reader {
    /// The scalar that begins at `position` and where the next one does; U+0000 at the end.
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (
        scalar: Unicode.Scalar, next: Int
    ) {
        guard position < bytes.count else { return ("\0", position) }
        let lead = UInt32(bytes[position])
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard position + length <= bytes.count else { return ("\u{FFFD}", bytes.count) }
        var value = length == 1 ? lead : lead & (0xFF >> UInt32(length + 1))
        for index in 1..<max(length, 1) { value = value << 6 | UInt32(bytes[position + index]) & 0x3F }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", position + length)
    }
}
