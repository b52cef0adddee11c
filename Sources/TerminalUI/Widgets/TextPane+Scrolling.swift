/// Where the view is and how it moves.
extension TextPane {
    /// A line of the pane: of a block, counted from 0.
    struct LinePosition: Sendable, Hashable {
        var block: Int
        var line: Int
    }

    /// Where a place should come to stand.
    package enum Placement: Sendable, Hashable {
        /// No movement if it is in sight; else as far as needed.
        case nearest
        case top
        /// At one third of the height.
        case third
    }

    /// The lines in sight in a pane of this size, from the top; fewer than `height` where the text ends.
    func visibleLines(width: Int, height: Int) -> [LinePosition] {
        guard !blocks.isEmpty, height > 0 else { return [] }
        let textWidth = margins.textWidth(in: width)
        var position = firstLine(textWidth: textWidth, height: height)
        var lines: [LinePosition] = []
        while lines.count < height {
            lines.append(position)
            guard let next = line(after: position, textWidth) else { break }
            position = next
        }
        return lines
    }

    private func firstLine(textWidth: Int, height: Int) -> LinePosition {
        switch scroll {
        case .from(let block, let offset):
            let block = min(block, blocks.count - 1)
            return LinePosition(block: block, line: layout(of: block, textWidth: textWidth).line(at: offset))
        case .end: return lastFirstLine(textWidth: textWidth, height: height)
        }
    }

    /// The first line when the last one is at the bottom.
    private func lastFirstLine(textWidth: Int, height: Int) -> LinePosition {
        let last = blocks.count - 1
        var position = LinePosition(block: last, line: layout(of: last, textWidth: textWidth).lines.count - 1)
        for _ in 1..<max(1, height) {
            guard let before = line(before: position, textWidth) else { break }
            position = before
        }
        return position
    }

    private func line(after position: LinePosition, _ textWidth: Int) -> LinePosition? {
        if position.line + 1 < layout(of: position.block, textWidth: textWidth).lines.count {
            return LinePosition(block: position.block, line: position.line + 1)
        }
        guard position.block + 1 < blocks.count else { return nil }
        return LinePosition(block: position.block + 1, line: 0)
    }

    private func line(before position: LinePosition, _ textWidth: Int) -> LinePosition? {
        if position.line > 0 { return LinePosition(block: position.block, line: position.line - 1) }
        guard position.block > 0 else { return nil }
        let lines = layout(of: position.block - 1, textWidth: textWidth).lines.count
        return LinePosition(block: position.block - 1, line: lines - 1)
    }

    /// Whether the last line is in sight.
    package var isAtEnd: Bool {
        if case .end = scroll { return true }
        return linesBelow(limit: 1) == 0
    }

    /// Lines below the ones in sight, counted up to a limit.
    package func linesBelow(limit: Int = 1000) -> Int {
        guard var position = visibleLines(width: size.width, height: size.height).last else { return 0 }
        let textWidth = margins.textWidth(in: size.width)
        var count = 0
        while count < limit, let next = line(after: position, textWidth) {
            position = next
            count += 1
        }
        return count
    }

    /// Moves the view. At the end it stays there when text is added, until it is moved up.
    package mutating func scroll(_ motion: ScrollMotion, count: Int = 1) {
        switch motion {
        case .start: setScroll(.from(block: 0, offset: 0))
        case .end: setScroll(.end)
        default: scroll(lines: (motion.distance(page: size.height) ?? 0) * max(1, count))
        }
    }

    /// Moves the view by lines, down if positive; a wheel does three.
    package mutating func scroll(lines: Int) {
        guard !blocks.isEmpty, lines != 0 else { return }
        let textWidth = margins.textWidth(in: size.width)
        var position = firstLine(textWidth: textWidth, height: size.height)
        if lines > 0 {
            // Not past the place where the last line is at the bottom, except that what is there may stay.
            let below = linesBelow(limit: lines)
            for _ in 0..<below { position = line(after: position, textWidth) ?? position }
            if below < lines || linesBelow(limit: lines + 1) == below {
                setScroll(.end)
                return
            }
        } else {
            for _ in 0..<(-lines) {
                guard let before = line(before: position, textWidth) else { break }
                position = before
            }
        }
        setTop(position, textWidth)
    }

