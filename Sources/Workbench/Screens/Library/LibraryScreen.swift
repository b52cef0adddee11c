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

        /// Of all files, with the part of the current one.
        var share: Double {
            guard total > 0 else { return 0 }
            let part = progress.map { $0.total > 0 ? Double($0.done) / Double($0.total) : 0 } ?? 0
            return min(1, (Double(max(0, number - 1)) + part) / Double(total))
        }
    }

    enum Order: String, Sendable, CaseIterable { case recent, name, size, kind }

    private(set) var documents: [DocumentSummary] = []
    private(set) var isLoaded = false
    var list = ListView()
    var order = Order.recent
    /// Words that the shown documents hold; nil shows all.
    var filter: String?
    /// Tokens for the current model, as they become known.
    var tokens: [DocumentID: Int] = [:]
    var importing: Importing?
    /// The next document that arrives is opened at once: it was named at the start.
    var opensWhenImported = false
    /// Files that could not be read, with the reason.
    var problems: [(name: String, reason: String)] = []
    private(set) var layout = LibraryLayout(in: Rect(width: 80, height: 20), .small)

    var current: DocumentSummary? { documents.indices.contains(list.cursor) ? documents[list.cursor] : nil }

    /// Documents whose tokens aren't known yet; counting is quick once the model is open.
    var documentsWithoutTokens: [DocumentID] { documents.map(\.id).filter { tokens[$0] == nil } }

    mutating func set(_ documents: [DocumentSummary]) {
        let chosen = current?.id
        self.documents = sorted(documents)
        isLoaded = true
        list.count = documents.count
        if let chosen { select(chosen) }
    }

    mutating func select(_ id: DocumentID) {
        if let row = documents.firstIndex(where: { $0.id == id }) { list.moveTo(row) }
    }

    mutating func nextOrder() {
        let all = Order.allCases
        order = all[((all.firstIndex(of: order) ?? 0) + 1) % all.count]
        set(documents)
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
        layout = LibraryLayout(in: area, layoutClass)
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
    /// The box with what is known of the chosen document; nil where there is no room.
    let detail: Rect?

    init(in area: Rect, _ layoutClass: LayoutClass) {
        self.area = area
        hasBorders = layoutClass != .extraSmall
        switch layoutClass {
        case .extraSmall, .small:
            listBox = area
            detail = nil
        case .medium, .large:
            let parts = area.split(.horizontal, [.share(2), .share(1, min: 36)])
            listBox = parts[0]
            detail = parts[1]
        }
        list = hasBorders ? listBox.inset(by: 1) : listBox
    }
}
