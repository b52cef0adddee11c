import LecternEngine
import TerminalUI

/// The models that there are, one of them chosen, with what is known of it (`ux.md` §7.8).
struct ModelsScreen: Sendable {
    enum Pane: Int, Sendable, CaseIterable { case list, detail }

    /// A file whose bytes are being read.
    struct Checking: Sendable, Hashable {
        let job: JobID
        let name: String
        let path: String
        var done = 0
        var total = 0
    }

    /// A short answer that was tried.
    struct Trial: Sendable, Hashable {
        let model: String
        let answer: CitedAnswer
    }

    private(set) var catalog: ModelCatalog?
    var list = ListView()
    var detail = TextPane()
    var focus = Pane.list
    /// What is being opened.
    var opening: String?
    var checking: Checking?
    /// By path.
    var checks: [String: ModelCheck] = [:]
    var testing: JobID?
    var trial: Trial?
    private(set) var layout = ModelsLayout.empty

    var cards: [ModelCard] { catalog?.cards ?? [] }
    var card: ModelCard? { cards.indices.contains(list.cursor) ? cards[list.cursor] : nil }

    /// Takes over what there is now; the row stays where its model still exists.
    mutating func show(_ catalog: ModelCatalog) {
        let (isFirst, before) = (self.catalog == nil, card?.id)
        self.catalog = catalog
        list.count = catalog.cards.count
        let wanted = catalog.cards.firstIndex { isFirst ? $0.isChosen : $0.id == before }
        if let wanted { list.moveTo(wanted) }
    }

    mutating func layOut(
        in area: Rect, _ layoutClass: LayoutClass, document: ModelsText.Document?, _ glyphs: GlyphSet
    ) {
        layout = ModelsLayout(in: area, layoutClass, rows: cards.count, focus: focus)
        // Below the header.
        list.height = max(1, layout.list.height - 1)
        var text = PaneText()
        if let card, let catalog {
            ModelsText(
                card: card, catalog: catalog, document: document, check: card.path.flatMap { checks[$0] },
                trial: trial.flatMap { $0.model == card.name ? $0 : nil }, glyphs: glyphs
            ).write(into: &text)
        }
        detail.replace(text.text, blocks: text.blocks)
        detail.size = (max(1, layout.detail.width), max(1, layout.detail.height))
        marks = text.marks
    }

    /// Roles of the detail's pieces.
    private(set) var marks: [PaneText.Mark] = []

    mutating func focusNext() { focus = focus == .list ? .detail : .list }

    mutating func move(_ motion: ScrollMotion, _ count: Int) {
        switch focus {
        case .list:
            let before = list.cursor
            list.move(motion, count: count)
            if list.cursor != before { detail.scroll(.start) }
        case .detail: detail.scroll(motion, count: count)
        }
    }

    /// `models 1/4`
    var placeName: String { cards.isEmpty ? "models" : "models  \(list.cursor + 1)/\(cards.count)" }
}

/// Where the parts of the screen are.
struct ModelsLayout: Sendable, Hashable {
    var listBox = Rect(width: 0, height: 0)
    var detailBox = Rect(width: 0, height: 0)
    var isSinglePane = false

    static let empty = ModelsLayout()

    private init() {}

    init(in area: Rect, _ layoutClass: LayoutClass, rows: Int, focus: ModelsScreen.Pane) {
        switch layoutClass {
        case .extraSmall:
            isSinglePane = true
            if focus == .list { listBox = area } else { detailBox = area }
        case .small, .medium:
            let height = max(5, min(rows + 3, area.height / 2))
            let parts = area.split(.vertical, [.fixed(height), .share(1)])
            (listBox, detailBox) = (parts[0], parts[1])
        case .large:
            let parts = area.split(.horizontal, [.share(11), .share(9)])
            (listBox, detailBox) = (parts[0], parts[1])
        }
    }

    var list: Rect { isSinglePane || listBox.isEmpty ? listBox : listBox.inset(by: 1) }
    var detail: Rect {
        isSinglePane || detailBox.isEmpty
            ? detailBox : detailBox.inset(by: 1).inset(horizontal: 1, vertical: 0)
    }
}
