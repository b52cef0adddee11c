/// What a pre-tokenizer needs to know of a character.
enum ScalarClass: UInt8, Sendable {
    case letter, number
    /// Carriage return or line feed.
    case lineBreak
    /// U+0020, the only white space that joins the word after it in every rule.
    case space
    /// Any other character with the property White_Space.
    case otherSpace
    case other

    var isWhiteSpace: Bool { self == .lineBreak || self == .space || self == .otherSpace }

    /// Letters are Unicode's L*, numbers N*, as `\p{L}` and `\p{N}`.
    init(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x80 {
            self = Self.ascii[Int(scalar.value)]
        } else {
            self.init(properties: scalar)
        }
    }

    private init(properties scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            self = .letter
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        default: self = scalar.properties.isWhitespace ? .otherSpace : .other
        }
    }

    static let ascii: [ScalarClass] = (0..<0x80).map { value in
        switch UInt8(value) {
        case UInt8(ascii: " "): .space
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"): .lineBreak
        default: ScalarClass(properties: Unicode.Scalar(UInt8(value)))
        }
    }
}

/// Reads characters of UTF-8 that is known to be valid.
struct ScalarReader {
    let text: UnsafeRawBufferPointer

    /// The class of the character at `index` and where the next one begins.
    @inline(__always)
    func read(at index: Int) -> (scalarClass: ScalarClass, next: Int) {
        let lead = text[index]
        if lead < 0x80 { return (ScalarClass.ascii[Int(lead)], index + 1) }
        let (scalar, next) = scalar(at: index)
        return (ScalarClass(scalar), next)
    }

    func scalar(at index: Int) -> (scalar: Unicode.Scalar, next: Int) {
        let lead = UInt32(text[index])
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard length > 1, index + length <= text.count else {
            return (Unicode.Scalar(UInt8(lead)), index + 1)
        }
        var value = lead & (0xFF >> UInt32(length + 1))
        for offset in 1..<length { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", index + length)
    }
}
