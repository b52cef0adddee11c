/// Tells the encoding of a text from its bytes.
///
/// A byte order mark tells it; so does being UTF-8, which other encodings never are by chance in more than a
/// few words. What is left is a scheme of two bytes a character, if the characters it gives are mostly common
/// ones, or Windows-1252.
struct EncodingDetector {
    struct Finding {
        let encoding: TextEncoding
        /// Bytes of the mark at the start.
        var markLength = 0
    }

    /// - Parameter declared: what the file says itself; it counts unless the bytes speak against it.
    static func detect(_ bytes: [UInt8], declared: TextEncoding? = nil) -> Finding {
        if let marked = byMark(bytes) { return marked }
        if let wide = withoutMark(bytes) { return Finding(encoding: wide) }
        let sample = bytes.prefix(1 << 20)
        let utf8 = utf8Sequences(sample, isCut: sample.count < bytes.count)
        if utf8.wrong == 0, utf8.right > 0 || declared == nil { return Finding(encoding: .utf8) }
        // Damaged UTF-8 still has whole sequences; other encodings hardly any.
        if utf8.right > 4 * utf8.wrong { return Finding(encoding: .utf8) }
        if let declared, declared != .utf8 { return Finding(encoding: declared) }
        if utf8.wrong == 0 { return Finding(encoding: .utf8) }
        if holdsJISEscapes(sample), let jis = TextEncoding(named: "iso-2022-jp") {
            return Finding(encoding: jis)
        }
        let candidates = [TextEncoding.eucJP, .eucKR, .gb18030, .big5, .shiftJIS].map {
            ($0, DoubleByteScore($0, sample))
        }
        // Korean and Japanese fill a part of what Chinese fills: where they fit, they come first.
        let likely =
            candidates.prefix(2).first(where: \.1.isLikely)
            ?? candidates.filter(\.1.isLikely).max { $0.1.common < $1.1.common }
        if let likely { return Finding(encoding: likely.0) }
        return Finding(encoding: utf8.right < utf8.wrong && looksWestern(sample) ? .windows1252 : .utf8)
    }

    /// Whether the bytes above ASCII are letters beside letters, or the marks that Western texts use: else
    /// they are damage.
    private static func looksWestern(_ bytes: ArraySlice<UInt8>) -> Bool {
        var count = 0
        var fitting = 0
        var previous: UInt8 = 0x20
        for (index, byte) in zip(bytes.indices, bytes) {
            defer { previous = byte }
            guard byte >= 0x80 else { continue }
            count += 1
            let next = index + 1 < bytes.endIndex ? bytes[index + 1] : 0x20
            if isWesternLetter(byte) {
                let isWord = { (byte: UInt8) in byte.isASCIILetter || isWesternLetter(byte) }
                if isWord(previous) || isWord(next) || lettersThatAreWords.contains(byte) { fitting += 1 }
            } else if westernMarks.contains(byte) {
                fitting += 1
            }
        }
        return fitting * 5 >= count * 4
    }

    private static func isWesternLetter(_ byte: UInt8) -> Bool {
        byte >= 0xC0 && byte != 0xD7 && byte != 0xF7
            || [0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F].contains(byte)
    }

    /// French à, Italian è and ò, Spanish ó, Danish å, Swedish ö, and their capitals.
    private static let lettersThatAreWords: Set<UInt8> = [
        0xC0, 0xC5, 0xC8, 0xC9, 0xD2, 0xD3, 0xD6, 0xE0, 0xE5, 0xE8, 0xE9, 0xF2, 0xF3, 0xF6,
    ]

    /// Euro, quotation marks, dashes, ellipsis, no-break space, section and degree signs and their like.
    private static let westernMarks: Set<UInt8> = [
        0x80, 0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xA0, 0xA1, 0xA3, 0xA7, 0xA9, 0xAB,
        0xAE, 0xB0,
        0xB1, 0xB2, 0xB3, 0xB5, 0xB7, 0xBB, 0xBC, 0xBD, 0xBE, 0xBF, 0xD7,
    ]

