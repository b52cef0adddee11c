import Foundation

/// A page's words. Coordinates are points from the top left.
struct PDFPage: Sendable {
    /// From 1.
    let number: Int
    let width: Double
    let height: Double
    var words: [PDFWord]
    /// Characters that lie beyond its edges, or have no size.
    var offPageCharacters = 0

    func shows(_ box: PDFBox) -> Bool {
        box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < width
            && box.top < height
    }
}

struct PDFWord: Sendable {
    var text: String
    var box: PDFBox
}

struct PDFBox: Sendable, Equatable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
    var middle: Double { (top + bottom) / 2 }

    mutating func include(_ other: PDFBox) {
        left = min(left, other.left)
        top = min(top, other.top)
        right = max(right, other.right)
        bottom = max(bottom, other.bottom)
    }
}

/// Reads the XHTML of `pdftotext -bbox`.
struct PDFPageReader {
    private var pages: [PDFPage] = []
    private var next: Int
    private var word: PDFWord?

    /// The pages before the first damage.
    static func pages(
        in output: [UInt8], from first: Int, _ source: SourceFile, _ context: ImportContext
    ) throws(DocumentError) -> [PDFPage] {
        var reader = PDFPageReader(next: first)
        // The head repeats the file's own properties, which poppler doesn't always write as XML.
        let start = output.firstRange(of: Array("<doc>".utf8))?.lowerBound ?? output.startIndex
        let end = output.lastRange(of: Array("</doc>".utf8))?.upperBound ?? output.endIndex
        let body = output[start..<max(start, end)].map { $0 < 0x20 && $0 != 0x0A ? 0x20 : $0 }
        do {
            try MarkupReader.read(body, as: .xml, maximumDepth: context.limits.nesting) { reader.handle($0) }
        } catch {
            if case .cancelled = error { throw .cancelled(file: source.name) }
        }
        return reader.pages
    }

    private init(next: Int) { self.next = next }

    private mutating func handle(_ event: MarkupEvent) {
        switch event {
        case .start(let element):
            if element.name == "page" {
                let width = element.number("width")
                pages.append(PDFPage(number: next, width: width, height: element.number("height"), words: []))
                next += 1
            } else if element.name == "word" {
                let box = PDFBox(
                    left: element.number("xMin"), top: element.number("yMin"), right: element.number("xMax"),
                    bottom: element.number("yMax"))
                word = PDFWord(text: "", box: box)
            }
        case .text(let text): word?.text += text
        case .end("word", _):
            if var word, !pages.isEmpty {
                word.text = PDFText.cleaned(word.text)
                if pages[pages.count - 1].shows(word.box) {
                    if !word.text.isEmpty { pages[pages.count - 1].words.append(word) }
                } else {
                    pages[pages.count - 1].offPageCharacters += word.text.unicodeScalars.count
                }
            }
            word = nil
        case .end: break
        }
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
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFB00...0xFB06: result += ligatures[Int(scalar.value) - 0xFB00]
            case 0xA0, 0x2000...0x200A, 0x202F: result += " "
            case 0xAD: result += "-"
            case 0x200B, 0xFEFF, 0..<0x20, 0x7F..<0xA0, 0xFFFE: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.precomposedStringWithCanonicalMapping.trimmingCharacters(in: .whitespaces)
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]

    /// Whether a mark closes what is on its left, or opens what is on its right: links and changes of type
    /// cut words from their marks.
    static func touches(_ left: String, _ right: String) -> Bool {
        guard let last = left.unicodeScalars.last, let first = right.unicodeScalars.first else {
            return false
        }
        let closes = ",.;:!?)]}”»".unicodeScalars.contains(first) && !right.hasPrefix("..")
        return closes || "([{“«".unicodeScalars.contains(last)
    }

    /// Words and lines are joined without a space where both sides are written without any.
    static func needsSpace(_ left: String, _ right: String) -> Bool {
        guard let last = left.unicodeScalars.last, let first = right.unicodeScalars.first else {
            return false
        }
        if last.isEastAsian { return !(first.isEastAsian || first.isQuotationMark) }
        return !(last.isQuotationMark && first.isEastAsian)
    }
}

extension Unicode.Scalar {
    /// Characters written without spaces between words, and their punctuation.
    fileprivate var isEastAsian: Bool {
        isUnspacedScript && !(0xAC00..<0xD7A4).contains(value) || (0x3000..<0x3040).contains(value)
            || (0xFF00..<0xFF61).contains(value)
    }

    fileprivate var isQuotationMark: Bool { "“”‘’…—".unicodeScalars.contains(self) }
}
