import TerminalUI

/// Where the parts of the reader are, for a size and a state; both drawing and scrolling ask it.
struct ReaderLayout: Sendable, Hashable {
    /// Outline and citations, on large screens.
    var side = Rect(width: 0, height: 0)
    /// Boxes with their frames; empty where a pane isn't shown.
    var source = Rect(width: 0, height: 0)
    var answer = Rect(width: 0, height: 0)
    /// The strip at the right edge of the source.
    var strip = Rect(width: 0, height: 0)
    var sourceText = Rect(width: 0, height: 0)
    var answerText = Rect(width: 0, height: 0)
    /// A line between panes and field, where there is room for one.
    var rule = Rect(width: 0, height: 0)
    var field = Rect(width: 0, height: 0)
    var hasBorders = true

    static let empty = ReaderLayout()
    /// `ask> `
    static let promptWidth = 5

    private init() {}

    init(in area: Rect, _ layoutClass: LayoutClass, _ reader: ReaderScreen) {
        hasBorders = layoutClass != .extraSmall
        let hasRule = layoutClass == .medium || layoutClass == .large
        let most = max(1, area.height / 3)
        let fieldHeight = min(most, max(1, reader.field.height(width: max(1, area.width - Self.promptWidth))))
        let rows = area.split(.vertical, [.share(1), .fixed(hasRule ? 1 : 0), .fixed(fieldHeight)])
        rule = rows[1]
        field = rows[2]
        place(in: rows[0], layoutClass, reader)
        let sourceInner = inner(source)
        strip = Rect(
            x: sourceInner.maxX - (sourceInner.isEmpty ? 0 : 1), y: sourceInner.y,
            width: sourceInner.isEmpty ? 0 : 1,
            height: sourceInner.height)
        // A column of air at the left of the text, and the strip with one before it at the right.
        let air = hasBorders ? 1 : 0
        sourceText = Rect(
            x: sourceInner.x + air, y: sourceInner.y, width: max(0, sourceInner.width - air - 2),
            height: sourceInner.height)
        let answerInner = inner(answer)
        answerText = Rect(
            x: answerInner.x + air, y: answerInner.y, width: max(0, answerInner.width - 2 * air),
            height: answerInner.height)
    }

    private func inner(_ box: Rect) -> Rect { box.isEmpty || !hasBorders ? box : box.inset(by: 1) }

    /// Gives source and answer their parts.
    private mutating func share(_ area: Rect, _ layoutClass: LayoutClass, _ reader: ReaderScreen) {
        // Stacked, the answer has the odd row: it holds two lines of totals.
        let split = reader.splits[layoutClass.name]
        let axis = (split ?? PaneSplit()).axis(on: layoutClass)
        let part = split?.share ?? (axis == .vertical ? 10.0 / 21 : 0.5)
        let least = axis == .vertical ? 4 : 16
        let parts = area.split(axis, [.share(part, min: least), .share(1 - part, min: least)])
        (source, answer) = (parts[0], parts[1])
    }

    private mutating func place(in area: Rect, _ layoutClass: LayoutClass, _ reader: ReaderScreen) {
        let shown = reader.focus == .field ? (reader.turns.isEmpty ? .source : .answer) : reader.focus
        if reader.isZoomed || layoutClass == .extraSmall {
            if shown == .source { source = area } else { answer = area }
            return
        }
        switch layoutClass {
        case .extraSmall: break
        case .small, .medium: share(area, layoutClass, reader)
        case .large:
            let parts = area.split(.horizontal, [.fixed(30), .share(1)])
            side = parts[0]
            share(parts[1], layoutClass, reader)
        }
    }
}
