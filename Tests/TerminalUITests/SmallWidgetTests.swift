import Testing

@testable import TerminalUI

struct SmallWidgetTests {
    private func row(_ width: Int, _ draw: (inout Surface, Rect) -> Void) -> String {
        var surface = Surface(width: width, height: 1)
        draw(&surface, surface.bounds)
        return surface.text()
    }

    @Test func hintsDropWholeEntriesAndKeepTheHelp() {
        let hints = HintRow(
            [.init("]/[", "next/prev cite"), .init("⏎", "jump"), .init("⌫", "back")], last: .init("?", "help")
        )
        func shown(_ width: Int) -> String { row(width) { hints.draw(on: &$0, in: $1) } }
        #expect(shown(50) == "]/[ next/prev cite  ⏎ jump  ⌫ back  ? help")
        #expect(shown(42) == "]/[ next/prev cite  ⏎ jump  ⌫ back  ? help")
        #expect(shown(41) == "]/[ next/prev cite  ⏎ jump  ? help")
        #expect(shown(30) == "]/[ next/prev cite  ? help")
        #expect(shown(25) == "? help")
        #expect(shown(3) == "? h")
    }

    @Test func hintsSayWhereTheyAre() {
        var surface = Surface(width: 40, height: 1)
        let places = HintRow([.init("a", "add")], last: .init("?", "help")).draw(
            on: &surface, in: surface.bounds)
        #expect(places.map(\.entry) == [0, 1])
        #expect(places.map(\.place) == [Rect(width: 5, height: 1), Rect(x: 7, y: 0, width: 6, height: 1)])
    }

    @Test func tabsMarkTheActiveOneAndCutTheSubject() {
        let tabs = Tabs(["Library", "Read", "Cite"], active: 1, subject: "harbour-1998.pdf")
        func shown(_ width: Int) -> String { row(width) { tabs.draw(on: &$0, in: $1) } }
        #expect(shown(40) == "Library [Read] Cite     harbour-1998.pdf")
        #expect(shown(30) == "Library [Read] Cite  harbour-…")
        #expect(shown(21) == "Library [Read] Cite")
        #expect(shown(12) == "Library [Rea")
        var small = tabs
        small.showsOnlyActive = true
        #expect(row(20) { small.draw(on: &$0, in: $1) } == "[Read]  harbour-199…")
    }

    @Test func statusFactsAtTheRightGoFirst() {
        let status = StatusRow(left: ["NORMAL", "cite 2/5"], right: ["19.6 tok/s", "ctx 85k/131k"])
        func shown(_ width: Int) -> String { row(width) { status.draw(on: &$0, in: $1) } }
        #expect(shown(46) == "NORMAL  cite 2/5      19.6 tok/s  ctx 85k/131k")
        #expect(shown(41) == "NORMAL  cite 2/5             ctx 85k/131k")
        #expect(shown(29) == "NORMAL  cite 2/5")
        #expect(shown(10) == "NORMAL  c…")
    }

    @Test func barsAreFullOnlyWhenDone() {
        func shown(_ share: Double?, _ width: Int, _ glyphs: GlyphSet = .unicode) -> String {
            row(width) { Gauge(share, glyphs: glyphs).draw(on: &$0, in: $1) }
        }
        #expect(shown(0.5, 10) == "█████░░░░░")
        #expect(shown(0.999, 10) == "█████████░")
        #expect(shown(1, 10) == "██████████")
        #expect(shown(0.001, 10) == "█░░░░░░░░░")
        #expect(shown(0, 4) == "░░░░")
        #expect(shown(nil, 4) == "░░░░")
        #expect(shown(.nan, 4) == "░░░░")
        #expect(shown(7, 4) == "████")
        #expect(shown(0.5, 12, .ascii) == "[#####-----]")
        #expect(shown(0.5, 2, .ascii) == "")
    }

    @Test func stripsShowTheWholeDocument() {
        var surface = Surface(width: 1, height: 10)
        let strip = ScrollStrip(
            length: 1000, visible: 300..<500, marks: [50..<60, 910..<999], active: 420..<430)
        var look = ScrollStrip.Look()
        look.visible = Style(attributes: .reverse)
        strip.draw(on: &surface, in: surface.bounds, look: look)
        #expect(surface.text().replacing("\n", with: "") == "▌▏▏▏█▏▏▏▏▌")
        #expect(
            (0..<10).map { surface[0, $0].style.attributes == .reverse }
                == (0..<10).map { $0 == 3 || $0 == 4 })
        #expect(strip.rows(of: 999..<1000, in: 10) == 9..<10)
        for row in 0..<10 {
            #expect(strip.rows(of: strip.position(ofRow: row, in: 10)..<0 + 1000, in: 10).lowerBound == row)
        }
        ScrollStrip(length: 0, visible: 0..<0).draw(on: &surface, in: surface.bounds)
    }

    @Test func questionsAreAnsweredByTheirKeys() {
        let bar = ConfirmBar.yesOrNo("Quit?")
        #expect(bar.choice(for: "y") == 0)
        #expect(bar.choice(for: "n") == 1)
        #expect(bar.choice(for: .escape) == 1)
        #expect(bar.choice(for: .enter) == nil)
        #expect(row(30) { bar.draw(on: &$0, in: $1) } == "Quit?  y yes  n no")
        #expect(
            row(18) { ConfirmBar.yesOrNo("Really quit now?").draw(on: &$0, in: $1) } == "Real…  y yes  n no")
    }

    @Test func popupsStandInTheMiddleAndMoveIn() {
        let popup = Popup(title: "Keys", width: 20, height: 5)
        #expect(popup.place(in: Rect(width: 80, height: 24)) == Rect(x: 30, y: 9, width: 20, height: 5))
        #expect(popup.place(in: Rect(width: 10, height: 3)) == Rect(width: 10, height: 3))
    }

    @Test func styledLinesAreShortenedAsOne() {
        let line = StyledText("ab", Style(attributes: .bold)) + StyledText("cdef")
        func cut(_ width: Int) -> String { line.truncated(to: width).parts.map(\.text.string).joined() }
        #expect(cut(6) == "abcdef")
        #expect(cut(5) == "abcd…")
        #expect(cut(3) == "ab…")
        #expect(cut(2) == "a…")
        #expect(cut(0) == "")
        #expect(line.truncated(to: 3).parts[0].style.attributes == .bold)
    }
}
