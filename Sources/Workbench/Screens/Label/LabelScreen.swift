import LecternEngine
import TerminalUI

/// Answers to the same question side by side, blind, to be compared with one key for each decision.
///
/// What it shows of labels is what is on disk: a key is written down first, then shown; keys that come
/// meanwhile wait.
struct LabelScreen: Sendable {
    /// What lies in place of the candidates for a while.
    enum Panel: Sendable {
        case source(LabelSource)
        case statistics(TextPane)
    }

    /// One candidate as it is shown.
    struct Card: Sendable {
        /// Its place in the item.
        let candidate: Int
        var pane: TextPane
        /// Markers in the text, with what they cite.
        let markers: [(range: Range<Int>, citation: LabelCitation)]
        /// Words that were covered because they name the author.
        let masked: Int
    }

    /// Keys that may wait for the one before to be written down.
    static let waitingLimit = 256

    private(set) var isLoaded = false
    private(set) var labelled: LabelledSet?
    /// Who labels; empty until it is known.
    private(set) var annotator = ""
    /// What the system calls the person, offered as name.
    var userName = ""
    private(set) var slots: [LabelSchedule.Slot] = []
    private(set) var records: [LabelPlace: LabelLedger.Record] = [:]
    private(set) var figures = LabelProgress()
    /// Keys that can be taken back.
    private(set) var undoCount = 0
    /// The slot that is shown; the number of slots when all are done.
    private(set) var position = 0
    private(set) var cards: [Card] = []
    var row = LabelDimension.helpfulness
    /// The side that motions and citations are about.
    private(set) var focus = 0
    /// Which marker of the focused candidate is chosen.
    private(set) var marker: Int?
    /// All candidates scroll together.
    var scrollsTogether = true
    /// Only the overall row; one key saves and goes on.
    private(set) var isFast = false
    var panel: Panel?
    /// A key is being written down.
    var isRecording = false
    /// Keys that came meanwhile.
    var waiting: [Key] = []
    /// Skipped just now: a digit says why.
    var skipped: LabelPlace?
    private(set) var shownAt = Moment.zero
    private(set) var layout = LabelLayout.empty

    // MARK: Sets

    mutating func open(_ labelled: LabelledSet?, by annotator: String?, now: Moment) {
        isLoaded = true
        let isSame = labelled?.set == self.labelled?.set && labelled != nil
        self.labelled = labelled
        if self.annotator.isEmpty, let annotator { self.annotator = annotator }
        (isRecording, waiting, panel, skipped) = (false, [], nil, nil)
        arrange()
        if isSame, position < slots.count {
            show(position, now: now)
        } else {
            showNextOpen(from: 0, now: now)
        }
    }

    mutating func setAnnotator(_ name: String, now: Moment) {
        annotator = name
        arrange()
        showNextOpen(from: 0, now: now)
    }

    private mutating func arrange() {
        guard let labelled else {
            (slots, records, cards, position) = ([], [:], [], 0)
            return
        }
        slots = LabelSchedule(labelled.items, of: labelled.set, for: annotator).slots
        refresh()
    }

    private mutating func refresh() {
        guard let labelled else { return }
        records = labelled.ledger.records(of: annotator)
        undoCount = labelled.ledger.changes(by: annotator).count
        figures = LabelProgress(labelled, slots, records, annotator)
    }

    /// Takes entries that are on disk now.
    mutating func apply(_ entries: [LabelEntry]) {
        for entry in entries { labelled?.ledger.append(entry) }
        refresh()
    }

    // MARK: Items

    var slot: LabelSchedule.Slot? { slots.indices.contains(position) ? slots[position] : nil }

    var item: LabelItem? {
        guard let slot, let items = labelled?.items, items.indices.contains(slot.index) else { return nil }
        return items[slot.index]
    }

    var record: LabelLedger.Record { slot.flatMap { records[$0.place] } ?? LabelLedger.Record() }

    var rows: [LabelDimension] { isFast ? [.overall] : LabelDimension.allCases }

    var isAllDone: Bool { !slots.isEmpty && position >= slots.count }

    mutating func show(_ position: Int, row: LabelDimension? = nil, now: Moment) {
        self.position = min(max(0, position), slots.count)
        (focus, marker, skipped) = (0, nil, nil)
        shownAt = now
        makeCards()
        self.row = row ?? rows.first { !isComplete($0) } ?? .overall
        if isFast { self.row = .overall }
    }

    /// The next item that isn't done, first behind this place, then from the start.
    mutating func showNextOpen(from start: Int, now: Moment) {
        let open = slots.indices.filter { !(records[slots[$0].place]?.isDone ?? false) }
        show(open.first { $0 >= start } ?? open.first ?? slots.count, now: now)
    }

    mutating func show(_ place: LabelPlace, row: LabelDimension?, now: Moment) {
        guard let index = slots.firstIndex(where: { $0.place == place }) else { return }
        show(index, row: row, now: now)
    }

    func isComplete(_ dimension: LabelDimension) -> Bool {
        guard let slot, let judgement = record.judgements[dimension] else { return false }
        return judgement.isComplete(of: slot.sides.count)
    }

    mutating func toNextRow() {
        let all = rows
        guard let index = all.firstIndex(of: row), index + 1 < all.count else { return }
        row = all[index + 1]
    }

    mutating func toggleFast() {
        isFast.toggle()
        row = isFast ? .overall : rows.first { !isComplete($0) } ?? .overall
    }

