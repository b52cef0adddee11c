import LecternTesting
import Testing

@testable import TerminalUI

struct TextPaneTests {
    private let text = """
        The quay handled 1.42 million tonnes in 1998, down 11% on the previous year. The board attributes most of the \
        decline to the closure of the eastern lock between March and August. Grain shipments fell by 38%.
        """

    /// Three sentences with their numbers, a rule after the first.
    private func pane(_ width: Int, _ height: Int) -> TextPane {
        let blocks: [TextPane.Block] = [
            .init(0..<76, label: "C212"), .rule(at: 77, "p. 13"), .init(77..<178, label: "C213"),
            .init(179..<208, label: "C214"),
        ]
        var pane = TextPane(text, blocks: blocks, margins: TextPane.Margins(gutter: 5, showsBars: true))
        pane.size = (width, height)
        return pane
    }

    private func draw(_ pane: TextPane, look: TextPane.Look = TextPane.Look()) -> Surface {
        var surface = Surface(width: pane.size.width, height: pane.size.height)
        pane.draw(on: &surface, in: surface.bounds, look: look)
        return surface
    }

    @Test func sentencesStandInBlocksWithNumbers() {
        #expect(
            draw(pane(46, 9)).text() == """
                C212   The quay handled 1.42 million tonnes in
                       1998, down 11% on the previous year.
                ─────────────────── p. 13 ────────────────────
                C213   The board attributes most of the
                       decline to the closure of the eastern
                       lock between March and August.
                C214   Grain shipments fell by 38%.


                """)
    }

    @Test func spansAreStyledByPriorityAndMarkedInTheMargin() {
        var pane = pane(46, 9)
        let cited = Style(background: .blue)
        let active = Style(background: .green, attributes: .bold)
        pane.spans = [
            TextPane.Span(81..<86, active, priority: 2),
            TextPane.Span(77..<178, cited, priority: 1, bar: Style(foreground: .blue)),
        ]
        let surface = draw(pane)
        #expect(surface.text(ofRow: 3) == "C213 ▐ The board attributes most of the")
        #expect(surface.text(ofRow: 5) == "     ▐ lock between March and August.")
        #expect(surface.text(ofRow: 6) == "C214   Grain shipments fell by 38%.")
        let row = (0..<46).map { x in
            switch surface[x, 3].style.background {
            case .blue: "c"
            case .green: "A"
            default: "."
            }
        }.joined()
        // Nothing is coloured beyond the text.
        #expect(row == ".......ccccAAAAAccccccccccccccccccccccc.......")
        #expect(surface[11, 3].style.attributes == .bold)
    }

    @Test func theGateStandsBeforeTheText() {
        var pane = TextPane("a\u{1b}[31mred\u{202E}x\nb\u{200B}c\r\nd")
        pane.size = (10, 3)
        var look = TextPane.Look()
        look.mark = Style(foreground: .yellow)
        let surface = draw(pane, look: look)
        #expect(surface.text() == "a␛…red⇄x\nbc\nd")
        #expect(surface[1, 0].style.foreground == .yellow && surface[3, 0].style.foreground != .yellow)
        // A span over what the gate replaced covers the mark.
        pane.spans = [TextPane.Span(1..<6, Style(attributes: .reverse))]
        let marked = draw(pane)
        #expect(
            (0..<5).map { marked[$0, 0].style.attributes == .reverse } == [false, true, true, false, false])
    }

    @Test func whatIsUnderThePointerIsFound() {
        let pane = pane(46, 9)
        let area = Rect(x: 10, y: 5, width: 46, height: 9)
        #expect(pane.hit((17, 5), in: area) == .text(0, block: 0))
        #expect(pane.hit((21, 8), in: area) == .text(81, block: 2))
        #expect(pane.hit((55, 10), in: area) == .text(178, block: 2))
        #expect(pane.hit((11, 8), in: area) == .margin(block: 2))
        #expect(pane.hit((20, 7), in: area) == .margin(block: 1))
        #expect(pane.hit((20, 12), in: area) == nil)
        #expect(pane.hit((9, 5), in: area) == nil)
        #expect(pane.areas(of: 81..<86, in: area) == [Rect(x: 21, y: 8, width: 5, height: 1)])
        #expect(pane.areas(of: 105..<115, in: area).map(\.y) == [8, 9])
    }

    @Test func scrollingStopsAtTheEnds() {
        var pane = pane(46, 4)
        pane.scroll(.lineUp)
        #expect(pane.firstVisibleOffset == 0)
        pane.scroll(.lineDown)
        #expect(draw(pane).text(ofRow: 0).contains("1998, down"))
        pane.scroll(.lineDown, count: 50)
        #expect(pane.isAtEnd)
        #expect(draw(pane).text(ofRow: 3) == "C214   Grain shipments fell by 38%.")
        #expect(pane.linesBelow() == 0)
        pane.scroll(.pageUp)
        #expect(!pane.isAtEnd)
        #expect(draw(pane).text(ofRow: 0) == "C212   The quay handled 1.42 million tonnes in")
        #expect(pane.linesBelow() == 3)
        pane.scroll(.end)
        pane.scroll(.start)
        #expect(pane.firstVisibleOffset == 0)
        #expect(pane.visibleRange == 0..<109)
    }

    @Test func theFirstPlaceInSightStaysAfterAResize() {
        var pane = pane(46, 4)
        pane.scrollTo(125)
        let before = draw(pane).text()
        #expect(pane.firstVisibleOffset <= 125)
        pane.size = (30, 4)
        #expect(
            draw(pane).text(ofRow: 0).contains("closure of the eastern") || pane.firstVisibleOffset <= 125)
        #expect(pane.visibleRange.contains(125))
        pane.size = (46, 4)
        #expect(draw(pane).text() == before)
    }

    @Test func aRangeIsBroughtIntoSight() {
        var pane = TextPane((0..<100).map { "line \($0)" }.joined(separator: "\n"))
        pane.size = (20, 9)
        pane.reveal(200..<207)
        #expect(pane.visibleRange.contains(200))
        #expect(draw(pane).text(ofRow: 8).hasPrefix("line 2"))
        pane.reveal(400..<407, .third)
        let shown = draw(pane).text().split(separator: "\n")
        #expect(shown[3] == "line \(pane.block(holding: 400) ?? 0)")
        pane.reveal(400..<407)
        #expect(draw(pane).text().split(separator: "\n") == shown)
        pane.reveal(0..<4, .third)
        #expect(pane.firstVisibleOffset == 0)
        pane.reveal(880..<890, .third)
        #expect(pane.isAtEnd)
    }

    @Test func aGrowingTextIsFollowedOnlyFromItsEnd() {
        var pane = TextPane((0..<20).map { "line \($0)\n" }.joined())
        pane.size = (20, 5)
        pane.scroll(.end)
        pane.replace(pane.text + "more\nand more\n")
        #expect(draw(pane).text(ofRow: 4) == "and more")
        pane.scroll(.lineUp, count: 3)
        let before = draw(pane).text()
        pane.replace(pane.text + "unseen\n")
        #expect(draw(pane).text() == before)
        #expect(pane.linesBelow() == 4)
    }

    @Test func blocksBeforeTheViewMayChange() {
        var pane = TextPane((0..<50).map { "line \($0)" }.joined(separator: "\n"))
        pane.size = (20, 5)
        pane.scrollTo(200)
        let place = pane.firstVisibleOffset
        let blocks = TextPane.lines(of: pane.text)
        pane.replace(pane.text, blocks: [.rule(at: 0, "top")] + blocks)
        #expect(pane.firstVisibleOffset == place)
    }

    @Test func veryLongLinesAreCutIntoBlocks() {
        let words = String(repeating: "Größe ", count: 20_000) + "\nshort"
        let blocks = TextPane.lines(of: words)
        #expect(blocks.count > 5 && blocks.allSatisfy { $0.range.count <= 16 * 1024 })
        #expect(
            zip(blocks, blocks.dropFirst()).dropLast().allSatisfy {
                $0.range.upperBound == $1.range.lowerBound
            })
        let pane = TextPane(words)
        #expect(blocks.dropLast().allSatisfy { pane.source(of: $0.range).hasSuffix("Größe ") })
        let solid = TextPane.lines(of: String(repeating: "漢", count: 10_000))
        #expect(solid.count == 2 && solid.allSatisfy { $0.range.count % 3 == 0 })
    }

    @Test func anEmptyPaneIsEmpty() {
        var pane = TextPane("")
        pane.size = (10, 3)
        pane.scroll(.end)
        pane.scroll(.lineDown)
        pane.reveal(0..<5)
        #expect(draw(pane).text() == "\n\n")
        #expect(pane.isAtEnd && pane.firstVisibleOffset == 0 && pane.visibleRange == 0..<0)
        pane.size = (0, 0)
        #expect(pane.hit((0, 0), in: Rect(width: 0, height: 0)) == nil)
    }

    // MARK: Properties

    /// Whatever is done to it, a pane shows lines of its text in their order and never leaves its area.
    @Test func randomUseBreaksNothing() throws {
        let motions: [ScrollMotion] = [
            .lineDown, .lineUp, .halfPageDown, .halfPageUp, .pageDown, .pageUp, .start, .end,
        ]
        try forEverySeed(0..<60) { random in
            var text = (0..<30).map { _ in SafeTextTests.randomText(&random) }.joined(separator: "\n")
            var pane = TextPane(text, margins: TextPane.Margins(gutter: 3, showsBars: true, maximumWidth: 30))
            for _ in 0..<30 {
                let length = max(1, text.utf8.count)
                switch Int.random(in: 0..<6, using: &random) {
                case 0:
                    pane.size = (
                        Int.random(in: 0...40, using: &random), Int.random(in: 0...12, using: &random)
                    )
                case 1:
                    text += SafeTextTests.randomText(&random) + "\n"
                    pane.replace(text)
                case 2: pane.reveal(Int.random(in: 0..<length, using: &random)..<length, .third)
                case 3:
                    let start = Int.random(in: 0..<length, using: &random)
                    pane.spans.append(
                        TextPane.Span(start..<min(length, start + 9), Style(attributes: .bold), bar: Style()))
                default: pane.scroll(motions.randomElement(using: &random) ?? .end)
                }
                var surface = Surface(width: 50, height: 14)
                let area = Rect(x: 2, y: 1, width: pane.size.width, height: pane.size.height)
                pane.draw(on: &surface, in: area)
                for y in 0..<surface.height {
                    for x in 0..<surface.width where !area.contains((x, y)) {
                        #expect(surface[x, y].glyph == .space)
                    }
                }
                let visible = pane.visibleRange
                #expect(visible.upperBound <= text.utf8.count)
                for x in stride(from: 2, to: area.maxX, by: 3) {
                    if case .text(let offset, _) = pane.hit((x, area.y), in: area) {
                        #expect(offset <= text.utf8.count)
                    }
                }
            }
        }
    }

    @Test func spansAreFoundLikeByLookingAtAll() throws {
        try forEverySeed(0..<500) { random in
            let spans = (0..<Int.random(in: 0...40, using: &random)).map { number in
                let start = Int.random(in: 0..<100, using: &random)
                return TextPane.Span(
                    start..<start + Int.random(in: 0...30, using: &random),
                    Style(foreground: .palette(UInt8(number))),
                    priority: Int.random(in: 0..<3, using: &random))
            }
            let low = Int.random(in: 0..<110, using: &random)
            let range = low..<low + Int.random(in: 0...20, using: &random)
            let expected = spans.filter { $0.range.overlaps(range) }
            let found = SpanIndex(spans).touching(range)
            #expect(Set(found) == Set(expected))
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.priority <= $1.priority })
        }
    }
}
