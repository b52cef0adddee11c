import LecternEngine
import TerminalUI

/// Draws the Label screen.
struct LabelView {
    private let state: AppState
    private let theme: Theme
    private var label: LabelScreen { state.label }

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        switch label.panel {
        case .source(let source):
            self.source(source, on: &frame)
            return
        case .statistics(let pane):
            statistics(pane, on: &frame)
            return
        case nil: break
        }
        guard label.labelled != nil else {
            let text =
                label.isLoaded
                ? "No set to label yet. n makes one from questions that have several answers."
                : "reading the labels …"
            words(text, in: state.body, on: &frame)
            return
        }
        if label.isAllDone {
            words(
                "All \(Figures.plural(label.slots.count, "item")) are done. S shows the figures, X exports, "
                    + "u takes back the last key, p goes back, n makes another set.", in: state.body,
                on: &frame)
            return
        }
        question(on: &frame)
        tabs(on: &frame)
        for (side, box) in label.layout.cards { card(side, in: box, on: &frame) }
        if label.layout.hasBorders { rows(on: &frame) } else { rowsInOneLine(on: &frame) }
    }

    private func words(_ text: String, in area: Rect, on frame: inout Frame<ClickTarget>) {
        let layout = TextLayout(SafeText(untrusted: text), width: max(1, area.width - 4))
        for (row, line) in layout.lines.enumerated() {
            frame.surface.write(
                layout.shown(line), at: (area.x + 2, area.y + 1 + row), style: theme[.muted], in: area)
        }
    }

    private func question(on frame: inout Frame<ClickTarget>) {
        let area = label.layout.question
        let start = frame.surface.write(" Q  ", at: (area.x, area.y), style: theme[.you], in: area)
        let text = SafeText(untrusted: (label.item?.question ?? "").replacing("\n", with: " "))
        frame.surface.write(
            text.truncated(to: max(0, area.maxX - start), ellipsis: state.glyphs.ellipsis),
            at: (start, area.y),
            style: theme[.strong], in: area)
    }

    /// `[A] B`
    private func tabs(on frame: inout Frame<ClickTarget>) {
        var x = label.layout.tabs.x
        guard !label.layout.tabs.isEmpty else { return }
        for side in label.cards.indices {
            let letter = LabelSchedule.letter(side)
            let isShown = side == label.focus
            let text = SafeText(untrusted: isShown ? "[\(letter)]" : " \(letter) ")
            let end = frame.surface.write(
                text, at: (x, label.layout.tabs.y), style: theme[isShown ? .tabActive : .tab],
                in: label.layout.tabs)
            frame.addTarget(.pane(side), over: Rect(x: x, y: label.layout.tabs.y, width: end - x, height: 1))
            x = end
        }
        let facts = SafeText(untrusted: "  " + facts(label.focus))
        frame.surface.write(facts, at: (x, label.layout.tabs.y), style: theme[.muted], in: label.layout.tabs)
    }

    // MARK: Candidates

    /// `4 cit`; after a reveal the model and its reward.
    private func facts(_ side: Int) -> String {
        guard label.cards.indices.contains(side), let item = label.item else { return "" }
        let card = label.cards[side]
        let candidate = item.candidates[card.candidate]
        let facts: [String]
        if label.isRevealed {
            facts =
                [candidate.model]
                + (candidate.rewards[.overall].map { [Figures.tenths($0)] } ?? [])
        } else {
            let cited = "\(Set(card.markers.map(\.citation.number)).count) cit"
            facts = [cited] + (card.masked > 0 ? ["\(card.masked) covered"] : [])
        }
        return facts.joined(separator: state.glyphs.dot)
    }

    private func card(_ side: Int, in box: Rect, on frame: inout Frame<ClickTarget>) {
        guard label.cards.indices.contains(side) else { return }
        frame.addTarget(.pane(side), over: box)
        let card = label.cards[side]
        let isFocused = side == label.focus
        if label.layout.hasBorders {
            frame.surface.box(
                box, title: "Candidate \(untrusted: LabelSchedule.letter(side))",
                // A long model name is shortened, so that the box still says which candidate it holds.
                note: SafeText(untrusted: facts(side)).truncated(
                    to: max(6, box.width - 19), ellipsis: state.glyphs.ellipsis), isFocused: isFocused,
                style: .init(border: theme[isFocused ? .borderFocus : .border], title: theme[.title]),
                glyphs: state.glyphs)
        }
        let area = label.layout.text(in: box)
        var pane = card.pane
        pane.spans = card.markers.enumerated().map { index, marker in
            let isChosen = isFocused && label.marker == index
            return TextPane.Span(
                marker.range, theme[isChosen ? .citeActive : .citeMarker], priority: isChosen ? 2 : 1)
        }
        var look = TextPane.Look()
        look.text = theme[.answer]
        look.mark = theme[.masked]
        look.glyphs = state.glyphs
        pane.draw(on: &frame.surface, in: area, look: look)
        let below = pane.linesBelow()
        if below > 0, label.layout.hasBorders {
            let text: SafeText = " \(untrusted: Figures.plural(below, "line")) below "
            frame.surface.write(
                text, at: (max(box.x + 1, box.maxX - text.columns - 2), box.maxY - 1), style: theme[.muted],
                in: box)
        }
        if isFocused, state.overlay == nil { frame.surface.cursor = Surface.Cursor(x: area.x, y: area.y) }
    }

    // MARK: Rows

    private func value(_ dimension: LabelDimension) -> String {
        guard let slot = label.slot, let judgement = label.record.judgements[dimension] else { return "_" }
        return judgement.text(slot.letters)
    }

    private func rows(on frame: inout Frame<ClickTarget>) {
        let box = label.layout.rows
        let hidden = label.isRevealed ? "models and rewards shown: not blind" : "models and rewards hidden"
        let title = label.cards.count > 2 ? "Which order, best first?" : "Which is better?"
        let inner = frame.surface.box(
            box, title: "\(untrusted: title)  (\(untrusted: hidden))",
            style: .init(border: theme[.border], title: theme[.title]), glyphs: state.glyphs)
        let wide = inner.width >= 110
        for (line, dimension) in LabelDimension.allCases.enumerated() where line < inner.height {
            let area = inner.row(line)
            let isCurrent = dimension == label.row
            let isOff = !label.rows.contains(dimension)
            let name = SafeText(untrusted: " \(line + 1) \(dimension.title)").padded(to: 19)
            let start = frame.surface.write(
                name, at: (area.x, area.y), style: theme[isOff ? .faint : isCurrent ? .strong : .muted],
                in: area)
            let pointer: SafeText = isCurrent ? "\(state.glyphs.cursorRow) " : "  "
            let after = frame.surface.write(
                pointer, at: (start, area.y), style: theme[.selected].withoutBackground, in: area)
            frame.surface.write(
                SafeText(untrusted: value(dimension)), at: (after, area.y),
                style: theme[isCurrent ? .strong : .fg],
                in: Rect(x: area.x, y: area.y, width: wide ? 42 : 33, height: 1))
            frame.addTarget(.row(line), over: Rect(x: area.x, y: area.y, width: 30, height: 1))
        }
        let left = wide ? 44 : 35
        guard inner.width > left + 8 else { return }
        figures(
            in: Rect(x: inner.x + left, y: inner.y, width: inner.width - left, height: inner.height),
            on: &frame)
    }

    private func figures(in area: Rect, on frame: inout Frame<ClickTarget>) {
        let figures = label.figures
        let count = "\(Figures.count(figures.done))/\(Figures.count(figures.total))"
        let bar = Rect(x: area.x, y: area.y, width: max(4, min(30, area.width - count.count - 2)), height: 1)
        Gauge(
            figures.total > 0 ? Double(figures.done) / Double(figures.total) : 0, full: theme[.progress],
            empty: theme[.progressRest], glyphs: state.glyphs
        ).draw(on: &frame.surface, in: bar)
        frame.surface.write(
            SafeText(untrusted: count), at: (bar.maxX + 1, area.y), style: theme[.fg], in: area)
        let reward =
            figures.reward
            ?? (figures.hasRewards
                ? "agreement with the reward: after \(LabelProgress.block) items"
                : "no rewards to compare with")
        let note = label.record.note
        let lines: [(String, StyleRole)] = [
            (figures.pace(state.glyphs.dot), .muted), (reward, .muted),
            (figures.check(state.glyphs.dot), .muted),
            (note.isEmpty ? "" : "note> \(note.replacing("\n", with: " "))", .fg),
        ]
        for (line, (text, role)) in lines.enumerated() where line + 1 < area.height {
            frame.surface.write(
                SafeText(untrusted: text).truncated(to: area.width - 1, ellipsis: state.glyphs.ellipsis),
                at: (area.x, area.y + 1 + line), style: theme[role], in: area)
        }
    }

    /// `H:B L:= F:B C:_ O:_`
    private func rowsInOneLine(on frame: inout Frame<ClickTarget>) {
        let area = label.layout.rows
        var x = area.x
        for dimension in LabelDimension.allCases {
            let value = value(dimension)
            let short = value == "tie" ? "=" : value == "both bad" ? "x" : value
            let text = SafeText(untrusted: "\(dimension.title.prefix(1)):\(short) ")
            x = frame.surface.write(
                text, at: (x, area.y), style: theme[dimension == label.row ? .selected : .muted], in: area)
        }
        frame.surface.write(
            SafeText(untrusted: " \(label.figures.done)/\(label.figures.total)"), at: (x, area.y),
            style: theme[.fg],
            in: area)
    }

    // MARK: Panels

    private func source(_ source: LabelSource, on frame: inout Frame<ClickTarget>) {
        let page = source.index.pageName(of: source.citation.first).map { "  \($0)" } ?? ""
        panel(
            "Source  \(source.document.title)\(page)",
            "[\(source.citation.number)] \(source.citation.place)", on: &frame)
        var pane = source.pane
        pane.spans = [
            TextPane.Span(source.cited, theme[.citeActive], priority: 2, bar: theme[.citeBar])
        ]
        var look = TextPane.Look()
        look.text = theme[.fg]
        look.label = theme[.sentenceNumber]
        look.rule = theme[.page]
        look.mark = theme[.masked]
        look.glyphs = state.glyphs
        pane.draw(on: &frame.surface, in: label.layout.panelText, look: look)
    }

    private func statistics(_ pane: TextPane, on frame: inout Frame<ClickTarget>) {
        panel("Statistics  \(label.labelled?.set.name ?? "")", "\(label.annotator)", on: &frame)
        var look = TextPane.Look()
        look.text = theme[.fg]
        look.glyphs = state.glyphs
        pane.draw(on: &frame.surface, in: label.layout.panelText, look: look)
    }

    private func panel(_ title: String, _ note: String, on frame: inout Frame<ClickTarget>) {
        guard label.layout.hasBorders else { return }
        frame.surface.box(
            label.layout.panel, title: SafeText(untrusted: title), note: SafeText(untrusted: note),
            isFocused: true,
            style: .init(border: theme[.borderFocus], title: theme[.title]), glyphs: state.glyphs)
    }
}
