/// A grid of cells: what a screen should look like. Nothing but `SafeText` can be written on it.
///
/// A glyph of two columns is a cell of width 2 followed by its continuation; neither ever stands alone. A style whose
/// colours are clear keeps the colours that are there, so text can be written on a filled area.
package struct Surface: Sendable, Hashable {
    package let width: Int
    package let height: Int
    /// Row by row, each from the left.
    package private(set) var cells: [Cell]
    /// Where the terminal's cursor stands; nil hides it. Magnifiers and screen readers follow it.
    package var cursor: Cursor?

    package struct Cursor: Sendable, Hashable {
        package var x: Int
        package var y: Int

        package init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    package init(width: Int, height: Int, style: Style = Style()) {
        self.width = max(0, width)
        self.height = max(0, height)
        cells = Array(repeating: Cell(style: style), count: self.width * self.height)
    }

    package var bounds: Rect { Rect(width: width, height: height) }

    /// - Precondition: the place lies within `bounds`.
    package subscript(x: Int, y: Int) -> Cell {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "a cell outside its surface was asked for")
        return cells[y * width + x]
    }

    package func row(_ y: Int) -> ArraySlice<Cell> { cells[y * width..<(y + 1) * width] }

    /// Writes one line of text from `at`, as much as fits into `area`, and returns the column after it.
    ///
    /// A cluster that doesn't fit whole is left out, and what comes after it. Tabs go to multiples of 8 from `at`;
    /// a newline is drawn as `␊`.
    ///
    /// - Parameters:
    ///   - area: clips at all four sides; the surface's bounds do too.
    ///   - markStyle: for the marks that the gate put in, laid over `style`.
    @discardableResult
    package mutating func write(
        _ text: SafeText, at: (x: Int, y: Int), style: Style = Style(), markStyle: Style? = nil,
        in area: Rect? = nil
    ) -> Int {
        let marks = markStyle == nil ? [] : text.marks
        guard let markStyle, !marks.isEmpty else {
            return write(text.string[...], at: at, in: area) { _ in style }
        }
        var next = 0
        return write(text.string[...], at: at, in: area) { offset in
            while next < marks.count, marks[next].upperBound <= offset { next += 1 }
            return next < marks.count && marks[next].contains(offset) ? markStyle.over(style) : style
        }
    }

    /// The same with a style for each cluster, asked by its UTF-8 offset in `text`, in order.
    ///
    /// - Parameter origin: where tabs are counted from, if that is not `at`.
    @discardableResult
    mutating func write(
        _ text: Substring, at: (x: Int, y: Int), in area: Rect?, origin: Int? = nil,
        styleAt: (Int) -> Style
    ) -> Int {
        let clip = area.map { $0.intersection(bounds) } ?? bounds
        guard at.y >= clip.y, at.y < clip.maxY else { return at.x }
        let origin = origin ?? at.x
        var x = at.x
        var offset = 0
        for cluster in text {
            let columns = CellWidth.columns(of: cluster, at: x - origin)
            guard x + columns <= clip.maxX else { break }
            if x >= clip.x { put(cluster, columns, x, at.y, styleAt(offset)) }
            // A cluster that begins left of the area shows nothing of itself, not even its right half.
            x += columns
            offset += cluster.utf8.count
        }
        return x
    }

    private mutating func put(_ cluster: Character, _ columns: Int, _ x: Int, _ y: Int, _ style: Style) {
        switch cluster {
        case "\t": for column in x..<x + columns { put(.space, 1, x: column, y: y, style: style) }
        case "\n": put(Glyph("␊"), 1, x: x, y: y, style: style)
        default:
            var column = x
            Glyph.forEach(in: cluster) { glyph, width in
                put(glyph, width, x: column, y: y, style: style)
                column += width
            }
        }
    }

    /// - Precondition: all its columns lie within the surface.
    private mutating func put(_ glyph: Glyph, _ width: Int, x: Int, y: Int, style: Style) {
        let index = y * self.width + x
        for column in index..<index + width { release(column) }
        let shown = Self.laid(style, on: cells[index].style)
        cells[index] = Cell(glyph, style: shown, width: UInt8(width))
        if width == 2 { cells[index + 1] = Cell(.space, style: shown, width: 0) }
    }

    /// Before a cell is overwritten: the other half of a wide glyph there becomes a space.
    private mutating func release(_ index: Int) {
        if cells[index].width == 2 {
            cells[index + 1] = Cell(style: cells[index + 1].style)
        } else if cells[index].isContinuation {
            cells[index - 1] = Cell(style: cells[index - 1].style)
        }
        cells[index] = Cell(style: cells[index].style)
    }

    private static func laid(_ style: Style, on there: Style) -> Style {
        Style(
            foreground: style.foreground == .clear ? there.foreground : style.foreground,
            background: style.background == .clear ? there.background : style.background,
            attributes: style.attributes)
    }

    /// Fills an area with one glyph of one column, a space if none is given.
    package mutating func fill(_ area: Rect, with glyph: Glyph = .space, style: Style = Style()) {
        let area = area.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            for x in area.x..<max(area.x, area.maxX) { put(glyph, 1, x: x, y: y, style: style) }
        }
    }

    /// Changes styles and leaves the text, for selections and backdrops. A wide glyph at the edge changes whole.
    package mutating func restyle(_ area: Rect, _ change: (Style) -> Style) {
        let area = area.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            for x in area.x..<max(area.x, area.maxX) {
                let index = y * width + x
                let changed = change(cells[index].style)
                cells[index].style = changed
                if cells[index].isContinuation, x == area.x { cells[index - 1].style = changed }
                if cells[index].width == 2, x == area.maxX - 1 { cells[index + 1].style = changed }
            }
        }
    }

    /// Copies another surface on this one; what lies outside is cut off.
    package mutating func draw(_ other: Surface, at: (x: Int, y: Int)) {
        for y in 0..<other.height where at.y + y >= 0 && at.y + y < height {
            for x in 0..<other.width {
                let cell = other.cells[y * other.width + x]
                let column = at.x + x
                guard !cell.isContinuation, column >= 0, column + Int(cell.width) <= width else { continue }
                put(cell.glyph, Int(cell.width), x: column, y: at.y + y, style: cell.style)
            }
        }
    }

    /// Takes the cells of an area over from a surface of the same size.
    package mutating func copy(_ area: Rect, from other: Surface) {
        precondition(width == other.width && height == other.height, "surfaces of different sizes")
        let area = area.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            let range = y * width + area.x..<y * width + max(area.x, area.maxX)
            cells.replaceSubrange(range, with: other.cells[range])
        }
    }
}
