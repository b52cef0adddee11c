/// The pane on a surface, and what lies at a place of it.
extension TextPane {
    /// Draws the lines in sight. The area may have another size than `size`; then it is laid out for that.
    package func draw(on surface: inout Surface, in area: Rect, look: Look = Look()) {
        let textWidth = margins.textWidth(in: area.width)
        for (row, position) in visibleLines(width: area.width, height: area.height).enumerated() {
            let line = area.row(row)
            let block = blocks[position.block]
            switch block.kind {
            case .blank: break
            case .rule: surface.rule(line, label: block.label, style: look.rule, glyphs: look.glyphs)
            case .text:
                if position.line == 0, margins.gutter > 0 {
                    let gutter = Rect(x: line.x, y: line.y, width: margins.gutter, height: 1)
                    surface.write(block.label, at: (line.x, line.y), style: look.label, in: gutter)
                }
                draw(position, textWidth, on: &surface, in: line, look)
            }
        }
    }

    private func draw(
        _ position: LinePosition, _ textWidth: Int, on surface: inout Surface, in line: Rect, _ look: Look
    ) {
        let layout = layout(of: position.block, textWidth: textWidth)
        let shown = layout.lines[position.line]
        let start = blocks[position.block].range.lowerBound
        let source = layout.text.sourceRange(of: shown.range)
        let found = index.touching(source.lowerBound + start..<source.upperBound + start)
        if margins.showsBars, let bar = found.last(where: { $0.bar != nil })?.bar {
            let place = Rect(x: line.x + margins.gutter, y: line.y, width: 1, height: 1).intersection(line)
            surface.fill(place, with: look.glyphs.marginBar, style: bar)
        }
        var pieces = Pieces(base: look.text, mark: look.mark, layout.text)
        for span in found {
            pieces.add(layout.text.range(ofSource: span.range.moved(by: -start)), span.style)
        }
        let x = line.x + margins.width
        let area = Rect(x: x, y: line.y, width: min(textWidth, line.maxX - x), height: 1)
        surface.write(
            layout.text.text(in: shown.range),
            at: (x + layout.indent(ofLine: position.line), line.y), in: area
        ) { offset in pieces.style(at: shown.range.lowerBound + offset) }
    }

    /// What is at a place of the pane drawn in `area`.
    package enum Hit: Sendable, Hashable {
        /// The source offset of the cluster there; of the line's end if nothing is drawn there.
        case text(Int, block: Int)
        /// The gutter, the bar, a rule or a blank line.
        case margin(block: Int)
    }

    package func hit(_ point: (x: Int, y: Int), in area: Rect) -> Hit? {
        guard area.contains(point) else { return nil }
        let lines = visibleLines(width: area.width, height: area.height)
        guard point.y - area.y < lines.count else { return nil }
        let position = lines[point.y - area.y]
        let block = blocks[position.block]
        guard case .text = block.kind, point.x >= area.x + margins.width else {
            return .margin(block: position.block)
        }
        let layout = layout(of: position.block, textWidth: margins.textWidth(in: area.width))
        let offset = layout.offset(atColumn: point.x - area.x - margins.width, inLine: position.line)
        return .text(block.range.lowerBound + layout.text.sourceOffset(of: offset), block: position.block)
    }

    /// Where a range of the source is drawn in `area`, one rectangle a line, for click targets and the cursor.
    package func areas(of range: Range<Int>, in area: Rect) -> [Rect] {
        let textWidth = margins.textWidth(in: area.width)
        return visibleLines(width: area.width, height: area.height).enumerated().compactMap { row, position in
            guard case .text = blocks[position.block].kind else { return nil }
            let layout = layout(of: position.block, textWidth: textWidth)
            let line = layout.lines[position.line].range
            let start = blocks[position.block].range.lowerBound
            let wanted = layout.text.range(ofSource: range.moved(by: -start))
            let lower = max(line.lowerBound, wanted.lowerBound)
            let upper = min(line.upperBound, wanted.upperBound)
            guard lower < upper else { return nil }
            let left = layout.column(of: lower, inLine: position.line)
            let right = layout.column(of: upper, inLine: position.line)
            let drawn = Rect(
                x: area.x + margins.width + left, y: area.y + row, width: right - left, height: 1)
            return drawn.intersection(area)
        }
    }
}

/// Styles of a line's clusters, asked from left to right.
private struct Pieces {
    private let base: Style
    private let mark: Style
    private let marks: [Range<Int>]
    private var spans: [(range: Range<Int>, style: Style)] = []

    init(base: Style, mark: Style, _ text: SafeText) {
        self.base = base
        self.mark = mark
        marks = text.marks
    }

    mutating func add(_ range: Range<Int>, _ style: Style) { spans.append((range, style)) }

    func style(at offset: Int) -> Style {
        var style = base
        for span in spans where span.range.contains(offset) { style = span.style.over(style) }
        if !marks.isEmpty, marks.contains(where: { $0.contains(offset) }) { style = mark.over(style) }
        return style
    }
}

extension Range<Int> {
    /// Where the start would fall before 0, from 0 on.
    fileprivate func moved(by distance: Int) -> Range<Int> {
        let lower = Swift.max(0, lowerBound + distance)
        return lower..<Swift.max(lower, upperBound + distance)
    }
}
