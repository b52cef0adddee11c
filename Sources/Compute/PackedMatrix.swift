import CKernels

/// Weights as the products read them: panels of sixteen rows (`pack.c` says how), the file's bits unchanged.
///
/// An owned copy; the file's own pages can be let go once it is made.
// Sound because: the bytes are written only while packing, by disjoint panels, and live as long as `memory`.
package final class PackedMatrix: @unchecked Sendable {
    package let rows: Int
    package let columns: Int
    package let type: ElementType
    let panels: UnsafeMutableRawPointer
    let panelBytes: Int
    private let memory: PanelMemory

    package static let rowsPerPanel = Int(LK_PANEL)

    package var panelCount: Int { (rows + Self.rowsPerPanel - 1) / Self.rowsPerPanel }
    package var byteCount: Int { panelCount * panelBytes }

    /// Bytes that a matrix takes of a `PanelMemory`.
    package static func byteCount(rows: Int, columns: Int, type: ElementType) -> Int {
        let panels = (rows + rowsPerPanel - 1) / rowsPerPanel
        return (panels * lk_panel_bytes(Int32(type.rawValue), columns) + 63) / 64 * 64
    }

    /// Packs `w` into `memory`, or into memory of its own.
    ///
    /// - Throws: `ComputeError.outOfMemory`.
    package init(
        packing w: WeightMatrix, into memory: PanelMemory? = nil, on pool: ComputePool
    ) throws(ComputeError) {
        rows = w.rows
        columns = w.columns
        type = w.type
        let size = Self.byteCount(rows: w.rows, columns: w.columns, type: w.type)
        if let memory { self.memory = memory } else { self.memory = try PanelMemory(byteCount: size) }
        guard let panels = self.memory.take(size) else { throw .outOfMemory(bytes: size) }
        self.panels = panels
        panelBytes = lk_panel_bytes(Int32(w.type.rawValue), w.columns)
        let rowBytes = w.bytesPerRow
        // Panels of some 64 KiB a chunk.
        pool.forEach(in: 0..<panelCount, grain: max(1, 65_536 / max(1, panelBytes))) { [self] numbers in
            guard let base = w.bytes.baseAddress else { return }
            for number in numbers {
                let first = number * Self.rowsPerPanel
                lk_pack_panel(
                    self.panels + number * panelBytes, base + first * rowBytes, Int32(type.rawValue),
                    rowBytes, min(Self.rowsPerPanel, rows - first), columns)
            }
        }
    }
}
