import LecternTesting
import Testing

@testable import TerminalUI

struct ListViewTests {
    private func list(_ count: Int, height: Int) -> ListView {
        var list = ListView(count: count)
        list.height = height
        return list
    }

    private func draw(_ list: ListView, _ width: Int, _ height: Int, header: Bool = false) -> String {
        var surface = Surface(width: width, height: height)
        let columns: [ListView.Column] = [.init("Document", .share(1)), .init("Tokens", .fixed(6), .right)]
        list.draw(on: &surface, in: surface.bounds, columns: columns, showsHeader: header) { row in
            ListView.Row(
                [StyledText("document-\(row)"), StyledText("\(row * 1000)")],
                details: row == 2 ? ["no text layer: 12 image pages"] : [])
        }
        return surface.text()
    }

    @Test func rowsHaveColumnsCursorAndMarks() {
        var list = list(4, height: 5)
        list.extraLines = [2: 1]
        list.moveTo(1)
        list.toggleMark(of: 3)
        #expect(
            draw(list, 26, 6, header: true) == """
                   Document        Tokens
                   document-0           0
                 ▶ document-1        1000
                   document-2        2000
                   no text layer: 12 ima…
                 ● document-3        3000
                """)
        list.toggleMark()
        #expect(draw(list, 26, 3, header: true).split(separator: "\n")[2] == "●▶ document-1        1000")
    }

    @Test func narrowColumnsAreShortened() {
        #expect(draw(list(1, height: 1), 16, 1) == " ▶ doc…       0")
        #expect(draw(list(1, height: 1), 3, 1) == " ▶")
    }

    @Test func theCursorStaysInSight() {
        var list = list(100, height: 5)
        list.move(.pageDown)
        #expect(list.cursor == 4)
        list.move(.lineDown, count: 3)
        #expect(list.cursor == 7 && list.firstRow(height: 5) == 3)
        list.move(.end)
        #expect(list.cursor == 99 && list.firstRow(height: 5) == 95)
        list.move(.halfPageUp)
        #expect(list.cursor == 97 && list.firstRow(height: 5) == 95)
        list.move(.start)
        list.move(.lineUp)
        #expect(list.cursor == 0)
        list.scroll(rows: 3)
        #expect(list.cursor == 3 && list.firstRow(height: 5) == 3)
        // A smaller list than was said still shows the cursor.
        list.moveTo(7)
        #expect(list.firstRow(height: 2) == 6)
    }

    @Test func rowsThatGoTakeCursorAndMarksAlong() {
        var list = list(10, height: 5)
        list.setMarks([2, 8])
        list.move(.end)
        list.count = 4
        #expect(list.cursor == 3 && list.marks == [2])
        list.count = 0
        #expect(list.cursor == 0 && list.marks.isEmpty)
        #expect(draw(list, 20, 2) == "\n")
        list.toggleMark()
        list.move(.lineDown)
        #expect(list.cursor == 0 && list.marks.isEmpty)
    }

    @Test func clicksFindTheirRow() {
        var list = list(4, height: 5)
        list.extraLines = [2: 1]
        let area = Rect(x: 5, y: 2, width: 20, height: 6)
        #expect(list.row(at: (6, 2), in: area, showsHeader: true) == nil)
        #expect(list.row(at: (6, 3), in: area, showsHeader: true) == 0)
        #expect(list.row(at: (6, 6), in: area, showsHeader: true) == 2)
        #expect(list.row(at: (6, 7), in: area, showsHeader: true) == 3)
        #expect(list.row(at: (6, 9), in: area, showsHeader: true) == nil)
        #expect(list.row(at: (6, 7), in: area) == nil)
        #expect(list.rows(in: area).map(\.place.height) == [1, 1, 2, 1])
    }

    @Test func randomUseKeepsTheCursorInSight() throws {
        let motions: [ScrollMotion] = [
            .lineDown, .lineUp, .halfPageDown, .halfPageUp, .pageDown, .pageUp, .start, .end,
        ]
        try forEverySeed(0..<500) { random in
            var list = list(
                Int.random(in: 0...40, using: &random), height: Int.random(in: 0...10, using: &random))
            for _ in 0..<40 {
                switch Int.random(in: 0..<6, using: &random) {
                case 0: list.count = Int.random(in: 0...40, using: &random)
                case 1: list.height = Int.random(in: 0...10, using: &random)
                case 2: list.scroll(rows: Int.random(in: -5...5, using: &random))
                case 3: list.extraLines = [Int.random(in: 0..<40, using: &random): 1]
                case 4: list.toggleMark(of: Int.random(in: -1...40, using: &random))
                default: list.move(motions.randomElement(using: &random) ?? .end)
                }
                let area = Rect(width: 10, height: list.height)
                let shown = list.rows(in: area)
                #expect(list.count == 0 || list.height == 0 || shown.contains { $0.row == list.cursor })
                #expect(list.marks.allSatisfy { (0..<list.count).contains($0) })
            }
        }
    }
}
