/// Finds paragraphs, headings and page furniture in a text that has only lines.
///
/// Blank lines and form feeds end a block. Within a run of lines a break is taken for a wrapped line unless
/// the layout speaks against it: lines of a document that doesn't wrap, list items, columns, indented starts,
/// short lines after which a new one begins.
struct PlainTextLayout {
    /// In order; together they hold every byte that is no white space.
    private(set) var blocks: [ExtractedText.Block] = []
    /// Pages where there are form feeds, and headings.
    private(set) var landmarks: [Landmark] = []

    private let bytes: [UInt8]
    private let lines: [PlainTextLine]
    /// Columns at which lines seem to have been wrapped; nil when a line is a whole paragraph.
    private let wrapWidth: Int?

    init(_ bytes: [UInt8], stopWhen shouldStop: () -> Bool = { false }) {
        self.bytes = bytes
        let (lines, pageStarts) = PlainTextLine.lines(of: bytes, stopWhen: shouldStop)
        self.lines = lines
        wrapWidth = Self.wrapWidth(of: lines)
        let furniture = PageFurniture.lines(of: lines, bytes: bytes, pageCount: pageStarts.count)
        var run: Range<Int>?
        for (number, line) in lines.enumerated() {
            if number & 0xFFF == 0, shouldStop() { return }
            if let open = run,
                line.isBlank || furniture.contains(number) || line.page != lines[open.lowerBound].page
            {
                addRun(open)
                run = nil
            }
            if line.isBlank { continue }
            if furniture.contains(number) {
                blocks.append(ExtractedText.Block(range: line.range, kind: .furniture))
            } else {
                run = (run?.lowerBound ?? number)..<number + 1
            }
        }
        if let open = run { addRun(open) }
        markHeadings()
        if pageStarts.count > 1 { addPages(pageStarts) }
    }

    /// The width that most long lines share, if the text is wrapped at all.
    private static func wrapWidth(of lines: [PlainTextLine]) -> Int? {
        let widths = lines.lazy.filter { !$0.isBlank && $0.hasWord }.map(\.width).sorted()
        guard let widest = widths.last else { return nil }
        // A few long lines (addresses, tables) don't make a text unwrapped.
        let usual = widths[
            widths.count * 95 / 100 == widths.count ? widths.count - 1 : widths.count * 95 / 100]
        return usual <= 110 && widest < 400 ? usual : nil
    }

    // MARK: Blocks

    /// Cuts a run of lines without a blank one into blocks.
    private mutating func addRun(_ run: Range<Int>) {
        if isCode(run) {
            addBlock(run, .code)
            return
        }
        var start = run.lowerBound
        for number in run.dropFirst() where startsBlock(number, in: run, blockStart: start) {
            addBlock(start..<number, kind(of: start..<number))
            start = number
        }
        addBlock(start..<run.upperBound, kind(of: start..<run.upperBound))
    }

    private mutating func addBlock(_ lineNumbers: Range<Int>, _ kind: ExtractedText.Block.Kind) {
        let range =
            lines[lineNumbers.lowerBound].range
            .lowerBound..<lines[lineNumbers.upperBound - 1].range.upperBound
        blocks.append(ExtractedText.Block(range: range, kind: kind))
    }

    private func kind(of block: Range<Int>) -> ExtractedText.Block.Kind {
        let first = lines[block.lowerBound]
        if marker(of: first) != nil { return .listItem }
        // A term with what it means, which takes several lines, is text.
        return first.isTabular && (first.secondColumn == nil || block.count == 1) ? .tableRow : .paragraph
    }

    /// Whether line `number` begins a block of its own within its run.
    private func startsBlock(_ number: Int, in run: Range<Int>, blockStart: Int) -> Bool {
        let previous = lines[number - 1]
        let line = lines[number]
        // Rules and underlines stay with what they belong to.
        if !line.hasWord || !previous.hasWord { return false }
        guard let wrapWidth else { return true }
        // What stands beside a term goes on below itself.
        if let column = lines[blockStart].secondColumn, line.indent == column, !line.isTabular,
            number == blockStart + 1 || previous.indent == column
        {
            return marker(of: line) == .bullet
        }
        if previous.isTabular || line.isTabular || line.indent > wrapWidth / 2 { return true }
        if let mark = marker(of: line) {
            if mark == .bullet || marker(of: lines[blockStart]) != nil || line.indent != previous.indent {
                return true
            }
            if endsBlockLike(previous) { return true }
        }
        let fits = previous.width + 1 + line.firstWordWidth <= wrapWidth - Self.raggedness
        if line.indent > previous.indent + 1 {
            // The second line of a hanging indent goes on; a first-line indent begins a paragraph.
            let hangs = number - 1 == blockStart && (marker(of: previous) != nil || !fits)
            return !hangs
        }
        guard fits else { return false }
        return endsSentence(previous) || startsUpper(line) && previous.width < wrapWidth * 2 / 3
    }

    /// Columns that a wrapped line may stay short of the width besides its next word.
    private static let raggedness = 12

    private func endsBlockLike(_ line: PlainTextLine) -> Bool {
        endsSentence(line) || bytes[line.range.upperBound - 1] == UInt8(ascii: ":")
    }

    private func endsSentence(_ line: PlainTextLine) -> Bool {
        SentenceEnd.ends(String(decoding: bytes[line.range].suffix(32), as: UTF8.self))
    }

    private func startsUpper(_ line: PlainTextLine) -> Bool {
        let scalar = bytes.scalar(at: line.range.lowerBound).scalar
        return scalar.letterCase == .upper || scalar.isDecimalDigit || scalar.value >= 0x2E80
    }

    // MARK: Lists and code

    /// The list marker that a line starts with, if a word follows it.
    private func marker(of line: PlainTextLine) -> ListMarker.Kind? {
        let word = bytes[line.range].prefix(16).prefix { $0 != 0x20 }
        guard line.range.count > word.count + 1, bytes[word.endIndex] == 0x20 else { return nil }
        return ListMarker.kind(of: String(decoding: word, as: UTF8.self))
    }

    /// Whether most lines of a run end or begin the way programs and grammars do.
    private func isCode(_ run: Range<Int>) -> Bool {
        guard run.count >= 2 else { return false }
        let codeLike = run.count { number in
            let line = lines[number]
            let last = bytes[line.range.upperBound - 1]
            return ";{}".utf8.contains(last) || bytes.has("//", at: line.range.lowerBound)
                || bytes.has("#include", at: line.range.lowerBound)
        }
        return codeLike * 2 > run.count
    }

    // MARK: Landmarks

    private mutating func markHeadings() {
        for index in blocks.indices {
            guard let level = PlainTextHeading.level(of: index, in: blocks, bytes: bytes) else { continue }
            blocks[index].kind = .heading(level: level)
            let title = String(
                decoding: bytes[PlainTextHeading.title(of: blocks[index].range, in: bytes)], as: UTF8.self)
            landmarks.append(
                Landmark(kind: .heading(level: level, title: title), offset: blocks[index].range.lowerBound))
        }
    }

    private mutating func addPages(_ starts: [Int]) {
        var rest = landmarks[...]
        landmarks = []
        for (number, start) in starts.enumerated() {
            // A page comes before a heading at the same place.
            while let heading = rest.first, heading.offset < start {
                landmarks.append(heading)
                rest.removeFirst()
            }
            landmarks.append(Landmark(kind: .page("\(number + 1)"), offset: start))
        }
        landmarks += rest
    }
}
