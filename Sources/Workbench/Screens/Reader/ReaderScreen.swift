import LecternEngine
import TerminalUI

/// Documents beside the conversation about them.
struct ReaderScreen: Sendable {
    enum Pane: Int, Sendable, CaseIterable { case source, answer, field }

    /// An open document with what drawing needs of it, made once.
    struct Opened: Sendable {
        let document: Document
        let summary: DocumentSummary
        let index: SourceIndex
        let source: SourceText
        /// The file holds another text now.
        let isStale: Bool

        init(_ document: Document, _ summary: DocumentSummary, isStale: Bool) {
            self.document = document
            self.summary = summary
            self.isStale = isStale
            index = SourceIndex(document)
            source = SourceText(index)
        }
    }

    /// Something found in one of the documents.
    struct Hit: Sendable, Hashable {
        let tab: Int
        /// Of the text that the source pane shows.
        let range: Range<Int>
    }

    /// A place to come back to.
    struct Place: Sendable, Hashable {
        let focus: Pane
        let tab: Int
        let sentence: Int
        let offset: Int
        let selected: CitationReference?
        /// The screen that the jump came from.
        var screen = ScreenID.reader
    }

    /// What the conversation is about, in the order in which it is asked.
    private(set) var documents: [Opened] = []
    /// Which of them the source shows.
    private(set) var tab = 0
    /// Where the others were left.
    private var left: [Int: (cursor: Int, offset: Int)] = [:]
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
    /// The turn that was gone to; nil: the last one.
    var turnCursor: Int?
    var edited: Edit?
    /// What the next questions are answered from.
    var scope = QuestionScope.automatic
    /// The turns as they were before one of them is answered anew, until that answer is kept.
    var aside: [Turn]?
    /// A passage that a reward rests on, shown until one goes back.
    var evidence: SentenceSpan?
    var field = TextField(placeholder: "a question about this document")
    /// Unsent questions about other documents.
    var drafts: [[DocumentID]: String] = [:]
    var isZoomed = false
    /// Where a selection of sentences began.
    var anchor: Int?
    /// The sentence that a mouse button went down on.
    var pressedSentence: Int?
    /// A border that the mouse holds, by the way in which it moves.
    var draggedBorder: Rect.Axis?
    /// How source and answer share the room, by the name of the layout class.
    var splits: [String: PaneSplit] = [:]
    /// The source shows what is selected in the answer.
    var follows = true
    var showsNumbers = true { didSet { refreshMargins() } }
    /// Only cited sentences, with one of context at each side.
    private(set) var showsOnlyCited = false
    var asksWhenOpened = false
    private(set) var query = ""
    private(set) var hits: [Hit] = []
    private(set) var hit = 0
    private(set) var jumps = JumpList<Place>()
    private(set) var layout = ReaderLayout.empty
    private var glyphs = GlyphSet.unicode

    // MARK: Opening

    /// The document that the source shows.
    var opened: Opened? { documents.indices.contains(tab) ? documents[tab] : nil }

    mutating func open(_ opened: OpenedDocument) {
        leaveEdit()
        if !documents.isEmpty { drafts[subject] = field.isEmpty ? nil : field.text }
        documents =
            [Opened(opened.document, opened.summary, isStale: opened.isStale)]
            + opened.others.map { Opened($0.document, $0.summary, isStale: $0.isStale) }
        (tab, left) = (0, [:])
        sourcePane = TextPane(documents[0].source.text, blocks: documents[0].source.blocks)
        (cursor, evidence) = (0, nil)
        (query, hits, hit) = ("", [], 0)
        (isZoomed, showsOnlyCited, anchor) = (false, false, nil)
        jumps = JumpList()
        edited = nil
        scope = .automatic
        field.setText(drafts[subject] ?? "")
        field.placeholder =
            isAboutSeveral ? "a question about these documents" : "a question about this document"
        focus = asksWhenOpened ? .field : .source
        asksWhenOpened = false
        job = nil
        show(conversation: opened.conversation, opened.turns.map(Turn.init))
        refreshMargins()
    }

    mutating func close() {
        documents = []
        turns = []
        job = nil
        selected = nil
    }

    mutating func show(conversation: ConversationID?, _ turns: [Turn]) {
        self.conversation = conversation
        self.turns = turns
        (selected, turnCursor, aside) = (nil, nil, nil)
        leaveEdit()
        field.setHistory(turns.map(\.question))
        refreshAnswers()
        answerPane.scroll(.end)
        showTurn(turns.count - 1)
    }

    mutating func add(_ turn: Turn) {
        turns.append(turn)
        (selected, turnCursor) = (nil, nil)
        refreshAnswers()
        answerPane.scroll(.end)
    }

    mutating func remove(turn: Int) {
        guard job == nil, turns.indices.contains(turn) else { return }
        turns.remove(at: turn)
        (selected, turnCursor) = (nil, nil)
        refreshAnswers()
    }

    // MARK: Panes

    /// Brings another document into the source, at the place where it was left.
    mutating func show(tab next: Int) {
        guard next != tab, documents.indices.contains(next) else { return }
        left[tab] = (cursor, sourcePane.firstVisibleOffset)
        anchor = nil
        tab = next
        let size = sourcePane.size
        sourcePane = TextPane(documents[tab].source.text, blocks: documents[tab].source.blocks)
        sourcePane.size = size
        refreshMargins()
        if showsOnlyCited { refreshSource() }
        cursor = left[tab]?.cursor ?? 0
        if let place = left[tab] { sourcePane.scrollTo(place.offset) }
    }

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
        content = AnswerContent(
            turns, selected: selected, names: shortNames, current: currentTurn, glyphs: glyphs)
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
        if follow ?? follows, let citation = citation(reference) { goTo(citation.span) }
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
        hits = documents.enumerated().flatMap { tab, opened in
            TextSearch.all(text, in: opened.source.text).map { Hit(tab: tab, range: $0) }
        }
        let here = sourcePane.firstVisibleOffset
        let first = hits.firstIndex { $0.tab > tab || ($0.tab == tab && $0.range.lowerBound >= here) }
        guard let first = first ?? hits.indices.first else { return }
        focus = .source
        rememberPlace()
        goTo(hit: first)
    }

    mutating func goTo(hit index: Int) {
        guard !hits.isEmpty else { return }
        hit = (index % hits.count + hits.count) % hits.count
        show(tab: hits[hit].tab)
        guard let opened else { return }
        cursor = opened.source.sentence(at: hits[hit].range.lowerBound)
        sourcePane.reveal(hits[hit].range, .nearest)
    }

    // MARK: Jumps

    private var place: Place {
        Place(
            focus: focus, tab: tab, sentence: cursor, offset: sourcePane.firstVisibleOffset,
            selected: selected)
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
        show(tab: place.tab)
        cursor = min(place.sentence, max(0, (opened?.index.sentenceCount ?? 1) - 1))
        // The conversation may be another one by now.
        selected = place.selected.flatMap { citation($0) == nil ? nil : $0 }
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
