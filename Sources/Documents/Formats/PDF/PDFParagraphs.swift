/// Joins the lines of a page to paragraphs.
enum PDFParagraphs {
    static func paragraphs(of page: PDFPage) -> [PDFParagraph] {
        let columns = PDFColumns(page.lines)
        let leading = usualLeading(of: page.lines)
        var paragraphs: [PDFParagraph] = []
        for line in page.lines {
            let marker = ListMarker.starts(line.text)
            if let paragraph = paragraphs.last, let previous = paragraph.lines.last,
                continues(line, hasMarker: marker, after: previous, in: paragraph, columns, leading)
            {
                paragraphs[paragraphs.count - 1].lines.append(line)
            } else {
                paragraphs.append(PDFParagraph(lines: [line], isListItem: marker))
            }
        }
        return paragraphs
    }

    private static func continues(
        _ line: PDFLine, hasMarker: Bool, after previous: PDFLine, in paragraph: PDFParagraph,
        _ columns: PDFColumns,
        _ leading: Double
    ) -> Bool {
        let size = previous.size
        if abs(line.size - size) > size * 0.12 { return false }
        let right = columns.right(of: previous)
        let columnWidth = max(1, right - columns.left(of: previous))
        let isFull = previous.box.right >= right - columnWidth * 0.12
        let endsSentence = SentenceEnd.ends(previous.text)
        let startsLower = line.text.unicodeScalars.first.map { $0.letterCase == .lower } ?? false
        if line.block != previous.block {
            // A column ends, or poppler cut a paragraph in two: only a sentence that goes on tells.
            if hasMarker || endsSentence { return false }
            let goesDown = line.box.top > previous.box.top && line.box.top - previous.box.top < leading * 1.7
            let hyphenated = previous.text.last == "-" && startsLower
            return hyphenated || isFull && startsLower
                || isFull && goesDown && !paragraph.isListItem
                    && abs(line.box.left - previous.box.left) < size * 0.5
                    && line.text.first.map(\.isUppercase) == false
        }
        let step = line.box.top - previous.box.top
        if step > max(leading, size) * 1.45 || step < -size { return false }
        let indent = line.box.left - previous.box.left
        if hasMarker { return !endsSentence && isFull && abs(indent) < size * 0.4 && !paragraph.isListItem }
        if indent > size * 0.8 {
            // The second line of a hanging indent; otherwise the indented first line of a paragraph.
            return paragraph.lines.count == 1 && (paragraph.isListItem || isFull && !endsSentence)
        }
        if indent < -size * 0.8, paragraph.lines.count > 1 { return !endsSentence && isFull }
        if indent < -size * 0.8, paragraph.isListItem { return !endsSentence && startsLower }
        let isShort = previous.box.right < right - columnWidth * 0.2
        if isShort, endsSentence { return false }
        return startsLower || previous.box.right >= right - columnWidth * 0.35 || !isShort
    }

    /// The median distance from line to line inside blocks.
    private static func usualLeading(of lines: [PDFLine]) -> Double {
        let steps = zip(lines, lines.dropFirst()).compactMap { previous, line in
            let step = line.box.top - previous.box.top
            return line.block == previous.block && step > 0 ? step : nil
        }.sorted()
        return steps.isEmpty ? 0 : steps[steps.count / 2]
    }
}

/// Where the lines that start near a line start and end: the edges of its column.
struct PDFColumns {
    private var blocks: [Int: (left: Double, right: Double)] = [:]
    /// Lines by where they start, in steps of `width` points.
    private var stripes: [Int: [Double]] = [:]
    private static let width = 24.0

    init(_ lines: [PDFLine]) {
        for line in lines {
            let known = blocks[line.block] ?? (line.box.left, line.box.right)
            blocks[line.block] = (min(known.left, line.box.left), max(known.right, line.box.right))
            stripes[Self.stripe(line), default: []].append(line.box.right)
        }
        for key in Array(stripes.keys) { stripes[key]?.sort() }
    }

    private static func stripe(_ line: PDFLine) -> Int { Int((line.box.left / width).rounded(.down)) }

    func left(of line: PDFLine) -> Double { blocks[line.block]?.left ?? line.box.left }

    func right(of line: PDFLine) -> Double {
        let stripe = Self.stripe(line)
        // The widest tenth may be headings over several columns.
        let rights = (stripe - 1...stripe + 1).compactMap { key in
            stripes[key].map { $0[($0.count - 1) * 9 / 10] }
        }
        return max(blocks[line.block]?.right ?? line.box.right, rights.max() ?? line.box.right)
    }
}

/// Whether a line ends the way sentences do.
enum SentenceEnd {
    static func ends(_ text: String) -> Bool {
        var scalars = Substring(text).unicodeScalars
        while let last = scalars.last, "\"')]”’」』）".unicodeScalars.contains(last) { scalars.removeLast() }
        return scalars.last.map { ".!?。！？…".unicodeScalars.contains($0) } ?? false
    }
}

/// `• `, `– `, `3. `, `(b) ` and their like at the start of a line.
enum ListMarker {
    static func starts(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars.prefix(8))
        guard let first = scalars.first else { return false }
        if "•‣◦▪▫●○■□◆◇➢➤✓✔·".unicodeScalars.contains(first) { return scalars.count > 1 }
        if "-–—*".unicodeScalars.contains(first) { return scalars.count > 2 && scalars[1] == " " }
        var index = first == "(" || first == "[" ? 1 : 0
        let start = index
        while index < scalars.count, scalars[index].value < 0x80,
            UInt8(scalars[index].value).isASCIIDigit || UInt8(scalars[index].value).isASCIILetter
        {
            index += 1
        }
        let label = scalars[start..<index]
        guard !label.isEmpty, index + 1 < scalars.count, ".)]".unicodeScalars.contains(scalars[index]),
            scalars[index + 1] == " "
        else { return false }
        let isNumber = label.count <= 3 && label.allSatisfy(\.isDecimalDigit)
        let isRoman = label.count <= 5 && label.allSatisfy { "ivxlc".unicodeScalars.contains($0) }
        return isNumber || isRoman || label.count == 1 && (start > 0 || label[start].letterCase == .lower)
    }
}
