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

    /// Starts a page where the next block begins.
    mutating func startPage(_ label: String) { pendingPages.append(label) }

    /// Appends a block: line breaks between rows of a table and items of a list, blank lines between other
    /// blocks.
    ///
    /// - Parameter text: without white space at its ends; an empty one is left out.
    mutating func add(_ text: String, as kind: ExtractedText.Block.Kind) {
        guard !text.isEmpty else { return }
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
