import LecternEngine
import TerminalUI

/// The library: documents as rows, one of them chosen.
struct LibraryScreen: Sendable {
    /// Files that are being read into the library.
    struct Importing: Sendable {
        let job: JobID
        var name: String
        var startedAt: Moment
        var number = 0
        var total = 1
        /// Of the file that is being read.
        var progress: ImportProgress?
        var options = ImportOptions()

        /// Of all files, with the part of the current one.
        var share: Double {
            guard total > 0 else { return 0 }
            let part = progress.map { $0.total > 0 ? Double($0.done) / Double($0.total) : 0 } ?? 0
            return min(1, (Double(max(0, number - 1)) + part) / Double(total))
        }
    }

    enum Order: String, Sendable, CaseIterable { case recent, name, size, kind }

    /// Which documents the list is narrowed to.
    enum Kind: Sendable, Hashable {
        case format(String)
        /// Nothing was asked about them yet.
        case unread

        var name: String {
            switch self {
            case .format(let name): name
            case .unread: "unread"
            }
        }

        func holds(_ document: DocumentSummary) -> Bool {
            switch self {
            case .format(let name): document.format == name
            case .unread: document.conversationCount == 0
            }
        }
    }

    /// A way to read a document that the library holds once more.
    enum Reading: Sendable, Hashable {
        case again(String, ImportOptions)
        case pages(String)
        case encodings(String)
    }

    /// A file that could not be read.
    struct Problem: Sendable, Hashable {
        let name: String
        let reason: String
        /// What would help.
        var question: ImportQuestion?
        /// The person left the question; it is put again when they ask for it.
        var isLeft = false
    }

    /// All that the words found.
    private(set) var listed: [DocumentSummary] = []
    /// Those of them that are shown, in the order in which they are.
    private(set) var documents: [DocumentSummary] = []
    private(set) var isLoaded = false
    var list = ListView()
    var order = Order.recent
    /// Words that the shown documents hold; nil shows all.
    var filter: String?
    var kind: Kind? { didSet { set(listed) } }
    /// Tokens for the current model, as they become known.
    var tokens: [DocumentID: Int] = [:]
    var importing: Importing?
    /// The next document that arrives is opened at once: it was named at the start.
    var opensWhenImported = false
    var problems: [Problem] = []
    /// Whether the programs that read scanned pages are there.
    var canRecognizeText = false
    /// Where there is no room beside the list, what is known of a document takes its place.
    var showsDetail = false
    private(set) var layout = LibraryLayout(in: Rect(width: 80, height: 20), .small)

    /// Documents to ask about together, in the order in which they were marked.
    private(set) var marked: [DocumentID] = [] { didSet { showMarks() } }

    var current: DocumentSummary? { documents.indices.contains(list.cursor) ? documents[list.cursor] : nil }

    /// Documents whose tokens aren't known yet; counting is quick once the model is open.
    var documentsWithoutTokens: [DocumentID] { listed.map(\.id).filter { tokens[$0] == nil } }

    /// The first question that nobody left.
    var openQuestion: ImportQuestion? { problems.first { $0.question != nil && !$0.isLeft }?.question }

    /// Who leaves one question isn't asked the others; `o` asks them.
    mutating func leaveQuestions() {
        for index in problems.indices { problems[index].isLeft = true }
    }

    /// Formats with how many documents there are of each, and the unread ones.
    var kinds: [(kind: Kind, count: Int)] {
        let formats = Dictionary(grouping: listed, by: \.format).mapValues(\.count).sorted { $0.key < $1.key }
        let unread = listed.count { $0.conversationCount == 0 }
        return formats.map { (.format($0.key), $0.value) } + [(.unread, unread)]
    }

    /// The bundled document that a first start begins with; nil at any other start.
    var welcome: String?
    /// It is a first start: what to begin with is said below the list.
    var greets = false

    mutating func set(_ documents: [DocumentSummary]) {
        let chosen = current?.id
        listed = documents
        self.documents = sorted(kind.map { kind in documents.filter(kind.holds) } ?? documents)
        isLoaded = true
        list.count = self.documents.count
        if let chosen { select(chosen) }
        showMarks()
    }

    // MARK: Marks

    /// Marks the row under the cursor, or takes its mark away.
    mutating func toggleMark() {
        guard let current else { return }
        if marked.contains(current.id) { unmark(current.id) } else { marked.append(current.id) }
    }

    /// Marks every row that is shown; when all are, takes the marks away.
    mutating func toggleAllMarks() {
        let shown = documents.map(\.id)
        let missing = shown.filter { !marked.contains($0) }
        if missing.isEmpty { marked.removeAll(where: shown.contains) } else { marked += missing }
    }

    mutating func unmark(_ id: DocumentID) { marked.removeAll { $0 == id } }

    mutating func unmarkAll() { marked = [] }

    /// Rows move when the order or the filter changes; marks stay with their documents.
    private mutating func showMarks() {
        list.setMarks(Set(documents.indices.filter { marked.contains(documents[$0].id) }))
    }

    mutating func select(_ id: DocumentID) {
        if let row = documents.firstIndex(where: { $0.id == id }) { list.moveTo(row) }
    }

    mutating func nextOrder() {
        let all = Order.allCases
        order = all[((all.firstIndex(of: order) ?? 0) + 1) % all.count]
        set(listed)
    }

    private func sorted(_ documents: [DocumentSummary]) -> [DocumentSummary] {
        documents.sorted { first, second in
            switch order {
            case .recent:
                first.usedAt != second.usedAt ? first.usedAt > second.usedAt : first.title < second.title
            case .name: first.title.lowercased() < second.title.lowercased()
            case .size: first.byteCount > second.byteCount
            case .kind: (first.format, first.title) < (second.format, second.title)
            }
        }
    }

    mutating func layOut(in area: Rect, _ layoutClass: LayoutClass) {
        layout = LibraryLayout(in: area, layoutClass, showsDetail: showsDetail)
        // Header, and the two lines at the bottom that say what goes on.
        list.height = max(1, layout.list.height - 3)
    }
}

/// Where the parts of the library are.
struct LibraryLayout: Sendable, Hashable {
    let area: Rect
    let hasBorders: Bool
    /// The box around the list, and what is inside.
    let listBox: Rect
    let list: Rect
    /// The box with what is known of the chosen document; over the list where there is no room beside it.
    let detail: Rect?

    init(in area: Rect, _ layoutClass: LayoutClass, showsDetail: Bool = false) {
        self.area = area
        hasBorders = layoutClass != .extraSmall
        switch layoutClass {
        case .extraSmall, .small:
            listBox = area
            detail = showsDetail ? area : nil
        case .medium, .large:
            let parts = area.split(.horizontal, [.share(2), .share(1, min: 36)])
            listBox = parts[0]
            detail = parts[1]
        }
        list = hasBorders ? listBox.inset(by: 1) : listBox
    }
}
