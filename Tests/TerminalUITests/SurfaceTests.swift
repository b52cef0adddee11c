import LecternTesting
import TerminalUI
import Testing

struct SurfaceTests {
    /// Wide cells and their continuations always come together.
    private func expectWhole(_ surface: Surface, _ note: String = "") {
        for y in 0..<surface.height {
            for x in 0..<surface.width {
                let cell = surface[x, y]
                if cell.width == 2 {
                    #expect(x + 1 < surface.width && surface[x + 1, y].isContinuation, "\(note)")
                }
                if cell.isContinuation { #expect(x > 0 && surface[x - 1, y].width == 2, "\(note)") }
            }
        }
    }

    @Test func textIsClippedAtClusterBorders() {
        var surface = Surface(width: 6, height: 2)
        #expect(surface.write("ab漢字", at: (0, 0)) == 6)
        #expect(surface.write("abc漢字", at: (0, 1)) == 5)
        #expect(surface.text() == "ab漢字\nabc漢")
        expectWhole(surface)
    }

    @Test func nothingIsDrawnOutsideTheArea() {
        var surface = Surface(width: 8, height: 3, style: Style())
        let area = Rect(x: 2, y: 1, width: 4, height: 1)
        surface.write("abcdefgh", at: (0, 1), in: area)
        surface.write("above", at: (2, 0), in: area)
        surface.write("below", at: (2, 2), in: area)
        #expect(surface.text() == "\n  cdef\n")
        // A wide letter that begins left of the area shows no half of itself.
        surface.write("漢字漢字", at: (1, 1), in: area)
        #expect(surface.text() == "\n  c字f\n")
        expectWhole(surface)
    }

    @Test func overwritingHalfAWideLetterClearsTheOther() {
        var surface = Surface(width: 6, height: 1)
        surface.write("漢字漢", at: (0, 0))
        surface.write("x", at: (1, 0))
        #expect(surface.text() == " x字漢")
        surface.write("字", at: (3, 0))
        #expect(surface.text() == " x 字")
        expectWhole(surface)
    }

    @Test func tabsAndNewlinesAreDrawn() {
        var surface = Surface(width: 20, height: 1)
        surface.write("a\tb\tc", at: (1, 0))
        #expect(surface.text() == " a       b       c")
        surface.write("one\ntwo", at: (0, 0))
        #expect(surface.text().hasPrefix("one␊two"))
    }

    @Test func clearColoursKeepWhatIsThere() {
        var surface = Surface(width: 3, height: 1, style: Style(foreground: .red, background: .blue))
        surface.write("a", at: (0, 0), style: Style(attributes: .bold))
        surface.write("b", at: (1, 0), style: Style(foreground: .green))
        #expect(surface[0, 0].style == Style(foreground: .red, background: .blue, attributes: .bold))
        #expect(surface[1, 0].style == Style(foreground: .green, background: .blue))
        surface.write("c", at: (1, 0), style: Style(background: .terminal))
        #expect(surface[1, 0].style == Style(foreground: .green, background: .terminal))
    }

    @Test func marksOfTheGateHaveTheirOwnStyle() {
        var surface = Surface(width: 10, height: 1)
        let mark = Style(foreground: .yellow)
        surface.write(
            SafeText(untrusted: "a\u{0}b\u{1b}[1mc"), at: (0, 0), style: Style(attributes: .bold),
            markStyle: mark)
        #expect(surface.text() == "a␀b␛…c")
        #expect(
            (0..<6).map { surface[$0, 0].style.foreground == .yellow } == [
                false, true, false, true, true, false,
            ])
        #expect(surface[1, 0].style.attributes == .bold)
    }

