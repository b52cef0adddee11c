import Synchronization

/// Long text with wrapped lines, highlights, a gutter and a margin bar, scrolled by line, page and place.
///
/// The text is cut into blocks (sentences, paragraphs, rules between pages), each starting a line of its own. Only
/// blocks in sight are taken through the gate and laid out; layouts are kept. All offsets are UTF-8 into `text`, the
/// source; what lies outside every block isn't shown.
///
/// Scrolling needs to know the size: its owner sets `size` when the layout changes. The place that is first in sight
/// stays first when the size changes.
package struct TextPane: Sendable {
    package struct Block: Sendable, Hashable {
        package enum Kind: Sendable, Hashable {
            /// `indent` shifts the lines that continue another.
            case text(wraps: Bool = true, indent: Int = 0)
            /// A line across, with the label in it: `──── p. 13 ────`.
            case rule
            case blank
        }

        package var kind: Kind
        /// What it shows; for rules and blank lines, where they stand (an empty range).
        package var range: Range<Int>
        /// In the gutter beside the first line, or in the rule.
        package var label: SafeText

        package init(_ range: Range<Int>, kind: Kind = .text(), label: SafeText = .empty) {
            self.range = range
            self.kind = kind
            self.label = label
        }

        package static func rule(at offset: Int, _ label: SafeText) -> Block {
            Block(offset..<offset, kind: .rule, label: label)
        }

        package static func blank(at offset: Int) -> Block { Block(offset..<offset, kind: .blank) }
    }

    /// A part of the text that looks different. Where several overlap, higher priorities lie above lower ones.
    package struct Span: Sendable, Hashable {
        package var range: Range<Int>
        package var style: Style
        package var priority: Int
        /// Draws a bar in the margin of every line that shows a part of it.
        package var bar: Style?

        package init(_ range: Range<Int>, _ style: Style, priority: Int = 0, bar: Style? = nil) {
            self.range = range
            self.style = style
            self.priority = priority
            self.bar = bar
        }
    }

    /// What stands beside the text.
    package struct Margins: Sendable, Hashable {
        /// Columns for labels; 0 shows none.
        package var gutter: Int
        /// One column for bars and one of space after it.
        package var showsBars: Bool
        /// Text is never wider than this.
        package var maximumWidth: Int

        package init(gutter: Int = 0, showsBars: Bool = false, maximumWidth: Int = 84) {
            self.gutter = gutter
            self.showsBars = showsBars
            self.maximumWidth = maximumWidth
        }

        var width: Int { gutter + (showsBars ? 2 : 0) }

        func textWidth(in width: Int) -> Int { max(1, min(maximumWidth, width - self.width)) }
    }

    package struct Look: Sendable, Hashable {
        package var text = Style()
        package var label = Style()
        package var rule = Style()
        /// Marks that the gate put in.
        package var mark = Style()
        package var glyphs = GlyphSet.unicode

        package init() {}
    }

    package private(set) var text: String
    package private(set) var blocks: [Block]
    package var spans: [Span] { didSet { index = SpanIndex(spans) } }
    package var margins: Margins
    /// Columns and rows that the pane has, margins included.
    package var size: (width: Int, height: Int)

    private(set) var index = SpanIndex([])
    private var cache = LayoutCache()
    /// The line that is first in sight; its offset is not changed by drawing, so that small, large, small again
    /// shows the same as before.
    private(set) var scroll: Scroll

    enum Scroll: Sendable, Hashable {
        /// The line that shows this place, given by the block and the offset in its safe text, is the first one.
        case from(block: Int, offset: Int)
        /// The last line stays in sight, also when text is added.
        case end
    }

    /// - Parameter blocks: in order; nil makes one of every line of the text.
    package init(_ text: String = "", blocks: [Block]? = nil, margins: Margins = Margins()) {
        var text = text
        text.makeContiguousUTF8()
        self.text = text
        self.blocks = blocks ?? Self.lines(of: text)
        self.margins = margins
        spans = []
        size = (80, 24)
        scroll = .from(block: 0, offset: 0)
    }

    /// A block for every line of a text. Very long lines are cut into several, at a space if there is one near:
    /// a block is laid out whole.
    package static func lines(of text: String) -> [Block] {
        var blocks: [Block] = []
        var text = text
        return text.withUTF8 { bytes in
            func add(_ line: Range<Int>) {
                var start = line.lowerBound
                while line.upperBound - start > longestBlock {
                    let end = cut(bytes, from: start, before: start + longestBlock)
                    blocks.append(Block(start..<end))
                    start = end
                }
                blocks.append(Block(start..<line.upperBound))
            }
            var start = 0
            for (offset, byte) in bytes.enumerated() where byte == 0x0A {
                let isCRLF = offset > start && bytes[offset - 1] == 0x0D
                add(start..<(isCRLF ? offset - 1 : offset))
                start = offset + 1
            }
            if start < bytes.count { add(start..<bytes.count) }
            return blocks
        }
    }

    private static let longestBlock = 16 * 1024

    /// After the last space in the second half; else where a character begins.
    private static func cut(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, before end: Int) -> Int {
        let half = start + (end - start) / 2
        if let space = bytes[half..<end].lastIndex(of: 0x20) { return space + 1 }
        var place = end
        while place > half, bytes[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }

    /// Puts other text in, such as an answer that has grown. Layouts of blocks at the start that are the same stay;
    /// the view stays at the place it shows, or at the end if it was there.
    package mutating func replace(_ text: String, blocks: [Block]? = nil) {
        var text = text
        text.makeContiguousUTF8()
        let new = blocks ?? Self.lines(of: text)
        let place = firstVisibleOffset
        let same = Self.commonPrefix(self.text, self.blocks, text, new)
        cache = cache.keeping(first: same)
        self.text = text
        self.blocks = new
        if case .from(let block, let offset) = scroll {
            if block < same { return }
            scroll = .from(block: 0, offset: 0)
            if offset > 0 || block > 0 { scrollTo(place) }
        }
    }

    private static func commonPrefix(_ old: String, _ oldBlocks: [Block], _ new: String, _ newBlocks: [Block])
        -> Int
    {
        var count = 0
        for (before, after) in zip(oldBlocks, newBlocks) {
            guard before == after,
                // Byte by byte: texts that only mean the same have other offsets.
                slice(old, before.range).utf8.elementsEqual(slice(new, after.range).utf8)
            else { break }
            count += 1
        }
        return count
    }

    /// A range of the text, cut to what there is; ends inside a character move back to its start.
    static func slice(_ text: String, _ range: Range<Int>) -> Substring {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: min(max(0, range.lowerBound), utf8.count))
        let end = utf8.index(utf8.startIndex, offsetBy: min(max(0, range.upperBound), utf8.count))
        return text[start..<max(start, end)]
    }

    /// The source of a range, for copying.
    package func source(of range: Range<Int>) -> String { String(Self.slice(text, range)) }

    mutating func setScroll(_ new: Scroll) { scroll = new }
}

