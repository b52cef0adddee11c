import LecternEngine
import TerminalUI

/// A document's text as the source pane shows it: a block for each sentence, gaps between paragraphs, rules between
/// pages.
///
/// Line ends inside a sentence are those of a narrow file and become spaces, so that prose fills the pane; what looks
/// like a table or code keeps its lines. Offsets of the pane are offsets into this text, not into the document.
struct SourceText: Sendable {
    let text: String
    let blocks: [TextPane.Block]
    /// Range of each sentence in `text`.
    let sentences: [Range<Int>]

    /// - Complexity: O(n) in the length of the document.
    init(_ index: SourceIndex) {
        let document = index.document
        var text: [UInt8] = []
        text.reserveCapacity(document.text.utf8.count)
        var blocks: [TextPane.Block] = []
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(document.sentences.count)
        var source = document.text
        source.withUTF8 { bytes in
            for (number, sentence) in document.sentences.enumerated() {
                if let page = index.pageStarts[number] {
                    blocks.append(.rule(at: text.count, "p. \(untrusted: page)"))
                } else if number > 0, document.sentences[number - 1].paragraph != sentence.paragraph {
                    blocks.append(.blank(at: text.count))
                }
                let start = text.count
                let slice = UnsafeBufferPointer(rebasing: bytes[sentence.range])
                let keepsLines = Self.keepsLines(slice)
                if keepsLines { text += slice } else { Self.appendFlowed(slice, to: &text) }
                ranges.append(start..<text.count)
                blocks.append(
                    TextPane.Block(start..<text.count, kind: .text(wraps: true), label: "C\(number)"))
                // A byte between sentences, so that a search for two words finds them across a boundary.
                text.append(0x20)
            }
        }
        self.text = String(decoding: text, as: UTF8.self)
        self.blocks = blocks
        sentences = ranges
    }

    /// The sentence that holds a place of the text, or the one before it.
    func sentence(at offset: Int) -> Int {
        var low = 0
        var high = sentences.count
        while low < high {
            let middle = (low + high) / 2
            if sentences[middle].lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// From the first to the last sentence of a span; empty where it lies outside.
    func range(of span: ClosedRange<Int>) -> Range<Int> {
        guard span.lowerBound >= 0, span.lowerBound < sentences.count else { return 0..<0 }
        let last = min(span.upperBound, sentences.count - 1)
        return sentences[span.lowerBound].lowerBound..<sentences[last].upperBound
    }

    /// Rows with gaps inside, or drawn with rules: a table, a figure, code.
    private static func keepsLines(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.contains(0x0A) else { return false }
        var gap = 0
        var isIndent = true
        for byte in bytes {
            switch byte {
            case 0x0A:
                (gap, isIndent) = (0, true)
            case 0x20:
                gap += 1
            case 0x09, UInt8(ascii: "|"):
                return true
            default:
                if gap >= 3, !isIndent { return true }
                (gap, isIndent) = (0, false)
            }
        }
        return false
    }

    private static func appendFlowed(_ bytes: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
        var pendingSpace = false
        var brokeLine = false
        for byte in bytes {
            if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
                pendingSpace = true
                brokeLine = brokeLine || byte == 0x0A
                continue
            }
            // Chinese has no space to put at a line's end: its letters begin with E3 to EF.
            let isWide = byte >= 0xE3 && (text.last ?? 0) >= 0x80
            if pendingSpace, !(brokeLine && isWide) { text.append(0x20) }
            (pendingSpace, brokeLine) = (false, false)
            text.append(byte)
        }
    }
}