    @Test func restylingTakesWideLettersWhole() {
        var surface = Surface(width: 6, height: 1)
        surface.write("a漢字b", at: (0, 0))
        surface.restyle(Rect(x: 2, y: 0, width: 2, height: 1)) { Style(attributes: .reverse).over($0) }
        #expect(
            (0..<6).map { surface[$0, 0].style.attributes == .reverse } == [
                false, true, true, true, true, false,
            ])
        #expect(surface.text() == "a漢字b")
    }

    @Test func surfacesAreDrawnOnEachOther() {
        var below = Surface(width: 8, height: 3)
        for y in 0..<3 { below.write("漢字漢字", at: (0, y)) }
        var above = Surface(width: 3, height: 2)
        above.write("字x", at: (0, 0))
        below.draw(above, at: (1, 1))
        #expect(below.text() == "漢字漢字\n 字x漢字\n    漢字")
        below.draw(above, at: (6, 2))
        below.draw(above, at: (-1, -1))
        expectWhole(below)
    }

    @Test func boxesHaveTitleAndNote() {
        var surface = Surface(width: 24, height: 3)
        let inner = surface.box(surface.bounds, title: "Source", note: "2 of 5", isFocused: true)
        #expect(inner == Rect(x: 1, y: 1, width: 22, height: 1))
        #expect(
            surface.text() == "┏━ Source ━━━━ 2 of 5 ━┓\n┃                      ┃\n┗━━━━━━━━━━━━━━━━━━━━━━┛")
        surface.box(surface.bounds, title: "A very long title indeed it is", note: "2 of 5", glyphs: .ascii)
        #expect(surface.text(ofRow: 0) == "+- A very long tit... -+")
        var tiny = Surface(width: 5, height: 2)
        tiny.box(tiny.bounds, title: "Title", note: "note")
        #expect(tiny.text() == "┌───┐\n└───┘")
    }

    @Test func stylesAreAGridForSnapshots() {
        var surface = Surface(width: 5, height: 2)
        surface.write("ab", at: (1, 0), style: Style(foreground: .red))
        surface.write("c", at: (0, 1), style: Style(attributes: .bold))
        let grid = surface.styles { style in
            style.foreground == .red ? "alarm" : style.attributes == .bold ? "strong" : nil
        }
        #expect(grid == ".aa\nb\na alarm\nb strong")
    }

    // MARK: Properties

    static func draw(_ count: Int, on surface: inout Surface, _ random: inout SeededGenerator) {
        let pieces = ["a", "bc ", "漢", "字漢", "e\u{301}", "👩‍👩‍👧", "नी", "\t", " ", "🇩🇪", "\u{1b}[1m", "가"]
        for _ in 0..<count {
            let text = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            let style = Style(
                foreground: .palette(UInt8.random(in: 0..<4, using: &random)),
                attributes: Style.Attributes(rawValue: UInt8.random(in: 0..<2, using: &random)))
            let x = Int.random(in: -3...surface.width, using: &random)
            let y = Int.random(in: -1...surface.height, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: surface.fill(Rect(x: x, y: y, width: 4, height: 2), style: style)
            case 1: surface.restyle(Rect(x: x, y: y, width: 3, height: 2)) { style.over($0) }
            case 2:
                let area = Rect(x: x, y: y, width: Int.random(in: 0...5, using: &random), height: 1)
                surface.write(SafeText(untrusted: text.joined()), at: (x - 2, y), style: style, in: area)
            default: surface.write(SafeText(untrusted: text.joined()), at: (x, y), style: style)
            }
        }
    }

    @Test func wideLettersAreNeverHalfDrawn() throws {
        try forEverySeed(0..<1000) { random in
            var surface = Surface(
                width: Int.random(in: 1...15, using: &random), height: Int.random(in: 1...4, using: &random))
            Self.draw(20, on: &surface, &random)
            expectWhole(surface)
        }
    }

    /// Painting only the runs turns the old surface into the new one, and no run cuts a wide letter.
    @Test func theDifferenceIsEnoughAndCutsNothing() throws {
        try forEverySeed(0..<1000) { random in
            var old = Surface(
                width: Int.random(in: 1...15, using: &random), height: Int.random(in: 1...4, using: &random))
            Self.draw(8, on: &old, &random)
            var new = old
            Self.draw(Int.random(in: 0...6, using: &random), on: &new, &random)
            let runs = new.runs(differingFrom: old)
            var painted = old
            for run in runs {
                #expect(!run.columns.isEmpty)
                for surface in [old, new] {
                    #expect(!surface[run.columns.lowerBound, run.y].isContinuation)
                    if run.columns.upperBound < surface.width {
                        #expect(!surface[run.columns.upperBound, run.y].isContinuation)
                    }
                }
                painted.copy(
                    Rect(x: run.columns.lowerBound, y: run.y, width: run.columns.count, height: 1), from: new)
            }
            #expect(painted.cells == new.cells)
            #expect(new.runs(differingFrom: new).isEmpty)
            let changed = zip(old.cells, new.cells).count { $0 != $1 }
            #expect(runs.reduce(0) { $0 + $1.columns.count } <= 3 * changed)
        }
    }

    @Test func everythingDiffersFromNothing() {
        let surface = Surface(width: 4, height: 2)
        #expect(surface.runs(differingFrom: nil).map(\.columns) == [0..<4, 0..<4])
        #expect(surface.runs(differingFrom: Surface(width: 3, height: 2)).count == 2)
    }
}