    private static func byMark(_ bytes: [UInt8]) -> Finding? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Finding(encoding: .utf8, markLength: 3) }
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) {
            return Finding(encoding: .utf32LittleEndian, markLength: 4)
        }
        if bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            return Finding(encoding: .utf32BigEndian, markLength: 4)
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return Finding(encoding: .utf16LittleEndian, markLength: 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return Finding(encoding: .utf16BigEndian, markLength: 2) }
        if bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) { return Finding(encoding: .gb18030, markLength: 4) }
        return nil
    }

    /// UTF-16 whose mark is missing: spaces and line ends at least hold zeros, and one order of the bytes
    /// gives characters that texts are made of.
    private static func withoutMark(_ bytes: [UInt8]) -> TextEncoding? {
        guard bytes.count >= 4, bytes.count.isMultiple(of: 2) else { return nil }
        let sample = bytes.prefix(1 << 16)
        guard sample.contains(0) else { return nil }
        let units = stride(from: 0, to: sample.count - 1, by: 2)
        let little = plausibleShare(units.lazy.map { UInt16(sample[$0 + 1]) << 8 | UInt16(sample[$0]) })
        let big = plausibleShare(units.lazy.map { UInt16(sample[$0]) << 8 | UInt16(sample[$0 + 1]) })
        guard max(little, big) >= 0.95, abs(little - big) > 0.1 else { return nil }
        return little > big ? .utf16LittleEndian : .utf16BigEndian
    }

    /// The share of units in blocks of everyday scripts, controls but tab and line ends excepted.
    private static func plausibleShare(_ units: some Sequence<UInt16>) -> Double {
        var count = 0
        var plausible = 0
        for unit in units {
            count += 1
            switch unit {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0x24F, 0x370...0x52F, 0x2010...0x2027, 0x3000...0x30FF,
                0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xD800...0xDFFF, 0xFF00...0xFFEF:
                plausible += 1
            default: break
            }
        }
        return count == 0 ? 0 : Double(plausible) / Double(count)
    }

    /// Sequences of several bytes: whole ones, and bytes that belong to none.
    ///
    /// - Parameter isCut: whether the last sequence may go on beyond the end.
    static func utf8Sequences(_ bytes: ArraySlice<UInt8>, isCut: Bool) -> (right: Int, wrong: Int) {
        var right = 0
        var wrong = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let length =
                lead >= 0xC2 && lead < 0xE0
                ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0
            let end = index + length
            if isCut, length > 0, end > bytes.endIndex,
                bytes[(index + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 })
            {
                // The sample ends inside it.
                break
            }
            if length > 0, end <= bytes.endIndex, bytes[(index + 1)..<end].allSatisfy({ $0 & 0xC0 == 0x80 }),
                isShortest(lead, bytes[index + 1])
            {
                right += 1
                index = end
            } else {
                wrong += 1
                index += 1
            }
        }
        return (right, wrong)
    }

    /// No longer form of a shorter one, no surrogate, nothing beyond Unicode.
    private static func isShortest(_ lead: UInt8, _ second: UInt8) -> Bool {
        switch lead {
        case 0xE0: second >= 0xA0
        case 0xED: second < 0xA0
        case 0xF0: second >= 0x90
        case 0xF4: second < 0x90
        default: true
        }
    }

    private static func holdsJISEscapes(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.holds("\u{1B}$B") || bytes.holds("\u{1B}$@")
    }
}

/// How well bytes fit an encoding with two bytes a character.
struct DoubleByteScore {
    private var pairs = 0
    private var commonPairs = 0
    private var kana = 0
    private var pairsInRuns = 0
    private var wrong = 0

    /// The share of characters that are in the tables' common halves.
    var common: Double { pairs == 0 ? 0 : Double(commonPairs) / Double(pairs) }

    private let needsKana: Bool
    private let commonEnough: Double
    private let enoughPairs: Int

    /// Few wrong bytes, common characters, and words of several of them: single accented letters are
    /// something else. Japanese is never without kana.
    var isLikely: Bool {
        pairs >= enoughPairs && wrong * 50 <= pairs && common >= commonEnough && pairsInRuns * 2 >= pairs
            && (!needsKana || kana * 6 >= pairs)
    }

