import Foundation

/// Reads what judges are asked to end with (`longreward.md` §2, worked examples §13).
///
/// Only the last match counts, since an analysis may quote others, and only within the last scalars of the reply: a
/// reply that was cut in its analysis may hold nothing but a quoted rating.
enum JudgeReplies {
    private static let window = 200

    /// `[[7]]` or `[[8.5]]`, from 0 to 10; nil where there is none.
    static func rating(in reply: String) -> Double? {
        guard let text = last(in: reply, where: { $0.isASCII && ($0.isNumber || $0 == ".") }) else {
            return nil
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), let value = Double(text) else {
            return nil
        }
        return (0...10).contains(value) ? value : nil
    }

    /// `[[Fully supported]]` full, `[[Partially supported]]` partial, other words none; nil where there is no such
    /// verdict, or where it is negated (`[[not fully supported]]` could mean either of two).
    static func level(in reply: String) -> Verdict? {
        guard
            let text = last(in: reply, where: { $0.isASCII && ($0.isLetter || $0 == " " || $0 == "/") })?
                .lowercased(), text.contains(where: \.isLetter)
        else { return nil }
        let isFull = text.contains("fully")
        let isPartial = text.contains("partially")
        if isFull || isPartial, text.split(separator: " ").contains("not") { return nil }
        return isFull ? .full : isPartial ? .partial : Verdict.none
    }

    /// The text between `<statement>` and `</statement>`, of each pair, in order; empty ones are dropped.
    static func statements(in reply: String) -> [String] {
        var found: [String] = []
        var rest = reply[...]
        while let open = rest.range(of: "<statement>"),
            let close = rest.range(of: "</statement>", range: open.upperBound..<rest.endIndex)
        {
            let text = rest[open.upperBound..<close.lowerBound].trimmed
            if !text.isEmpty { found.append(text) }
            rest = rest[close.upperBound...]
        }
        return found
    }

    /// What stands in the last pair of double brackets that holds only these characters.
    private static func last(in reply: String, where isInside: (Character) -> Bool) -> String? {
        let tail = String(String.UnicodeScalarView(reply.unicodeScalars.suffix(window)))
        var search = tail[...]
        while let close = search.range(of: "]]", options: .backwards) {
            let inside = String(search[..<close.lowerBound].reversed().prefix(while: isInside).reversed())
            let before = search[..<close.lowerBound].dropLast(inside.count)
            if !inside.isEmpty, before.hasSuffix("[[") { return inside }
            search = search[..<search.index(before: close.upperBound)]
        }
        return nil
    }

    /// Text from outside, made so that it can be taken neither for a rating nor for our tags.
    static func escaped(_ text: String) -> String {
        var text = text.replacing("[[", with: "[ [").replacing("]]", with: "] ]")
        for tag in ["<statement>", "</statement>"] {
            text = text.replacing(tag, with: tag.replacing("<", with: "‹").replacing(">", with: "›"))
        }
        return text
    }

    /// English when the letters (and what stands between them in ASCII) outnumber the ideographs four to one (§2).
    static func isEnglish(_ text: some StringProtocol) -> Bool {
        var letters = 0
        var ideographs = 0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x41...0x7A: letters += 1
            case 0x4E00...0x9FFF: ideographs += 1
            default: break
            }
        }
        return letters > 4 * ideographs
    }
}
