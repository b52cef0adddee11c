/// Footnotes and endnotes by their ids.
struct WordNotes {
    var texts: [String: String] = [:]
}

/// Renders the body of a Word document to text in blocks.
///
/// Deleted and hidden text is left out, inserted text stays. A text box is written twice, for new and old
/// programs; the new form counts.
struct WordText {
    private struct Paragraph {
        var text = ""
        var style = ""
        var outline: Int?
        var list: String?
        var level: Int?
        var notes: [String] = []
    }

    private let styles: WordStyles
    private var numbering: WordNumbering
    private let notes: WordNotes
    /// Set while a part of notes is read, whose texts are collected then.
    var notePrefix: String?
    private(set) var collectedNotes: [String: String] = [:]

    /// Text boxes stand inside the paragraph that holds them.
    private var paragraphs: [Paragraph] = []
    private var tables: [TableCells] = []
    private var depth = 0
    private var skippedDepth: Int?
    private var isInText = false
    private var inRunProperties = false
    private var inStyledProperties = false
    private var isHidden = false
    private var isWhite = false
    private var hiddenCount = 0
    private var whiteCount = 0
    private var noteID: String?
    private var noteNumbers: [String: Int] = [:]
    private var endnotes: [String] = []
    private var page = 1
    private var hasPages = false

    init(styles: WordStyles, numbering: WordNumbering, notes: WordNotes) {
        self.styles = styles
        self.numbering = numbering
        self.notes = notes
    }

    var warnings: [String] {
        var warnings: [String] = []
        if hiddenCount > 0 { warnings.append("\(hiddenCount) characters of hidden text were left out") }
        if whiteCount > 0 { warnings.append("\(whiteCount) characters are written in white") }
        return warnings
    }

    mutating func handle(_ event: MarkupEvent, into output: inout TextAssembler) {
        switch event {
        case .start(let element):
            depth += 1
            if skippedDepth == nil { start(element, &output) }
        case .text(let text): if skippedDepth == nil, isInText { append(text) }
        case .end(let name, let namespace):
            if let skipped = skippedDepth {
                if skipped == depth { skippedDepth = nil }
            } else if namespace.isWord || name == "t" {
                end(name, &output)
            }
            depth -= 1
        }
    }

    mutating func finish(into output: inout TextAssembler) {
        while !paragraphs.isEmpty { endParagraph(&output) }
        while !tables.isEmpty { endTable(&output) }
        for note in endnotes { output.add(note, as: .note) }
    }

    // MARK: Elements

    private mutating func start(_ element: MarkupElement, _ output: inout TextAssembler) {
        if element.namespace.isMath {
            if element.name == "t" { isInText = true }
            return
        }
        if element.name == "Fallback" { skippedDepth = depth }
        guard element.namespace.isWord else { return }
        switch element.name {
        case "del", "moveFrom", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange",
            "trPrChange",
            "numberingChange", "comment":
            skippedDepth = depth
        case "p": paragraphs.append(Paragraph())
        case "rPr": inRunProperties = true
        case "r":
            isHidden = false
            isWhite = false
        case "t": isInText = true
        case "tab": if !inStyledProperties { appendMark("\t") }
        case "br", "cr":
            if element["type"] == "page" { turnPage(&output) } else { appendMark("\n") }
        case "lastRenderedPageBreak": turnPage(&output)
        case "noBreakHyphen": appendMark("-")
        case "sym": appendMark(element["char"].flatMap { UInt32($0, radix: 16) }.map(Self.symbol) ?? "")
        case "footnoteReference", "endnoteReference": addNoteReference(element)
        case "footnote", "endnote":
            noteID = element["type"] == nil || element["type"] == "normal" ? element["id"] : nil
        case "tbl": tables.append(TableCells())
        case "tc": if !tables.isEmpty { tables[tables.count - 1].startCell() }
        default: property(element)
        }
    }

    private mutating func property(_ element: MarkupElement) {
        let value = element["val"]
        if inRunProperties {
            switch element.name {
            case "vanish", "webHidden": isHidden = value != "0" && value != "false"
            case "color": isWhite = value?.uppercased() == "FFFFFF"
            default: break
            }
            return
        }
        switch element.name {
        case "pPr": inStyledProperties = true
        case "pStyle": edit { $0.style = value ?? "" }
        case "outlineLvl": edit { $0.outline = value.flatMap { Int($0) } }
        case "numId": edit { $0.list = value }
        case "ilvl": edit { $0.level = value.flatMap { Int($0) } }
        default: break
        }
    }

    private mutating func end(_ name: String, _ output: inout TextAssembler) {
        switch name {
        case "p": endParagraph(&output)
        case "pPr":
            inStyledProperties = false
            // The mark at a paragraph's end has properties of its own, which are not the text's.
            isHidden = false
            isWhite = false
        case "rPr": inRunProperties = false
        case "t": isInText = false
        case "tr": if !tables.isEmpty { endRow(&output) }
        case "tbl": if !tables.isEmpty { endTable(&output) }
        case "footnote", "endnote": noteID = nil
        default: break
        }
    }

