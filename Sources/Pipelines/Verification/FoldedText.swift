import Foundation

/// Text folded so that only what a reader would call different differs: compatibility forms (ligatures, full-width
/// letters), case, white space, kinds of hyphen and of quotation mark.
struct FoldedText: Sendable, Hashable {
    let string: String

    init(_ text: some StringProtocol) {
        var folded = String.UnicodeScalarView()
        var pendingSpace = false
        for scalar in String(text).precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            switch scalar.value {
            // Soft hyphen, zero-width space and joiners, byte order mark.
            case 0xAD, 0x200B...0x200D, 0x2060, 0xFEFF: continue
            case 0x2010...0x2015, 0x2212: append("-")
            case 0x2018...0x201B, 0x2032: append("'")
            case 0x201C...0x201F, 0x2033, 0xAB, 0xBB: append("\"")
            default:
                if scalar.properties.isWhitespace {
                    pendingSpace = true
                } else {
                    append(scalar)
                }
            }
        }
        string = String(folded)

        func append(_ scalar: Unicode.Scalar) {
            if pendingSpace, !folded.isEmpty { folded.append(" ") }
            pendingSpace = false
            folded.append(scalar)
        }
    }

    /// Whether it holds another text, also where a line's hyphen was left in or a space was lost at a line's end.
    func contains(_ other: FoldedText) -> Bool {
        guard !other.string.isEmpty else { return true }
        return string.contains(other.string) || Self.bare(string).contains(Self.bare(other.string))
    }

    private static func bare(_ text: String) -> String { text.filter { $0 != " " && $0 != "-" } }
}
