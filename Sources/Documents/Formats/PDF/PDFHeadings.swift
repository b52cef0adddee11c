/// Tells headings: by the outline, by their size, by bold type.
struct PDFHeadings {
    private let bodySize: Double
    /// Sizes of headings, largest first; a level each.
    private let sizes: [Double]
    /// Whether bold type is rare enough to mean something.
    private let boldTells: Bool
    /// Levels of the outline's titles by page.
    private let outline: [Int: [(title: String, level: Int)]]

    init(_ paragraphs: some Sequence<PDFParagraph>, outline: [PDFStyles.Entry]) {
        var characters: [Int: Int] = [:]
        var boldCharacters = 0
        var total = 0
        let all = Array(paragraphs)
        for line in all.flatMap(\.lines) {
            let count = line.text.utf8.count
            characters[Self.step(line.size), default: 0] += count
            total += count
            if line.isBold { boldCharacters += count }
        }
        let body = characters.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
        bodySize = Double(body) / 2
        boldTells = boldCharacters * 5 < total
        var larger: [Int: Int] = [:]
        for paragraph in all where Self.isLarge(paragraph, bodySize) {
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
        self.outline = Dictionary(grouping: outline, by: \.page).mapValues { entries in
            entries.map { (Self.folded($0.title), $0.level) }
        }
    }

    func kind(of paragraph: PDFParagraph, text: String, page: Int) -> ExtractedText.Block.Kind {
        if paragraph.kind == .tableRow { return .tableRow }
        if paragraph.lines.count <= 4, text.utf8.count <= 300, let entries = outline[page] {
            let folded = Self.folded(text)
            if let entry = entries.first(where: { Self.means($0.title, folded) }) {
                return .heading(level: entry.level)
            }
        }
        if Self.isLarge(paragraph, bodySize) {
            let size = Double(Self.step(paragraph.size)) / 2
            let level = sizes.lastIndex { size <= $0 * 1.001 } ?? 0
            return .heading(level: level + 1)
        }
        if boldTells, paragraph.isBold, paragraph.kind == .text, paragraph.lines.count <= 2,
            text.utf8.count <= 120,
            paragraph.size >= bodySize * 0.95, !SentenceEnd.ends(text), Self.looksLikeTitle(text)
        {
            return .heading(level: min(sizes.count + 1, 6))
        }
        return paragraph.kind == .listItem ? .listItem : .paragraph
    }

    /// Half points.
    private static func step(_ size: Double) -> Int { Int((size * 2).rounded()) }

    private static func isLarge(_ paragraph: PDFParagraph, _ bodySize: Double) -> Bool {
        guard bodySize > 0, paragraph.kind != .tableRow, paragraph.size >= bodySize * 1.12,
            paragraph.lines.count <= 4
        else { return false }
        let text = paragraph.lines.map(\.text).joined(separator: " ")
        guard text.utf8.count <= 240, text.unicodeScalars.contains(where: \.isPunktLetter) else {
            return false
        }
        // Large print of a whole sentence is a quotation or a summary.
        return !(text.utf8.count > 120 && SentenceEnd.ends(text))
    }

    private static func looksLikeTitle(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        let starts = first.letterCase == .upper || first.isDecimalDigit || first.value >= 0x2E80
        return starts && text.unicodeScalars.contains(where: \.isPunktLetter)
    }

    /// Letters and digits alone, lower case: outlines number and space their titles differently.
    private static func folded(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// Whether an outline's title and a paragraph's text are the same but for a number before either.
    private static func means(_ title: String, _ text: String) -> Bool {
        guard !title.isEmpty, !text.isEmpty else { return false }
        if title == text { return true }
        let bareTitle = title.drop(while: \.isNumber)
        let bareText = text.drop(while: \.isNumber)
        return bareTitle.count >= 3 && bareTitle == bareText
    }
}
