import LecternTesting
import Testing

@testable import TerminalUI

/// All widgets together on one screen, as text; a person has looked at the snapshots.
struct WidgetSnapshotTests {
    private static func screen(_ width: Int, _ height: Int, _ glyphs: GlyphSet) -> Surface {
        var frame = Frame<Int>(width: width, height: height)
        let rows = frame.surface.bounds.split(
            .vertical, [.fixed(1), .share(3, min: 3), .share(2, min: 3), .fixed(1), .fixed(1), .fixed(1)])
        var tabs = Tabs(
            ["Library", "Read", "Cite", "Reward", "Label", "Engine", "Write", "Models"], active: 1,
            subject: "harbour-1998.pdf")
        tabs.showsOnlyActive = width < 60
        tabs.draw(on: &frame.surface, in: rows[0])

        let pane = frame.surface.box(
            rows[1], title: "Source  harbour-1998.pdf  p. 12/61", note: "2 of 5", isFocused: true,
            glyphs: glyphs)
        let parts = pane.split(.horizontal, [.share(1), .fixed(1)])
        var source = TextPane(
            """
            The quay handled 1.42 million tonnes in 1998, down 11% on the previous year.
            The board attributes most of the decline to the closure of the eastern lock between March and August.
            東京港の貨物量は前年より減少した。Grain shipments fell by 38%.
            """, margins: TextPane.Margins(gutter: 0, showsBars: true))
        source.spans = [TextPane.Span(77..<178, Style(attributes: .reverse), bar: Style(attributes: .bold))]
        source.size = (parts[0].width, parts[0].height)
        var look = TextPane.Look()
        look.glyphs = glyphs
        source.draw(on: &frame.surface, in: parts[0], look: look)
        var strip = ScrollStrip.Look()
        strip.glyphs = glyphs
        ScrollStrip(
            length: source.text.utf8.count, visible: source.visibleRange,
            marks: [0..<1, 77..<178, 230..<240],
            active: 77..<100
        ).draw(on: &frame.surface, in: parts[1], look: strip)

        let box = frame.surface.box(rows[2], title: "Jobs", glyphs: glyphs)
        var list = ListView(count: 3)
        list.height = box.height
        list.moveTo(1)
        list.toggleMark(of: 2)
        var listLook = ListView.Look()
        listLook.glyphs = glyphs
        let columns: [ListView.Column] = [.init("Job", .share(1, min: 6)), .init("Done", .fixed(9), .right)]
        list.draw(on: &frame.surface, in: box, columns: columns, showsHeader: true, look: listLook) { row in
            ListView.Row([StyledText("reading part \(row + 1)"), StyledText("\(row * 1024)/4096")])
        }

        Gauge(0.37, glyphs: glyphs).draw(
            on: &frame.surface, in: Rect(x: rows[3].x, y: rows[3].y, width: width / 2, height: 1))
        TextField("And was it covered").draw(
            on: &frame.surface,
            in: Rect(x: width / 2 + 1, y: rows[3].y, width: width - width / 2 - 1, height: 1),
            prompt: "ask> ")
        StatusRow(
            left: ["NORMAL", "source C213 (p. 12)", "cite 2/5"], right: ["19.6 tok/s", "ctx 85k/131k"]
        ).draw(on: &frame.surface, in: rows[4], glyphs: glyphs)
        let hints =
            [
                (Key("]"), "next"), (.enter, "jump"), (.backspace, "back"), (.tab, "pane"), ("i", "ask"),
                ("z", "zoom"),
            ]
            as [(Key, SafeText)]
        HintRow(
            hints.map { HintRow.Entry($0.0.label(glyphs), $0.1) }, last: HintRow.Entry("?", "help")
        ).draw(on: &frame.surface, in: rows[5])
        return frame.surface
    }

    private static func withPopup(_ width: Int, _ height: Int, _ glyphs: GlyphSet) -> Surface {
        var surface = screen(width, height, glyphs)
        var look = Popup.Look()
        look.glyphs = glyphs
        let inner = Popup(title: "Commands", note: "9 of 148", width: 50, height: 7)
            .draw(on: &surface, in: surface.bounds, look: look)
        surface.write("> cit_", at: (inner.x, inner.y), in: inner)
        surface.rule(inner.row(2), label: "p. 13", glyphs: glyphs)
        ConfirmBar.yesOrNo("Remove harbour-1998.pdf from the library?", yes: "remove", no: "keep")
            .draw(on: &surface, in: surface.bounds.row(-1), glyphs: glyphs)
        return surface
    }

    @Test(arguments: [(80, 24), (40, 10), (120, 40)])
    func widgetsLookAsRecorded(_ width: Int, _ height: Int) throws {
        for glyphs in [GlyphSet.unicode, .ascii] {
            for (name, surface) in [
                ("widgets", Self.screen(width, height, glyphs)),
                ("popup", Self.withPopup(width, height, glyphs)),
            ] {
                let outcome = try Snapshot(folder: "TerminalUITests/Snapshots")
                    .compare(surface.text(), with: "\(name)-\(width)x\(height)-\(glyphs.name)")
                if case .different(let lines) = outcome { Issue.record("\(name): \(lines)") }
                if glyphs == .ascii {
                    let other = surface.cells.filter {
                        $0.glyph.base.value > 0x7F && $0.width == 1 && !$0.isContinuation
                    }
                    #expect(other.isEmpty)
                }
            }
        }
    }

    @Test func anySizeCanBeDrawn() {
        for width in stride(from: 0, through: 90, by: 7) {
            for height in 0...12 { _ = Self.withPopup(width, height, .unicode) }
        }
    }
}
