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
                // A word that is longer than the line is cut here; spaces that fill it hang over its end.
                finish(line.drawnEnd, line.drawnColumns, next: position, room: width - indent)
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
                case (.hyphen, .word), (.hyphen, .wide):
                    beforePrevious != nil && beforePrevious != .space && beforePrevious != .hyphen
                case (.opening, _), (_, .closing): false
                case (.wide, _), (_, .wide): true
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
        position < bytes.count ? Self.classified(bytes[position]) : nil
    }

    static func classified(_ byte: UInt8) -> Wrapping.Cluster {
        let kind: Wrapping.Kind =
            switch byte {
            case 0x20, 0x09: .space
            case 0x0A: .newline
            case UInt8(ascii: "-"), UInt8(ascii: "/"): .hyphen
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","),
                UInt8(ascii: "."),
                UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "%"):
                .closing
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): .opening
            default: .word
            }
        return Wrapping.Cluster(length: 1, kind: kind, columns: byte == 0x09 ? nil : byte == 0x0A ? 0 : 1)
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
        if let byte = cluster.asciiValue { return ASCIIClusters.classified(byte) }
        switch cluster {
        case "\u{2002}", "\u{2003}", "\u{2009}", "\u{3000}":
            return Wrapping.Cluster(length: length, kind: .space, columns: CellWidth.of(cluster))
        case "\u{2010}", "–", "—":
            return Wrapping.Cluster(length: length, kind: .hyphen, columns: CellWidth.of(cluster))
        default: break
        }
        let columns = CellWidth.of(cluster)
        return Wrapping.Cluster(length: length, kind: kind(of: cluster, columns), columns: columns)
    }

    private static func kind(of cluster: Character, _ columns: Int) -> Wrapping.Kind {
        guard let first = cluster.unicodeScalars.first else { return .word }
        switch first.value {
        // Punctuation lives here; the sets need not be asked about anything else.
        case 0xA0...0xFF, 0x2010...0x206F, 0x3000...0x30FF, 0xFF00...0xFFEF:
            if closing.contains(first.value) { return .closing }
            if opening.contains(first.value) { return .opening }
        default: break
        }
        return columns == 2 && CellWidth.of(first) == 2 ? .wide : .word
    }

    /// JIS X 4051's characters that no line begins with, the common ones.
    private static let closing = scalars(
        "、。，．・：；？！）］｝〕〉》」』】〙〗〟｠»ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥％°’”")
    private static let opening = scalars("（［｛〔〈《「『【〘〖〝｟«‘“")

    private static func scalars(_ text: String) -> Set<UInt32> { Set(text.unicodeScalars.map(\.value)) }
}
