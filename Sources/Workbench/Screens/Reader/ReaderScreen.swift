import LecternEngine
import TerminalUI

/// A document beside the conversation about it.
struct ReaderScreen: Sendable {
    enum Pane: Int, Sendable, CaseIterable { case source, answer, field }

    /// The open document with what drawing needs of it, made once.
    struct Opened: Sendable {
        let document: Document
        let summary: DocumentSummary
        let index: SourceIndex
        let source: SourceText
        /// The file holds another text now.
        let isStale: Bool
    }

    /// A place to come back to.
    struct Place: Sendable, Hashable {
        let focus: Pane
        let sentence: Int
        let offset: Int
        let selected: CitationReference?
        /// The screen that the jump came from.
        var screen = ScreenID.reader
    }

    private(set) var opened: Opened?
    var conversation: ConversationID?
    var turns: [Turn] = []
    /// The answer that is being made.
    var job: (id: JobID, turn: Int)?
    var focus = Pane.source
    var sourcePane = TextPane()
    var answerPane = TextPane()
    private(set) var content = AnswerContent([], selected: nil, glyphs: .unicode)
    /// The sentence that the reader stands on.
    private(set) var cursor = 0
    private(set) var selected: CitationReference?
    var field = TextField(placeholder: "a question about this document")
    /// Unsent questions of other documents.
    var drafts: [DocumentID: String] = [:]
    var isZoomed = false
    /// The source shows what is selected in the answer.
    var follows = true
    var showsNumbers = true { didSet { refreshMargins() } }
    /// Only cited sentences, with one of context at each side.
    private(set) var showsOnlyCited = false
    var asksWhenOpened = false
    private(set) var query = ""
    private(set) var hits: [Range<Int>] = []
    private(set) var hit = 0
    private(set) var jumps = JumpList<Place>()
    private(set) var layout = ReaderLayout.empty
    private var glyphs = GlyphSet.unicode

    // MARK: Opening

    mutating func open(_ opened: OpenedDocument) {
        if let before = self.opened { drafts[before.document.id] = field.isEmpty ? nil : field.text }
        let index = SourceIndex(opened.document)
        let source = SourceText(index)
        self.opened = Opened(
            document: opened.document, summary: opened.summary, index: index, source: source,
            isStale: opened.isStale)
        sourcePane = TextPane(source.text, blocks: source.blocks)
        cursor = 0
        (query, hits, hit) = ("", [], 0)
        (isZoomed, showsOnlyCited) = (false, false)
        jumps = JumpList()
        field.setText(drafts[opened.document.id] ?? "")
        focus = asksWhenOpened ? .field : .source
        asksWhenOpened = false
        job = nil
        show(conversation: opened.conversation, opened.turns.map(Turn.init))
        refreshMargins()
    }

    mutating func close() {
        opened = nil
        turns = []
        job = nil
        selected = nil
    }

    mutating func show(conversation: ConversationID?, _ turns: [Turn]) {
        self.conversation = conversation
        self.turns = turns
        selected = nil
        field.setHistory(turns.map(\.question))
        refreshAnswers()
        answerPane.scroll(.end)
        showTurn(turns.count - 1)
    }

    mutating func add(_ turn: Turn) {
        turns.append(turn)
        selected = nil
        refreshAnswers()
        answerPane.scroll(.end)
    }

    // MARK: Panes

    mutating func layOut(in area: Rect, _ layoutClass: LayoutClass, glyphs: GlyphSet) {
        if glyphs != self.glyphs {
            self.glyphs = glyphs
            refreshAnswers()
        }
        layout = ReaderLayout(in: area, layoutClass, self)
        field.width = max(1, layout.field.width - ReaderLayout.promptWidth)
        resize(\.sourcePane, to: layout.sourceText)
        resize(\.answerPane, to: layout.answerText)
    }

    private mutating func resize(_ pane: WritableKeyPath<ReaderScreen, TextPane>, to area: Rect) {
        // A pane that isn't shown keeps its size, so that it comes back as it was.
        guard !area.isEmpty else { return }
        self[keyPath: pane].size = (area.width, area.height)
    }

    private mutating func refreshMargins() {
        let digits = String(max(0, (opened?.index.sentenceCount ?? 1) - 1)).count
        sourcePane.margins = TextPane.Margins(
            gutter: showsNumbers ? max(4, digits + 1) + 1 : 0, showsBars: true)
    }

    /// The conversation's text anew, after anything in it changed.
    mutating func refreshAnswers() {
        content = AnswerContent(turns, selected: selected, glyphs: glyphs)
        answerPane.replace(content.text, blocks: content.blocks)
        if showsOnlyCited { refreshSource() }
    }

