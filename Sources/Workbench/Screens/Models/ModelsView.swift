import LecternEngine
import TerminalUI

/// Draws the models screen.
struct ModelsView {
    private let state: AppState
    private let theme: Theme
    private var models: ModelsScreen { state.models }
    private var glyphs: GlyphSet { state.glyphs }

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        if !models.layout.listBox.isEmpty { list(on: &frame) }
        if !models.layout.detailBox.isEmpty { detail(on: &frame) }
    }

    private func box(
        _ area: Rect, _ pane: ModelsScreen.Pane, _ title: String, on frame: inout Frame<ClickTarget>
    ) {
        guard !models.layout.isSinglePane else { return }
        let isFocused = models.focus == pane
        frame.surface.box(
            area, title: SafeText(untrusted: title), isFocused: isFocused,
            style: .init(border: theme[isFocused ? .borderFocus : .border], title: theme[.title]),
            glyphs: glyphs)
    }

    private func list(on frame: inout Frame<ClickTarget>) {
        box(models.layout.listBox, .list, "Models", on: &frame)
        let area = models.layout.list
        guard !models.cards.isEmpty else {
            empty(in: area.inset(horizontal: 1, vertical: 0), on: &frame)
            return
        }
        var look = ListView.Look()
        look.header = theme[.muted]
        look.cursor = models.focus == .list ? theme[.cursor] : Style()
        look.glyphs = glyphs
        models.list.draw(on: &frame.surface, in: area, columns: columns(area), showsHeader: true, look: look)
        {
            row(models.cards[$0], isWide: area.width >= 60)
        }
        for (index, place) in models.list.rows(in: area, showsHeader: true) {
            frame.addTarget(.row(index), over: place)
            if index == models.list.cursor, models.focus == .list, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: place.x + 1, y: place.y)
            }
        }
    }

    private func columns(_ area: Rect) -> [ListView.Column] {
        let name = ListView.Column("Model", .share(3, min: 12))
        let state = ListView.Column("State", .share(3, min: 8))
        guard area.width >= 60 else { return [name, state] }
        return [
            name, .init("Kind", .fixed(8)), .init("Size", .fixed(7), .right),
            .init("Context", .fixed(9), .right), .init("Memory", .fixed(7), .right), state,
        ]
    }

    private func row(_ card: ModelCard, isWide: Bool) -> ListView.Row {
        func text(_ string: String, _ role: StyleRole = .fg) -> StyledText {
            StyledText(SafeText(untrusted: string.replacing("\n", with: " ")), theme[role])
        }
        let shown = ModelsText.state(card, models)
        guard isWide else { return ListView.Row([text(card.name), text(shown.text, shown.role)]) }
        let context = card.contextLength ?? card.details?.context_length ?? 0
        let memory = state.memoryDocument.flatMap { card.memory(forTokens: $0.tokens) }
        return ListView.Row([
            text(card.name), text(ModelsText.kind(card), .muted),
            text(card.bytes > 0 ? Figures.bytes(card.bytes) : glyphs.nothing),
            text(context > 0 ? Figures.count(context) : glyphs.nothing),
            text(memory.map(Figures.bytes) ?? glyphs.nothing), text(shown.text, shown.role),
        ])
    }

    private func empty(in area: Rect, on frame: inout Frame<ClickTarget>) {
        var lines = ["looking for models \(glyphs.ellipsis.string)"]
        if let catalog = models.catalog {
            lines = ["No models were found. Put a GGUF file into one of these folders:"] + catalog.folders
            lines.append("or name a file with --model, a server with --endpoint.")
        }
        for (index, line) in lines.enumerated() where index < area.height {
            frame.surface.write(
                SafeText(untrusted: line).truncated(to: area.width, ellipsis: glyphs.ellipsis),
                at: (area.x, area.y + index), style: theme[.muted], in: area)
        }
    }

    private func detail(on frame: inout Frame<ClickTarget>) {
        box(models.layout.detailBox, .detail, models.card?.name ?? "Details", on: &frame)
        var pane = models.detail
        pane.spans = models.marks.map { TextPane.Span($0.range, theme[$0.role]) }
        var look = TextPane.Look()
        look.text = theme[.fg]
        look.glyphs = glyphs
        pane.draw(on: &frame.surface, in: models.layout.detail, look: look)
    }
}
