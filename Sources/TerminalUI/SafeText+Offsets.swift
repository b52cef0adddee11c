/// Between the text that is shown and its source. All offsets are UTF-8, all ranges half-open.
extension SafeText {
    /// Where the marks are that the gate put in (control pictures, `␛…`, bidirectional marks), in `string`.
    package var marks: [Range<Int>] {
        edits.compactMap { edit in
            switch edit.kind {
            case .control, .sequence, .bidirectional: edit.safe
            case .invisible, .replaced, .newline: nil
            }
        }
    }

    /// The source of a place in `string`. Within a mark it is the start of what the mark stands for; where
    /// something invisible was left out, it is the place after it.
    package func sourceOffset(of offset: Int) -> Int {
        guard let edit = lastEdit(where: { $0.safe.lowerBound <= offset }) else { return offset }
        if offset < edit.safe.upperBound { return edit.source.lowerBound }
        return edit.source.upperBound + offset - edit.safe.upperBound
    }

    /// The source of a range of `string`, without invisible scalars at its ends.
    package func sourceRange(of range: Range<Int>) -> Range<Int> {
        let start = sourceOffset(of: range.lowerBound)
        guard !range.isEmpty else { return start..<start }
        guard let edit = lastEdit(where: { $0.safe.lowerBound < range.upperBound }) else {
            return start..<range.upperBound
        }
        let end =
            range.upperBound < edit.safe.upperBound
            ? edit.source.upperBound : edit.source.upperBound + range.upperBound - edit.safe.upperBound
        return start..<max(start, end)
    }

    /// The place in `string` of a source offset. What the gate replaced counts as one piece with one start.
    package func offset(ofSource offset: Int) -> Int {
        guard let edit = lastEdit(where: { $0.source.lowerBound <= offset }) else { return offset }
        if offset < edit.source.upperBound { return edit.safe.lowerBound }
        return edit.safe.upperBound + offset - edit.source.upperBound
    }

    /// The part of `string` that shows a range of the source; a piece that the range only touches is whole in it.
    package func range(ofSource range: Range<Int>) -> Range<Int> {
        let start = offset(ofSource: range.lowerBound)
        guard !range.isEmpty else { return start..<start }
        guard let edit = lastEdit(where: { $0.source.lowerBound < range.upperBound }) else {
            return start..<range.upperBound
        }
        let end =
            range.upperBound < edit.source.upperBound
            ? edit.safe.upperBound : edit.safe.upperBound + range.upperBound - edit.source.upperBound
        return start..<max(start, end)
    }

    /// - Complexity: O(log n) in the number of edits.
    private func lastEdit(where begins: (Edit) -> Bool) -> Edit? {
        var low = 0
        var high = edits.count
        while low < high {
            let middle = (low + high) / 2
            if begins(edits[middle]) { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : edits[low - 1]
    }
}
