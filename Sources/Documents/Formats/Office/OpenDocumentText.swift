/// Renders an OpenDocument text to text in blocks.
struct OpenDocumentText {
    private struct Paragraph {
        var text = ""
        var heading: Int?
        var isCode = false
        var notes: [String] = []
    }

    private struct List {
        let style: String?
        var next: Int
    }

    private var styles = OpenDocumentStyles()
    private var depth = 0
    private var inBody = false
    private var skippedDepth: Int?
    private var hiddenDepth: Int?
    private var hiddenCount = 0
    private var paragraphs: [Paragraph] = []
    private var lists: [List] = []
    /// The number of the item that the next paragraph begins, for each open list.
    private var pendingLabel = ""
    private var itemDepth = 0
    private var tables: [TableCells] = []
    private var note: (citation: String, text: String, isEndnote: Bool)?
    private var noteParagraphs = 0
    private var inCitation = false
    private var endnotes: [String] = []
    private var page = 1

    var warnings: [String] {
        hiddenCount > 0 ? ["\(hiddenCount) characters of hidden text were left out"] : []
    }

    /// Reads the part that holds only styles.
    mutating func readStyles(_ event: MarkupEvent) {
        switch event {
        case .start(let element): styles.start(element)
        case .end(let name, _): styles.end(name)
        case .text: break
        }
    }

    mutating func handle(_ event: MarkupEvent, into output: inout TextAssembler) {
        switch event {
        case .start(let element):
            depth += 1
            if !inBody {
                if element.name == "body" { inBody = true } else { styles.start(element) }
            } else if skippedDepth == nil {
                start(element, &output)
            }
        case .text(let text): if inBody, skippedDepth == nil { append(text) }
        case .end(let name, _):
            if !inBody {
                styles.end(name)
            } else if let skipped = skippedDepth {
                if skipped == depth { skippedDepth = nil }
            } else {
                end(name, &output)
            }
            if hiddenDepth == depth { hiddenDepth = nil }
            depth -= 1
        }
    }

    mutating func finish(into output: inout TextAssembler) {
        while !paragraphs.isEmpty { endParagraph(&output) }
        while !tables.isEmpty { endTable(&output) }
        for note in endnotes { output.add(note, as: .note) }
    }

    private mutating func append(_ text: String) {
        if hiddenDepth != nil {
            hiddenCount += text.unicodeScalars.count { !$0.properties.isWhitespace }
        } else if inCitation {
            note?.citation += text
        } else if noteParagraphs > 0 {
            note?.text += text
        } else if !paragraphs.isEmpty {
            paragraphs[paragraphs.count - 1].text += text
        }
    }

    // MARK: Elements

    private mutating func start(_ element: MarkupElement, _ output: inout TextAssembler) {
        switch element.name {
        case "tracked-changes", "annotation", "annotation-end", "forms", "sequence-decls", "object",
            "object-ole",
            "plugin", "script", "dde-connection-decls", "variable-decls", "user-field-decls":
            skippedDepth = depth
        case "h", "p":
            if note != nil {
                noteParagraphs += 1
                if note?.text.isEmpty == false { note?.text += " " }
                return
            }
            var paragraph = Paragraph()
            if element.name == "h" {
                paragraph.heading = min(max(element["outline-level"].flatMap { Int($0) } ?? 1, 1), 9)
            } else if styles.isTitle(element["style-name"]) {
                paragraph.heading = 1
            }
            paragraph.isCode = styles.isCode(element["style-name"])
            paragraphs.append(paragraph)
            if styles.isHidden(element["style-name"]) { hiddenDepth = hiddenDepth ?? depth }
        case "span": if styles.isHidden(element["style-name"]) { hiddenDepth = hiddenDepth ?? depth }
        case "hidden-text", "hidden-paragraph": hiddenDepth = hiddenDepth ?? depth
        case "s":
            append(String(repeating: " ", count: min(max(element["c"].flatMap { Int($0) } ?? 1, 1), 64)))
        case "tab": append(" ")
        case "line-break": append("\n")
        case "soft-page-break": turnPage(&output)
        case "list": startList(element)
        case "list-item": startItem(element)
        case "note": note = ("", "", element["note-class"] == "endnote")
        case "note-citation": inCitation = true
        case "table": tables.append(TableCells())
        case "table-cell", "covered-table-cell":
            if !tables.isEmpty { tables[tables.count - 1].startCell() }
        default: break
        }
    }

    private mutating func end(_ name: String, _ output: inout TextAssembler) {
        switch name {
        case "h", "p":
            if note != nil { noteParagraphs = max(0, noteParagraphs - 1) } else { endParagraph(&output) }
        case "list": _ = lists.popLast()
        case "list-item":
            pendingLabel = ""
            itemDepth = max(0, itemDepth - 1)
        case "note-citation": inCitation = false
        case "note": endNote()
        case "table-row": if !tables.isEmpty { endRow(&output) }
        case "table": if !tables.isEmpty { endTable(&output) }
        default: break
        }
    }

    private mutating func turnPage(_ output: inout TextAssembler) {
        if page == 1 { output.startFirstPage("1") }
        page += 1
        output.startPage("\(page)")
    }

    private mutating func startList(_ element: MarkupElement) {
        // An inner list without a style of its own goes on in the outer one's.
        lists.append(List(style: element["style-name"] ?? lists.last?.style, next: 1))
    }

    private mutating func startItem(_ element: MarkupElement) {
        itemDepth += 1
        guard !lists.isEmpty else { return }
        let number = element["start-value"].flatMap { Int($0) } ?? lists[lists.count - 1].next
        lists[lists.count - 1].next = number &+ 1
        let style = styles.listStyle(lists.last?.style, level: lists.count) ?? .bullet
        let text = ListNumbering.text(number, as: style)
        pendingLabel = style == .bullet ? "• " : text.isEmpty ? "" : text + ". "
    }

    private mutating func endNote() {
        guard let note else { return }
        self.note = nil
        noteParagraphs = 0
        let text = OfficeText.cleaned(note.text)
        let label = OfficeText.cleaned(note.citation)
        guard !text.isEmpty, !paragraphs.isEmpty else { return }
        paragraphs[paragraphs.count - 1].text += "[\(label)]"
        let full = "[\(label)] \(text)"
        if note.isEndnote {
            endnotes.append(full)
        } else {
            paragraphs[paragraphs.count - 1].notes.append(full)
        }
    }

    // MARK: Blocks

    private mutating func endParagraph(_ output: inout TextAssembler) {
        guard let paragraph = paragraphs.popLast() else { return }
        if paragraph.isCode, tables.isEmpty {
            output.add(OfficeText.code(paragraph.text), as: .code, continuesCode: true)
            return
        }
        let text = OfficeText.cleaned(paragraph.text)
        if !text.isEmpty {
            if let heading = paragraph.heading {
                emit((text, .heading(level: heading)), &output)
            } else {
                emit((pendingLabel + text, itemDepth > 0 ? .listItem : .paragraph), &output)
                pendingLabel = ""
            }
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
