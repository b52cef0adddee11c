/// Renders an OpenDocument text to text in blocks.
struct OpenDocumentText {
    private struct Paragraph {
        var text = ""
        var heading: Int?
        var isCode = false
        var notes: [String] = []
    }

    /// A list and those inside it, which count together.
    private struct List {
        /// Styles of the open levels.
        var styles: [String?]
        var id: String?
        /// The next number of each level that has one.
        var next: [Int: Int] = [:]
    }

    private var styles = OpenDocumentStyles()
    private var depth = 0
    private var inBody = false
    private var skippedDepth: Int?
    private var hiddenDepth: Int?
    private var hiddenCount = 0
    private var paragraphs: [Paragraph] = []
    /// The open list, and those that later ones may go on with.
    private var list: List?
    private var lastList: List?
    private var namedLists: [String: List] = [:]
    /// The start that the open item sets itself; the outer nil stands for an item whose number is written
    /// already.
    private var pendingItem: Int??
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
        case "list": endList()
        case "list-item":
            pendingItem = .none
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
        let style = element["style-name"] ?? list?.styles.last ?? nil
        if list != nil {
            list?.styles.append(style)
            return
        }
        var opened = List(styles: [style], id: element["id"])
        if let id = element["continue-list"], let earlier = namedLists[id] {
            opened.next = earlier.next
        } else if element["continue-numbering"] == "true", let lastList {
            opened.next = lastList.next
        }
        list = opened
    }

    private mutating func endList() {
        guard var closed = list else { return }
        closed.styles.removeLast()
        guard closed.styles.isEmpty else {
            list = closed
            return
        }
        if let id = closed.id, namedLists.count < 10_000 { namedLists[id] = closed }
        lastList = closed
        list = nil
    }

    private mutating func startItem(_ element: MarkupElement) {
        itemDepth += 1
        pendingItem = .some(element["start-value"].flatMap { Int($0) })
    }

    /// What stands before the first paragraph of an item; an item that only holds a list has no number.
    private mutating func label() -> String {
        guard case .some(let start) = pendingItem, let open = list else { return "" }
        pendingItem = .none
        let level = open.styles.count
        let number = start ?? open.next[level] ?? 1
        list?.next[level] = number &+ 1
        for deeper in open.next.keys where deeper > level { list?.next[deeper] = nil }
        let style = styles.listStyle(open.styles.last ?? nil, level: level) ?? .bullet
        let text = ListNumbering.text(number, as: style)
        return style == .bullet ? "• " : text.isEmpty ? "" : text + ". "
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
                emit((label() + text, itemDepth > 0 ? .listItem : .paragraph), &output)
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
