import Foundation

/// An encoding that text files come in.
public struct TextEncoding: Sendable, Hashable {
    /// As it is shown: "GB18030".
    public let name: String
    /// What web pages and other programs call it, lower case.
    let labels: Set<String>
    /// What iconv calls it.
    let converter: String

    /// What can be named; `EncodingDetector` finds out fewer by itself.
    public static let all: [TextEncoding] = [
        .utf8, .utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian, .gb18030, .big5,
        .shiftJIS,
        .eucJP, .eucKR, .windows1252,
        TextEncoding(name: "ISO-2022-JP", labels: ["iso-2022-jp"], converter: "ISO-2022-JP"),
        TextEncoding(name: "Windows-1250", labels: ["windows-1250", "cp1250"], converter: "CP1250"),
        TextEncoding(name: "Windows-1251", labels: ["windows-1251", "cp1251"], converter: "CP1251"),
        TextEncoding(name: "KOI8-R", labels: ["koi8-r", "koi8"], converter: "KOI8-R"),
        TextEncoding(name: "ISO-8859-2", labels: ["iso-8859-2", "latin2"], converter: "ISO-8859-2"),
        TextEncoding(name: "ISO-8859-15", labels: ["iso-8859-15", "latin9"], converter: "ISO-8859-15"),
        TextEncoding(name: "Macintosh", labels: ["macintosh", "x-mac-roman"], converter: "MACINTOSH"),
    ]

    static let utf8 = TextEncoding(name: "UTF-8", labels: ["utf-8", "utf8"], converter: "UTF-8")
    static let utf16LittleEndian = TextEncoding(
        name: "UTF-16LE", labels: ["utf-16le", "utf-16"], converter: "UTF-16LE")
    static let utf16BigEndian = TextEncoding(name: "UTF-16BE", labels: ["utf-16be"], converter: "UTF-16BE")
    static let utf32LittleEndian = TextEncoding(
        name: "UTF-32LE", labels: ["utf-32le", "utf-32"], converter: "UTF-32LE")
    static let utf32BigEndian = TextEncoding(name: "UTF-32BE", labels: ["utf-32be"], converter: "UTF-32BE")
    /// Holds GBK and GB2312, whose names pages still use.
    static let gb18030 = TextEncoding(
        name: "GB18030", labels: ["gb18030", "gbk", "gb2312", "gb_2312-80", "x-gbk", "cp936", "chinese"],
        converter: "GB18030")
    static let big5 = TextEncoding(
        name: "Big5", labels: ["big5", "big5-hkscs", "cn-big5", "x-x-big5", "cp950"], converter: "BIG5-HKSCS")
    static let shiftJIS = TextEncoding(
        name: "Shift-JIS",
        labels: ["shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "cp932"],
        converter: "CP932")
    static let eucJP = TextEncoding(
        name: "EUC-JP", labels: ["euc-jp", "x-euc-jp", "eucjp"], converter: "EUC-JP")
    static let eucKR = TextEncoding(
        name: "EUC-KR", labels: ["euc-kr", "ks_c_5601-1987", "korean", "cp949"], converter: "CP949")
    /// Holds Latin-1, which is read as it everywhere.
    static let windows1252 = TextEncoding(
        name: "Windows-1252",
        labels: [
            "windows-1252", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "cp1252",
        ],
        converter: "CP1252")

    /// By any of its names, in any case; nil for an unknown one.
    public init?(named name: String) {
        let name = name.lowercased()
        guard let found = Self.all.first(where: { $0.name.lowercased() == name || $0.labels.contains(name) })
        else {
            return nil
        }
        self = found
    }

    private init(name: String, labels: Set<String>, converter: String) {
        self.name = name
        self.labels = labels
        self.converter = converter
    }

    /// UTF-8 of the bytes, and how many wrong sequences became a replacement character.
    ///
    /// - Returns: nil where this machine's C library doesn't know the encoding.
    func decode(_ bytes: ArraySlice<UInt8>) -> (text: [UInt8], repairs: Int)? {
        let converter = iconv_open("UTF-8", self.converter)
        guard let converter, converter != UnsafeMutableRawPointer(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 3 / 2)
        var repairs = 0
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        input.withUnsafeMutableBufferPointer { input in
            buffer.withUnsafeMutableBufferPointer { buffer in
                guard let base = input.baseAddress, let place = buffer.baseAddress else { return }
                var next: UnsafeMutablePointer<CChar>? = base
                var left = input.count
                while left > 0 {
                    var target: UnsafeMutablePointer<CChar>? = place
                    var room = buffer.count
                    let result = iconv(converter, &next, &left, &target, &room)
                    text += UnsafeRawBufferPointer(start: place, count: buffer.count - room)
                    if result != -1 || errno == E2BIG { continue }
                    // A wrong sequence, or one that the end cuts short: one byte of it is passed over.
                    text += [0xEF, 0xBF, 0xBD]
                    repairs += 1
                    next = next.map { $0 + 1 }
                    left -= 1
                }
            }
        }
        return (text, repairs)
    }
}
