import LecternEngine
import TerminalUI

/// Draws the citation inspector.
struct CiteView {
    private let state: AppState
    private let theme: Theme
    private var cite: CiteScreen { state.cite }

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        guard let turn = state.citedTurn else {
            frame.surface.write(
                "There is no answer here yet. F3 reads and asks.", at: (2, 2), style: theme[.muted])
            return
        }
        list(turn, on: &frame)
        detail(turn, on: &frame)
    }

    private func list(_ turn: Turn, on frame: inout Frame<ClickTarget>) {
        let layout = cite.layout
        guard !layout.listBox.isEmpty else { return }
        var notes = [turn.review.counts(of: turn.statements.indices, state.glyphs)]
        let human = turn.review.humanCounts(state.glyphs)
        if !human.isEmpty { notes.append("yours \(human)") }
        if cite.filter != .all { notes.append(cite.filter.rawValue) }
        frame.surface.box(
            layout.listBox, title: "Statements",
            note: SafeText(untrusted: notes.filter { !$0.isEmpty }.joined(separator: state.glyphs.dot)),
            isFocused: true, style: .init(border: theme[.borderFocus], title: theme[.title]),
            glyphs: state.glyphs)
        guard !cite.rows.isEmpty else {
            let words: SafeText =
                turn.statements.isEmpty
                ? "This answer has no statements." : "No statement passes the filter; f changes it."
            frame.surface.write(
                words.truncated(to: layout.list.width - 1), at: (layout.list.x + 1, layout.list.y),
                style: theme[.muted], in: layout.list)
            return
        }
        var look = ListView.Look()
        look.header = theme[.muted]
        look.cursor = theme[.cursor]
        look.marked = theme[.marked]
        look.detail = theme[.muted]
        look.glyphs = state.glyphs
        let columns = [
            ListView.Column("", .fixed(3), .right), ListView.Column("", .fixed(2)),
            ListView.Column("", .share(1)),
        ]
        cite.list.draw(on: &frame.surface, in: layout.list, columns: columns, showsHeader: false, look: look)
        { row in
            self.row(cite.rows[row], turn)
        }
        for (index, area) in cite.list.rows(in: layout.list, showsHeader: false) {
            frame.addTarget(.row(index), over: area)
            if index == cite.list.cursor, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: area.x + 1, y: area.y)
            }
        }
    }

    private func row(_ index: Int, _ turn: Turn) -> ListView.Row {
        let statement = turn.statements[index]
        let (mark, role) = mark(index, turn)
        let words = statement.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return ListView.Row([
            StyledText(SafeText(untrusted: "\(index + 1)"), theme[.muted]),
            StyledText(SafeText(untrusted: mark), theme[role]),
            StyledText(SafeText(untrusted: words), theme[turn.isProblem(index) ? .strong : .fg]),
        ])
    }

    /// The machine's mark, and behind it the person's where there is one.
    private func mark(_ index: Int, _ turn: Turn) -> (String, StyleRole) {
        let statement = turn.statements[index]
        let own = turn.review.verdicts[index]
        if !statement.rejected.isEmpty, statement.citations.isEmpty {
            return (state.glyphs.usesKeySymbols ? "×" : "x", .verifyBroken)
        }
        if statement.citations.isEmpty, own == nil {
            return (state.glyphs.usesKeySymbols ? "–" : "-", .uncited)
        }
        let verdict = turn.review.verdict(of: index)
        return (verdict.mark(state.glyphs) + (own.map { $0.mark(state.glyphs) } ?? ""), (own ?? verdict).role)
    }

    private func detail(_ turn: Turn, on frame: inout Frame<ClickTarget>) {
        let layout = cite.layout
        if layout.hasBorders {
            let title =
                cite.statement.map { "Statement \($0 + 1) of \(turn.statements.count)" } ?? "Statement"
            frame.surface.box(
                layout.detailBox, title: SafeText(untrusted: title), note: SafeText(untrusted: working),
                style: .init(border: theme[.border], title: theme[.title]), glyphs: state.glyphs)
        }
        guard let content = state.citeContent else { return }
        var pane = cite.detail
        pane.spans = content.pane.spans(in: pane.visibleRange, theme)
        var look = TextPane.Look()
        look.text = theme[.fg]
        look.mark = theme[.masked]
        look.glyphs = state.glyphs
        pane.draw(on: &frame.surface, in: layout.detailText, look: look)
    }

    /// `checking 3/6`
    private var working: String {
        guard let running = cite.running.first(where: { $0.answer == state.citedTurn?.id }) else { return "" }
        return running.total == 0 ? "checking" : "checking \(running.done)/\(running.total)"
    }
}
