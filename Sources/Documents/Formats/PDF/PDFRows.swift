/// Words that stand on one line of the page, in whatever columns.
struct PDFRow: Sendable {
    /// From left to right.
    var words: [PDFWord]
    var box: PDFBox
    /// Height of its characters: that of most of them.
    var size: Double

    init(_ words: [PDFWord]) {
        self.words = words.sorted { $0.box.left < $1.box.left }
        box = words[0].box
        for word in words.dropFirst() { box.include(word.box) }
        size = PDFRow.usualHeight(of: words)
    }

    private static func usualHeight(of words: [PDFWord]) -> Double {
        let byHeight = words.sorted { $0.box.height < $1.box.height }
        let total = byHeight.reduce(0) { $0 + $1.text.utf8.count }
        var seen = 0
        for word in byHeight {
            seen += word.text.utf8.count
            if seen * 2 >= total { return word.box.height }
        }
        return byHeight.last?.box.height ?? 0
    }

    /// The rows of a page, or of a part of it, from top to bottom.
    static func rows(of words: [PDFWord]) -> [PDFRow] {
        // Large words first: raised and lowered signs then find the row that they belong to.
        var rows: [(box: PDFBox, words: [PDFWord])] = []
        var starts: [Int] = []
        let order = words.indices.sorted { (words[$0].box.top, $0) < (words[$1].box.top, $1) }
        for index in order {
            let word = words[index]
            var best: (row: Int, overlap: Double)?
            for row in starts.reversed().prefix(24) {
                let box = rows[row].box
                let overlap = min(box.bottom, word.box.bottom) - max(box.top, word.box.top)
                let share = overlap / max(0.1, min(box.height, word.box.height))
                if share >= 0.5, share > best?.overlap ?? 0 { best = (row, share) }
            }
            if let best {
                rows[best.row].words.append(word)
                // A raised sign that came first must not stand for the whole row.
                if word.box.height > rows[best.row].box.height * 1.15 { rows[best.row].box = word.box }
            } else {
                starts.append(rows.count)
                rows.append((word.box, [word]))
            }
        }
        return rows.map { PDFRow($0.words) }.sorted {
            ($0.box.middle, $0.box.left) < ($1.box.middle, $1.box.left)
        }
    }

    /// The usual space between words; nil where there are too few to tell.
    private var usualGap: Double? {
        guard words.count > 4 else { return nil }
        let gaps = zip(words, words.dropFirst()).map { $1.box.left - $0.box.right }.sorted()
        return max(0, gaps[gaps.count / 2])
    }

    /// The words with single spaces, raised and lowered signs attached.
    var text: String {
        var text = ""
        var previous: PDFWord?
        let touching = min(size * 0.35, (usualGap ?? .infinity) * 0.7)
        for word in words {
            if let previous {
                let gap = word.box.left - previous.box.right
                if let sign = PDFScripts.noteNumber(word.text) {
                    text += PDFScripts.raised(sign, after: text, isClose: gap < size * 0.3)
                    continue
                }
                switch script(word) {
                case .raised: text += PDFScripts.raised(word.text, after: text, isClose: gap < size * 0.3)
                case .lowered where gap < size * 0.3: text += PDFScripts.lowered(word.text)
                default:
                    let isGlued =
                        script(previous) == .lowered && gap < size * 0.12
                        || gap < size * 0.35 && PDFLeaders.areDots(previous.text, word.text)
                        || gap < touching && PDFText.touches(previous.text, word.text)
                    if !isGlued, PDFText.needsSpace(text, word.text) || gap > size * 1.5 { text += " " }
                    text += word.text
                }
            } else if script(word) == .raised, words.count > 1, PDFScripts.isNoteSign(word.text) {
                text = "[\(word.text)]"
            } else {
                text = word.text
            }
            previous = word
        }
        return text
    }

    /// Width of every character, where all have the same.
    var pitch: Double? {
        guard words.count > 2 else { return nil }
        let widths = words.map { $0.box.width / Double(max(1, $0.text.unicodeScalars.count)) }.sorted()
        let middle = widths[widths.count / 2]
        let isEven = widths[0] > middle * 0.98 && widths[widths.count - 1] < middle * 1.02
        // Digits have one width in most typefaces.
        let letters = words.count { $0.text.unicodeScalars.contains(where: \.isPunktLetter) }
        return isEven && letters > 1 ? middle : nil
    }

    private enum Script { case none, raised, lowered }

    /// A sign that is smaller than its row, and above or below the middle of it. Words in another typeface
    /// may look smaller too, so it must be a number, a note's mark or a letter or two.
    private func script(_ word: PDFWord) -> Script {
        guard word.box.height < size * 0.82, PDFScripts.maySignify(word.text) else { return .none }
        guard let body = words.first(where: { $0.box.height >= size * 0.9 }) else { return .none }
        let shift = (word.box.middle - body.box.middle) / size
        return shift < -0.08 ? .raised : shift > 0.08 ? .lowered : .none
    }
}

/// Signs above and below the line.
enum PDFScripts {
    /// `[3]` after a word or a mark, `²` after a unit.
    static func raised(_ sign: String, after text: String, isClose: Bool) -> String {
        let word = text.reversed().prefix { $0.isLetter }.count
        let isPower = isClose && (1...2).contains(word) && sign.utf8.count <= 2
        if isPower, let mapped = mapped(sign, raised) { return mapped }
        if isNoteSign(sign) { return "[\(sign)]" }
        return (isClose ? "" : " ") + sign
    }

    static func maySignify(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        if scalars.count <= 5, scalars.contains(where: \.isDecimalDigit) {
            return scalars.allSatisfy { $0.isDecimalDigit || ",+-−".unicodeScalars.contains($0) }
        }
        return isNoteSign(text) || scalars.count <= 2 && scalars.allSatisfy { $0.letterCase == .lower }
    }

    static func lowered(_ sign: String) -> String { mapped(sign, lowered) ?? sign }

    static func isNoteSign(_ text: String) -> Bool {
        let marks = text.unicodeScalars
        return marks.allSatisfy { $0.isDecimalDigit || $0 == "," } && (1...4).contains(marks.count)
            || marks.allSatisfy { "*†‡§¶".unicodeScalars.contains($0) }
    }

    /// The number that characters raised in themselves write.
    static func noteNumber(_ text: String) -> String? {
        let digits = text.map { number[$0] }
        return text.isEmpty || digits.contains(nil) ? nil : String(digits.compactMap(\.self))
    }

    private static let number = Dictionary(uniqueKeysWithValues: zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    private static let raised = Dictionary(uniqueKeysWithValues: zip("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ"))
    private static let lowered = Dictionary(uniqueKeysWithValues: zip("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋"))

    private static func mapped(_ sign: String, _ table: [Character: Character]) -> String? {
        let signs = sign.map { table[$0] }
        return signs.contains(nil) ? nil : String(signs.compactMap(\.self))
    }
}
