/// Sentences that a figure or table interrupts: it floats to where it has room, in the middle of the text.
enum PDFFloats {
    /// How much may stand between the halves of a sentence: the words of a figure, the rows of a table.
    private static let maximumParagraphs = 24

    /// A page's paragraphs with the halves joined before what stood between them.
    static func joined(_ paragraphs: [PDFParagraph]) -> [PDFParagraph] {
        guard paragraphs.contains(where: isCaption) else { return paragraphs }
        var result: [PDFParagraph] = []
        /// The number of the last paragraph that may go on, and whether a caption came after it.
        var open: (index: Int, hasCaption: Bool)?
        for paragraph in paragraphs {
            if isCaption(paragraph) {
                open?.hasCaption = true
            } else if let found = open, found.hasCaption, goesOn(result[found.index], in: paragraph) {
                result[found.index].lines += paragraph.lines
                open = mayGoOn(result[found.index]) ? (found.index, false) : nil
                continue
            } else if mayGoOn(paragraph) {
                open = (result.count, false)
            } else if isText(paragraph) || result.count - (open?.index ?? 0) > maximumParagraphs {
                open = nil
            }
            result.append(paragraph)
        }
        return result
    }

    private static func isText(_ paragraph: PDFParagraph) -> Bool {
        paragraph.kind != .tableRow && paragraph.lines.last.map { SentenceEnd.ends($0.text) } ?? false
    }

    /// Whether its last line is full and its sentence has no end.
    private static func mayGoOn(_ paragraph: PDFParagraph) -> Bool {
        guard paragraph.kind != .tableRow, let last = paragraph.lines.last, !SentenceEnd.ends(last.text),
            last.text.utf8.count >= 20
        else { return false }
        return last.box.right >= paragraph.right - last.size * 3
    }

    private static func goesOn(_ paragraph: PDFParagraph, in next: PDFParagraph) -> Bool {
        guard next.kind == .text, let end = paragraph.lines.last, let start = next.lines.first,
            abs(end.size - start.size) < end.size * 0.08, end.isBold == start.isBold
        else { return false }
        let startsLower = start.text.unicodeScalars.first.map { $0.letterCase == .lower } ?? false
        return startsLower && abs(start.box.left - end.box.left) < end.size * 2
    }

    /// `Figure 6: …`, `Table 2. …`
    private static func isCaption(_ paragraph: PDFParagraph) -> Bool {
        guard let text = paragraph.lines.first?.text else { return false }
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count > 1, ["Figure", "Fig.", "FIGURE", "Table", "TABLE", "Listing"].contains(words[0])
        else { return false }
        return words[1].unicodeScalars.first?.isDecimalDigit ?? false
    }
}
