import LecternEngine
import TerminalUI

/// What the engine did for each question: phases and memory, a heat map of all heads, and where one of them looks
/// (`ux.md` §7.6).
struct EngineScreen: Sendable {
    enum Pane: Int, Sendable, CaseIterable { case map, places }

    /// A sentence that the chosen head's columns fall on.
    struct Place: Sendable, Hashable {
        let span: SentenceSpan
        let columns: Int
        /// How many of them a chunk chose, on average.
        let rate: Double
        /// Its first token as a share of the prompt.
        let start: Double
    }

    var runs = EngineRuns()
    var focus = Pane.map
    var measure = EngineMeasure.density
    private(set) var layer = 0
    private(set) var head = 0
    /// First ones in sight.
    private(set) var firstLayer = 0
    private(set) var firstHead = 0
    /// Most chosen first.
    private(set) var places: [Place] = []
    var list = ListView()
    private(set) var layout = EngineLayout.empty

    var map: AttentionMap? { runs.shown?.attention }

    var figures: AttentionMap.Head? {
        guard let map, layer < map.layerCount, head < map.headCount else { return nil }
        return map[layer, head]
    }

    var place: Place? { places.indices.contains(list.cursor) ? places[list.cursor] : nil }

    mutating func layOut(in area: Rect, _ layoutClass: LayoutClass) {
        layout = EngineLayout(in: area, layoutClass, heads: map?.headCount ?? 0)
        move(layers: 0, heads: 0)
        let figures = figures
        places =
            runs.shown?.figures.map { run in
                (figures?.regions ?? []).compactMap { Self.place($0, in: run) }
            } ?? []
        list.count = places.count
        list.height = max(1, layout.places.height)
    }

    private static func place(_ region: AttentionMap.Region, in run: AnswerRun) -> Place? {
        guard let span = run.sentence(ofRegion: Int(region.region)), let map = run.report.attention,
            map.regionStarts.indices.contains(Int(region.region)), map.promptTokens > 0
        else { return nil }
        return Place(
            span: span, columns: Int(region.columns), rate: Double(region.rate),
            start: Double(map.regionStarts[Int(region.region)]) / Double(map.promptTokens))
    }

    /// Moves the cursor between cells, and the view with it.
    mutating func move(layers: Int, heads: Int) { go(toLayer: layer + layers, head: head + heads) }

    mutating func go(toLayer wantedLayer: Int, head wantedHead: Int) {
        guard let map else {
            (layer, head, firstLayer, firstHead) = (0, 0, 0, 0)
            return
        }
        let before = (layer, head)
        layer = max(0, min(wantedLayer, map.layerCount - 1))
        head = max(0, min(wantedHead, map.headCount - 1))
        if before != (layer, head) { list.moveTo(0) }
        firstLayer = Self.first(firstLayer, showing: layer, of: map.layerCount, in: layout.cellRows)
        firstHead = Self.first(firstHead, showing: head, of: map.headCount, in: layout.cellColumns)
    }

    private static func first(_ first: Int, showing item: Int, of count: Int, in room: Int) -> Int {
        let room = max(1, room)
        return max(0, min(max(item - room + 1, min(first, item)), count - room))
    }

    mutating func focusNext(_ step: Int) {
        let all = Pane.allCases.filter { $0 == .map || !layout.places.isEmpty }
        focus = all[((all.firstIndex(of: focus) ?? 0) + step + all.count) % all.count]
    }

    /// `layer 14 head 9`
    var placeName: String { map == nil ? "engine" : "layer \(layer) head \(head)" }
}

/// Where the parts of the screen are.
struct EngineLayout: Sendable, Hashable {
    var mapBox = Rect(width: 0, height: 0)
    var runBox = Rect(width: 0, height: 0)
    var headBox = Rect(width: 0, height: 0)
    var isSinglePane = false
    /// Columns of a cell: its digit, its mark, and what parts it from the next.
    var cellWidth = 2

    static let empty = EngineLayout()

    /// The layer's number before the cells.
    static let labelWidth = 4
    /// Lines below the cells: means, place, notes.
    static let footer = 4
    /// Lines of the head's pane above its list: two of figures, the plan in two.
    static let headRows = 4

    private init() {}

    init(in area: Rect, _ layoutClass: LayoutClass, heads: Int) {
        switch layoutClass {
        case .extraSmall:
            isSinglePane = true
            runBox = area
            return
        case .small:
            let rows = area.split(.vertical, [.share(3), .share(2, min: 9)])
            let columns = rows[0].split(.horizontal, [.share(1), .fixed(41)])
            (mapBox, runBox, headBox) = (columns[0], columns[1], rows[1])
        case .medium:
            let columns = area.split(.horizontal, [.share(1), .share(1)])
            let rows = columns[1].split(.vertical, [.fixed(15), .share(1)])
            (mapBox, runBox, headBox) = (columns[0], rows[0], rows[1])
        case .large:
            let columns = area.split(.horizontal, [.share(5), .share(4), .share(7)])
            (mapBox, runBox, headBox) = (columns[0], columns[1], columns[2])
        }
        let room = max(0, mapBox.width - 2 - Self.labelWidth)
        cellWidth = max(2, min(4, heads > 0 ? room / heads : 2))
    }

    /// Cells in sight.
    var cellRows: Int { max(1, mapBox.height - 2 - Self.footer) }
    var cellColumns: Int { max(1, (mapBox.width - 2 - Self.labelWidth) / cellWidth) }

    var cells: Rect {
        guard !mapBox.isEmpty else { return Rect(width: 0, height: 0) }
        let inner = mapBox.inset(by: 1)
        return Rect(
            x: inner.x + Self.labelWidth, y: inner.y, width: max(0, inner.width - Self.labelWidth),
            height: min(cellRows, inner.height))
    }

    /// The list of sentences.
    var places: Rect {
        guard !headBox.isEmpty else { return Rect(width: 0, height: 0) }
        let inner = headBox.inset(by: 1)
        return Rect(
            x: inner.x, y: inner.y + Self.headRows, width: inner.width,
            height: inner.height - Self.headRows)
    }
}