extension TextPane {
    /// The layout of a block at a width of text, made when first asked for.
    func layout(of block: Int, textWidth: Int) -> TextLayout {
        cache.layout(of: block, width: textWidth) {
            switch blocks[block].kind {
            case .text(let wraps, let indent):
                let shown = SafeText(untrusted: String(Self.slice(text, blocks[block].range)))
                return TextLayout(shown, width: textWidth, wraps: wraps, indent: indent)
            case .rule, .blank: return TextLayout(.empty, width: textWidth)
            }
        }
    }
}

/// Layouts that have been made. Copies of a pane share them; a pane with other text gets its own.
private final class LayoutCache: Sendable {
    private struct Entry {
        var width: Int
        var layout: TextLayout
    }

    private let entries: Mutex<[Int: Entry]>
    /// Enough for the largest screens; a long scroll must not keep a whole book.
    private static let limit = 2048

    init() { entries = Mutex([:]) }

    private init(_ kept: [Int: Entry]) { entries = Mutex(kept) }

    func layout(of block: Int, width: Int, make: () -> TextLayout) -> TextLayout {
        if let entry = entries.withLock({ $0[block] }), entry.width == width { return entry.layout }
        let layout = make()
        entries.withLock { entries in
            if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
            entries[block] = Entry(width: width, layout: layout)
        }
        return layout
    }

    func keeping(first count: Int) -> LayoutCache {
        LayoutCache(entries.withLock { $0.filter { $0.key < count } })
    }
}
