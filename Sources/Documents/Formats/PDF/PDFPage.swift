import Foundation

/// A page as poppler lays it out: lines in reading order. Coordinates are points from the top left.
struct PDFPage: Sendable {
    let number: Int
    let width: Double
    let height: Double
    var lines: [PDFLine]
}

/// A line of one column.
struct PDFLine: Sendable {
    /// Words with single spaces.
    var text: String
    var box: PDFBox
    /// Height of its characters: the median of its words' heights.
    var size: Double
    /// Number of the block on its page that poppler put it in.
    let block: Int
}

struct PDFBox: Sendable, Equatable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
}

/// Reads the XHTML of `pdftotext -bbox-layout`.
struct PDFPageReader {
    private var pages: [PDFPage] = []
    private var next: Int
    private var block = 0
    private var words: [(text: String, box: PDFBox)] = []
    private var word: (text: String, box: PDFBox)?

    static func pages(
        in output: [UInt8], from first: Int, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> [PDFPage] {
        var reader = PDFPageReader(next: first)
        // The head repeats the file's own properties, which poppler doesn't always write as XML.
        let start = output.firstRange(of: Array("<doc>".utf8))?.lowerBound ?? output.startIndex
        let end = output.lastRange(of: Array("</doc>".utf8))?.upperBound ?? output.endIndex
        let body = output[start..<max(start, end)].map { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 ? 0x20 : $0 }
        do {
            try MarkupReader.read(body, as: .xml, maximumDepth: context.limits.nesting) { reader.handle($0) }
        } catch {
            if case .cancelled = error { throw .cancelled(file: source.name) }
            // What was read before the damage stands; missing pages are asked for one by one.
        }
        return reader.pages
    }

    private init(next: Int) { self.next = next }

    private mutating func handle(_ event: MarkupEvent) {
        switch event {
        case .start(let element):
            switch element.name {
            case "page":
                pages.append(
                    PDFPage(
                        number: next, width: element.number("width"), height: element.number("height"),
                        lines: []))
                next += 1
                block = 0
            case "block": block += 1
            case "line": words = []
            case "word":
                let box = PDFBox(
                    left: element.number("xMin"), top: element.number("yMin"), right: element.number("xMax"),
                    bottom: element.number("yMax"))
                word = ("", box)
            default: break
            }
        case .text(let text): word?.text += text
        case .end("word", _):
            if let word, !word.text.isEmpty { words.append(word) }
            word = nil
        case .end("line", _): endLine()
        case .end: break
        }
    }

    private mutating func endLine() {
        guard let first = words.first, !pages.isEmpty else { return }
        var box = first.box
        var text = ""
        for (index, word) in words.enumerated() {
            if index > 0, PDFText.needsSpace(text, word.text) { text += " " }
            text += word.text
            box.left = min(box.left, word.box.left)
            box.top = min(box.top, word.box.top)
            box.right = max(box.right, word.box.right)
            box.bottom = max(box.bottom, word.box.bottom)
        }
        let heights = words.map(\.box.height).sorted()
        let clean = PDFText.cleaned(text)
        if !clean.isEmpty {
            let line = PDFLine(text: clean, box: box, size: heights[heights.count / 2], block: block)
            pages[pages.count - 1].lines.append(line)
        }
        words = []
    }
}

extension MarkupElement {
    /// 0 where the attribute is missing or no finite number.
    func number(_ attribute: String) -> Double {
        guard let value = self[attribute].flatMap({ Double($0) }), value.isFinite else { return 0 }
        return value
    }
}

/// What is done to the characters of a PDF.
enum PDFText {
    /// Ligatures as letters, accents composed, soft hyphens and controls away, white space trimmed.
    static func cleaned(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            return text.first == " " || text.last == " " ? text.trimmingCharacters(in: .whitespaces) : text
        }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFB00...0xFB06: result += ligatures[Int(scalar.value) - 0xFB00]
            case 0xA0, 0x2000...0x200A, 0x202F: result += " "
            case 0xAD, 0x200B, 0xFEFF, 0..<0x20, 0x7F..<0xA0: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespaces)
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]

    /// Words and lines are joined without a space where both sides are written without any.
    static func needsSpace(_ left: String, _ right: String) -> Bool {
        guard let last = left.unicodeScalars.last, let first = right.unicodeScalars.first else {
            return false
        }
        return !(last.isWrittenWithoutSpaces && first.isWrittenWithoutSpaces)
    }
}

extension Unicode.Scalar {
    /// East Asian characters and their punctuation.
    fileprivate var isWrittenWithoutSpaces: Bool {
        isUnspacedScript && !(0xAC00..<0xD7A4).contains(value) || (0x3000..<0x3040).contains(value)
            || (0xFF00..<0xFF61).contains(value)
    }
}
