import Foundation

/// What text is found by: words without case and marks, pairs of characters where words have no spaces.
package enum Terms {
    /// The terms of a text in order, repeats kept.
    ///
    /// Words are runs of letters and digits; case, accents and full-width forms don't count, an apostrophe
    /// joins (`don't` is `dont`), a final `'s` goes. English endings go too (`EnglishStem`). Digits keep the
    /// points between them (`3.14`), commas between them go (`1,000` is `1000`). Han, kana and hangul give
    /// overlapping pairs; a lone character gives itself.
    package static func of(_ text: String) -> [String] {
        var text = text
        return text.withUTF8 { of(Array($0)) }
    }

    static func of(_ bytes: [UInt8]) -> [String] { of(bytes, in: 0..<bytes.count) }

    static func of(_ bytes: [UInt8], in range: Range<Int>) -> [String] {
        var terms: [String] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte < 0x80, !byte.isASCIILetter, !byte.isASCIIDigit {
                index += 1
                continue
            }
            let (scalar, next) = bytes.scalar(at: index)
            if scalar.isUnspacedScript {
                index = addPairs(from: index, in: range, of: bytes, to: &terms)
            } else if byte < 0x80 || scalar.isTermScalar {
                index = addWord(from: index, in: range, of: bytes, to: &terms)
            } else {
                index = next
            }
        }
        return terms
    }

    private static func addPairs(
        from start: Int, in range: Range<Int>, of bytes: [UInt8], to terms: inout [String]
    ) -> Int {
        var previous: Int?
        var index = start
        var count = 0
        while index < range.upperBound {
            let (scalar, next) = bytes.scalar(at: index)
            guard scalar.isUnspacedScript else { break }
            if let previous { terms.append(String(decoding: bytes[previous..<next], as: UTF8.self)) }
            previous = index
            index = next
            count += 1
        }
        if count == 1 { terms.append(String(decoding: bytes[start..<index], as: UTF8.self)) }
        return index
    }

    private static func addWord(
        from start: Int, in range: Range<Int>, of bytes: [UInt8], to terms: inout [String]
    ) -> Int {
        var word: [UInt8] = []
        var index = start
        var isASCII = true
        while index < range.upperBound {
            let byte = bytes[index]
            if byte.isASCIIDigit || byte.isASCIILowercase {
                word.append(byte)
                index += 1
            } else if byte.isASCIIUppercase {
                word.append(byte | 0x20)
                index += 1
            } else if byte < 0x80 {
                guard let joined = join(byte, at: index, in: range, of: bytes) else { break }
                if joined { word.append(byte) }
                index += 1
            } else {
                let (scalar, next) = bytes.scalar(at: index)
                if scalar == "’" {
                    guard next < range.upperBound, bytes[next].isASCIILetter else { break }
                    word.append(UInt8(ascii: "'"))
                } else {
                    guard scalar.isTermScalar || scalar.properties.generalCategory == .nonspacingMark,
                        !scalar.isUnspacedScript
                    else { break }
                    isASCII = false
                    word += bytes[index..<next]
                }
                index = next
            }
        }
        if word.suffix(2) == [UInt8(ascii: "'"), UInt8(ascii: "s")] { word.removeLast(2) }
        word.removeAll { $0 == UInt8(ascii: "'") }
        if word.isEmpty { return index }
        if !isASCII { word = Array(folded(String(decoding: word, as: UTF8.self)).utf8) }
        terms.append(String(decoding: EnglishStem.stem(word), as: UTF8.self))
        return index
    }

    /// Whether a mark inside a word stays (true), is dropped (false), or ends the word (nil).
    private static func join(_ byte: UInt8, at index: Int, in range: Range<Int>, of bytes: [UInt8]) -> Bool? {
        guard index + 1 < range.upperBound, index > range.lowerBound else { return nil }
        let (before, after) = (bytes[index - 1], bytes[index + 1])
        switch byte {
        case UInt8(ascii: "'"): return after.isASCIILetter || after >= 0x80 ? true : nil
        case UInt8(ascii: "."): return before.isASCIIDigit && after.isASCIIDigit ? true : nil
        case UInt8(ascii: ","):
            let digits = bytes[(index + 1)..<range.upperBound].prefix(4).prefix { $0.isASCIIDigit }.count
            return before.isASCIIDigit && digits == 3 ? false : nil
        default: return nil
        }
    }

    /// Compatibility forms resolved, marks dropped, lower case.
    private static func folded(_ word: String) -> String {
        var result = ""
        for scalar in word.decomposedStringWithCompatibilityMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            result += scalar.properties.lowercaseMapping
        }
        return result.contains("ß") ? result.replacing("ß", with: "ss") : result
    }
}

extension Unicode.Scalar {
    /// Han, kana and hangul.
    var isUnspacedScript: Bool {
        switch value {
        case 0x3400..<0x4DC0, 0x4E00..<0xA000, 0x3040..<0x3100, 0x31F0..<0x3200, 0xAC00..<0xD7A4,
            0xF900..<0xFB00,
            0x20000..<0x32000, 0x3005...0x3007:
            true
        default: false
        }
    }

    fileprivate var isTermScalar: Bool { isPunktLetter || isDecimalDigit }
}
