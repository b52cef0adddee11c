/// Rows with a cursor, marks and columns. What stands in a row is asked for when it is drawn, so a list of any
/// length costs what is in sight.
///
/// Scrolling needs to know the height: its owner sets `height` when the layout changes.
package struct ListView: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var title: SafeText
        package var size: Rect.Size
        package var alignment: Alignment

        package init(_ title: SafeText, _ size: Rect.Size, _ alignment: Alignment = .left) {
            self.title = title
            self.size = size
            self.alignment = alignment
        }
    }

    package struct Row: Sendable, Hashable {
        /// One for each column.
        package var cells: [StyledText]
        /// Lines below the row, over its whole width; as many as `extraLines` says.
        package var details: [StyledText]
        /// Laid under the cells' styles.
        package var style: Style

        package init(_ cells: [StyledText], details: [StyledText] = [], style: Style = Style()) {
            self.cells = cells
            self.details = details
            self.style = style
        }
    }

    package struct Look: Sendable, Hashable {
        package var header = Style()
        /// Of the row under the cursor, laid over everything in it.
        package var cursor = Style()
        package var marked = Style()
        package var detail = Style()
        package var glyphs = GlyphSet.unicode
        /// Columns are two apart; the first two hold cursor and mark.
        package var showsPointer = true

        package init() {}
    }

    /// When rows go away, cursor and marks move to what is left.
    package var count: Int { didSet { if count != oldValue { clamp() } } }
    package private(set) var cursor = 0
    package private(set) var marks: Set<Int> = []
    /// How many lines rows have beyond their first, where they do.
    package var extraLines: [Int: Int] = [:]
    /// Lines that the list has, without the header.
    package var height = 24
    private var top = 0

    package init(count: Int = 0) { self.count = max(0, count) }

    private mutating func clamp() {
        count = max(0, count)
        cursor = max(0, min(cursor, count - 1))
        marks = marks.filter { $0 < count }
        top = firstRow(height: height)
    }

    package mutating func move(_ motion: ScrollMotion, count repeats: Int = 1) {
        switch motion {
        case .start: moveTo(0)
        case .end: moveTo(count - 1)
        default: moveTo(cursor + (motion.distance(page: height) ?? 0) * max(1, repeats))
        }
    }

    /// To a row, or to the nearest one there is.
    package mutating func moveTo(_ row: Int) {
        cursor = max(0, min(row, count - 1))
        top = firstRow(height: height)
    }

    /// Moves the view, for the wheel; the cursor comes along only as far as it must.
    package mutating func scroll(rows: Int) {
        top = max(0, min(top + rows, max(0, count - 1)))
        while cursor < top { cursor += 1 }
        while cursor > top, lines(from: top, through: cursor) > height { cursor -= 1 }
        top = firstRow(height: height)
    }

    package mutating func toggleMark() { toggleMark(of: cursor) }

    package mutating func toggleMark(of row: Int) {
        guard row >= 0, row < count else { return }
        if marks.remove(row) == nil { marks.insert(row) }
    }

    package mutating func setMarks(_ rows: Set<Int>) { marks = rows.filter { $0 >= 0 && $0 < count } }

    /// Lines that a row takes.
    package func lines(of row: Int) -> Int { 1 + max(0, extraLines[row] ?? 0) }

    private func lines(from first: Int, through last: Int) -> Int {
        first > last ? 0 : (first...last).reduce(0) { $0 + lines(of: $1) }
    }

    /// The first row in sight in a list of this height: as near to where it was as lets the cursor be seen.
    func firstRow(height: Int) -> Int {
        guard count > 0 else { return 0 }
        var first = max(0, min(top, cursor))
        while first < cursor, lines(from: first, through: cursor) > height { first += 1 }
        // Room below the last row is filled from above.
        while first > 0, lines(from: first - 1, through: count - 1) <= height { first -= 1 }
        return first
    }
}
