/// Marks that prompts and answers use, where a document holds them itself.
///
/// They are plain text there and never resolved; but a model may take them for its own.
enum AnswerMarks {
    /// One warning, or none.
    static func warnings(about text: [UInt8]) -> [String] {
        var found: [String] = []
        if text[...].holds("<statement>") { found.append("<statement>") }
        if text[...].holds("<cite>") { found.append("<cite>") }
        if holdsNumberedMark(text) { found.append("<C5>") }
        guard !found.isEmpty else { return [] }
        let shown = found.joined(separator: ", ")
        return ["the text holds marks that answers use (\(shown)): they are plain text here"]
    }

    /// `<C` and digits up to `>`.
    private static func holdsNumberedMark(_ text: [UInt8]) -> Bool {
        var index = 0
        while index + 3 < text.count {
            if text[index] == UInt8(ascii: "<"), text[index + 1] == UInt8(ascii: "C") {
                var end = index + 2
                while end < text.count, text[end].isASCIIDigit { end += 1 }
                if end > index + 2, end < text.count, text[end] == UInt8(ascii: ">") { return true }
            }
            index += 1
        }
        return false
    }
}