    private mutating func setTop(_ position: LinePosition, _ textWidth: Int) {
        let line = layout(of: position.block, textWidth: textWidth).lines[position.line]
        setScroll(.from(block: position.block, offset: line.range.lowerBound))
    }

    /// The source offset of the first line in sight.
    package var firstVisibleOffset: Int {
        visibleLines(width: size.width, height: max(1, size.height)).first.map(sourceOffset(ofLine:)) ?? 0
    }

    /// The source between the start of the first and the end of the last line in sight.
    package var visibleRange: Range<Int> {
        let lines = visibleLines(width: size.width, height: size.height)
        guard let first = lines.first, let last = lines.last else { return 0..<0 }
        let layout = layout(of: last.block, textWidth: margins.textWidth(in: size.width))
        let end = layout.text.sourceRange(of: 0..<layout.lines[last.line].range.upperBound).upperBound
        let start = sourceOffset(ofLine: first)
        return start..<max(start, blocks[last.block].range.lowerBound + end)
    }

    func sourceOffset(ofLine position: LinePosition) -> Int {
        let layout = layout(of: position.block, textWidth: margins.textWidth(in: size.width))
        let offset = layout.lines[position.line].range.lowerBound
        return blocks[position.block].range.lowerBound + layout.text.sourceOffset(of: offset)
    }

    /// Makes the line that shows a source offset the first one.
    package mutating func scrollTo(_ offset: Int) { reveal(offset..<offset, .top) }

    /// Brings a range of the source into sight. If it is higher than the pane, its start counts.
    package mutating func reveal(_ range: Range<Int>, _ placement: Placement = .nearest) {
        guard let start = position(ofSource: range.lowerBound) else { return }
        let textWidth = margins.textWidth(in: size.width)
        let end = position(ofSource: max(range.lowerBound, range.upperBound - 1)) ?? start
        let visible = visibleLines(width: size.width, height: size.height)
        var above = 0
        switch placement {
        case .nearest:
            if visible.contains(start), visible.contains(end) || start == end { return }
            let isBelow = visible.last.map { ($0.block, $0.line) < (start.block, start.line) } ?? false
            if isBelow { above = max(0, size.height - 1 - distance(from: start, to: end, textWidth)) }
        case .top: break
        case .third: above = size.height / 3
        }
        var top = start
        for _ in 0..<above { top = line(before: top, textWidth) ?? top }
        // A place near the end doesn't leave the pane half empty.
        let last = lastFirstLine(textWidth: textWidth, height: size.height)
        if (last.block, last.line) < (top.block, top.line), placement != .top { top = last }
        setTop(top, textWidth)
    }

    private func distance(from start: LinePosition, to end: LinePosition, _ textWidth: Int) -> Int {
        var position = start
        var count = 0
        while count < size.height, (position.block, position.line) < (end.block, end.line),
            let next = line(after: position, textWidth)
        {
            position = next
            count += 1
        }
        return count
    }

    /// The line that shows a source offset; the next one that is shown where no block holds it.
    func position(ofSource offset: Int) -> LinePosition? {
        guard let block = block(holding: offset) else { return nil }
        let layout = layout(of: block, textWidth: margins.textWidth(in: size.width))
        let inBlock = min(max(0, offset - blocks[block].range.lowerBound), blocks[block].range.count)
        return LinePosition(block: block, line: layout.line(at: layout.text.offset(ofSource: inBlock)))
    }

    /// The text block that holds a source offset, else the first one after it, else the last.
    ///
    /// - Complexity: O(log n) in the number of blocks.
    package func block(holding offset: Int) -> Int? {
        guard !blocks.isEmpty else { return nil }
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            // Rules and blank lines are empty: they end before the text that begins where they stand.
            if blocks[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return min(low, blocks.count - 1)
    }
}
