import LecternEngine
import TerminalUI

/// Between statements and the sentences they rest on, both ways.
extension ReaderScreen {
    /// The turn whose citations are shown in the source: that of the selection, else the one gone to, else the last one
    /// that cites.
    var shownTurn: Int? {
        if let selected { return selected.turn }
        if let turnCursor, turns.indices.contains(turnCursor) { return turnCursor }
        return turns.lastIndex { turn in turn.statements.contains { !$0.citations.isEmpty } }
    }

    /// A citation of the shown turn and where it points.
    typealias CitedSpan = (span: SentenceSpan, reference: CitationReference)

    /// The citations of the shown turn into the document that the source shows, in the order of the answer.
    var citedSpans: [CitedSpan] {
        guard let opened else { return [] }
        return allCitedSpans.filter { $0.span.document == opened.document.id }
    }

    /// Those into any of the open documents.
    var allCitedSpans: [CitedSpan] {
        guard let shownTurn else { return [] }
        return references(of: shownTurn).compactMap { reference in
            guard let citation = citation(reference), tab(of: citation.span.document) != nil else {
                return nil
            }
            return (citation.span, reference)
        }
    }

    /// How many citations of the shown turn point into a document; those with one number count once.
    func citationCount(in document: DocumentID) -> Int {
        guard let shownTurn else { return 0 }
        let numbers = references(of: shownTurn).compactMap(citation).filter { $0.span.document == document }
        return Set(numbers.map(\.number)).count
    }

    /// All citations of a turn, in the order of the answer.
    func references(of turn: Int) -> [CitationReference] {
        guard turns.indices.contains(turn) else { return [] }
        return turns[turn].statements.enumerated().flatMap { statement, content in
            content.citations.indices.map {
                CitationReference(turn: turn, statement: statement, citation: $0)
            }
        }
    }

    var hasCitations: Bool { turns.contains { turn in turn.statements.contains { !$0.citations.isEmpty } } }

    /// In the answer: the next or previous marker of the conversation.
    mutating func selectCitation(_ step: Int) {
        let all = turns.indices.flatMap(references(of:))
        guard !all.isEmpty else { return }
        let next: Int
        if let selected, let index = all.firstIndex(of: selected) {
            next = (index + step % all.count + all.count) % all.count
        } else {
            let first = shownTurn.flatMap { turn in all.firstIndex { $0.turn == turn } } ?? 0
            next = step > 0 ? first : all.count - 1
        }
        select(all[next])
    }

    /// In the source: the next or previous cited sentence from the cursor; behind the last one of a document comes the
    /// first one of the next.
    mutating func goToCitedSentence(_ step: Int) {
        let places = allCitedSpans.compactMap { cited in
            tab(of: cited.span.document).map { (place: ($0, cited.span.sentences.lowerBound), cited) }
        }.sorted { $0.place < $1.place }
        let here = (tab, cursor)
        let next =
            step > 0
            ? places.first { $0.place > here } ?? places.first
            : places.last { $0.place < here } ?? places.last
        // Of several citations of one sentence, the first of the answer.
        guard let place = next?.place, let target = places.first(where: { $0.place == place })?.1 else {
            return
        }
        select(target.reference, follow: false)
        goTo(target.span)
    }

    /// From the selected marker into the source.
    ///
    /// - Returns: false when the document it points into is not open.
    mutating func jumpToSource() -> Bool {
        guard let selected, let citation = citation(selected), tab(of: citation.span.document) != nil else {
            return false
        }
        rememberPlace()
        focus = .source
        return goTo(citation.span)
    }

    /// Statements of the shown turn that cite a sentence.
    func citations(of sentence: Int) -> [CitationReference] {
        citedSpans.filter { $0.span.sentences.contains(sentence) }.map(\.reference)
    }

    /// From the cursor's sentence to the statement that cites it.
    mutating func jumpToAnswer(_ reference: CitationReference) {
        rememberPlace()
        focus = .answer
        select(reference, follow: false)
    }

    /// The next or previous question of the conversation, at the top of its pane.
    mutating func goToTurn(_ step: Int) {
        guard let here = currentTurn, content.turns.indices.contains(here) else { return }
        // From the middle of a long answer, back to its question first.
        let isBelow = content.turns[here].lowerBound < answerPane.firstVisibleOffset
        goTo(turn: step < 0 && isBelow ? here + step + 1 : here + step)
    }

    /// Makes a turn the one that keys mean, and shows it.
    mutating func goTo(turn: Int) {
        guard !turns.isEmpty else { return }
        turnCursor = max(0, min(turn, turns.count - 1))
        select(nil)
        if let turnCursor { showTurn(turnCursor) }
    }

    /// Brings a question to the top of the pane, with as much of its answer as there is room for.
    mutating func showTurn(_ turn: Int) {
        guard content.turns.indices.contains(turn) else { return }
        answerPane.reveal(content.turns[turn], .top)
    }

    /// The answer that copying takes: the shown one.
    var copiedTurn: Turn? {
        if let shownTurn, turns[shownTurn].answer != nil || !turns[shownTurn].statements.isEmpty {
            return turns[shownTurn]
        }
        return turns.last { $0.answer != nil }
    }
}

/// The cited sentences with one of context at each side; what lies between is a rule that counts it.
enum CitedExcerpt {
    static func blocks(of source: SourceText, cited: [ClosedRange<Int>]) -> [TextPane.Block] {
        let count = source.sentences.count
        var kept = Set<Int>()
        for span in cited {
            kept.formUnion(max(0, span.lowerBound - 1)...min(count - 1, span.upperBound + 1))
        }
        var blocks: [TextPane.Block] = []
        var next = 0
        for sentence in kept.sorted() {
            if sentence > next { blocks.append(gap(sentence - next, at: source.sentences[next].lowerBound)) }
            blocks.append(TextPane.Block(source.sentences[sentence], label: "C\(sentence)"))
            next = sentence + 1
        }
        if next < count { blocks.append(gap(count - next, at: source.sentences[next].lowerBound)) }
        return blocks
    }

    private static func gap(_ count: Int, at offset: Int) -> TextPane.Block {
        .rule(at: offset, "\(count) \(count == 1 ? "sentence" : "sentences")")
    }
}
