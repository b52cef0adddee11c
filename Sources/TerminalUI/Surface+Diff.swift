/// The least that must be painted to turn one surface into another.
extension Surface {
    /// Neighbouring cells of one row.
    package struct Run: Sendable, Hashable {
        package var y: Int
        package var columns: Range<Int>
    }

    /// Where this surface differs from `old`, top down, each row from the left. Everything if the sizes differ or
    /// there was nothing.
    ///
    /// A run never begins or ends within a wide glyph, of either surface.
    package func runs(differingFrom old: Surface?) -> [Run] {
        guard let old, old.width == width, old.height == height else {
            return width == 0 ? [] : (0..<height).map { Run(y: $0, columns: 0..<width) }
        }
        var runs: [Run] = []
        for y in 0..<height where row(y) != old.row(y) { appendRuns(ofRow: y, old, to: &runs) }
        return runs
    }

    private func appendRuns(ofRow y: Int, _ old: Surface, to runs: inout [Run]) {
        let start = y * width
        var x = 0
        while x < width {
            guard cells[start + x] != old.cells[start + x] else {
                x += 1
                continue
            }
            // The two can't differ in a continuation alone: then one of the cells before it is wide, the other not.
            let first = cells[start + x].isContinuation || old.cells[start + x].isContinuation ? x - 1 : x
            x += 1
            while x < width, cells[start + x] != old.cells[start + x] || splits(start + x, old) { x += 1 }
            runs.append(
                Run(y: y, columns: max(first, runs.last(where: { $0.y == y })?.columns.upperBound ?? 0)..<x))
        }
    }

    private func splits(_ index: Int, _ old: Surface) -> Bool {
        cells[index].isContinuation || old.cells[index].isContinuation
    }
}
