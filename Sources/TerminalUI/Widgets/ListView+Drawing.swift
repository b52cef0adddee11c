/// The list on a surface.
extension ListView {
    /// Columns before the first one: cursor and mark.
    private static let pointerWidth = 3
    private static let gap = 2

    /// Draws header and rows.
    ///
    /// - Parameter row: asked for each row in sight, in order.
    package func draw(
        on surface: inout Surface, in area: Rect, columns: [Column], showsHeader: Bool = false,
        look: Look = Look(), row: (Int) -> Row
    ) {
        let places = Self.places(of: columns, in: area, look)
        if hasHeader(showsHeader, in: area) {
            for (column, place) in zip(columns, places) {
                let title = StyledText(column.title, look.header)
                Self.write(title, column.alignment, on: &surface, in: place.row(0), Style(), look)
            }
        }
        for (index, line) in rowsInSight(in: area, showsHeader: showsHeader) {
            draw(row(index), index, columns, places, on: &surface, from: line, area, look)
        }
    }

    /// Where there is one line only, it is for a row.
    private func hasHeader(_ isWanted: Bool, in area: Rect) -> Bool { isWanted && area.height > 1 }

    /// Which rows are in sight, with the line where each begins.
    private func rowsInSight(in area: Rect, showsHeader: Bool) -> [(row: Int, line: Int)] {
        var line = hasHeader(showsHeader, in: area) ? 1 : 0
        var found: [(row: Int, line: Int)] = []
        var index = firstRow(height: area.height - line)
        while line < area.height, index < count {
            found.append((index, line))
            line += lines(of: index)
            index += 1
        }
        return found
    }

    private func draw(
        _ row: Row, _ index: Int, _ columns: [Column], _ places: [Rect], on surface: inout Surface,
        from line: Int, _ area: Rect, _ look: Look
    ) {
        let isCursor = index == cursor
        var base = row.style
        if marks.contains(index) { base = look.marked.over(base) }
        if isCursor { base = look.cursor.over(base) }
        let place = area.row(line)
        if isCursor { surface.fill(place, style: base) }
        if look.showsPointer {
            let pointer = isCursor ? look.glyphs.cursorRow : marks.contains(index) ? look.glyphs.marked : " "
            surface.write(pointer, at: (area.x + 1, place.y), style: base, in: place)
            // The cursor must not hide that the row is marked.
            if isCursor, marks.contains(index) {
                surface.write(look.glyphs.marked, at: (area.x, place.y), style: base, in: place)
            }
        }
        for (number, cell) in row.cells.prefix(columns.count).enumerated() {
            let width = places[number]
            let column = Rect(x: width.x, y: place.y, width: width.width, height: 1)
            let style = isCursor ? Style(attributes: look.cursor.attributes) : Style()
            Self.write(cell, columns[number].alignment, on: &surface, in: column, style.over(base), look)
        }
        for (number, detail) in row.details.prefix(lines(of: index) - 1).enumerated() {
            let line = area.row(line + 1 + number)
            let indent = look.showsPointer ? Self.pointerWidth : 0
            let room = max(0, line.width - indent - (look.showsPointer ? 1 : 0))
            let shown = detail.truncated(to: room, ellipsis: look.glyphs.ellipsis)
            surface.write(styled: shown, at: (line.x + indent, line.y), base: look.detail, in: line)
        }
    }

    private static func places(of columns: [Column], in area: Rect, _ look: Look) -> [Rect] {
        let indent = look.showsPointer ? pointerWidth : 0
        let inner = Rect(
            x: area.x + indent, y: area.y, width: area.width - indent - (look.showsPointer ? 1 : 0),
            height: area.height)
        var sizes: [Rect.Size] = []
        for (index, column) in columns.enumerated() {
            if index > 0 { sizes.append(.fixed(gap)) }
            sizes.append(column.size)
        }
        return inner.split(.horizontal, sizes).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }

    private static func write(
        _ text: StyledText, _ alignment: Alignment, on surface: inout Surface, in place: Rect,
        _ base: Style, _ look: Look
    ) {
        guard !place.isEmpty else { return }
        let shown = text.truncated(to: place.width, ellipsis: look.glyphs.ellipsis)
        let free = place.width - shown.columns
        let x =
            switch alignment {
            case .left: place.x
            case .right: place.x + free
            case .center: place.x + free / 2
            }
        surface.write(styled: shown, at: (x, place.y), base: base, in: place)
    }

    /// The row at a place of the list drawn in `area`, and where its lines are; nil below the last row.
    package func row(
        at point: (x: Int, y: Int), in area: Rect, showsHeader: Bool = false
    ) -> Int? {
        guard area.contains(point) else { return nil }
        return rowsInSight(in: area, showsHeader: showsHeader).last { $0.line <= point.y - area.y }
            .flatMap { point.y - area.y < $0.line + lines(of: $0.row) ? $0.row : nil }
    }

    /// The rows in sight with their places, for click targets and for the hardware cursor.
    package func rows(in area: Rect, showsHeader: Bool = false) -> [(row: Int, place: Rect)] {
        rowsInSight(in: area, showsHeader: showsHeader).map { row, line in
            let place = Rect(x: area.x, y: area.y + line, width: area.width, height: lines(of: row))
            return (row, place.intersection(area))
        }
    }
}
