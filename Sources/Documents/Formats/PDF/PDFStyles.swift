/// What `pdftohtml -xml` tells besides the text: which is bold, which can't be seen, and the outline.
struct PDFStyles: Sendable {
    struct Entry: Sendable {
        let title: String
        let level: Int
        /// From 1; 0 where the outline names none.
        let page: Int
    }

    private(set) var outline: [Entry] = []
    /// Boxes of bold text by page, of other text, and of text that is transparent or as white as the paper.
    private var bold: [Int: [PDFBox]] = [:]
    private var regular: [Int: [PDFBox]] = [:]
    private var unseen: [Int: [PDFBox]] = [:]

    private var page = 0
    private var unseenFonts: Set<String> = []
    private var boldFonts: Set<String> = []
    private var text: (box: PDFBox, boldCount: Int, count: Int, isUnseen: Bool, isBoldFont: Bool)?
    private var boldDepth = 0
    private var readsOutline = true
    private var outlineDepth = 0
    private var item: (title: String, page: Int)?

    /// pdftohtml's pixels for a point.
    private static let scale = 1.5

    mutating func read(
        _ output: [UInt8], _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) {
        let body = output.map { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 ? 0x20 : $0 }
        do {
            var styles = self
            // Every run tells the whole outline.
            styles.readsOutline = outline.isEmpty
            try MarkupReader.read(body, as: .html, maximumDepth: context.limits.htmlNesting) {
                styles.handle($0)
            }
            self = styles
        } catch {
            if case .cancelled = error { throw .cancelled(file: source.name) }
        }
    }

    func isBold(_ box: PDFBox, onPage page: Int) -> Bool {
        let boldWidth = Self.width(of: box, coveredBy: bold[page])
        return boldWidth > 0 && boldWidth >= Self.width(of: box, coveredBy: regular[page]) * 4
    }

    /// Whether most of a line can't be seen on white paper.
    func isUnseen(_ box: PDFBox, onPage page: Int) -> Bool {
        guard let boxes = unseen[page] else { return false }
        return Self.width(of: box, coveredBy: boxes) > box.width / 2
    }

    private static func width(of box: PDFBox, coveredBy boxes: [PDFBox]?) -> Double {
        (boxes ?? []).reduce(0) { sum, other in
            guard other.middle > box.top, other.middle < box.bottom else { return sum }
            return sum + max(0, min(box.right, other.right) - max(box.left, other.left))
        }
    }

    // MARK: Reading

    private mutating func handle(_ event: MarkupEvent) {
        switch event {
        case .start(let element): start(element)
        case .text(let string):
            item?.title += string
            guard text != nil else { return }
            let count = string.unicodeScalars.count { !$0.properties.isWhitespace }
            text?.count += count
            if boldDepth > 0 { text?.boldCount += count }
        case .end(let name, _): end(name)
        }
    }

    private mutating func start(_ element: MarkupElement) {
        switch element.name {
        case "page": page = element["number"].flatMap { Int($0) } ?? page + 1
        case "fontspec":
            guard let id = element["id"] else { return }
            let isWhite = element["color"]?.lowercased() == "#ffffff"
            let isClear = element["opacity"].flatMap { Double($0) } == 0
            if isWhite || isClear { unseenFonts.insert(id) } else { unseenFonts.remove(id) }
            let family = (element["family"] ?? "").lowercased()
            if family.contains("bold") || family.contains("black") || family.contains("heavy") {
                boldFonts.insert(id)
            }
        case "text":
            let left = element.number("left") / Self.scale
            let top = element.number("top") / Self.scale
            let box = PDFBox(
                left: left, top: top, right: left + element.number("width") / Self.scale,
                bottom: top + element.number("height") / Self.scale)
            let font = element["font"] ?? ""
            text = (box, 0, 0, unseenFonts.contains(font), boldFonts.contains(font))
            boldDepth = 0
        case "b": boldDepth += 1
        case "outline": outlineDepth += 1
        case "item": item = ("", element["page"].flatMap { Int($0) } ?? 0)
        default: break
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "text":
            guard let text, text.count > 0 else { return }
            if text.isUnseen { unseen[page, default: []].append(text.box) }
            let isBold = text.isBoldFont || text.boldCount * 2 > text.count
            if isBold {
                bold[page, default: []].append(text.box)
            } else {
                regular[page, default: []].append(text.box)
            }
            self.text = nil
        case "b": boldDepth = max(0, boldDepth - 1)
        case "outline": outlineDepth = max(0, outlineDepth - 1)
        case "item":
            guard let item else { return }
            let title = item.title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if !title.isEmpty, readsOutline, outline.count < 10_000 {
                outline.append(Entry(title: title, level: min(max(outlineDepth, 1), 9), page: item.page))
            }
            self.item = nil
        default: break
        }
    }
}
