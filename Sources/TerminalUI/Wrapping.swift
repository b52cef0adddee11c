/// The wrapping itself: clusters in, lines out.
enum Wrapping {
    /// What a cluster is to line breaking; a short form of UAX #14 that needs no dictionary.
    enum Kind: Sendable, Hashable {
        case word, space, newline
        /// A line may end after it, if a letter stands on both sides.
        case hyphen
        /// East Asian: a line may break on either side.
        case wide
        /// Never at the start, never at the end of a line, next to wide ones.
        case closing, opening
    }

    struct Cluster {
        var length: Int
        var kind: Kind
        /// Nil: a tab, whose width depends on where it stands.
        var columns: Int?
    }

    /// A place where the line may end.
    private struct Break {
        var drawnEnd: Int
        var columns: Int
        var next: Int
    }

    static func lines<Clusters: ClusterSource>(
        _ source: Clusters, _ width: Int, indent: Int, drawsSpaces: Bool
    ) -> [TextLayout.Line] {
        var source = source
        var lines: [TextLayout.Line] = []
        var line = OpenLine(start: 0, room: width, drawsSpaces)
        func finish(_ drawnEnd: Int, _ columns: Int, next: Int, room: Int) {
            lines.append(TextLayout.Line(range: line.start..<drawnEnd, end: next, columns: columns))
            line = OpenLine(start: next, room: room, drawsSpaces)
        }
        var position = 0
        while let cluster = source.cluster(at: position) {
            let next = position + cluster.length
            if cluster.kind == .newline {
                finish(line.drawnEnd, line.drawnColumns, next: next, room: width)
                position = next
                continue
            }
            line.noteBreak(before: cluster.kind, at: position)
            if line.add(cluster, next: next) {
                position = next
            } else if let end = line.lastBreak {
                finish(end.drawnEnd, end.columns, next: end.next, room: width - indent)
                position = end.next
            } else if position > line.start {
                finish(position, line.columns, next: position, room: width - indent)
            } else {
                // One cluster is wider than a whole line: it gets one, so that something happens.
                finish(next, cluster.columns ?? 1, next: next, room: width - indent)
                position = next
            }
        }
        if position > line.start || lines.isEmpty || source.endsWithNewline {
            lines.append(
                TextLayout.Line(range: line.start..<line.drawnEnd, end: position, columns: line.drawnColumns))
        }
        return lines
    }

    private struct OpenLine {
        let start: Int
        let room: Int
        let drawsSpaces: Bool
        var columns = 0
        var drawnEnd: Int
        var drawnColumns = 0
        var lastBreak: Break?
        private var previous: Kind?
        private var beforePrevious: Kind?

        init(start: Int, room: Int, _ drawsSpaces: Bool) {
            self.start = start
            self.room = max(1, room)
            self.drawsSpaces = drawsSpaces
            drawnEnd = start
        }

        mutating func noteBreak(before kind: Kind, at position: Int) {
            guard let previous, kind != .space else { return }
            let allowed =
                switch (previous, kind) {
                // Spaces at the start of a line are its indentation: no break after them.
                case (.space, _): drawnEnd > start
                case (.hyphen, .word), (.hyphen, .wide): beforePrevious == .word || beforePrevious == .wide
                case (.opening, _), (_, .closing): false
                case (.wide, _), (.closing, .wide), (_, .wide): true
                default: false
                }
            if allowed { lastBreak = Break(drawnEnd: drawnEnd, columns: drawnColumns, next: position) }
        }

        /// False if there is no room for it.
        mutating func add(_ cluster: Cluster, next: Int) -> Bool {
            let width = cluster.columns ?? CellWidth.tabStop - columns % CellWidth.tabStop
            if cluster.kind == .space, !drawsSpaces || columns + width > room {
                // Spaces hang over the end; they count once something is drawn after them.
                columns += width
            } else {
                guard columns + width <= room else { return false }
                columns += width
                drawnEnd = next
                drawnColumns = columns
            }
            beforePrevious = previous
            previous = cluster.kind
            return true
        }
    }
}

/// Clusters by the UTF-8 offset where they begin.
protocol ClusterSource {
    var endsWithNewline: Bool { get }
    /// Asked in order; after a break, back to where the next line begins.
    mutating func cluster(at position: Int) -> Wrapping.Cluster?
}

struct ASCIIClusters: ClusterSource {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var endsWithNewline: Bool { bytes.last == 0x0A }

    func cluster(at position: Int) -> Wrapping.Cluster? {
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case 0x20: return Wrapping.Cluster(length: 1, kind: .space, columns: 1)
        case 0x0A: return Wrapping.Cluster(length: 1, kind: .newline, columns: 0)
        case 0x09: return Wrapping.Cluster(length: 1, kind: .space, columns: nil)
        case UInt8(ascii: "-"), UInt8(ascii: "/"):
            return Wrapping.Cluster(length: 1, kind: .hyphen, columns: 1)
        default: return Wrapping.Cluster(length: 1, kind: .word, columns: 1)
        }
    }
}

struct StringClusters: ClusterSource {
    private let text: String
    private var index: String.Index
    private var offset = 0

    init(_ text: String) {
        self.text = text
        index = text.startIndex
    }

    var endsWithNewline: Bool { text.utf8.last == 0x0A }

    mutating func cluster(at position: Int) -> Wrapping.Cluster? {
        if position != offset {
            index = text.utf8.index(index, offsetBy: position - offset)
            offset = position
        }
        guard index < text.endIndex else { return nil }
        let cluster = text[index]
        let length = cluster.utf8.count
        index = text.index(after: index)
        offset += length
        return Self.classified(cluster, length)
    }

    private static func classified(_ cluster: Character, _ length: Int) -> Wrapping.Cluster {
        switch cluster {
        case " ", "\u{2002}", "\u{2003}", "\u{2009}", "\u{3000}":
            return Wrapping.Cluster(length: length, kind: .space, columns: CellWidth.of(cluster))
        case "\n": return Wrapping.Cluster(length: length, kind: .newline, columns: 0)
        case "\t": return Wrapping.Cluster(length: length, kind: .space, columns: nil)
        case "-", "/", "\u{2010}", "–", "—":
            return Wrapping.Cluster(length: length, kind: .hyphen, columns: CellWidth.of(cluster))
        default: break
        }
        let columns = CellWidth.of(cluster)
        let kind: Wrapping.Kind =
            if closing.contains(cluster) {
                .closing
            } else if opening.contains(cluster) {
                .opening
            } else {
                columns == 2 && cluster.unicodeScalars.first.map(CellWidth.of) == 2 ? .wide : .word
            }
        return Wrapping.Cluster(length: length, kind: kind, columns: columns)
    }

    /// JIS X 4051's characters that no line begins with, the common ones.
    private static let closing = Set<Character>(
        "、。，．・：；？！）］｝〕〉》」』】〙〗〟｠»ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥％°’”)]},.!?:;%")
    private static let opening = Set<Character>("（［｛〔〈《「『【〘〖〝｟«‘“([{")
}
