import LecternEngine
import TerminalUI

/// Draws the engine screen.
struct EngineView {
    let state: AppState
    let theme: Theme
    var engine: EngineScreen { state.engine }
    var glyphs: GlyphSet { state.glyphs }

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        guard let run = engine.runs.shown else {
            empty(on: &frame)
            return
        }
        let text = EngineText(run: run, glyphs: glyphs)
        summary(text, on: &frame)
        guard !engine.layout.isSinglePane else { return }
        map(text, on: &frame)
        head(text, on: &frame)
    }

    private func empty(on frame: inout Frame<ClickTarget>) {
        let area = state.body.inset(horizontal: 2, vertical: 1)
        frame.surface.write(
            "ask something; figures appear here", at: (area.x, area.y), style: theme[.muted], in: area)
    }

    func box(
        _ area: Rect, _ title: String, note: String = "", isFocused: Bool = false,
        on frame: inout Frame<ClickTarget>
    ) {
        frame.surface.box(
            area, title: SafeText(untrusted: title), note: SafeText(untrusted: note), isFocused: isFocused,
            style: .init(border: theme[isFocused ? .borderFocus : .border], title: theme[.title]),
            glyphs: glyphs)
    }

    func line(
        _ text: String, _ role: StyleRole, in place: Rect, on frame: inout Frame<ClickTarget>
    ) {
        frame.surface.write(
            SafeText(untrusted: text).truncated(to: place.width, ellipsis: glyphs.ellipsis),
            at: (place.x, place.y), style: theme[role], in: place)
    }

    // MARK: The run

    private func summary(_ text: EngineText, on frame: inout Frame<ClickTarget>) {
        let (count, run) = (engine.runs.all.count, text.run)
        var area = engine.layout.runBox
        let title = "Run \(run.number)"
        if engine.layout.isSinglePane {
            line("\(title)  \(text.status)", .title, in: area.row(0), on: &frame)
            area = Rect(x: area.x, y: area.y + 1, width: area.width, height: area.height - 1)
        } else {
            // What failed needs a line of its own.
            let status = run.failure == nil ? "  \(text.status)" : ""
            box(area, title + status, note: "\(engine.runs.shownIndex + 1) of \(count)", on: &frame)
            area = area.inset(by: 1).inset(horizontal: 1, vertical: 0)
            line(run.question.replacing("\n", with: " "), .strong, in: area.row(0), on: &frame)
            let top = run.failure == nil ? 1 : 2
            if let failure = run.failure { line(failure, .error, in: area.row(1), on: &frame) }
            area = Rect(x: area.x, y: area.y + top, width: area.width, height: area.height - top)
        }
        for (index, fact) in text.summary.enumerated() where index < area.height {
            let place = area.row(index)
            line(fact.label, .muted, in: place, on: &frame)
            let value = Rect(x: place.x + 12, y: place.y, width: max(0, place.width - 12), height: 1)
            line(fact.value, .fg, in: value, on: &frame)
        }
    }

    // MARK: The map

    private func map(_ text: EngineText, on frame: inout Frame<ClickTarget>) {
        let layout = engine.layout
        let legend = engine.map.map { engine.measure.legend($0) } ?? ""
        box(
            layout.mapBox, engine.measure.title, note: legend,
            isFocused: engine.focus == .map, on: &frame)
        if let map = engine.map { cells(map, on: &frame) }
        footer(text, on: &frame)
    }

    private func cells(_ map: AttentionMap, on frame: inout Frame<ClickTarget>) {
        let (layout, area) = (engine.layout, engine.layout.cells)
        for row in 0..<min(area.height, map.layerCount - engine.firstLayer) {
            let layer = engine.firstLayer + row
            let number = String(layer)
            line(
                String(repeating: " ", count: max(0, 3 - number.count)) + number, .muted,
                in: Rect(x: area.x - EngineLayout.labelWidth, y: area.y + row, width: 3, height: 1),
                on: &frame)
            for column in 0..<min(layout.cellColumns, map.headCount - engine.firstHead) {
                let head = engine.firstHead + column
                let place = Rect(
                    x: area.x + column * layout.cellWidth, y: area.y + row, width: layout.cellWidth, height: 1
                )
                cell(map, layer, head, in: place, on: &frame)
            }
        }
    }

    private func cell(
        _ map: AttentionMap, _ layer: Int, _ head: Int, in place: Rect, on frame: inout Frame<ClickTarget>
    ) {
        let figures = map[layer, head]
        let digit = engine.measure.digit(of: figures, in: map)
        var style = digit.map { theme[StyleRole.heat[$0]] } ?? theme[.muted]
        let isCursor = layer == engine.layer && head == engine.head
        if isCursor { style = theme[.cursor] }
        // Only the digit's own two columns: wide cells stand apart.
        let patch = Rect(x: place.x, y: place.y, width: min(2, place.width), height: 1)
        frame.surface.fill(patch, style: style)
        let text = digit.map(String.init) ?? (glyphs.usesKeySymbols ? "·" : ".")
        let mark = map.isUnderTarget(figures) ? "!" : ""
        frame.surface.write(SafeText(untrusted: text + mark), at: (place.x, place.y), style: style, in: patch)
        frame.addTarget(.cell(layer: layer, head: head), over: place)
        if isCursor, engine.focus == .map, state.overlay == nil {
            frame.surface.cursor = Surface.Cursor(x: place.x, y: place.y)
        }
    }

    /// Means, what part is shown, and what must be known: as much as there is room for.
    private func footer(_ text: EngineText, on frame: inout Frame<ClickTarget>) {
        let inner = engine.layout.mapBox.inset(by: 1).inset(horizontal: 1, vertical: 0)
        var lines: [(text: String, role: StyleRole)] = text.means.map { [($0, .strong)] } ?? []
        if let map = engine.map, engine.layout.cellRows < map.layerCount {
            let last = min(map.layerCount, engine.firstLayer + engine.layout.cellRows) - 1
            lines.append(
                (
                    "layers \(engine.firstLayer)\(glyphs.usesKeySymbols ? "–" : "-")\(last) of \(map.layerCount)",
                    .muted
                ))
        }
        for note in text.notes {
            let layout = TextLayout(SafeText(untrusted: note), width: max(8, inner.width))
            let role: StyleRole = note.hasPrefix("!") ? .warning : .muted
            lines += layout.lines.map { (layout.shown($0).string, role) }
        }
        // Below short maps there is more room than the footer's own.
        let used = min(engine.layout.cellRows, engine.map.map { $0.layerCount - engine.firstLayer } ?? 0)
        let top = min(
            used + 1, max(0, inner.height - max(EngineLayout.footer, min(lines.count, inner.height - used))))
        for (index, shown) in lines.enumerated() where top + index < inner.height {
            line(shown.text, shown.role, in: inner.row(top + index), on: &frame)
        }
    }
}

extension StyleRole {
    /// From little to much.
    static let heat: [StyleRole] = [
        .heat0, .heat1, .heat2, .heat3, .heat4, .heat5, .heat6, .heat7, .heat8, .heat9,
    ]
}
