import Foundation

/// What BERT's normaliser makes of one character (`BertNormalizer` of Hugging Face's tokenizers: clean text, CJK apart,
/// accents stripped, lower case).
enum WordPieceFolding: Sendable {
    /// A control, format or private character; it does not end a word.
    case dropped
    case space
    /// A word of its own.
    case ideograph(Unicode.Scalar)
    case one(Unicode.Scalar)
    /// None for an accent that stood alone; more than one where the character decomposes.
    case several([Unicode.Scalar])

    static func of(_ scalar: Unicode.Scalar) -> WordPieceFolding {
        let value = Int(scalar.value)
        return value < table.count ? table[value] : computed(scalar)
    }

    /// Most text of alphabets; the rest is looked up in Unicode's properties each time.
    private static let table: [WordPieceFolding] = (0..<0x2100).map { value in
        Unicode.Scalar(UInt16(value)).map(computed) ?? .dropped
    }

    private static func computed(_ scalar: Unicode.Scalar) -> WordPieceFolding {
        if scalar.isUnifiedIdeograph { return .ideograph(scalar) }
        switch scalar {
        case "\t", "\n", "\r": return .space
        case "\0", "\u{FFFD}": return .dropped
        default: break
        }
        switch scalar.categoryInReference {
        case .control, .format, .privateUse: return .dropped
        default: break
        }
        if scalar.properties.isWhitespace { return .space }
        let folded = lowerCased(decomposed(scalar))
        if scalar.isCompatibilityIdeograph { return .ideograph(folded.first ?? scalar) }
        return folded.count == 1 ? .one(folded[0]) : .several(folded)
    }

    /// Canonical decomposition without non-spacing marks.
    private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        guard !scalar.isASCII, scalar.isKnownToReference else { return [scalar] }
        let whole = String(Character(scalar)).decomposedStringWithCanonicalMapping
        return whole.unicodeScalars.filter { $0.categoryInReference != .nonspacingMark }
    }

    private static func lowerCased(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        scalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
    }

    /// ASCII symbols count; so does every character of a category P.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return asciiPunctuation[Int(scalar.value)] }
        switch scalar.categoryInReference {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    private static let asciiPunctuation: [Bool] = (0..<0x80).map { value in
        switch value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// The general category as the reference's tables have it, which are those of Unicode 8: to them, later characters
    /// are not assigned.
    fileprivate var categoryInReference: Unicode.GeneralCategory {
        if isASCII { return properties.generalCategory }
        guard isKnownToReference else { return .unassigned }
        return Self.changedCategories[value] ?? properties.generalCategory
    }

    fileprivate var isKnownToReference: Bool { properties.age.map { $0.major <= 8 } ?? false }

    /// Characters of Unicode 8 that have moved to another category since.
    private static let changedCategories: [UInt32: Unicode.GeneralCategory] = [
        0x166D: .otherPunctuation, 0x1734: .nonspacingMark, 0x1885: .otherLetter, 0x1886: .otherLetter,
        0xA9BD: .spacingMark, 0x111C9: .otherPunctuation, 0x1171E: .nonspacingMark,
    ]

    /// The blocks that the reference sets apart, which leave the newest out.
    fileprivate var isUnifiedIdeograph: Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF:
            true
        default: false
        }
    }

    fileprivate var isCompatibilityIdeograph: Bool {
        switch value {
        case 0xF900...0xFAFF, 0x2F800...0x2FA1F: true
        default: false
        }
    }
}
