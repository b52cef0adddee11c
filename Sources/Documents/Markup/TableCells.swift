/// The cells of a table row while it is read.
///
/// A row whose cells hold a line each is one block, its cells separated; where a cell holds paragraphs, the
/// table only arranges them, and each stays a block.
struct TableCells {
    typealias Block = (text: String, kind: ExtractedText.Block.Kind)

    private var cells: [[Block]] = []

    mutating func startCell() { cells.append([]) }

    /// A block inside the current cell; before the first cell it makes one.
    mutating func add(_ block: Block) {
        if cells.isEmpty { cells.append([]) }
        cells[cells.count - 1].append(block)
    }

    /// The blocks of the row, which is empty again.
    mutating func endRow() -> [Block] {
        defer { self = TableCells() }
        let filled = cells.filter { !$0.isEmpty }
        let isRow = filled.allSatisfy { $0.count == 1 && $0[0].kind == .paragraph }
        // A single long cell is a paragraph that a table holds in its place.
        let isProse = filled.count == 1 && (filled[0].first?.text.utf8.count ?? 0) > 80
        guard isRow, cells.count > 1, !isProse else { return filled.flatMap(\.self) }
        // An empty cell keeps its place, but for those at the end.
        let last = cells.lastIndex { !$0.isEmpty } ?? 0
        let texts = cells[...last].map { $0.first?.text.replacing("\n", with: " ") ?? "" }
        return [(texts.joined(separator: " | "), .tableRow)]
    }
}
