import LecternEngine
import TerminalUI

/// The documents of one conversation as tabs of the source pane.
extension ReaderScreen {
    /// What is asked about, in order.
    var subject: [DocumentID] { documents.map(\.document.id) }

    var isAboutSeveral: Bool { documents.count > 1 }

    /// What is read, in the top bar.
    var subjectName: String {
        isAboutSeveral ? Figures.plural(documents.count, "document") : opened?.document.title ?? ""
    }

    /// What the documents are called where there is little room; only where there are several to tell apart.
    var shortNames: [DocumentID: String] {
        guard isAboutSeveral else { return [:] }
        let names = ShortNames.of(documents.map(\.document.title))
        return Dictionary(zip(subject, names), uniquingKeysWith: { first, _ in first })
    }

    func tab(of document: DocumentID) -> Int? { documents.firstIndex { $0.document.id == document } }

    /// Shows a passage, in the tab of its document.
    ///
    /// - Returns: false when that document is not open.
    @discardableResult
    mutating func goTo(_ span: SentenceSpan, _ placement: TextPane.Placement = .third) -> Bool {
        guard let tab = tab(of: span.document) else { return false }
        show(tab: tab)
        goTo(sentence: span.sentences.lowerBound, placement)
        return true
    }

    static let documentCommands: [Command] = [
        Command(
            "view.documents", "documents of this conversation", in: .view, keys: ["gd"],
            disabledReason: needsSeveral
        ) { state, _ in
            state.listDocuments()
            return []
        },
        Command(
            "view.nextDocument", "next document of this conversation", in: .view, keys: ["T"],
            disabledReason: needsSeveral
        ) { state, count in
            let tabs = state.reader.documents.count
            state.reader.rememberPlace()
            state.reader.show(tab: (state.reader.tab + count) % max(1, tabs))
            return []
        },
    ]

    private static let needsSeveral: @Sendable (AppState) -> String? = { state in
        state.reader.isAboutSeveral
            ? nil : "This is about one document; in the library Space marks several and i asks about them"
    }
}

extension AppState {
    fileprivate mutating func listDocuments() {
        let items = reader.documents.enumerated().map { number, opened in
            let cited = reader.citationCount(in: opened.document.id)
            return Chooser.Item(
                text: opened.document.title, detail: cited == 0 ? "" : Figures.plural(cited, "citation"),
                choice: .document(number))
        }
        overlay = .chooser(Chooser(title: "Documents", items: items, at: reader.tab))
    }

    /// Shows another document of the conversation.
    mutating func showDocument(_ tab: Int) {
        reader.rememberPlace()
        reader.show(tab: tab)
        reader.focus = .source
    }
}

/// Titles cut down to what tells them apart.
enum ShortNames {
    static let limit = 20

    /// Without the ends of file names, where they differ without; cut where they are long.
    static func of(_ titles: [String]) -> [String] {
        let stems = titles.map(stem)
        let cut = stems.map { String($0.prefix(limit)).trimmingSpace }
        for names in [cut, stems] where Set(names).count == titles.count { return names }
        return titles
    }

    private static func stem(_ title: String) -> String {
        guard let dot = title.lastIndex(of: "."), dot != title.startIndex else { return title }
        let end = title[title.index(after: dot)...]
        let isExtension = (1...5).contains(end.count) && end.allSatisfy { $0.isLetter || $0.isNumber }
        return isExtension ? String(title[..<dot]) : title
    }
}

/// The title of the source pane: one document, or a tab for each.
struct SourceTitle {
    struct Piece: Equatable {
        let text: SafeText
        /// Which document a click here shows.
        let tab: Int?
    }

    private(set) var pieces: [Piece]
    var text: SafeText { pieces.map(\.text).joined() }

    /// - Parameters:
    ///   - titles: of the documents.
    ///   - rest: what stands behind them, such as the page.
    ///   - room: columns; where they are few, the tabs that aren't shown are shortened.
    init(_ titles: [String], shown: Int, rest: String, room: Int, glyphs: GlyphSet) {
        guard titles.count > 1 else {
            pieces = [Piece(text: SafeText(untrusted: "Source  " + (titles.first ?? "") + rest), tab: nil)]
            return
        }
        let end = SafeText(untrusted: rest)
        let short = ShortNames.of(titles)
        var names = titles.map { SafeText(untrusted: $0) }
        let label: SafeText = "Source  "
        func width() -> Int { names.reduce(label.columns + end.columns + 2) { $0 + $1.columns + 2 } - 2 }
        if width() > room {
            for tab in titles.indices where tab != shown { names[tab] = SafeText(untrusted: short[tab]) }
        }
        if width() > room { names[shown] = SafeText(untrusted: short[shown]) }
        if width() > room {
            let others = max(1, titles.count - 1)
            let left = room - (label.columns + end.columns + 2 * titles.count + names[shown].columns)
            for tab in titles.indices where tab != shown {
                names[tab] = names[tab].truncated(to: max(3, left / others), ellipsis: glyphs.ellipsis)
            }
        }
        pieces = [Piece(text: label, tab: nil)]
        for (tab, name) in names.enumerated() {
            if tab > 0 { pieces.append(Piece(text: "  ", tab: nil)) }
            pieces.append(Piece(text: tab == shown ? "[\(name)]" : name, tab: tab))
        }
        pieces.append(Piece(text: end, tab: nil))
    }
}
