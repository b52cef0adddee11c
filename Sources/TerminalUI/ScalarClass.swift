/// What a scalar is to the gate.
enum ScalarClass: Sendable, Hashable {
    case plain, control, separator, bidirectional, invisible, meaningless

    /// - Parameters:
    ///   - previous: the scalar before it that was kept.
    ///   - next: gives the scalar after it; asked only where that decides.
    init(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, before next: () -> Unicode.Scalar) {
        let value = scalar.value
        if Self.isCommon(value) {
            self = .plain
            return
        }
        switch value {
        case 0..<0x20, 0x7F...0x9F: self = .control
        case 0x2028, 0x2029: self = .separator
        case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: self = .bidirectional
        case 0x200C, 0x200D: self = Self.joins(value, previous, next()) ? .plain : .invisible
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x180B...0x180D, 0x180F:
            self = Self.selects(value, previous) ? .plain : .invisible
        default:
            if scalar.properties.isDefaultIgnorableCodePoint {
                self = .invisible
                return
            }
            switch scalar.properties.generalCategory {
            case .unassigned, .privateUse, .surrogate: self = .meaningless
            case .format: self = CellWidth.of(scalar) == 0 ? .invisible : .plain
            default: self = .plain
            }
        }
    }

    /// Blocks without a gap and without anything invisible: most text is settled here.
    private static func isCommon(_ value: UInt32) -> Bool {
        switch value {
        case 0x20..<0x7F, 0xA0...0xAC, 0xAE...0x34E, 0x400...0x52F, 0x2010...0x2027, 0x2030...0x205E,
            0x3000...0x3029, 0x3041...0x3096, 0x3099...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
            0xFF01...0xFF9F:
            true
        default: false
        }
    }

    /// Whether a joiner or non-joiner has something to join: emoji, or letters of a script that has such forms.
    private static func joins(_ value: UInt32, _ previous: Unicode.Scalar?, _ next: Unicode.Scalar) -> Bool {
        guard let previous else { return false }
        if isScriptLetter(previous), isScriptLetter(next) { return true }
        guard value == 0x200D, next.properties.isEmoji, next.value > 0xFF else { return false }
        return previous.properties.isEmoji && previous.value > 0xFF || previous.value == 0xFE0F
    }

    private static func isScriptLetter(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x0590, scalar.value < 0x2000 || scalar.value >= 0xA800 else { return false }
        switch scalar.properties.generalCategory {
        case .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark:
            return !scalar.properties.isDefaultIgnorableCodePoint
        default: return false
        }
    }

    /// Whether a variation selector has something to select a variation of.
    private static func selects(_ value: UInt32, _ previous: Unicode.Scalar?) -> Bool {
        guard let previous else { return false }
        switch value {
        case 0xFE0E, 0xFE0F: return previous.properties.isEmoji
        case 0xE0100...0xE01EF: return previous.properties.isIdeographic
        case 0x180B...0x180D, 0x180F: return (0x1820...0x18AA).contains(previous.value)
        default:
            return previous.properties.isIdeographic || previous.properties.generalCategory == .mathSymbol
                || (0x1000...0x109F).contains(previous.value)
        }
    }
}
