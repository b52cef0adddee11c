import TerminalUI

/// Draws what lies over a screen.
enum OverlayView {
    static func draw(_ state: AppState, _ theme: Theme, on frame: inout Frame<ClickTarget>) {
        switch state.overlay {
        case .text(let text): self.text(text, state, theme, on: &frame)
        case .palette(let palette): PaletteView.draw(palette, state, theme, look(state, theme), on: &frame)
        case .chooser(let chooser): choose(chooser, state, theme, on: &frame)
        case .jobs(let list):
            JobsView(state: state, theme: theme).draw(list, look: look(state, theme), on: &frame)
        case .confirm(let bar, _):
            bar.draw(
                on: &frame.surface, in: hintRow(state), text: theme[.warning], key: theme[.hintKey],
                glyphs: state.glyphs)
        case .prompt(let prompt): self.prompt(prompt, state, theme, on: &frame)
        case nil: if state.showsNextKeys { NextKeysView.draw(state, theme, look(state, theme), on: &frame) }
        }
    }

    private static func hintRow(_ state: AppState) -> Rect {
        Rect(x: 0, y: state.size.height - 1, width: state.size.width, height: 1)
    }

    private static func look(_ state: AppState, _ theme: Theme) -> Popup.Look {
        var look = Popup.Look()
        look.fill = theme[.popup]
        look.box = .init(border: theme[.popupBorder], title: theme[.popupBorder])
        look.glyphs = state.glyphs
        return look
    }

    private static func text(
        _ text: TextOverlay, _ state: AppState, _ theme: Theme, on frame: inout Frame<ClickTarget>
    ) {
        let place = text.place(in: state.body)
        let note: SafeText =
            text.helpScreen == nil ? "Esc close" : "/ find an action  Tab other screens  ? manual  Esc close"
        let popup = Popup(
            title: SafeText(untrusted: text.title), note: note, width: place.width, height: place.height)
        frame.coverTargets(in: place)
        let inner = popup.draw(on: &frame.surface, in: state.body, look: look(state, theme))
        var look = TextPane.Look()
        look.text = theme[.popup]
        look.glyphs = state.glyphs
        text.pane.draw(on: &frame.surface, in: inner, look: look)
    }

    private static func choose(
        _ chooser: Chooser, _ state: AppState, _ theme: Theme, on frame: inout Frame<ClickTarget>
    ) {
        let width = min(state.body.width, 80)
        let popup = Popup(
            title: SafeText(untrusted: chooser.title),
            note: chooser.hint.map { SafeText(untrusted: $0) } ?? "⏎ choose  Esc close",
            width: width,
            height: min(state.body.height, chooser.items.count + 2))
        frame.coverTargets(in: popup.place(in: state.body))
        let inner = popup.draw(on: &frame.surface, in: state.body, look: look(state, theme))
        var list = chooser.list
        list.height = inner.height
        var look = ListView.Look()
        look.cursor = theme[.cursor]
        look.marked = theme[.marked]
        look.glyphs = state.glyphs
        let details = chooser.items.map { SafeText(untrusted: $0.detail).columns }.max() ?? 0
        let columns = [
            ListView.Column("", .share(1)),
            ListView.Column("", .fixed(min(details, inner.width / 3)), .right),
        ]
        list.draw(on: &frame.surface, in: inner, columns: columns, look: look) { index in
            let item = chooser.items[index]
            return ListView.Row([
                StyledText(SafeText(untrusted: item.text.replacing("\n", with: " ")), theme[.popup]),
                StyledText(SafeText(untrusted: item.detail), theme[.popup]),
            ])
        }
        for (index, place) in list.rows(in: inner) { frame.addTarget(.row(index), over: place) }
    }

    private static func prompt(
        _ prompt: Prompt, _ state: AppState, _ theme: Theme, on frame: inout Frame<ClickTarget>
    ) {
        let row = hintRow(state)
        var look = TextField.Look()
        look.text = theme[.fg]
        look.prompt = theme[.hintKey]
        look.placeholder = theme[.muted]
        look.glyphs = state.glyphs
        frame.surface.fill(row, style: theme[.fg])
        var prompt = prompt
        if prompt.purpose == .addFile { prompt.field.placeholder = "a path; Tab completes it" }
        prompt.field.draw(on: &frame.surface, in: row, prompt: prompt.label, look: look)
        guard !prompt.completions.isEmpty else { return }
        // What Tab found, above the line that is typed in.
        let names = prompt.completions.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let text = SafeText(untrusted: names.joined(separator: "  "))
        let above = Rect(x: 0, y: row.y - 1, width: row.width, height: 1)
        frame.surface.fill(above, style: theme[.status])
        frame.surface.write(
            text.truncated(to: above.width, ellipsis: state.glyphs.ellipsis), at: (0, above.y),
            style: theme[.status],
            in: above)
    }
}