    init(_ encoding: TextEncoding, _ bytes: ArraySlice<UInt8>) {
        needsKana = encoding == .shiftJIS || encoding == .eucJP
        commonEnough = encoding == .eucKR ? 0.97 : 0.7
        enoughPairs = encoding == .eucKR ? 20 : 2
        let hasHalfWidth = encoding == .shiftJIS
        let classify: (UInt8, UInt8) -> Character =
            switch encoding {
            case .big5: Self.big5
            case .shiftJIS: Self.shiftJIS
            case .eucJP: Self.eucJP
            case .eucKR: Self.eucKR
            default: Self.gb18030
            }
        var index = bytes.startIndex
        var run = 0
        func endRun() -> Int { run >= 2 ? run : 0 }
        while index < bytes.endIndex {
            let lead = bytes[index]
            // Half-width katakana are one byte.
            let isSingle = lead < 0x80 || hasHalfWidth && lead >= 0xA1 && lead <= 0xDF
            guard !isSingle, index + 1 < bytes.endIndex else {
                pairsInRuns += endRun()
                run = 0
                index += 1
                continue
            }
            let kind = classify(lead, bytes[index + 1])
            if kind == .wrong {
                wrong += 1
                pairsInRuns += endRun()
                run = 0
                index += 1
                continue
            }
            pairs += 1
            run += 1
            if kind == .common || kind == .kana { commonPairs += 1 }
            if kind == .kana { kana += 1 }
            index += 2
        }
        pairsInRuns += endRun()
    }

    private enum Character { case common, rare, kana, wrong }

    /// Punctuation and the 3,755 characters of level 1 are at A1–A3 and B0–D7.
    private static func gb18030(_ lead: UInt8, _ trail: UInt8) -> Character {
        guard lead >= 0x81, lead <= 0xFE else { return .wrong }
        if trail >= 0xA1, trail <= 0xFE {
            return lead >= 0xA1 && lead <= 0xA3 || lead >= 0xB0 && lead <= 0xD7 ? .common : .rare
        }
        // Four-byte forms start like this; they are rare.
        if trail >= 0x30, trail <= 0x39 { return .rare }
        return trail >= 0x40 && trail <= 0xFE && trail != 0x7F ? .rare : .wrong
    }

    /// Punctuation is at A1–A3, the 5,401 frequent characters at A4–C6.
    private static func big5(_ lead: UInt8, _ trail: UInt8) -> Character {
        guard lead >= 0x81, lead <= 0xFE, trail >= 0x40 && trail <= 0x7E || trail >= 0xA1 && trail <= 0xFE
        else {
            return .wrong
        }
        return lead >= 0xA1 && lead <= 0xC6 ? .common : .rare
    }

    /// Punctuation is at A1 and A3, kana at A4 and A5, the kanji of level 1 at B0–CF.
    private static func eucJP(_ lead: UInt8, _ trail: UInt8) -> Character {
        guard lead >= 0xA1 || lead == 0x8E, trail >= 0xA1, trail <= 0xFE else { return .wrong }
        switch lead {
        case 0xA4, 0xA5: return trail <= 0xF6 ? .kana : .rare
        case 0xA1, 0xA3, 0xB0...0xCF: return .common
        default: return .rare
        }
    }

    /// Punctuation is at A1–A3, all of hangul at B0–C8; Chinese characters come after it and are rare today.
    private static func eucKR(_ lead: UInt8, _ trail: UInt8) -> Character {
        guard lead >= 0xA1, trail >= 0xA1, trail <= 0xFE else { return .wrong }
        return lead <= 0xA3 || lead >= 0xB0 && lead <= 0xC8 ? .common : .rare
    }

    /// Punctuation is at 81, kana at 82 and 83, the kanji of level 1 at 88–98.
    private static func shiftJIS(_ lead: UInt8, _ trail: UInt8) -> Character {
        guard trail >= 0x40, trail <= 0xFC, trail != 0x7F else { return .wrong }
        switch lead {
        case 0x82: return trail >= 0x9F && trail <= 0xF1 ? .kana : .common
        case 0x83: return trail <= 0x96 ? .kana : .rare
        case 0x81, 0x88...0x98: return .common
        case 0x84...0x87, 0x99...0x9F, 0xE0...0xFC: return .rare
        default: return .wrong
        }
    }
}