    /// `item 37/240 · undo 36 · saved`
    func placeName(_ dot: String) -> String {
        guard labelled != nil else { return "label" }
        let item = slot == nil ? "all done" : "item \(position + 1)/\(slots.count)"
        let saved = isRecording ? "saving" : "saved"
        return "\(item)\(dot)\(annotator)\(dot)undo \(undoCount)\(dot)\(saved)"
    }

    /// What is shown below the smallest size: the focused candidate.
    var tinyText: String {
        guard let item, cards.indices.contains(focus) else { return "nothing to label here" }
        return "\(item.question)  \(LabelSchedule.letter(focus)): \(cards[focus].pane.text)"
    }

    /// Models and rewards are shown: the person asked for it.
    var isRevealed: Bool { record.wasRevealed }

    /// What stands in place of words that name an author.
    var cover = AuthorMask.cover { didSet { if cover != oldValue { makeCards() } } }

    /// Anew after something about the item changed.
    mutating func makeCards() {
        guard let slot, let item else {
            cards = []
            return
        }
        let models = Set(item.candidates.map(\.model)).sorted()
        cards = slot.sides.map { candidate in
            let text = item.candidates[candidate].text
            let (shown, masked) =
                isRevealed ? (text, 0) : AuthorMask.masked(text, models: models, cover: cover)
            return Card(
                candidate: candidate, pane: TextPane(shown),
                markers: CitationMarkers.find(in: shown, item.candidates[candidate].citations), masked: masked
            )
        }
        size()
    }

    // MARK: Moving

    mutating func focus(_ side: Int) {
        guard cards.indices.contains(side) else { return }
        focus = side
        marker = nil
    }

    mutating func focusNext(_ step: Int) {
        guard !cards.isEmpty else { return }
        focus((focus + step + cards.count) % cards.count)
    }

    mutating func scroll(_ motion: ScrollMotion, count: Int) {
        for side in cards.indices where scrollsTogether || side == focus {
            cards[side].pane.scroll(motion, count: count)
        }
    }

    mutating func scroll(side: Int?, lines: Int) {
        for index in cards.indices where scrollsTogether || index == side ?? focus {
            cards[index].pane.scroll(lines: lines)
        }
    }

    /// Chooses the next or previous marker of the focused candidate and shows it.
    mutating func chooseMarker(_ step: Int) {
        guard cards.indices.contains(focus), !cards[focus].markers.isEmpty else { return }
        let count = cards[focus].markers.count
        let next = marker.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
        marker = next
        cards[focus].pane.reveal(cards[focus].markers[next].range)
    }

    /// The citation that `o` opens: the chosen one, else the first.
    var citation: LabelCitation? {
        guard cards.indices.contains(focus), !cards[focus].markers.isEmpty else { return nil }
        return cards[focus].markers[marker ?? 0].citation
    }

    mutating func layOut(in area: Rect, _ layoutClass: LayoutClass) {
        layout = LabelLayout(in: area, layoutClass, cards: cards.count, focus: focus)
        size()
        switch panel {
        case .source(var source):
            source.pane.size = (layout.panelText.width, layout.panelText.height)
            panel = .source(source)
        case .statistics(var pane):
            pane.size = (layout.panelText.width, layout.panelText.height)
            panel = .statistics(pane)
        case nil: break
        }
    }

    private mutating func size() {
        for (side, box) in layout.cards where cards.indices.contains(side) {
            let text = layout.text(in: box)
            cards[side].pane.size = (max(1, text.width), max(1, text.height))
        }
    }
}

/// `[n]` in a candidate's text.
enum CitationMarkers {
    /// - Complexity: O(n) in the text.
    static func find(in text: String, _ citations: [LabelCitation]) -> [(
        range: Range<Int>, citation: LabelCitation
    )] {
        let byNumber = Dictionary(citations.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let bytes = Array(text.utf8)
        var found: [(range: Range<Int>, citation: LabelCitation)] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "[") else {
                index += 1
                continue
            }
            var end = index + 1
            var number = 0
            while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]),
                end - index < 7
            {
                number = number * 10 + Int(bytes[end] - UInt8(ascii: "0"))
                end += 1
            }
            if end > index + 1, end < bytes.count, bytes[end] == UInt8(ascii: "]"),
                let citation = byNumber[number]
            {
                found.append((index..<end + 1, citation))
            }
            index = max(index + 1, end)
        }
        return found
    }
}

/// A cited document, opened at the cited sentences.
struct LabelSource: Sendable {
    let document: Document
    let citation: LabelCitation
    let index: SourceIndex
    let source: SourceText
    var pane: TextPane

    init(_ document: Document, _ citation: LabelCitation) {
        self.document = document
        self.citation = citation
        index = SourceIndex(document)
        source = SourceText(index)
        let digits = String(max(0, document.sentences.count - 1)).count
        pane = TextPane(
            source.text, blocks: source.blocks,
            margins: TextPane.Margins(gutter: max(4, digits + 1) + 1, showsBars: true))
    }

    /// The cited text's place in the pane; empty where the document doesn't have these sentences.
    var cited: Range<Int> { source.range(of: citation.first...max(citation.first, citation.last)) }

    mutating func reveal() { pane.reveal(cited, .third) }
}

extension LabelCitation {
    /// `C12`, `C12–C13`
    var place: String { first == last ? "C\(first)" : "C\(first)–C\(last)" }
}
