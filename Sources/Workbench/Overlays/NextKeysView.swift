import TerminalUI

/// The keys that go on with what was typed so far, with what each does: above the status row, in columns.
enum NextKeysView {
    static func draw(
        _ state: AppState, _ theme: Theme, _ look: Popup.Look, on frame: inout Frame<ClickTarget>
    ) {
        let entries = state.bindings.map(for: state.screen).continuations(of: state.pending).compactMap {
            keys, id in
            state.commands.first { $0.id == id }.map {
                (keys.map { $0.label(state.glyphs).string }.joined(), $0)
            }
        }
        let body = state.body
        guard !entries.isEmpty, body.height > 4 else { return }
        let columns = max(1, min(3, (body.width - 4) / 34))
        let rows = min(body.height - 2, (entries.count + columns - 1) / columns)
        let place = Rect(x: body.x, y: body.maxY - rows - 2, width: body.width, height: rows + 2)
        frame.coverTargets(in: place)
        frame.surface.fill(place, style: look.fill)
        let inner = frame.surface.box(
            place, title: SafeText(untrusted: Key.name(of: state.pending)), isFocused: true, style: look.box,
            glyphs: state.glyphs
        ).inset(horizontal: 1, vertical: 0)
        for (index, (keys, command)) in entries.enumerated() where index / rows < columns {
            let width = inner.width / columns
            let cell = Rect(
                x: inner.x + index / rows * width, y: inner.y + index % rows, width: width - 1, height: 1)
            let isOff = command.disabledReason(state) != nil
            let end = frame.surface.write(
                SafeText(untrusted: keys), at: (cell.x, cell.y), style: theme[isOff ? .disabled : .hintKey],
                in: cell)
            frame.surface.write(
                SafeText(untrusted: command.help).truncated(
                    to: max(0, cell.maxX - end - 1), ellipsis: state.glyphs.ellipsis), at: (end + 1, cell.y),
                style: theme[isOff ? .disabled : .popup], in: cell)
        }
    }
}
