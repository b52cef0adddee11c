/// What the reader of a format makes of a file: text in reading order, cut into blocks.
struct ExtractedText: Sendable {
    /// A paragraph or its like: no citation unit crosses its border. Its range has no white space at its
    /// ends.
    struct Block: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case paragraph, listItem, tableRow, code, note
            case heading(level: Int)
            /// Running headers, footers and page numbers that stay in the text: no unit holds them.
            case furniture

            /// Whether no rule about sentences cuts it, only its length.
            var isOneUnit: Bool {
                switch self {
                case .code, .heading, .tableRow: true
                case .paragraph, .listItem, .note, .furniture: false
                }
            }
        }

        var range: TextRange
        var kind: Kind
    }

    var text = ""
    /// In order, without overlap; what lies between is white space.
    var blocks: [Block] = []
    /// In order of their offsets.
    var landmarks: [Landmark] = []
    /// What the file itself says its title is.
    var title: String?
    var metadata: [String: String] = [:]
    var warnings: [String] = []
}

/// Puts a text together block by block, for formats whose text is rendered.
struct TextAssembler {
    private var extracted = ExtractedText()
    private var length = 0
    private var pendingPages: [String] = []

    /// UTF-8 bytes so far.
    var byteCount: Int { length }

    var headingCount: Int {
        extracted.landmarks.count { if case .heading = $0.kind { true } else { false } }
    }

    /// Where the next block begins, unless it joins a list or table.
    var nextOffset: Int { length == 0 ? 0 : length + 2 }

    /// A landmark without text of its own, among those that are there.
    mutating func addLandmark(_ kind: Landmark.Kind, at offset: Int) {
        let place = extracted.landmarks.firstIndex { $0.offset > offset } ?? extracted.landmarks.endIndex
        extracted.landmarks.insert(Landmark(kind: kind, offset: offset), at: place)
    }

    /// Starts a page where the next block begins.
    mutating func startPage(_ label: String) { pendingPages.append(label) }

    /// Starts the page that everything so far belongs to, once it turns out that there are pages.
    mutating func startFirstPage(_ label: String) {
        extracted.landmarks.insert(Landmark(kind: .page(label), offset: 0), at: 0)
    }

    /// Appends a block: line breaks between rows of a table and items of a list, blank lines between other
    /// blocks.
    ///
    /// - Parameters:
    ///   - text: without white space at its ends; an empty one is left out.
    ///   - continuesCode: whether a line of code goes on in the block of the one before.
    mutating func add(_ text: String, as kind: ExtractedText.Block.Kind, continuesCode: Bool = false) {
        guard !text.isEmpty else { return }
        if continuesCode, kind == .code, extracted.blocks.last?.kind == .code, pendingPages.isEmpty {
            append("\n" + text)
            let start = extracted.blocks[extracted.blocks.count - 1].range.lowerBound
            extracted.blocks[extracted.blocks.count - 1].range = start..<length
            return
        }
        if let last = extracted.blocks.last {
            let joins = last.kind == kind && (kind == .listItem || kind == .tableRow)
            append(joins ? "\n" : "\n\n")
        }
        let start = length
        markPages()
        append(text)
        extracted.blocks.append(ExtractedText.Block(range: start..<length, kind: kind))
        if case .heading(let level) = kind {
            let title = text.replacing("\n", with: " ")
            extracted.landmarks.append(Landmark(kind: .heading(level: level, title: title), offset: start))
        }
    }

    /// The text with a line feed at its end.
    mutating func finish() -> ExtractedText {
        if length > 0 { append("\n") }
        markPages()
        return extracted
    }

    private mutating func markPages() {
        for label in pendingPages { extracted.landmarks.append(Landmark(kind: .page(label), offset: length)) }
        pendingPages = []
    }

    private mutating func append(_ text: String) {
        extracted.text += text
        length += text.utf8.count
    }
}
