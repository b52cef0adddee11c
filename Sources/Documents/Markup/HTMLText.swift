/// Renders HTML to text in blocks: what a reader sees of a page, without scripts, styles and hidden parts.
struct HTMLText {
    /// The page's title and what its `meta` elements say.
    private(set) var title: String?
    private(set) var metadata: [String: String] = [:]
    /// Characters that the page hides from its readers.
    private(set) var hiddenCharacters = 0

    private var line = InlineText()
    private var depth = 0
    /// The depth of the element whose content is skipped, and whether that is hidden text or no text at all.
    private var skipped: (depth: Int, isText: Bool)?
    private var titleText: String?
    private var preDepth = 0
    private var headingLevel: Int?
    private var noteDepth: Int?
    private var lists: [(style: ListNumbering.Style, next: Int)] = []
    private var pendingMarker: String?
    private var itemDepth = 0
    private var tables: [TableCells] = []
    private var linkDepth: (depth: Int, isInternal: Bool)?
    /// The depth of a superscript, subscript or note reference, and whether it is a link inside the page.
    private var scriptDepth: Int?
    private var scriptHoldsLink = false

    /// - Parameter output: where blocks go; pages too.
    mutating func handle(_ event: MarkupEvent, into output: inout TextAssembler) {
        switch event {
        case .text(let text): append(text)
        case .start(let element):
            depth += 1
            if skipped == nil { start(element, &output) }
        case .end(let name, _):
            if let open = skipped {
                if open.depth == depth { skipped = nil }
            } else {
                end(name, &output)
            }
            depth -= 1
        }
    }

    /// Writes what is left, at the end of a page.
    mutating func finish(into output: inout TextAssembler) {
        flush(&output)
        while !tables.isEmpty { endTable(&output) }
        lists = []
        itemDepth = 0
        depth = 0
    }

    private mutating func append(_ text: String) {
        if let skipped {
            if skipped.isText {
                hiddenCharacters += text.unicodeScalars.count { !$0.properties.isWhitespace }
            }
        } else if titleText != nil {
            titleText? += text
        } else if preDepth > 0 {
            line.appendVerbatim(text)
        } else {
            line.append(text)
        }
    }

    // MARK: Elements

    private mutating func start(_ element: MarkupElement, _ output: inout TextAssembler) {
        let name = element.name
        if Self.withoutText.contains(name) {
            skipped = (depth, false)
            return
        }
        if element.isBackLink {
            skipped = (depth, false)
            return
        }
        if element.isHidden {
            skipped = (depth, true)
            return
        }
        if element.isPageBreak {
            let label = element["title"] ?? element["aria-label"] ?? element["id"] ?? ""
            if !label.isEmpty { output.startPage(String(label.prefix(40))) }
        }
        switch name {
        case "title" where title == nil: titleText = ""
        case "meta": readMeta(element)
        case "br":
            line.breakLine()
            if preDepth == 0, line.endsInBlankLine { flush(&output) }
        case "hr": flush(&output)
        case "img": line.appendAlternative(element["alt"] ?? "")
        case "input" where element["type"] == "checkbox":
            line.append(element["checked"] == nil ? "[ ] " : "[x] ")
        case "a":
            linkDepth = (depth, element["href"]?.hasPrefix("#") ?? false || element.isNoteReference)
            if scriptDepth != nil {
                scriptHoldsLink = linkDepth?.isInternal ?? false
            } else if element.isNoteReference {
                startScript(holdingLink: true)
            }
        case "sup", "sub":
            if scriptDepth == nil { startScript(holdingLink: linkDepth?.isInternal ?? false) }
        case "q": line.append("“")
        case "ul", "ol", "menu", "dir":
            flush(&output)
            let style = name == "ol" ? element.numberStyle : .bullet
            lists.append((style, element["start"].flatMap { Int($0) } ?? 1))
        case "li":
            flush(&output)
            itemDepth += 1
            pendingMarker = marker(for: element)
        case "table":
            flush(&output)
            tables.append(TableCells())
        case "td", "th":
            flush(&output)
            if !tables.isEmpty { tables[tables.count - 1].startCell() }
        case "pre", "listing", "xmp":
            flush(&output)
            preDepth += 1
        default:
            if let level = Self.headingLevel(name) {
                flush(&output)
                headingLevel = level
            } else if Self.blocks.contains(name) {
                flush(&output)
            }
        }
        if noteDepth == nil, element.isNote { noteDepth = depth }
    }

    private mutating func end(_ name: String, _ output: inout TextAssembler) {
        switch name {
        case "title" where titleText != nil:
            let words = titleText?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
            if title == nil, !words.isEmpty { title = words }
            titleText = nil
        case "a", "sup", "sub":
            if scriptDepth == depth {
                line.endScript(isRaised: name != "sub", isLink: scriptHoldsLink)
                scriptDepth = nil
            }
        case "q": line.append("”")
        case "ul", "ol", "menu", "dir":
            flush(&output)
            _ = lists.popLast()
        case "li":
            flush(&output)
            pendingMarker = nil
            itemDepth = max(0, itemDepth - 1)
        case "tr":
            flush(&output)
            endRow(&output)
        case "table":
            flush(&output)
            if !tables.isEmpty { endTable(&output) }
        case "pre", "listing", "xmp":
            flush(&output)
            preDepth = max(0, preDepth - 1)
        default:
            if Self.headingLevel(name) != nil {
                flush(&output)
                headingLevel = nil
            } else if Self.blocks.contains(name) {
                flush(&output)
            }
        }
        if let link = linkDepth, link.depth == depth { linkDepth = nil }
        if noteDepth == depth {
            flush(&output)
            noteDepth = nil
        }
    }

