/// The rows of one line at the edges of a screen: tabs at the top, status and hints at the bottom.
///
/// Each returns where its parts are, so that they can be clicked.
package struct Tabs: Sendable, Hashable {
    package struct Look: Sendable, Hashable {
        package var inactive = Style()
        package var active = Style()
        package var subject = Style()
        package var glyphs = GlyphSet.unicode

        package init() {}
    }

    /// Names; the active one stands in brackets, so it is seen without colour.
    package var names: [SafeText]
    package var active: Int
    /// At the right: what the screen is about.
    package var subject: SafeText
    /// Two spaces instead of one between names.
    package var isWide: Bool
    /// For the smallest screens.
    package var showsOnlyActive: Bool

    package init(
        _ names: [SafeText], active: Int, subject: SafeText = .empty, isWide: Bool = false,
        showsOnlyActive: Bool = false
    ) {
        self.names = names
        self.active = active
        self.subject = subject
        self.isWide = isWide
        self.showsOnlyActive = showsOnlyActive
    }

    @discardableResult
    package func draw(on surface: inout Surface, in area: Rect, look: Look = Look()) -> [(
        tab: Int, place: Rect
    )] {
        let line = area.row(0)
        var places: [(tab: Int, place: Rect)] = []
        var x = line.x
        for (index, name) in names.enumerated() where !showsOnlyActive || index == active {
            let isActive = index == active
            let shown = isActive ? "[\(name)]" : name
            let width = shown.columns
            if x + width > line.maxX {
                // The active name is worth a cut, the others aren't.
                guard isActive, line.maxX - x > 2 else { continue }
            }
            let end = surface.write(
                shown, at: (x, line.y), style: isActive ? look.active : look.inactive, in: line)
            places.append((index, Rect(x: x, y: line.y, width: end - x, height: 1)))
            x = end + (isWide ? 2 : 1)
        }
        let room = line.maxX - x - 1
        guard !subject.isEmpty, room >= 4 else { return places }
        let shown = subject.truncated(to: room, ellipsis: look.glyphs.ellipsis)
        surface.write(shown, at: (line.maxX - shown.columns, line.y), style: look.subject, in: line)
        return places
    }
}

/// Facts at the left, facts at the right; if both don't fit, the right ones go first, from their left.
package struct StatusRow: Sendable, Hashable {
    package var left: [StyledText]
    package var right: [StyledText]

    package init(left: [StyledText], right: [StyledText] = []) {
        self.left = left
        self.right = right
    }

    package func draw(
        on surface: inout Surface, in area: Rect, base: Style = Style(), glyphs: GlyphSet = .unicode
    ) {
        let line = area.row(0)
        surface.fill(line, style: base)
        var x = line.x
        for (index, part) in left.enumerated() where x < line.maxX {
            let shown = part.truncated(to: line.maxX - x, ellipsis: glyphs.ellipsis)
            x = surface.write(styled: shown, at: (x, line.y), base: base, in: line)
            if index < left.count - 1 { x += 2 }
        }
        var shown = right[...]
        func width(_ parts: ArraySlice<StyledText>) -> Int {
            parts.reduce(0) { $0 + $1.columns } + 2 * max(0, parts.count - 1)
        }
        while !shown.isEmpty, line.maxX - width(shown) < x + 2 { shown = shown.dropFirst() }
        var end = line.maxX - width(shown)
        for part in shown { end = surface.write(styled: part, at: (end, line.y), base: base, in: line) + 2 }
    }
}

/// The keys that matter now. Entries that don't fit are left out whole, from the right; the last one stays.
package struct HintRow: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var key: SafeText
        package var text: SafeText

        package init(_ key: SafeText, _ text: SafeText) {
            self.key = key
            self.text = text
        }

        var columns: Int { key.columns + (text.isEmpty ? 0 : 1 + text.columns) }
    }

    package var entries: [Entry]
    /// Always shown, at the end: the way to the help.
    package var last: Entry?

    package init(_ entries: [Entry], last: Entry? = nil) {
        self.entries = entries
        self.last = last
    }

    /// - Returns: where each entry is; `last` has the index `entries.count`.
    @discardableResult
    package func draw(
        on surface: inout Surface, in area: Rect, key: Style = Style(), text: Style = Style()
    ) -> [(entry: Int, place: Rect)] {
        let line = area.row(0)
        var places: [(entry: Int, place: Rect)] = []
        var x = line.x
        let reserved = last.map { $0.columns } ?? 0
        func put(_ entry: Entry, _ index: Int) {
            var end = surface.write(entry.key, at: (x, line.y), style: key, in: line)
            if !entry.text.isEmpty {
                end = surface.write(entry.text, at: (end + 1, line.y), style: text, in: line)
            }
            places.append((index, Rect(x: x, y: line.y, width: end - x, height: 1)))
            x = end + 2
        }
        for (index, entry) in entries.enumerated() {
            let needed = reserved == 0 ? 0 : 2 + reserved
            guard x + entry.columns + needed <= line.maxX else { break }
            put(entry, index)
        }
        if let last { put(last, entries.count) }
        return places
    }
}
