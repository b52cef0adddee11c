extension MarkdownContent {
    /// Puts an empty line before a table that follows a line of text.
    ///
    /// A table may end a paragraph (GitHub Flavored Markdown §4.10, and what people write); md4c wants it apart.
    static func withTablesApart(_ text: String) -> String {
        guard text.contains("|") else { return text }
        var lines: [Substring] = []
        var fence: Character?
        var inTable = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let start = line.drop { $0 == " " }
            if let mark = start.first, mark == "`" || mark == "~",
                start.hasPrefix(String(repeating: mark, count: 3))
            {
                if fence == nil { fence = mark } else if fence == mark { fence = nil }
            }
            if start.isEmpty { inTable = false }
            if fence == nil, !inTable, isDelimiterRow(start), let header = lines.last, header.contains("|") {
                inTable = true
                if lines.count >= 2, lines[lines.count - 2].contains(where: { !$0.isWhitespace }) {
                    lines.insert("", at: lines.count - 1)
                }
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }

    /// `|---|:--:|`: what stands between the header of a table and its rows.
    private static func isDelimiterRow(_ line: Substring) -> Bool {
        guard let first = line.utf8.first, "|:-".utf8.contains(first) else { return false }
        return line.utf8.contains(UInt8(ascii: "|")) && line.utf8.contains(UInt8(ascii: "-"))
            && line.utf8.allSatisfy { "|:- \t\r".utf8.contains($0) }
    }
}
