/// Tells headings by their size: larger than the text that most of the document is set in.
struct PDFHeadings {
    private let bodySize: Double
    /// Sizes of headings, largest first; a level each.
    private let sizes: [Double]

    init(_ paragraphs: some Sequence<PDFParagraph>) {
        var characters: [Int: Int] = [:]
        var larger: [Int: Int] = [:]
        let all = Array(paragraphs)
        for line in all.flatMap(\.lines) {
            characters[Self.step(line.size), default: 0] += line.text.utf8.count
        }
        let body = characters.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        bodySize = Double(body) / 2
        for paragraph in all where Self.isHeadingLike(paragraph, bodySize) {
            larger[Self.step(paragraph.size), default: 0] += 1
        }
        // Neighbouring sizes are one level.
        var sizes: [Double] = []
        for step in larger.keys.sorted(by: >) {
            let size = Double(step) / 2
            if let last = sizes.last, last / size < 1.08 { continue }
            sizes.append(size)
        }
        self.sizes = Array(sizes.prefix(6))
    }

    func kind(of paragraph: PDFParagraph) -> ExtractedText.Block.Kind {
        if Self.isHeadingLike(paragraph, bodySize) {
            let size = Double(Self.step(paragraph.size)) / 2
            let level = sizes.lastIndex { size <= $0 * 1.001 } ?? 0
            return .heading(level: level + 1)
        }
        return paragraph.isListItem ? .listItem : .paragraph
    }

    /// Half points.
    private static func step(_ size: Double) -> Int { Int((size * 2).rounded()) }

    private static func isHeadingLike(_ paragraph: PDFParagraph, _ bodySize: Double) -> Bool {
        guard bodySize > 0, paragraph.size >= bodySize * 1.12, paragraph.lines.count <= 4 else {
            return false
        }
        let text = paragraph.lines.map(\.text).joined(separator: " ")
        guard text.utf8.count <= 240, text.unicodeScalars.contains(where: \.isPunktLetter) else {
            return false
        }
        // Large print of a whole sentence is a quotation or a summary.
        return !(text.utf8.count > 120 && SentenceEnd.ends(text))
    }
}
