import LecternEngine
import TerminalUI

/// One head: its figures, its plan over the document, the sentences that its columns fall on.
extension EngineView {
    func head(_ text: EngineText, on frame: inout Frame<ClickTarget>) {
        let outer = engine.layout.headBox
        let count = engine.places.count
        box(
            outer, "Head \(engine.layer).\(engine.head)",
            note: count == 0 ? "" : Figures.plural(count, "sentence") + ": columns a chunk chose, of all",
            isFocused: engine.focus == .places,
            on: &frame)
        guard engine.map != nil else { return }
        let inner = outer.inset(by: 1).inset(horizontal: 1, vertical: 0)
        for (row, figures) in text.head(layer: engine.layer, head: engine.head).enumerated() {
            line(figures, row == 0 ? .strong : .fg, in: inner.row(row), on: &frame)
        }
        plan(in: inner, on: &frame)
        list(on: &frame)
    }

    /// Two lines over the whole prompt: how many columns lie where, and the window of its end.
    private func plan(in inner: Rect, on frame: inout Frame<ClickTarget>) {
        guard let figures = engine.figures, let map = engine.map, !figures.profile.isEmpty, inner.height >= 4
        else { return }
        let label = 9
        let width = inner.width - label
        guard width >= 8 else { return }
        line("columns", .muted, in: inner.row(2), on: &frame)
        line("window", .muted, in: inner.row(3), on: &frame)
        let bar = Rect(x: inner.x + label, y: inner.row(2).y, width: width, height: 1)
        line(profile(figures.profile, width: width), .citeMarker, in: bar, on: &frame)
        let below = Rect(x: bar.x, y: inner.row(3).y, width: width, height: 1)
        let share = Double(figures.window) / Double(max(1, map.promptTokens))
        let cells = max(1, min(width, Int((share * Double(width)).rounded())))
        let window = Rect(x: below.maxX - cells, y: below.y, width: cells, height: 1)
        frame.surface.fill(window, with: glyphs.barFull, style: theme[.progress])
        if let place = engine.place {
            let x = below.x + min(width - 1, Int(place.start * Double(width)))
            frame.surface.write(
                glyphs.usesKeySymbols ? "▲" : "^", at: (x, below.y), style: theme[.stripActive], in: below)
        }
    }

    /// The profile in so many cells, each as high as its share of the most.
    private func profile(_ parts: [Int32], width: Int) -> String {
        let sums = (0..<width).map { cell -> Double in
            let from = cell * parts.count / width
            let to = max(from + 1, (cell + 1) * parts.count / width)
            return parts[from..<min(to, parts.count)].reduce(0.0) { $0 + Double($1) } / Double(to - from)
        }
        let most = sums.max() ?? 0
        let steps = Array(glyphs.usesKeySymbols ? "▁▂▃▄▅▆▇█" : "123456789")
        return String(
            sums.map { sum -> Character in
                guard sum > 0, most > 0 else { return glyphs.usesKeySymbols ? "·" : "." }
                return steps[min(steps.count - 1, Int(sum / most * Double(steps.count)))]
            })
    }

    private func list(on frame: inout Frame<ClickTarget>) {
        let area = engine.layout.places
        guard area.height > 0 else { return }
        guard !engine.places.isEmpty else {
            let why = engine.figures?.regions.isEmpty == false || engine.runs.shown?.isSampled == false
            line(
                why || engine.runs.shown?.isRunning == true
                    ? "" : "no columns of this head fall on a sentence", .muted,
                in: area.inset(horizontal: 1, vertical: 0), on: &frame)
            return
        }
        var look = ListView.Look()
        look.cursor = engine.focus == .places ? theme[.cursor] : Style()
        look.glyphs = glyphs
        let columns: [ListView.Column] = [
            .init("", .fixed(7)), .init("", .fixed(8)), .init("", .fixed(10), .right), .init("", .share(1)),
        ]
        engine.list.draw(on: &frame.surface, in: area, columns: columns, look: look) { row($0) }
        for (index, place) in engine.list.rows(in: area) {
            frame.addTarget(.row(index), over: place)
            if index == engine.list.cursor, engine.focus == .places, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: place.x + 1, y: place.y)
            }
        }
    }

    /// `C213  p. 12  12.4 of 38  The board attributes …`: of its columns, how many a chunk chose
    private func row(_ index: Int) -> ListView.Row {
        let place = engine.places[index]
        let sentence = place.span.sentences.lowerBound
        let source = state.reader.tab(of: place.span.document).map { state.reader.documents[$0].index }
        let page = source.flatMap { index in
            index.pageIndex(of: sentence).map { "p. \(index.pages[$0].label)" }
        }
        var text = "in a document that is not open"
        if let source, sentence < source.sentenceCount {
            text = String(source.document.text(of: sentence...sentence)).replacing("\n", with: " ")
        }
        let columns = "\(Figures.tenths(place.rate)) of \(Figures.count(place.columns))"
        return ListView.Row([
            StyledText(SafeText(untrusted: "C\(sentence)"), theme[.citeMarker]),
            StyledText(SafeText(untrusted: page ?? ""), theme[.page]),
            StyledText(SafeText(untrusted: columns), theme[.muted]),
            StyledText(SafeText(untrusted: text), theme[.fg]),
        ])
    }
}