    private mutating func startScript(holdingLink: Bool) {
        line.startScript()
        scriptDepth = depth
        scriptHoldsLink = holdingLink
    }

    private mutating func marker(for item: MarkupElement) -> String {
        guard let list = lists.last, list.style != .bullet else { return "• " }
        let number = item["value"].flatMap { Int($0) } ?? list.next
        lists[lists.count - 1].next = number &+ 1
        return ListNumbering.text(number, as: list.style) + ". "
    }

    private mutating func readMeta(_ element: MarkupElement) {
        guard let content = element["content"], !content.isEmpty, content.utf8.count <= 4096 else { return }
        switch (element["name"] ?? element["property"] ?? "").lowercased() {
        case "author", "dc.creator", "article:author": metadata["author"] = content
        case "description", "dc.description": metadata["subject"] = content
        case "keywords": metadata["keywords"] = content
        case "generator": metadata["producer"] = content
        case "date", "dc.date", "article:published_time": metadata["created"] = content
        default: break
        }
    }

    // MARK: Blocks

    private mutating func flush(_ output: inout TextAssembler) {
        let text = line.take()
        guard !text.isEmpty else { return }
        let kind: ExtractedText.Block.Kind
        if let headingLevel {
            kind = .heading(level: headingLevel)
        } else if preDepth > 0 {
            kind = .code
        } else if noteDepth != nil {
            kind = .note
        } else {
            kind = itemDepth > 0 ? .listItem : .paragraph
        }
        let marker = kind == .code ? "" : pendingMarker ?? ""
        pendingMarker = nil
        emit((marker + text, kind), &output)
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
        let row = cells.endRow()
        for block in row { emit(block, &output) }
        tables.append(cells)
    }

    private mutating func endTable(_ output: inout TextAssembler) {
        endRow(&output)
        tables.removeLast()
    }

    // MARK: Names

    private static let withoutText: Set<String> = [
        "script", "style", "template", "noscript", "iframe", "object", "svg", "canvas", "audio", "video",
        "select",
        "button", "textarea", "annotation", "annotation-xml", "datalist", "map", "rp",
    ]

    private static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "head", "header", "hgroup", "html",
        "legend", "main",
        "nav", "p", "section", "summary", "tbody", "tfoot", "thead", "tr",
    ]

    private static func headingLevel(_ name: String) -> Int? {
        guard name.utf8.count == 2, name.utf8.first == UInt8(ascii: "h"), let digit = name.utf8.last,
            digit >= UInt8(ascii: "1"), digit <= UInt8(ascii: "6")
        else { return nil }
        return Int(digit - UInt8(ascii: "0"))
    }
}

extension MarkupElement {
    /// Whether the page itself keeps this from its readers: by attribute or by its own style.
    fileprivate var isHidden: Bool {
        for (name, value) in attributes {
            switch name {
            case "hidden": if value.lowercased() != "until-found" { return true }
            case "type": if self.name == "input", value.lowercased() == "hidden" { return true }
            case "style":
                let style = value.lowercased().filter { !$0.isWhitespace }
                for rule in style.split(separator: ";") where Self.hidingRules.contains(String(rule)) {
                    return true
                }
            default: break
            }
        }
        return false
    }

    private static let hidingRules: Set<String> = [
        "display:none", "visibility:hidden", "visibility:collapse", "font-size:0", "font-size:0px",
        "font-size:0pt",
        "font-size:0em", "opacity:0", "display:none!important", "visibility:hidden!important",
    ]

    private var roles: [Substring] {
        ((self["type"] ?? "") + " " + (self["role"] ?? "")).split(separator: " ")
    }

    /// EPUB's `epub:type` and the roles that mean the same.
    fileprivate var isPageBreak: Bool { roles.contains { $0 == "pagebreak" || $0 == "doc-pagebreak" } }

    fileprivate var isNote: Bool {
        name != "a"
            && roles.contains {
                $0 == "footnote" || $0 == "endnote" || $0 == "doc-footnote" || $0 == "doc-endnote"
            }
    }

    /// The arrow that leads from a note back to the text.
    fileprivate var isBackLink: Bool {
        name == "a" && roles.contains { $0 == "backlink" || $0 == "doc-backlink" }
    }

    /// How an ordered list counts.
    fileprivate var numberStyle: ListNumbering.Style {
        if let type = self["type"] { return ListNumbering.Style(openDocument: type) }
        let style = (self["style"] ?? "").lowercased()
        if style.contains("lower-alpha") || style.contains("lower-latin") { return .lowerLetter }
        if style.contains("upper-alpha") || style.contains("upper-latin") { return .upperLetter }
        if style.contains("lower-roman") { return .lowerRoman }
        return style.contains("upper-roman") ? .upperRoman : .decimal
    }

    fileprivate var isNoteReference: Bool { roles.contains { $0 == "noteref" || $0 == "doc-noteref" } }
}
