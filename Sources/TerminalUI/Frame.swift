/// A surface together with what its parts are: a click asks the frame that was drawn last, not a second calculation.
package struct Frame<Target: Hashable & Sendable>: Sendable {
    package var surface: Surface
    private var targets: [(area: Rect, target: Target)] = []

    package init(surface: Surface) { self.surface = surface }

    package init(width: Int, height: Int, style: Style = Style()) {
        surface = Surface(width: width, height: height, style: style)
    }

    /// What is added later lies above what was there.
    package mutating func addTarget(_ target: Target, over area: Rect) {
        let visible = area.intersection(surface.bounds)
        if !visible.isEmpty { targets.append((visible, target)) }
    }

    /// Forgets all targets within an area: a popup covers them.
    package mutating func coverTargets(in area: Rect) {
        targets = targets.flatMap { entry -> [(area: Rect, target: Target)] in
            let hidden = entry.area.intersection(area)
            if hidden.isEmpty { return [entry] }
            return entry.area.pieces(around: hidden).map { ($0, entry.target) }
        }
    }

    package func target(at point: (x: Int, y: Int)) -> Target? {
        targets.last { $0.area.contains(point) }?.target
    }

    /// Where a target can be clicked, in the order it was added; for tests that click.
    package func areas(of target: Target) -> [Rect] {
        targets.filter { $0.target == target }.map(\.area)
    }
}

extension Rect {
    /// What is left of this rectangle when `hole`, which lies inside, is cut out: above, below, left, right.
    fileprivate func pieces(around hole: Rect) -> [Rect] {
        [
            Rect(x: x, y: y, width: width, height: hole.y - y),
            Rect(x: x, y: hole.maxY, width: width, height: maxY - hole.maxY),
            Rect(x: x, y: hole.y, width: hole.x - x, height: hole.height),
            Rect(x: hole.maxX, y: hole.y, width: maxX - hole.maxX, height: hole.height),
        ].filter { !$0.isEmpty }
    }
}
