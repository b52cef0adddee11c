/// Tells what is no text.
enum BinaryContent {
    /// - Throws: `DocumentError`: binary, unsupported, encrypted; for what its first bytes say it is.
    static func refuse(_ source: SourceFile) throws(DocumentError) {
        if case .other(let kind) = ContainerKind.of(source.bytes) {
            throw .unsupported(file: source.name, kind: kind)
        }
        if source.bytes.starts(with: Self.compoundFile) {
            // An encrypted Word document is such a file too, with the encrypted one inside.
            let name: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, 0] }
            if source.bytes.firstRange(of: name) != nil {
                throw .encrypted(file: source.name, opensWithPassword: false)
            }
            throw .unsupported(file: source.name, kind: "an old Office document (.doc, .xls, .ppt)")
        }
        if source.bytes.starts(with: Array("{\\rtf".utf8)) {
            throw .unsupported(file: source.name, kind: "an RTF document")
        }
        if source.bytes.starts(with: Array("%!PS".utf8)) {
            throw .unsupported(file: source.name, kind: "a PostScript file")
        }
        if let kind = knownKind(source.bytes) { throw .binary(file: source.name, looksLike: kind) }
    }

    /// - Throws: `DocumentError.binary` for a text that is none: a few control characters or wrong bytes may
    ///   be damage, a share of them is another kind of file.
    static func refuse(_ decoded: TextDecoding, _ source: SourceFile) throws(DocumentError) {
        var count = 0
        var controls = 0
        var replaced = 0
        for scalar in decoded.text.unicodeScalars.prefix(1 << 20) {
            count += 1
            switch scalar.value {
            case 0..<0x07, 0x0E..<0x1B, 0x7F: controls += 1
            case 0xFFFD: replaced += 1
            default: break
            }
        }
        if controls * 25 > count || replaced * 3 > count { throw .binary(file: source.name, looksLike: nil) }
    }

    private static let compoundFile: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    private static let kinds: [(start: [UInt8], name: String)] = [
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        (Array("GIF8".utf8), "a GIF image"), ([0x7F, 0x45, 0x4C, 0x46], "a program"),
        (Array("MZ".utf8) + [0x90, 0x00], "a program"), ([0x1F, 0x8B], "a gzip archive"),
        (Array("BZh".utf8), "a bzip2 archive"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"), ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"),
        (Array("Rar!".utf8), "a rar archive"), (Array("SQLite format 3".utf8), "a database"),
        (Array("GGUF".utf8), "a model"),
        (Array("ID3".utf8), "a sound file"), (Array("OggS".utf8), "a sound file"),
    ]

    private static func knownKind(_ bytes: [UInt8]) -> String? {
        kinds.first { bytes.starts(with: $0.start) }?.name
    }
}
