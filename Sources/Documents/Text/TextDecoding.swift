/// Bytes of a text file to text.
struct TextDecoding {
    /// Line feeds for every kind of line end, no byte order mark, no NUL.
    let text: String
    /// What was mended, in words for people.
    let warnings: [String]

    /// UTF-8, with or without a byte order mark; what isn't UTF-8 is replaced and counted.
    init(_ bytes: [UInt8]) {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        var warnings: [String] = []
        let decoded: String
        if let valid = String(validating: body, as: UTF8.self) {
            decoded = valid
        } else {
            decoded = String(decoding: body, as: UTF8.self)
            // Every wrong sequence became one replacement character; some may have been there before.
            let repairs = Self.replacementCount(Array(decoded.utf8)[...]) - Self.replacementCount(body)
            warnings.append(
                "not valid UTF-8: \(repairs) wrong byte sequence\(repairs == 1 ? "" : "s") shown as \u{FFFD}")
        }
        let (text, nulCount) = Self.normalized(decoded)
        if nulCount > 0 {
            warnings.append("\(nulCount) NUL byte\(nulCount == 1 ? "" : "s") shown as \u{FFFD}")
        }
        self.text = text
        self.warnings = warnings
    }

    private static func replacementCount(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        var index = bytes.startIndex
        while index + 2 < bytes.endIndex {
            if bytes[index] == 0xEF, bytes[index + 1] == 0xBF, bytes[index + 2] == 0xBD { count += 1 }
            index += 1
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

/// Tells what is no text.
enum BinaryContent {
    /// - Throws: `DocumentError.binary` for bytes that can't be a text file in any encoding.
    static func refuse(_ source: SourceFile) throws(DocumentError) {
        if let kind = knownKind(source.bytes) { throw .binary(file: source.name, looksLike: kind) }
        // Control characters that no text uses: a few may be damage, a share of them is another kind of file.
        let sample = source.bytes.prefix(1 << 20)
        let controls = sample.count { $0 < 0x07 || ($0 > 0x0D && $0 < 0x1B) || $0 == 0x7F }
        if controls * 50 > sample.count { throw .binary(file: source.name, looksLike: nil) }
    }

    private static let kinds: [(start: [UInt8], name: String)] = [
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        (Array("GIF8".utf8), "a GIF image"), ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        (Array("MZ".utf8) + [0x90, 0x00], "a program"), ([0x1F, 0x8B], "a gzip archive"),
        (Array("BZh".utf8), "a bzip2 archive"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"), ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"),
        (Array("Rar!".utf8), "a rar archive"), (Array("SQLite format 3".utf8), "a database"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document (.doc, .xls, .ppt)"),
        (Array("GGUF".utf8), "a model"),
        (Array("ID3".utf8), "a sound file"), (Array("OggS".utf8), "a sound file"),
    ]

    private static func knownKind(_ bytes: [UInt8]) -> String? {
        kinds.first { bytes.starts(with: $0.start) }?.name
    }
}
