import TerminalUI

/// Text for a pane as it is put together: lines of pieces, each in a role.
struct PaneText: Sendable {
    struct Mark: Sendable {
        let range: Range<Int>
        let role: StyleRole
    }

    private(set) var text = ""
    private(set) var blocks: [TextPane.Block] = []
    private(set) var marks: [Mark] = []
    private var start = 0

    /// Adds a piece to the line.
    mutating func write(_ string: String, _ role: StyleRole) {
        guard !string.isEmpty else { return }
        let begin = text.utf8.count
        text += string
        marks.append(Mark(range: begin..<text.utf8.count, role: role))
    }

    /// One or two pieces, and the end of the line.
    ///
    /// - Parameter indent: columns before the lines that continue this one.
    mutating func line(
        _ string: String, _ role: StyleRole, then rest: String = "", _ second: StyleRole = .fg,
        indent: Int = 0
    ) {
        write(string, role)
        write(rest, second)
        endLine(indent: indent)
    }

    mutating func endLine(indent: Int = 0) {
        blocks.append(TextPane.Block(start..<text.utf8.count, kind: .text(wraps: true, indent: indent)))
        text += "\n"
        start = text.utf8.count
    }

    mutating func blank() { blocks.append(.blank(at: text.utf8.count)) }

    /// The roles of what is in sight, for drawing.
    func spans(in visible: Range<Int>, _ theme: Theme) -> [TextPane.Span] {
        marks.filter { $0.range.overlaps(visible) }.map { TextPane.Span($0.range, theme[$0.role]) }
    }
}
