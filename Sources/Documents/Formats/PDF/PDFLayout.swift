/// Words of pages to text in blocks: page furniture left out, columns in order, lines joined, headings found.
enum PDFLayout {
    static func text(
        of pages: [PDFPage], labels: [String], styles: PDFStyles, stopWhen shouldStop: () -> Bool
    ) -> ExtractedText {
        let found = PDFFurniture.removed(from: pages)
        let bodies = found.map(\.page)
        let printed =
            labels.isEmpty ? PDFPrintedNumbers.labels(in: found.map { ($0.page.number, $0.furniture) }) : [:]
        var regions: [[PDFRegion]] = []
        for page in bodies {
            if shouldStop() { break }
            regions.append(PDFReadingOrder.regions(of: PDFSideways.removed(from: page.words)))
        }
        let margin = PDFMargin.right(of: regions)
        let paragraphs = zip(bodies, regions).map { page, regions in
            PDFParagraphs.paragraphs(of: PDFMargin.reaching(margin, regions)) {
                styles.isBold($0, onPage: page.number)
            }
        }
        let vocabulary = PDFVocabulary(paragraphs.lazy.joined().lazy.flatMap(\.lines).map(\.text))
        let headings = PDFHeadings(paragraphs.joined(), outline: styles.outline)
        var output = TextAssembler()
        var unseenCharacters = 0
        for (page, found) in zip(bodies, paragraphs) {
            if shouldStop() { break }
            output.startPage(
                page.number <= labels.count
                    ? labels[page.number - 1] : printed[page.number] ?? "\(page.number)")
            for paragraph in found {
                for line in paragraph.lines where styles.isUnseen(line.box, onPage: page.number) {
                    unseenCharacters += line.text.unicodeScalars.count { !$0.properties.isWhitespace }
                }
                let text = vocabulary.joined(paragraph.lines)
                output.add(text, as: headings.kind(of: paragraph, text: text, page: page.number))
            }
        }
        var extracted = output.finish()
        let offPage = pages.reduce(0) { $0 + $1.offPageCharacters }
        if offPage > 0 { extracted.warnings.append("\(offPage) characters off the page were left out") }
        if unseenCharacters > 0 {
            extracted.warnings.append("\(unseenCharacters) characters are transparent or written in white")
        }
        return extracted
    }
}

/// Words set from bottom to top: stamps at the margin, axes of figures.
enum PDFSideways {
    static func removed(from words: [PDFWord]) -> [PDFWord] {
        let upright = words.filter { $0.text.utf8.count < 4 || $0.box.height < $0.box.width * 2 }
        // A page that is all sideways is a page that lies on its side.
        return upright.count * 2 >= words.count ? upright : words
    }
}
