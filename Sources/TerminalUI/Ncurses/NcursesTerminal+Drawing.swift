import CNcurses

/// Surfaces to the screen.
extension NcursesTerminal {
    /// A style as ncurses takes it.
    struct PaintedStyle {
        var attributes: UInt16
        var colors: PairTable.Colors
    }

    package func present(_ surface: Surface) {
        guard isOpen, !terminalIsGone else { return }
        let runs = surface.runs(differingFrom: shown)
        guard !runs.isEmpty || surface.cursor != shown?.cursor || shown == nil else { return }
        makeRoom(for: surface, runs)
        for run in runs { put(run, of: surface) }
        let cursor = surface.cursor
        ln_place_cursor(Int32(cursor?.y ?? 0), Int32(cursor?.x ?? 0), cursor != nil)
        shown = surface

        var count = 0
        let bytes = ln_frame(&count)
        guard let bytes, count > 0 else { return }
        var frame: [UInt8] = []
        frame.reserveCapacity(count + 32)
        if facts.synchronizesOutput { frame += ControlSequences.frameStart.utf8 }
        frame += UnsafeBufferPointer(start: bytes, count: count)
        if facts.synchronizesOutput { frame += ControlSequences.frameEnd.utf8 }
        write(frame)
        output.frames += 1
        output.bytes += frame.count
        output.lastFrameBytes = frame.count
        output.largestFrameBytes = max(output.largestFrameBytes, frame.count)
    }

    package func invalidate() {
        shown = nil
        ln_forget()
    }

    private func put(_ run: Surface.Run, of surface: Surface) {
        var cells: [ln_cell] = []
        cells.reserveCapacity(run.columns.count)
        for cell in surface.row(run.y).dropFirst(run.columns.lowerBound).prefix(run.columns.count)
        where !cell.isContinuation {
            let style = painted(cell.style)
            cells.append(Self.cell(cell, attributes: style.attributes, pair: pair(for: style.colors)))
        }
        ln_put(Int32(run.y), Int32(run.columns.lowerBound), cells, Int32(cells.count))
    }

    private static func cell(_ cell: Cell, attributes: UInt16, pair: Int32) -> ln_cell {
        func scalar(_ index: Int) -> UInt32 { cell.glyph.scalar(index)?.value ?? 0 }
        return ln_cell(
            scalars: (scalar(0), scalar(1), scalar(2), scalar(3), scalar(4)), count: UInt8(cell.glyph.count),
            width: cell.width, attributes: attributes, pair: pair)
    }

    private func painted(_ style: Style) -> PaintedStyle {
        if let known = styles[style] { return known }
        let depth = facts.color.depth
        let foreground = ColorReduction.reduce(style.foreground, to: depth, isBackground: false)
        let background = ColorReduction.reduce(style.background, to: depth, isBackground: true)
        let painted = PaintedStyle(
            attributes: UInt16(style.attributes.rawValue),
            colors: PairTable.Colors(foreground: number(of: foreground), background: number(of: background)))
        if styles.count > 4096 { styles.removeAll(keepingCapacity: true) }
        styles[style] = painted
        return painted
    }

    /// The number that the terminfo entry in use gives a colour that its depth has.
    private func number(of color: Color) -> Int32 {
        switch color.kind {
        case .clear, .terminal: return -1
        case .palette(let index):
            // With exact colours, 16–255 are what they are everywhere.
            if Int32(index) < firstExactNumber { return Int32(index) }
            return number(of: ColorReduction.paletteValues[Int(index)])
        case .exact(let value): return number(of: value)
        }
    }

    private func number(of value: RGB) -> Int32 {
        max(firstExactNumber, Int32(value.red) << 16 | Int32(value.green) << 8 | Int32(value.blue))
    }

    private func value(ofNumber number: Int32) -> RGB? {
        if number < 0 { return nil }
        if number < min(256, firstExactNumber) { return ColorReduction.paletteValues[Int(number)] }
        return RGB(
            red: UInt8(truncatingIfNeeded: number >> 16), green: UInt8(truncatingIfNeeded: number >> 8),
            blue: UInt8(truncatingIfNeeded: number))
    }

    private func pair(for colors: PairTable.Colors) -> Int32 {
        let grant = pairs.pair(for: colors, value: value(ofNumber:))
        if case .new(let pair) = grant { _ = ln_define_pair(pair, colors.foreground, colors.background) }
        return grant.pair
    }

    /// Before pairs run out: those that this surface doesn't use are given away.
    private func makeRoom(for surface: Surface, _ runs: [Surface.Run]) {
        guard pairs.isFull else { return }
        let isNew = runs.contains { run in
            surface.row(run.y).dropFirst(run.columns.lowerBound).prefix(run.columns.count)
                .contains { !pairs.isKnown(painted($0.style).colors) }
        }
        if isNew { pairs.keep(Set(surface.cells.map { painted($0.style).colors })) }
    }
}
