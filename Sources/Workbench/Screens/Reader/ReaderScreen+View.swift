import LecternEngine
import TerminalUI

/// Draws the reader.
struct ReaderView {
    private let state: AppState
    private let theme: Theme
    private var reader: ReaderScreen { state.reader }

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        let layout = reader.layout
        guard let opened = reader.opened else {
            let text: SafeText = "No document is open. F2 shows the library."
            frame.surface.write(text, at: (2, 2), style: theme[.muted])
            return
        }
        if !layout.side.isEmpty { side(opened, in: layout.side, on: &frame) }
        if !layout.source.isEmpty { source(opened, on: &frame) }
        if !layout.answer.isEmpty { answer(on: &frame) }
        if !layout.rule.isEmpty {
            frame.surface.rule(layout.rule, style: theme[.border], glyphs: state.glyphs)
        }
        field(on: &frame)
    }

    private func box(
        _ area: Rect, _ pane: ReaderScreen.Pane, _ title: SafeText, _ note: SafeText,
        on frame: inout Frame<ClickTarget>
    ) {
        frame.addTarget(.pane(pane.rawValue), over: area)
        guard reader.layout.hasBorders else { return }
        let isFocused = reader.focus == pane
        frame.surface.box(
            area, title: title, note: note, isFocused: isFocused,
            style: .init(border: theme[isFocused ? .borderFocus : .border], title: theme[.title]),
            glyphs: state.glyphs)
    }

    // MARK: Source

    private func source(_ opened: ReaderScreen.Opened, on frame: inout Frame<ClickTarget>) {
        let layout = reader.layout
        let page = opened.index.pageName(of: reader.cursor).map { "  \($0)" } ?? ""
        let cites = reader.citedSpans
        let all = reader.allCitedSpans
        let active = reader.selected.flatMap(reader.citation)?.span
        let position = reader.selected.flatMap { selected in all.firstIndex { $0.reference == selected } }
        let note =
            position.map { "cite \($0 + 1) of \(all.count)" } ?? (cites.isEmpty ? "" : "\(cites.count) cited")
        let stale = opened.isStale ? "  before the file changed" : ""
        let title = SourceTitle(
            reader.documents.map(\.document.title), shown: reader.tab, rest: page + stale,
            room: layout.source.width - 6 - (note.isEmpty ? 0 : note.count + 3), glyphs: state.glyphs)
        box(layout.source, .source, title.text, SafeText(untrusted: note), on: &frame)
        tabs(title, on: &frame)
        guard opened.index.sentenceCount > 0 else {
            frame.surface.write(
                "This document has no text.", at: (layout.sourceText.x, layout.sourceText.y),
                style: theme[.muted])
            return
        }
        var pane = reader.sourcePane
        let visible = pane.visibleRange
        pane.spans = spans(opened, cites, active, visible)
        var look = TextPane.Look()
        look.text = theme[.fg]
        look.label = theme[.sentenceNumber]
        look.rule = theme[.page]
        look.mark = theme[.masked]
        look.glyphs = state.glyphs
        pane.draw(on: &frame.surface, in: layout.sourceText, look: look)
        targets(opened, pane, visible, on: &frame)
        strip(opened, cites, active, visible, on: &frame)
    }

    /// The tabs of the title can be clicked.
    private func tabs(_ title: SourceTitle, on frame: inout Frame<ClickTarget>) {
        let box = reader.layout.source
        guard reader.isAboutSeveral, reader.layout.hasBorders else { return }
        var x = box.x + 3
        for piece in title.pieces {
            let place = Rect(x: x, y: box.y, width: piece.text.columns, height: 1)
                .intersection(box.row(0).inset(horizontal: 3, vertical: 0))
            x += piece.text.columns
            guard let tab = piece.tab, !place.isEmpty else { continue }
            frame.addTarget(.document(tab), over: place)
            if tab == reader.tab { frame.surface.restyle(place) { theme[.tabActive].over($0) } }
        }
    }

    /// What is highlighted of the visible sentences.
    private func spans(
        _ opened: ReaderScreen.Opened, _ cites: [(span: SentenceSpan, reference: CitationReference)],
        _ active: SentenceSpan?, _ visible: Range<Int>
    ) -> [TextPane.Span] {
        var spans: [TextPane.Span] = []
        let first = opened.source.sentence(at: visible.lowerBound)
        let last = opened.source.sentence(at: max(visible.lowerBound, visible.upperBound - 1))
        for sentence in first...max(first, last) where opened.index.headingLevel(of: sentence) != nil {
            spans.append(TextPane.Span(opened.source.sentences[sentence], theme[.heading].withoutBackground))
        }
        for (span, _) in cites {
            let isActive = span == active
            let range = opened.source.range(of: span.sentences)
            guard range.overlaps(visible) else { continue }
            spans.append(
                TextPane.Span(
                    range, theme[isActive ? .citeActive : .citeOther], priority: isActive ? 2 : 1,
                    bar: theme[isActive ? .citeBar : .citeMarker]))
        }
        if let evidence = reader.evidence, evidence.document == opened.document.id {
            let range = opened.source.range(of: evidence.sentences)
            spans.append(TextPane.Span(range, theme[.citeActive], priority: 2, bar: theme[.citeBar]))
        }
        if let selection = reader.selection {
            spans.append(TextPane.Span(opened.source.range(of: selection), theme[.cursor], priority: 4))
        }
        for (index, hit) in reader.hits.enumerated()
        where hit.tab == reader.tab && hit.range.overlaps(visible) {
            spans.append(
                TextPane.Span(hit.range, theme[index == reader.hit ? .matchCurrent : .match], priority: 3))
        }
        return spans
    }

    private func targets(
        _ opened: ReaderScreen.Opened, _ pane: TextPane, _ visible: Range<Int>,
        on frame: inout Frame<ClickTarget>
    ) {
        let area = reader.layout.sourceText
        let first = opened.source.sentence(at: visible.lowerBound)
        let last = opened.source.sentence(at: max(visible.lowerBound, visible.upperBound - 1))
        for sentence in first...max(first, last) {
            let places = pane.areas(of: opened.source.sentences[sentence], in: area)
            for place in places { frame.addTarget(.sentence(sentence), over: place) }
            guard sentence == reader.cursor, let start = places.first else { continue }
            if reader.showsNumbers, start.x >= area.x {
                // The number of the sentence one stands on is seen without looking for the cursor.
                let label = Rect(x: area.x, y: start.y, width: pane.margins.gutter, height: 1)
                frame.surface.restyle(label.intersection(area)) { theme[.selected].over($0) }
            }
            if reader.focus == .source, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: start.x, y: start.y)
            }
        }
    }

    private func strip(
        _ opened: ReaderScreen.Opened, _ cites: [(span: SentenceSpan, reference: CitationReference)],
        _ active: SentenceSpan?, _ visible: Range<Int>, on frame: inout Frame<ClickTarget>
    ) {
        let area = reader.layout.strip
        let count = opened.index.sentenceCount
        let first = opened.source.sentence(at: visible.lowerBound)
        let last = opened.source.sentence(at: max(visible.lowerBound, visible.upperBound - 1))
        let searched = reader.hits.filter { $0.tab == reader.tab }
            .map { opened.source.sentence(at: $0.range.lowerBound) }
        var marks = cites.map { $0.span.sentences.lowerBound..<$0.span.sentences.upperBound + 1 }
        // While something is looked for, its hits are in the strip too.
        marks += searched.map { $0..<$0 + 1 }
        let strip = ScrollStrip(
            length: count, visible: first..<last + 1, marks: marks,
            active: active.flatMap {
                $0.document == opened.document.id
                    ? $0.sentences.lowerBound..<$0.sentences.upperBound + 1 : nil
            })
        var look = ScrollStrip.Look()
        look.rest = theme[.strip]
        look.visible = theme[.scrollThumb]
        look.mark = theme[.stripCite]
        look.active = theme[.stripActive]
        look.glyphs = state.glyphs
        strip.draw(on: &frame.surface, in: area, look: look)
        for row in 0..<area.height {
            frame.addTarget(.strip(row, height: area.height), over: area.row(row))
        }
    }

    // MARK: Answer

    private func answer(on frame: inout Frame<ClickTarget>) {
        let layout = reader.layout
        let running = state.activity
        box(
            layout.answer, .answer, "Answer", running == "idle" ? "" : SafeText(untrusted: running),
            on: &frame)
        let area = layout.answerText
        guard !reader.turns.isEmpty else {
            let text: SafeText =
                reader.isAboutSeveral
                ? "i writes a question about these documents. The answer cites the sentences it rests on."
                : "i writes a question about this document. The answer cites the sentences it rests on."
            let lines = TextLayout(text, width: max(1, area.width))
            for (row, line) in lines.lines.enumerated() {
                frame.surface.write(
                    lines.shown(line), at: (area.x, area.y + row), style: theme[.muted], in: area)
            }
            return
        }
        var pane = reader.answerPane
        let visible = pane.visibleRange
        pane.spans = reader.content.marks.filter { $0.range.overlaps(visible) }.map {
            TextPane.Span($0.range, theme[$0.role])
        }
        if let selected = reader.selected,
            let range = reader.content.citations.first(where: { $0.reference == selected })?.range
        {
            pane.spans.append(TextPane.Span(range, theme[.citeActive], priority: 2))
        }
        var look = TextPane.Look()
        look.text = theme[.answer]
        look.mark = theme[.masked]
        look.glyphs = state.glyphs
        pane.draw(on: &frame.surface, in: area, look: look)
        for (turn, range) in reader.content.questions.enumerated() where range.overlaps(visible) {
            for place in pane.areas(of: range, in: area) { frame.addTarget(.turn(turn), over: place) }
        }
        for (range, reference) in reader.content.citations where range.overlaps(visible) {
            let places = pane.areas(of: range, in: area)
            for place in places { frame.addTarget(.citation(reference), over: place) }
            if reference == reader.selected, reader.focus == .answer, state.overlay == nil,
                let place = places.first
            {
                frame.surface.cursor = Surface.Cursor(x: place.x, y: place.y)
            }
        }
        more(pane, on: &frame)
    }

    /// `▼ 34 new lines` when the view is not at the end of what is being written.
    private func more(_ pane: TextPane, on frame: inout Frame<ClickTarget>) {
        guard reader.job != nil, !pane.isAtEnd else { return }
        let lines = pane.linesBelow()
        let arrow: SafeText = state.glyphs.usesKeySymbols ? "▼" : "v"
        let text: SafeText = " \(arrow) \(lines) new lines "
        let box = reader.layout.answer
        let x = max(box.x + 1, box.maxX - text.columns - 2)
        frame.surface.write(text, at: (x, box.maxY - 1), style: theme[.info], in: box)
    }

    // MARK: Field

    private func field(on frame: inout Frame<ClickTarget>) {
        let area = reader.layout.field
        frame.addTarget(.pane(ReaderScreen.Pane.field.rawValue), over: area)
        var look = TextField.Look()
        look.text = theme[.fg]
        look.prompt = theme[.you]
        look.placeholder = theme[.muted]
        look.glyphs = state.glyphs
        var field = reader.field
        if let model = state.model, let problem = model.problem, !model.isLoaded {
            field.placeholder = SafeText(untrusted: "no model: \(problem)")
        }
        let isActive = reader.focus == .field && state.overlay == nil
        field.draw(
            on: &frame.surface, in: area, prompt: reader.edited == nil ? "ask> " : "edit>",
            isActive: isActive, look: look)
    }

    // MARK: Side

    /// Outline above, citations of the shown answer below.
    private func side(_ opened: ReaderScreen.Opened, in area: Rect, on frame: inout Frame<ClickTarget>) {
        let inner = frame.surface.box(
            area, title: "Outline", style: .init(border: theme[.border], title: theme[.title]),
            glyphs: state.glyphs
        ).inset(horizontal: 1, vertical: 0)
        let cites = reader.allCitedSpans
        let names = reader.shortNames
        let citeRows = cites.isEmpty ? 0 : min(cites.count + 2, inner.height / 2)
        let parts = inner.split(.vertical, [.share(1), .fixed(citeRows)])
        outline(opened, in: parts[0], on: &frame)
        guard citeRows > 0 else { return }
        frame.surface.write("Citations", at: (parts[1].x, parts[1].y + 1), style: theme[.title], in: parts[1])
        for (row, cite) in cites.prefix(max(0, citeRows - 2)).enumerated() {
            guard let citation = reader.citation(cite.reference) else { continue }
            let span = cite.span.sentences
            let dash = state.glyphs.usesKeySymbols ? "–" : "-"
            let name =
                span.count == 1 ? "C\(span.lowerBound)" : "C\(span.lowerBound)\(dash)C\(span.upperBound)"
            let isSelected = cite.reference == reader.selected
            let pointer: SafeText = isSelected ? state.glyphs.cursorRow : " "
            let line = parts[1].row(row + 2)
            let document = names[cite.span.document].map { "  " + $0 } ?? ""
            let text: SafeText = "\(pointer) \(untrusted: "[\(citation.number)] \(name)\(document)")"
            frame.surface.write(
                text.truncated(to: line.width), at: (line.x, line.y),
                style: theme[isSelected ? .selected : .citeMarker],
                in: line)
            frame.addTarget(.citation(cite.reference), over: line)
        }
    }

    private func outline(_ opened: ReaderScreen.Opened, in area: Rect, on frame: inout Frame<ClickTarget>) {
        let headings = opened.index.headings
        guard !headings.isEmpty else {
            frame.surface.write("no headings", at: (area.x, area.y), style: theme[.muted], in: area)
            return
        }
        let current = headings.lastIndex { $0.sentence <= reader.cursor } ?? 0
        let first = max(0, min(current - area.height / 2, headings.count - area.height))
        for (row, index) in (first..<min(headings.count, first + area.height)).enumerated() {
            let heading = headings[index]
            let indent = SafeText(repeating: "  ", count: max(0, min(3, heading.level - 1)))
            let pointer: SafeText = index == current ? state.glyphs.cursorRow : " "
            let text: SafeText = "\(pointer) \(indent)\(untrusted: heading.title)"
            let line = area.row(row)
            frame.surface.write(
                text.truncated(to: line.width, ellipsis: state.glyphs.ellipsis), at: (line.x, line.y),
                style: theme[index == current ? .selected : .muted], in: line)
            frame.addTarget(.sentence(heading.sentence), over: line)
        }
    }
}

extension Style {
    /// For text that may be highlighted: the ground of a role must not cover the highlight's.
    var withoutBackground: Style { Style(foreground: foreground, attributes: attributes) }
}
