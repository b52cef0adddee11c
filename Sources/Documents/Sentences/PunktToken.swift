/// A token of Punkt (Kiss and Strunk 2006; `longcite.md` §2.3 rule 3), with the marks of the first pass.
struct PunktToken {
    /// Bytes of the text.
    let range: Range<Int>
    /// Lower case, numbers replaced by one marker.
    let type: PunktType
    let endsInPeriod: Bool
    let isInitial: Bool
    let firstCase: LetterCase
    var startsParagraph = false
    var startsLine = false
    var breaksSentence = false
    var isAbbreviation = false
    var isEllipsis = false

    enum LetterCase { case upper, lower, none }

    var isNumber: Bool { type.isNumber }

    /// The type without a final period, if anything is left then.
    var typeWithoutPeriod: PunktType { type.withoutPeriod }

    /// The same, only where the token ends a sentence.
    var typeWithoutSentencePeriod: PunktType { breaksSentence ? type.withoutPeriod : type }
}

/// A token's type: its lower-case form, compared scalar by scalar.
struct PunktType: Hashable, Sendable {
    let text: String

    static let numberMarker = "##number##"

    init(_ text: String) { self.text = text }

    static func == (a: PunktType, b: PunktType) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    var isNumber: Bool { text.utf8.starts(with: Self.numberMarker.utf8) }

    var endsInPeriod: Bool { text.utf8.last == UInt8(ascii: ".") }

    var withoutPeriod: PunktType {
        text.utf8.count > 1 && endsInPeriod ? PunktType(String(text.utf8.dropLast()) ?? "") : self
    }

    /// Without its last scalar, whatever that is.
    var withoutLastScalar: PunktType { PunktType(String(text.unicodeScalars.dropLast())) }

    var withPeriod: PunktType { PunktType(text + ".") }

    /// Whether it holds a letter (or another word character that is no digit); the number marker does.
    var hasWordScalar: Bool { text.unicodeScalars.contains { $0.isPunktLetter } }
}

extension Unicode.Scalar {
    /// A word character that is no decimal digit: letters, the underscore, other numerals. Python's
    /// `[^\W\d]`.
    var isPunktLetter: Bool {
        if value < 0x80 { return UInt8(value).isASCIILetter || value == 0x5F }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        case .decimalNumber: return false
        default: return properties.numericType != nil
        }
    }

    var isDecimalDigit: Bool {
        value < 0x80 ? UInt8(value).isASCIIDigit : properties.generalCategory == .decimalNumber
    }

    var letterCase: PunktToken.LetterCase {
        if value < 0x80 {
            return UInt8(value).isASCIIUppercase ? .upper : UInt8(value).isASCIILowercase ? .lower : .none
        }
        return properties.isLowercase ? .lower : properties.isUppercase ? .upper : .none
    }
}

extension String {
    /// The scalars' full lower-case mappings, a capital sigma at the end of a word as its final form.
    ///
    /// The context rule is Unicode's Final_Sigma (The Unicode Standard, table 3-17).
    var punktLowercased: String {
        if utf8.allSatisfy({ $0 < 0x80 && !$0.isASCIIUppercase }) { return self }
        if utf8.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: utf8.map { $0.isASCIIUppercase ? $0 | 0x20 : $0 }, as: UTF8.self)
        }
        let scalars = Array(unicodeScalars)
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count)
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\u{3A3}" {
                let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
                let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
                let isFinal = (before?.properties.isCased ?? false) && !(after?.properties.isCased ?? false)
                result += isFinal ? [0xCF, 0x82] : [0xCF, 0x83]
            } else if scalar.value >= 0x2E80, scalar.value < 0xA640 {
                // Han and kana have no case: most of a Chinese text is done here.
                result += String(scalar).utf8
            } else {
                result += scalar.properties.lowercaseMapping.utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
