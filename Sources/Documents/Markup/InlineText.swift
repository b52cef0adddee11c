/// The text of one paragraph as markup shows it: white space collapsed, line breaks kept, alternative texts
/// of images only among other text.
struct InlineText {
    private var text = ""
    private var wantsSpace = false
    private var hasText = false
    private var scriptStart: String.Index?

    var isEmpty: Bool { text.isEmpty }

    mutating func append(_ string: String) {
        for scalar in string.unicodeScalars {
            switch scalar {
            case " ", "\t", "\n", "\r", "\u{0C}", "\u{A0}": wantsSpace = true
            // Where a long word might be broken; no text of its own.
            case "\u{AD}", "\u{200B}", "\u{2060}", "\u{FEFF}": break
            default:
                addSpace()
                text.unicodeScalars.append(scalar)
                hasText = true
            }
        }
    }

    /// White space and all.
    mutating func appendVerbatim(_ string: String) {
        text += string
        if string.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) { hasText = true }
    }

    mutating func appendAlternative(_ string: String) {
        let words = string.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return }
        addSpace()
        text += words
    }

    mutating func breakLine() {
        wantsSpace = false
        text += "\n"
    }

    /// Two line breaks in a row stand for a paragraph's end.
    var endsInBlankLine: Bool { text.hasSuffix("\n\n") }

    private mutating func addSpace() {
        if wantsSpace, let last = text.unicodeScalars.last, last != "\n" { text += " " }
        wantsSpace = false
    }

    // MARK: Superscripts and subscripts

    mutating func startScript() {
        addSpace()
        scriptStart = text.endIndex
    }

    /// A number becomes the raised or lowered one, or `[n]` where it is a link to a note; other text stays.
    mutating func endScript(isRaised: Bool, isLink: Bool) {
        guard let start = scriptStart, start <= text.endIndex else { return }
        scriptStart = nil
        let script = String(text[start...])
        if isLink {
            let label = script.trimmingPrefix("[")
            guard !label.isEmpty, label.utf8.count <= 8 else { return }
            text.replaceSubrange(start..., with: script.hasPrefix("[") ? script : "[\(script)]")
        } else {
            let table = isRaised ? Self.raised : Self.lowered
            let mapped = script.unicodeScalars.map { table[$0] }
            guard !mapped.isEmpty, !mapped.contains(nil) else { return }
            text.replaceSubrange(start..., with: String(mapped.compactMap(\.self)))
        }
    }

    private static let raised = table("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
    private static let lowered = table("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")

    private static func table(_ from: String, _ to: String) -> [Unicode.Scalar: Character] {
        Dictionary(zip(from.unicodeScalars, to), uniquingKeysWith: { first, _ in first })
    }

    /// The text without white space at its ends, and empty again; empty when there was nothing but an image.
    mutating func take() -> String {
        defer { self = InlineText() }
        guard hasText else { return "" }
        let bytes = Array(text.utf8)
        return String(decoding: bytes[bytes.trimmingWhiteSpace(0..<bytes.count)], as: UTF8.self)
    }
}
