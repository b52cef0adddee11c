import TerminalUI

/// Draws the palette: the line that is typed in, and what it offers.
enum PaletteView {
    static func draw(
        _ palette: Palette, _ state: AppState, _ theme: Theme, _ look: Popup.Look,
        on frame: inout Frame<ClickTarget>
    ) {
        let place = Palette.place(in: state.body)
        let popup = Popup(
            title: "Commands", note: SafeText(palette.items.count), width: place.width, height: place.height)
        frame.coverTargets(in: place)
        let inner = popup.draw(on: &frame.surface, in: state.body, look: look)
        var fieldLook = TextField.Look()
        fieldLook.text = theme[.popup]
        fieldLook.prompt = theme[.hintKey].over(theme[.popup])
        fieldLook.placeholder = theme[.muted].over(theme[.popup])
        fieldLook.glyphs = state.glyphs
        var field = palette.field
        field.placeholder = "an action, a document, a setting; or a command such as theme nord"
        field.draw(on: &frame.surface, in: inner.row(0), prompt: ": ", look: fieldLook)

        var area = inner
        area.y += 1
        area.height = max(0, area.height - 1)
        var list = palette.list
        list.height = area.height
        var listLook = ListView.Look()
        listLook.cursor = theme[.cursor]
        listLook.glyphs = state.glyphs
        let hasPlace = inner.width >= 60
        let columns =
            [ListView.Column("", .share(1)), ListView.Column("", .fixed(7))]
            + (hasPlace ? [ListView.Column("", .fixed(22))] : [])
        list.draw(on: &frame.surface, in: area, columns: columns, look: listLook) { index in
            let item = palette.items[index]
            let role: StyleRole = item.reason == nil ? .popup : .disabled
            func cell(_ text: String, _ role: StyleRole) -> StyledText {
                StyledText(SafeText(untrusted: text), theme[role].over(theme[.popup]))
            }
            let cells = [cell(item.text, role), cell(item.keys, item.reason == nil ? .hintKey : .disabled)]
            return ListView.Row(
                hasPlace ? cells + [cell(item.reason.map { "off: \($0)" } ?? item.place, .muted)] : cells)
        }
        for (index, place) in list.rows(in: area) { frame.addTarget(.row(index), over: place) }
    }
}
