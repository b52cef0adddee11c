/// Bytes of a text file to text.
struct TextDecoding {
    /// Line feeds for every kind of line end, no byte order mark, no NUL.
    let text: String
    let encoding: TextEncoding
    /// What was mended, in words for people.
    let warnings: [String]

    /// - Parameters:
    ///   - declared: the encoding that the file names itself.
    ///   - wanted: the encoding that a person names; it counts whatever the bytes look like.
    init(_ bytes: [UInt8], declared: TextEncoding? = nil, wanted: TextEncoding? = nil) {
        let found = EncodingDetector.detect(bytes, declared: declared)
        let isMarked = found.markLength > 0 && (wanted == nil || wanted == found.encoding)
        let body = isMarked ? bytes[found.markLength...] : bytes[...]
        var encoding = wanted ?? found.encoding
        var warnings: [String] = []
        var decoded: String?
        if encoding != .utf8 {
            if let (text, repairs) = encoding.decode(body) {
                decoded = String(decoding: text, as: UTF8.self)
                if wanted == nil, !isMarked { warnings.append("not UTF-8: read as \(encoding.name)") }
                if repairs > 0 { warnings.append(Self.repaired(repairs, encoding)) }
            } else {
                warnings.append("this machine can't convert \(encoding.name): read as UTF-8")
                encoding = .utf8
            }
        }
        if decoded == nil {
            if let valid = String(validating: body, as: UTF8.self) {
                decoded = valid
            } else {
                let text = String(decoding: body, as: UTF8.self)
                // Every wrong sequence became one replacement character; some may have been there before.
                let repairs = Self.replacementCount(text.utf8) - Self.replacementCount(body)
                warnings.append(Self.repaired(repairs, .utf8))
                decoded = text
            }
        }
        let (text, nulCount) = Self.normalized(decoded ?? "")
        if nulCount > 0 {
            warnings.append("\(nulCount) NUL byte\(nulCount == 1 ? "" : "s") shown as \u{FFFD}")
        }
        self.text = text
        self.encoding = encoding
        self.warnings = warnings
    }

    private static func repaired(_ count: Int, _ encoding: TextEncoding) -> String {
        "not valid \(encoding.name): \(count) wrong byte sequence\(count == 1 ? "" : "s") shown as \u{FFFD}"
    }

    private static func replacementCount(_ bytes: some Sequence<UInt8>) -> Int {
        var count = 0
        var state = 0
        for byte in bytes {
            switch (state, byte) {
            case (1, 0xBF): state = 2
            case (2, 0xBD):
                count += 1
                state = 0
            default: state = byte == 0xEF ? 1 : 0
            }
        }
        return count
    }

    /// CR LF and lone CR become LF; NUL becomes the replacement character.
    private static func normalized(_ text: String) -> (text: String, nulCount: Int) {
        guard text.utf8.contains(where: { $0 == 0x0D || $0 == 0 }) else { return (text, 0) }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var nulCount = 0
        var afterReturn = false
        for byte in text.utf8 {
            switch byte {
            case 0x0D: result.append(0x0A)
            case 0x0A where afterReturn: break
            case 0:
                nulCount += 1
                result += [0xEF, 0xBF, 0xBD]
            default: result.append(byte)
            }
            afterReturn = byte == 0x0D
        }
        return (String(decoding: result, as: UTF8.self), nulCount)
    }
}
