import LecternEngine
import TerminalUI

/// Draws the library.
struct LibraryView {
    private let state: AppState
    private let theme: Theme
    private var library: LibraryScreen { state.library }

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        let layout = library.layout
        let isFiltered =
            (library.filter.map { "holding “\($0)”  " } ?? "")
            + (library.kind.map { "only \($0.name)  " } ?? "")
            + (library.marked.isEmpty ? "" : "\(library.marked.count) marked  ")
        if layout.hasBorders {
            frame.surface.box(
                layout.listBox, title: "Library",
                note: SafeText(untrusted: "\(isFiltered)sort: \(library.order.rawValue)"),
                isFocused: true, style: .init(border: theme[.borderFocus], title: theme[.title]),
                glyphs: state.glyphs)
        }
        if library.documents.isEmpty {
            empty(in: layout.list, on: &frame)
        } else {
            rows(in: layout.list, on: &frame)
        }
        if library.greets { greeting(in: layout.list, on: &frame) }
        progress(in: layout.list, on: &frame)
        if let detail = layout.detail { self.detail(in: detail, layout, on: &frame) }
    }

    private func empty(in area: Rect, on frame: inout Frame<ClickTarget>) {
        let text: SafeText =
            !library.isLoaded
            ? "reading the library …"
            : library.filter != nil
                ? "No document holds these words. Esc shows all."
                : library.kind != nil
                    ? "No document is of this kind. Esc shows all."
                    : "No documents yet. a adds a file; or start with: lectern FILE"
        let layout = TextLayout(text, width: max(1, area.width - 4))
        for (row, line) in layout.lines.enumerated() {
            frame.surface.write(
                layout.shown(line), at: (area.x + 2, area.y + 1 + row), style: theme[.muted], in: area)
        }
    }

    private var columns: [ListView.Column] {
        switch state.layoutClass {
        case .extraSmall:
            [ListView.Column("Document", .share(1)), ListView.Column("Tokens", .fixed(9), .right)]
        default:
            [
                ListView.Column("Document", .share(1)), ListView.Column("Kind", .fixed(5), .right),
                ListView.Column("Tokens", .fixed(10), .right), ListView.Column("Pages", .fixed(6), .right),
                ListView.Column("Chats", .fixed(5), .right), ListView.Column("Used", .fixed(7), .right),
            ]
        }
    }

    private func rows(in area: Rect, on frame: inout Frame<ClickTarget>) {
        var look = ListView.Look()
        look.header = theme[.muted]
        look.cursor = theme[.cursor]
        look.marked = theme[.marked]
        look.detail = theme[.warning]
        look.glyphs = state.glyphs
        let place = Rect(x: area.x, y: area.y, width: area.width, height: max(1, area.height - 2))
        library.list.draw(on: &frame.surface, in: place, columns: columns, showsHeader: true, look: look) {
            index in
            row(library.documents[index])
        }
        for (index, area) in library.list.rows(in: place, showsHeader: true) {
            frame.addTarget(.row(index), over: area)
            frame.addTarget(.mark(index), over: Rect(x: area.x, y: area.y, width: 2, height: 1))
            if index == library.list.cursor, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: area.x + 1, y: area.y)
            }
        }
    }

    private func row(_ document: DocumentSummary) -> ListView.Row {
        let muted = theme[.muted]
        let tokens = library.tokens[document.id].map(tokensText) ?? state.glyphs.nothing
        let title = StyledText(SafeText(untrusted: document.title), theme[.fg])
        guard state.layoutClass != .extraSmall else {
            return ListView.Row([title, StyledText(SafeText(untrusted: tokens), muted)])
        }
        let facts = [
            document.format, tokens, document.pageCount.map(Figures.count) ?? state.glyphs.nothing,
            "\(document.conversationCount)",
            Figures.age(state.clock - document.usedAt),
        ]
        return ListView.Row([title] + facts.map { StyledText(SafeText(untrusted: $0), muted) })
    }

    /// A mark where the model can't read the whole at once.
    private func tokensText(_ tokens: Int) -> String {
        guard let limit = state.model?.profile?.contextLength, tokens > limit else {
            return Figures.count(tokens)
        }
        return Figures.count(tokens) + (state.glyphs.usesKeySymbols ? " ▲" : " ^")
    }

    /// What a first start begins with.
    private func greeting(in area: Rect, on frame: inout Frame<ClickTarget>) {
        let enter = Key.enter.label(state.glyphs).string
        let dot = state.glyphs.dot
        var lines = ["This document comes with Lectern, to try it on."]
        if let model = state.model {
            lines.append(
                model.isBundled
                    ? "\(model.name) answers: bundled and small, its answers are rough; --model takes another."
                    : "\(model.name) answers.")
        }
        lines.append(
            "\(enter) opens it\(dot)i asks about it\(dot)a adds a file of yours\(dot)? shows the keys")
        let top = area.y + 2 + library.documents.count + 1
        var y = top
        for line in lines {
            let layout = TextLayout(SafeText(untrusted: line), width: max(1, area.width - 6))
            for part in layout.lines where y < area.maxY - 2 {
                frame.surface.write(layout.shown(part), at: (area.x + 3, y), style: theme[.muted], in: area)
                y += 1
            }
        }
    }

    /// The two rows at the bottom: what is being added, what could not be.
    private func progress(in area: Rect, on frame: inout Frame<ClickTarget>) {
        guard area.height >= 4 else { return }
        if let importing = library.importing {
            self.importing(importing, in: area.row(area.height - 2), on: &frame)
        }
        if let problem = library.problems.last {
            let help: SafeText = problem.question == nil ? "" : "  (o: options)"
            let line = area.row(-1)
            let end = frame.surface.write(
                SafeText(untrusted: problem.reason).truncated(
                    to: max(0, area.width - 2 - help.columns), ellipsis: state.glyphs.ellipsis),
                at: (line.x + 1, line.y), style: theme[.error], in: line)
            frame.surface.write(help, at: (end, line.y), style: theme[.muted], in: line)
        }
    }

    /// `Adding atlas.pdf  parse ██████░░░░ 37%  page 118/320  Esc cancel`
    private func importing(
        _ importing: LibraryScreen.Importing, in line: Rect, on frame: inout Frame<ClickTarget>
    ) {
        var text = "Adding \(importing.name)"
        if let progress = importing.progress {
            text += "  \(progress.stage.rawValue)"
            if progress.unit == .pages { text += " page \(progress.done)/\(progress.total)" }
        }
        var rest = "  \(Int(importing.share * 100))%"
        if importing.total > 1 {
            rest += "  \(Figures.count(importing.number))/\(Figures.count(importing.total))"
            let seconds = (state.now - importing.startedAt) / .seconds(1)
            if importing.number > 3, seconds > 1 {
                let rate = Double(importing.number - 1) / seconds
                rest +=
                    "  \(Figures.rate(rate))/s  "
                    + Figures.duration(Double(importing.total - importing.number + 1) / rate) + " left"
            }
        }
        // The hint row says it too, so it is the first thing to go.
        let hint = "  Esc cancel"
        if text.count + rest.count + hint.count + 16 <= line.width { rest += hint }
        let room = line.width - 2 - rest.count - 14
        let start = frame.surface.write(
            SafeText(untrusted: text).truncated(to: max(0, room), ellipsis: state.glyphs.ellipsis),
            at: (line.x + 1, line.y), style: theme[.progress], in: line)
        let bar = Rect(x: start + 1, y: line.y, width: 12, height: 1).intersection(line)
        Gauge(importing.share, full: theme[.progress], empty: theme[.progressRest], glyphs: state.glyphs)
            .draw(on: &frame.surface, in: bar)
        frame.surface.write(SafeText(untrusted: rest), at: (bar.maxX, line.y), style: theme[.muted], in: line)
    }

    /// What files say of themselves, as it is shown.
    private static let metadata = [
        ("title", "Title"), ("author", "Author"), ("subject", "Subject"), ("keywords", "Keywords"),
        ("language", "Language"), ("publisher", "Publisher"), ("created", "Created"), ("modified", "Changed"),
        ("creator", "Made with"), ("producer", "Producer"), ("encoding", "Encoding"),
    ]

    private func detail(in area: Rect, _ layout: LibraryLayout, on frame: inout Frame<ClickTarget>) {
        let title = library.current.map { SafeText(untrusted: $0.title) } ?? ""
        if area == layout.listBox {
            frame.surface.fill(area, style: theme.ground)
            frame.coverTargets(in: area)
        }
        let inner = frame.surface.box(
            area, title: title, style: .init(border: theme[.border], title: theme[.title]),
            glyphs: state.glyphs)
        guard let document = library.current else { return }
        var lines: [(String, String)] = [
            ("Kind", document.format), ("Sentences", Figures.count(document.sentenceCount)),
            ("Pages", document.pageCount.map(Figures.count) ?? state.glyphs.nothing),
            ("Size", "\(Figures.count(document.byteCount)) bytes"),
            ("Tokens", library.tokens[document.id].map(Figures.count) ?? state.glyphs.nothing),
            ("Chats", "\(document.conversationCount)"), ("Id", String(document.id.rawValue.prefix(12))),
            ("File", document.path ?? state.glyphs.nothing),
        ]
        lines += Self.metadata.compactMap { key, name in document.metadata[key].map { (name, $0) } }
        lines += document.warnings.map { ("Note", $0) }
        var y = inner.y + 1
        for (name, value) in lines {
            frame.surface.write(
                SafeText(untrusted: name), at: (inner.x + 1, y), style: theme[.muted], in: inner)
            let layout = TextLayout(SafeText(untrusted: value), width: max(1, inner.width - 13))
            for line in layout.lines {
                guard y < inner.maxY else { return }
                frame.surface.write(layout.shown(line), at: (inner.x + 12, y), style: theme[.fg], in: inner)
                y += 1
            }
        }
    }
}
