import LecternTesting
import Testing

@testable import TerminalUI

struct TextLayoutTests {
    private func lines(_ text: String, _ width: Int, wraps: Bool = true, indent: Int = 0) -> [String] {
        let layout = TextLayout(SafeText(untrusted: text), width: width, wraps: wraps, indent: indent)
        return layout.lines.map { String(layout.text.text(in: $0.range)) }
    }

    @Test func linesBreakAtSpaces() {
        #expect(lines("The quay handled goods", 10) == ["The quay", "handled", "goods"])
        #expect(lines("The quay", 8) == ["The quay"])
        #expect(lines("The quay ", 8) == ["The quay"])
        #expect(lines("The   quay", 5) == ["The", "quay"])
        #expect(lines("", 10) == [""])
        #expect(lines("one\n\ntwo\n", 10) == ["one", "", "two", ""])
    }

    @Test func spacesAtTheStartAreIndentation() {
        #expect(lines("    code here", 9) == ["    code", "here"])
        #expect(lines("  abcdefghij", 6) == ["  abcd", "efghij"])
    }

    @Test func longWordsAreCut() {
        #expect(lines("abcdefghij", 4) == ["abcd", "efgh", "ij"])
        #expect(lines("a abcdefghij", 4) == ["a", "abcd", "efgh", "ij"])
    }

    @Test func wordsBreakAfterHyphensAndSlashes() {
        #expect(lines("twenty-five", 8) == ["twenty-", "five"])
        #expect(lines("http/example/path", 13) == ["http/example/", "path"])
        #expect(lines("minus -5 and --flag", 8) == ["minus -5", "and", "--flag"])
    }

    @Test func wideTextBreaksBetweenCharacters() {
        #expect(lines("東京都港区", 6) == ["東京都", "港区"])
        #expect(lines("東京都港区", 7) == ["東京都", "港区"])
        // No line begins with closing punctuation or ends with opening punctuation.
        #expect(lines("東京都。港区", 6) == ["東京", "都。港", "区"])
        #expect(lines("東京「都港」", 6) == ["東京", "「都", "港」"])
        #expect(lines("see 東京 now", 8) == ["see 東京", "now"])
    }

    @Test func aWideLetterInANarrowLineStandsAlone() {
        #expect(lines("漢字", 1) == ["漢", "字"])
        #expect(lines("a漢b", 1) == ["a", "漢", "b"])
    }

    @Test func clustersStayWhole() {
        #expect(lines("e\u{301}e\u{301}e\u{301}e\u{301}", 2) == ["e\u{301}e\u{301}", "e\u{301}e\u{301}"])
        #expect(lines("👩‍👩‍👧👩‍👩‍👧", 3) == ["👩‍👩‍👧", "👩‍👩‍👧"])
    }

    @Test func tabsGoToTheNextStop() {
        #expect(lines("a\tb c", 10) == ["a\tb", "c"])
        #expect(lines("a\tbc", 9) == ["a", "bc"])
    }

    @Test func continuationLinesAreIndented() {
        let layout = TextLayout("- one two three\nfour five six", width: 9, indent: 2)
        #expect(
            layout.lines.map { String(layout.text.text(in: $0.range)) } == [
                "- one two", "three", "four five", "six",
            ])
        #expect(layout.lines.indices.map(layout.indent(ofLine:)) == [0, 2, 0, 2])
        #expect(layout.column(of: 10, inLine: 1) == 2)
        #expect(layout.offset(atColumn: 3, inLine: 1) == 11)
    }

    @Test func codeKeepsItsLines() {
        #expect(lines("let a = 1 // long\n\tx", 5, wraps: false) == ["let a = 1 // long", "\tx"])
    }

    // MARK: Properties

    private static let pieces = [
        "a", "word", "longerword", " ", "  ", "\n", "\t", "-", "/", "漢", "字", "。", "「", "é", "e\u{301}", "👩‍👩‍👧",
        "नी",
        "\u{1b}[m", "가나", "...", ")", "(",
    ]

    private static func text(_ random: inout SeededGenerator, isASCII: Bool = false) -> SafeText {
        let pieces =
            isASCII ? Self.pieces.filter { $0.utf8.allSatisfy { $0 < 0x80 && $0 != 0x1B } } : Self.pieces
        let count = Int.random(in: 0...40, using: &random)
        return SafeText(
            untrusted: (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
    }

    /// Lines follow each other without gap, are no wider than allowed, and leave out nothing but spaces.
    @Test func linesHoldTheWholeText() throws {
        try forEverySeed(0..<2000) { random in
            let text = Self.text(&random)
            let width = Int.random(in: 1...30, using: &random)
            let indent = Int.random(in: 0...4, using: &random)
            let layout = TextLayout(text, width: width, indent: indent)
            var next = 0
            for (number, line) in layout.lines.enumerated() {
                #expect(line.range.lowerBound == next && line.end >= line.range.upperBound)
                next = line.end
                let left = text.text(in: line.range.upperBound..<line.end)
                #expect(left.allSatisfy { " \t\n".contains($0) }, "\(left.debugDescription)")
                let shown = text.text(in: line.range)
                #expect(!shown.contains("\n"))
                var columns = 0
                for cluster in shown { columns += CellWidth.columns(of: cluster, at: columns) }
                #expect(columns == line.columns || shown.count == 1)
                #expect(layout.indent(ofLine: number) + columns <= width || shown.count <= 1)
            }
            #expect(next == text.count)
        }
    }

    /// The fast way for ASCII and the general one are the same.
    @Test func bothWaysOfReadingClustersAgree() throws {
        try forEverySeed(0..<2000) { random in
            let text = Self.text(&random, isASCII: true)
            let width = Int.random(in: 1...30, using: &random)
            let general = Wrapping.lines(StringClusters(text.string), width, indent: 0, drawsSpaces: false)
            #expect(TextLayout(text, width: width).lines == general)
        }
    }

    /// Column and offset are each other's inverse at the start of every cluster.
    @Test func columnsAndOffsetsMapBothWays() throws {
        try forEverySeed(0..<1000) { random in
            let layout = TextLayout(
                Self.text(&random), width: Int.random(in: 1...30, using: &random), indent: 2)
            for (number, line) in layout.lines.enumerated() {
                var offset = line.range.lowerBound
                for cluster in layout.text.text(in: line.range) {
                    if CellWidth.of(cluster) > 0 || cluster == "\t" {
                        let column = layout.column(of: offset, inLine: number)
                        #expect(layout.offset(atColumn: column, inLine: number) == offset)
                        #expect(layout.line(at: offset) == number)
                    }
                    offset += cluster.utf8.count
                }
                #expect(layout.offset(atColumn: 999, inLine: number) == line.range.upperBound)
            }
        }
    }

    @Test func aSpaceThatIsTypedTakesRoom() {
        let layout = TextLayout("ab cd ", width: 10, drawsSpaces: true)
        #expect(layout.lines.map(\.columns) == [6])
        #expect(layout.column(of: 6, inLine: 0) == 6)
        let full = TextLayout("abcd efgh", width: 4, drawsSpaces: true)
        #expect(full.lines.map(\.range) == [0..<4, 5..<9])
    }
}
