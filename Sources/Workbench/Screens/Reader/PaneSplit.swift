import TerminalUI

/// How source and answer share the room, kept for each size of screen.
struct PaneSplit: Sendable, Hashable, Codable {
    /// The source's part.
    var share = 0.5
    /// Side by side where they would stand one above the other, and the other way round.
    var isTurned = false

    static let limits = 0.2...0.8

    func axis(on layoutClass: LayoutClass) -> Rect.Axis {
        let usual: Rect.Axis = layoutClass == .small ? .vertical : .horizontal
        return isTurned ? (usual == .vertical ? .horizontal : .vertical) : usual
    }
}

extension ReaderScreen {
    static let splitCommands: [Command] = [
        Command("view.turn", "source and answer side by side, or one above the other", in: .view, keys: ["|"])
        {
            state, _ in
            state.changeSplit { $0.isTurned.toggle() }
        },
        Command("view.grow", "more room for the source", in: .view, keys: [">"]) { state, count in
            state.changeSplit { $0.share += 0.05 * Double(count) }
        },
        Command("view.shrink", "more room for the answer", in: .view, keys: ["<lt>"]) { state, count in
            state.changeSplit { $0.share -= 0.05 * Double(count) }
        },
    ]
}

extension AppState {
    mutating func changeSplit(_ change: (inout PaneSplit) -> Void) -> [Effect] {
        var split = reader.splits[layoutClass.name] ?? PaneSplit()
        change(&split)
        split.share = min(max(split.share, PaneSplit.limits.lowerBound), PaneSplit.limits.upperBound)
        reader.splits[layoutClass.name] = split
        session.splits = reader.splits
        return [.saveSession(session)]
    }

    /// The border between source and answer that lies under the pointer, by the way in which it moves.
    func border(at point: (x: Int, y: Int)) -> Rect.Axis? {
        let layout = reader.layout
        guard screen == .reader, layout.hasBorders, !layout.source.isEmpty, !layout.answer.isEmpty else {
            return nil
        }
        if layout.answer.y == layout.source.y {
            let isBetween = point.x == layout.source.maxX - 1 || point.x == layout.answer.x
            return isBetween && point.y >= layout.source.y && point.y < layout.source.maxY ? .horizontal : nil
        }
        let isBetween = point.y == layout.source.maxY - 1 || point.y == layout.answer.y
        return isBetween && point.x >= layout.source.x && point.x < layout.source.maxX ? .vertical : nil
    }

    mutating func moveBorder(_ axis: Rect.Axis, to place: Int) {
        let layout = reader.layout
        let (start, end) =
            axis == .horizontal
            ? (layout.source.x, layout.answer.maxX) : (layout.source.y, layout.answer.maxY)
        guard end > start else { return }
        _ = changeSplit { $0.share = Double(place + 1 - start) / Double(end - start) }
    }
}