    mutating func focusNext(_ step: Int) {
        let all = Pane.allCases
        focus = all[(focus.rawValue + step + all.count) % all.count]
    }

    // MARK: Sentences

    /// Moves to a sentence and shows it.
    mutating func goTo(sentence: Int, _ placement: TextPane.Placement = .nearest) {
        guard let opened, opened.index.sentenceCount > 0 else { return }
        cursor = min(max(0, sentence), opened.index.sentenceCount - 1)
        sourcePane.reveal(opened.source.sentences[cursor], placement)
    }

    mutating func scrollSource(_ motion: ScrollMotion, count: Int) {
        sourcePane.scroll(motion, count: count)
        switch motion {
        case .start: cursor = 0
        case .end: cursor = max(0, (opened?.index.sentenceCount ?? 1) - 1)
        default: keepCursorInSight()
        }
    }

    /// The wheel moves the view and not the focus.
    mutating func scrollSource(lines: Int) {
        sourcePane.scroll(lines: lines)
        keepCursorInSight()
    }

    private mutating func keepCursorInSight() {
        guard let opened, opened.index.sentenceCount > 0 else { return }
        let visible = sourcePane.visibleRange
        let range = opened.source.sentences[cursor]
        if range.upperBound <= visible.lowerBound || range.lowerBound >= visible.upperBound {
            let edge =
                range.upperBound <= visible.lowerBound ? visible.lowerBound : max(0, visible.upperBound - 1)
            cursor = opened.source.sentence(at: edge)
        }
    }

    /// Selects a citation; the source follows where that is wanted.
    mutating func select(_ reference: CitationReference?, follow: Bool? = nil) {
        selected = reference
        refreshAnswers()
        guard let reference else { return }
        if let place = content.citations.first(where: { $0.reference == reference })?.range {
            answerPane.reveal(place)
        }
        if follow ?? follows, let citation = citation(reference),
            citation.span.document == opened?.document.id
        {
            goTo(sentence: citation.span.sentences.lowerBound, .third)
        }
    }

    func citation(_ reference: CitationReference) -> Citation? {
        guard turns.indices.contains(reference.turn),
            turns[reference.turn].statements.indices.contains(reference.statement),
            turns[reference.turn].statements[reference.statement].citations.indices.contains(
                reference.citation)
        else { return nil }
        return turns[reference.turn].statements[reference.statement].citations[reference.citation]
    }

    // MARK: Finding

    mutating func find(_ text: String) {
        query = text
        hits = opened.map { TextSearch.all(text, in: $0.source.text) } ?? []
        guard
            let first = hits.firstIndex(where: { $0.lowerBound >= sourcePane.firstVisibleOffset })
                ?? hits.indices.first
        else { return }
        focus = .source
        rememberPlace()
        goTo(hit: first)
    }

    mutating func goTo(hit index: Int) {
        guard !hits.isEmpty, let opened else { return }
        hit = (index % hits.count + hits.count) % hits.count
        cursor = opened.source.sentence(at: hits[hit].lowerBound)
        sourcePane.reveal(hits[hit], .nearest)
    }

    // MARK: Jumps

    private var place: Place {
        Place(focus: focus, sentence: cursor, offset: sourcePane.firstVisibleOffset, selected: selected)
    }

    mutating func rememberPlace(returnsTo screen: ScreenID = .reader) {
        var place = place
        place.screen = screen
        jumps.push(place)
    }

    /// - Returns: the screen to show; nil where the jumps began.
    mutating func goBack() -> ScreenID? {
        guard let place = jumps.back(from: place) else { return nil }
        restore(place)
        return place.screen
    }

    mutating func goForward() -> ScreenID? {
        guard let place = jumps.forward() else { return nil }
        restore(place)
        return place.screen
    }

    private mutating func restore(_ place: Place) {
        focus = place.focus
        cursor = place.sentence
        selected = place.selected
        refreshAnswers()
        sourcePane.scrollTo(place.offset)
        if let selected, let range = content.citations.first(where: { $0.reference == selected })?.range {
            answerPane.reveal(range)
        }
    }

    // MARK: Cited sentences alone

    mutating func toggleOnlyCited() {
        showsOnlyCited.toggle()
        refreshSource()
        goTo(sentence: cursor, .third)
    }

    private mutating func refreshSource() {
        guard let opened else { return }
        let blocks =
            showsOnlyCited
            ? CitedExcerpt.blocks(of: opened.source, cited: citedSpans.map(\.span.sentences))
            : opened.source.blocks
        sourcePane.replace(opened.source.text, blocks: blocks)
    }
}
