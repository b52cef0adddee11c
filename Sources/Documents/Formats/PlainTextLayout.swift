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
            addBlock(start..<number, kind(of: start))
            start = number
        }
        addBlock(start..<run.upperBound, kind(of: start))
    }

    private mutating func addBlock(_ lineNumbers: Range<Int>, _ kind: ExtractedText.Block.Kind) {
        let range =
            lines[lineNumbers.lowerBound].range
            .lowerBound..<lines[lineNumbers.upperBound - 1].range.upperBound
        blocks.append(ExtractedText.Block(range: range, kind: kind))
    }

    private func kind(of number: Int) -> ExtractedText.Block.Kind {
        if marker(of: lines[number]) != nil { return .listItem }
        return lines[number].isTabular ? .tableRow : .paragraph
    }

    /// Whether line `number` begins a block of its own within its run.
    private func startsBlock(_ number: Int, in run: Range<Int>, blockStart: Int) -> Bool {
        let previous = lines[number - 1]
        let line = lines[number]
        // Rules and underlines stay with what they belong to.
        if !line.hasWord || !previous.hasWord { return false }
        guard let wrapWidth else { return true }
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
        let (last, start) = bytes.scalar(before: line.range.upperBound)
        if ".!?。！？；…".unicodeScalars.contains(last) { return true }
        guard "\"')]”’」』）".unicodeScalars.contains(last), start > line.range.lowerBound else { return false }
        return ".!?。！？…".unicodeScalars.contains(bytes.scalar(before: start).scalar)
    }

    private func startsUpper(_ line: PlainTextLine) -> Bool {
        let scalar = bytes.scalar(at: line.range.lowerBound).scalar
        return scalar.letterCase == .upper || scalar.isDecimalDigit || scalar.value >= 0x2E80
    }

    // MARK: Lists and code

    private enum Marker { case bullet, number }

    /// `- `, `• `, `3. `, `(b) `, `iv) ` at the start of a line.
    private func marker(of line: PlainTextLine) -> Marker? {
        let range = line.range
        let (first, afterFirst) = bytes.scalar(at: range.lowerBound)
        if "-*+•‣◦▪·–—o".unicodeScalars.contains(first), afterFirst < range.upperBound,
            bytes[afterFirst] == 0x20
        {
            return .bullet
        }
        var index = range.lowerBound
        if bytes[index] == UInt8(ascii: "(") { index += 1 }
        let labelStart = index
        while index < range.upperBound, bytes[index].isASCIIDigit || bytes[index].isASCIILetter { index += 1 }
        let label = bytes[labelStart..<index]
        guard !label.isEmpty, index + 1 < range.upperBound, bytes[index + 1] == 0x20,
            bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ")")
        else { return nil }
        let isNumber = label.count <= 3 && label.allSatisfy(\.isASCIIDigit)
        let isRoman = label.count <= 5 && label.allSatisfy { "ivxlc".utf8.contains($0) }
        let isLetter =
            label.count == 1 && (labelStart > range.lowerBound || label.allSatisfy(\.isASCIILowercase))
        return isNumber || isRoman || isLetter ? .number : nil
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
        let pages = starts.enumerated().map { Landmark(kind: .page("\($0 + 1)"), offset: $1) }
        // A page comes before a heading at the same place.
        landmarks = (pages + landmarks).sorted { $0.offset < $1.offset }
    }
}