    private mutating func edit(_ change: (inout Paragraph) -> Void) {
        if !paragraphs.isEmpty { change(&paragraphs[paragraphs.count - 1]) }
    }

    private mutating func append(_ text: String) {
        if isHidden {
            hiddenCount += text.unicodeScalars.count { !$0.properties.isWhitespace }
            return
        }
        if isWhite { whiteCount += text.unicodeScalars.count { !$0.properties.isWhitespace } }
        edit { $0.text += text }
    }

    private mutating func appendMark(_ mark: String) { if !isHidden { edit { $0.text += mark } } }

    /// Symbol fonts put their signs into the private use area; the common bullets are known.
    private static func symbol(_ code: UInt32) -> String {
        switch code {
        case 0xF0B7, 0xF0A7: "•"
        case 0xF0FC: "✓"
        case 0xF0E0: "→"
        case 0xE000..<0xF900: ""
        default: Unicode.Scalar(code).map { String(Character($0)) } ?? ""
        }
    }

    private mutating func turnPage(_ output: inout TextAssembler) {
        // Only Word's own page breaks make page numbers; without any, a document has none.
        page += 1
        if !hasPages {
            hasPages = true
            output.startFirstPage("1")
        }
        output.startPage("\(page)")
    }

    // MARK: Notes

    private mutating func addNoteReference(_ element: MarkupElement) {
        let isEndnote = element.name == "endnoteReference"
        guard notePrefix == nil, let id = element["id"], let text = notes.texts[(isEndnote ? "e" : "f") + id]
        else {
            return
        }
        let key = isEndnote ? "e" : "f"
        let number = noteNumbers[key, default: 0] + 1
        noteNumbers[key] = number
        let label = isEndnote ? ListNumbering.text(number, as: .lowerRoman) : "\(number)"
        edit { $0.text += "[\(label)]" }
        let note = "[\(label)] \(text)"
        if isEndnote { endnotes.append(note) } else { edit { $0.notes.append(note) } }
    }

    // MARK: Blocks

    private mutating func endParagraph(_ output: inout TextAssembler) {
        guard let paragraph = paragraphs.popLast() else { return }
        let text = OfficeText.cleaned(paragraph.text)
        if let notePrefix {
            guard let noteID, !text.isEmpty else { return }
            collectedNotes[notePrefix + noteID, default: ""] +=
                (collectedNotes[notePrefix + noteID] == nil ? "" : " ") + text
            return
        }
        let styleList = styles.list(paragraph.style)
        let list = paragraph.list ?? styleList?.list
        let heading = paragraph.outline.map { $0 < 9 ? $0 + 1 : nil } ?? styles.headingLevel(paragraph.style)
        // An empty paragraph has no number in the text, but counts in Word only when it is shown: it isn't
        // here.
        guard !text.isEmpty else { return }
        let label =
            list.map { numbering.label(list: $0, level: paragraph.level ?? styleList?.level ?? 0) } ?? ""
        if let heading {
            emit((label + text, .heading(level: heading)), &output)
        } else if styles.isCode(paragraph.style), tables.isEmpty {
            output.add(OfficeText.code(paragraph.text), as: .code, continuesCode: true)
        } else {
            emit((label + text, label.isEmpty ? .paragraph : .listItem), &output)
        }
        for note in paragraph.notes { emit((note, .note), &output) }
    }

    private mutating func emit(_ block: TableCells.Block, _ output: inout TextAssembler) {
        if tables.isEmpty {
            output.add(block.text, as: block.kind)
        } else {
            tables[tables.count - 1].add(block)
        }
    }

    private mutating func endRow(_ output: inout TextAssembler) {
        guard var cells = tables.popLast() else { return }
        for block in cells.endRow() { emit(block, &output) }
        tables.append(cells)
    }

    private mutating func endTable(_ output: inout TextAssembler) {
        endRow(&output)
        tables.removeLast()
    }
}

/// What word processors put into their text besides the text.
enum OfficeText {
    /// Tabs and runs of spaces to one, soft hyphens away, white space at the ends trimmed.
    static func cleaned(_ text: String) -> String {
        var line = InlineText()
        for (number, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if number > 0 { line.breakLine() }
            line.append(String(part))
        }
        return line.take()
    }

    /// A line of code: white space at its end goes, the rest stays.
    static func code(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let end = bytes.endBeforeWhiteSpace(in: 0..<bytes.count)
        let start = bytes[..<end].prefix { $0 == 0x0A }.count
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

extension String {
    /// Transitional and strict documents name the same elements differently.
    fileprivate var isWord: Bool {
        hasSuffix("wordprocessingml/2006/main") || hasSuffix("wordprocessingml/main")
    }
    fileprivate var isMath: Bool { hasSuffix("officeDocument/2006/math") || hasSuffix("officeDocument/math") }
}
