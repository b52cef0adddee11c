/// Chooses what a document is called.
enum DocumentTitle {
    /// What the file says its title is, if that says anything; else its first heading, where headings are
    /// marked up; else the file's name.
    static func choose(for source: SourceFile, _ extracted: ExtractedText) -> String {
        let name = source.name.isEmpty ? "untitled" : source.name
        if let title = extracted.title.flatMap({ meaningful($0, for: source) }) { return title }
        return name
    }

    /// Nil for titles that programs make up: the file's name, a program's name and a path, nothing.
    private static func meaningful(_ title: String, for source: SourceFile) -> String? {
        let words = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let folded = words.lowercased()
        guard words.unicodeScalars.contains(where: \.isPunktLetter), words.unicodeScalars.count <= 300 else {
            return nil
        }
        let madeUp = [
            "untitled", "microsoft word", "powerpoint presentation", "unknown", "no title", "[no title]",
            "document",
        ]
        guard
            !madeUp.contains(where: {
                folded == $0 || folded.hasPrefix($0 + " - ") || folded.hasPrefix($0 + "1")
            })
        else { return nil }
        guard folded != source.name.lowercased(), folded != source.stem.lowercased() else { return nil }
        // "thesis.dvi", "/home/jo/draft.tex": names of other files.
        let endings = [
            ".doc", ".docx", ".dvi", ".tex", ".pdf", ".odt", ".indd", ".qxd", ".rtf", ".txt", ".html", ".ps",
        ]
        guard !endings.contains(where: folded.hasSuffix), !words.hasPrefix("/"), !folded.hasPrefix("file:")
        else { return nil }
        return words
    }
}
