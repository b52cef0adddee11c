/// A rectangle of cells. x grows to the right, y downwards; both start at 0.
package struct Rect: Sendable, Hashable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int

    package init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    package var maxX: Int { x + width }
    package var maxY: Int { y + height }
    package var isEmpty: Bool { width == 0 || height == 0 }

    package func contains(_ point: (x: Int, y: Int)) -> Bool {
        point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
    }

    package func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(
            x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
    }

    package func inset(by amount: Int) -> Rect { inset(horizontal: amount, vertical: amount) }

    package func inset(horizontal: Int, vertical: Int) -> Rect {
        Rect(
            x: x + min(horizontal, width / 2), y: y + min(vertical, height / 2),
            width: width - 2 * horizontal, height: height - 2 * vertical)
    }

    /// Row `index` from the top, or from the bottom if negative (−1 is the last); empty outside.
    package func row(_ index: Int) -> Rect {
        let line = index < 0 ? height + index : index
        guard line >= 0, line < height else { return Rect(x: x, y: y, width: 0, height: 0) }
        return Rect(x: x, y: y + line, width: width, height: 1)
    }

    /// The rectangle of this size in the middle, cut where it doesn't fit.
    package func centered(width: Int, height: Int) -> Rect {
        let width = min(width, self.width)
        let height = min(height, self.height)
        return Rect(
            x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
    }

    package enum Axis: Sendable, Hashable {
        /// Side by side.
        case horizontal
        /// One below the other.
        case vertical
    }

    package enum Size: Sendable, Hashable {
        case fixed(Int)
        /// A part of what the fixed ones leave, in proportion to `weight`, at least `min` if that is possible.
        case share(Double, min: Int)

        package static func share(_ weight: Double) -> Size { .share(weight, min: 0) }
    }

    /// Cuts the rectangle into as many pieces as there are sizes, without gap or overlap. The pieces fill it if
    /// there is a share among them.
    ///
    /// Where there is too little room, shares fall to their least size, then the last fixed pieces shrink, then
    /// the last shares.
    package func split(_ axis: Axis, _ sizes: [Size]) -> [Rect] {
        let room = axis == .horizontal ? width : height
        var next = axis == .horizontal ? x : y
        return Self.lengths(of: sizes, in: room).map { length in
            defer { next += length }
            return axis == .horizontal
                ? Rect(x: next, y: y, width: length, height: height)
                : Rect(x: x, y: next, width: width, height: length)
        }
    }

    static func lengths(of sizes: [Size], in room: Int) -> [Int] {
        var lengths = sizes.map { size in
            switch size {
            case .fixed(let length): max(0, length)
            case .share(_, let least): max(0, least)
            }
        }
        let isShare = sizes.map { if case .share = $0 { true } else { false } }
        var missing = lengths.reduce(0, +) - room
        for wantsShare in [false, true] {
            for index in lengths.indices.reversed() where missing > 0 && isShare[index] == wantsShare {
                let cut = min(missing, lengths[index])
                lengths[index] -= cut
                missing -= cut
            }
        }
        if missing < 0 { grow(&lengths, sizes, by: -missing) }
        return lengths
    }

    /// Gives what is left to the shares, so that each comes as near as possible to its part of the whole.
    private static func grow(_ lengths: inout [Int], _ sizes: [Size], by free: Int) {
        var open = sizes.indices.filter {
            if case .share(let weight, _) = sizes[$0] { weight > 0 } else { false }
        }
        func weight(_ index: Int) -> Double {
            if case .share(let weight, _) = sizes[index] { weight } else { 0 }
        }
        var room = free + open.reduce(0) { $0 + lengths[$1] }
        // A share whose least size is above its part keeps it; the rest is divided among the others.
        while !open.isEmpty {
            let total = open.reduce(0) { $0 + weight($1) }
            let held = open.filter { Double(lengths[$0]) > Double(room) * weight($0) / total }
            if held.isEmpty { break }
            room -= held.reduce(0) { $0 + lengths[$1] }
            open.removeAll { held.contains($0) }
        }
        let total = open.reduce(0) { $0 + weight($1) }
        var sum = 0.0
        var given = 0
        for index in open {
            sum += Double(room) * weight(index) / total
            let end = Int(sum.rounded())
            lengths[index] = end - given
            given = end
        }
    }
}
