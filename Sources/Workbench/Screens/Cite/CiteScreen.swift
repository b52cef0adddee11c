import LecternEngine
import TerminalUI

/// The statements of one answer, with what each cites, how it was checked and who said what of it (`ux.md` §7.3).
struct CiteScreen: Sendable {
    enum Filter: String, Sendable, CaseIterable { case all, problems, uncited, mine }

    /// A citation whose sentences are being changed.
    struct SpanEdit: Sendable, Hashable {
        let statement: Int
        let citation: Int
        var first: Int
        var last: Int
    }

    /// Work of a judge that goes on.
    struct Running: Sendable, Hashable {
        let job: JobID
        let answer: AnswerID?
        var done = 0
        var total = 0
        /// The person asked for it; others go on unseen.
        let isAsked: Bool
    }

    /// Which turn of the conversation is shown.
    var turn: Int?
    var filter = Filter.all
    var list = ListView()
    /// Which of the statement's citations the keys mean.
    var citation = 0
    var edit: SpanEdit?
    var detail = TextPane()
    var running: [Running] = []
    /// Statements that the filter lets through.
    private(set) var rows: [Int] = []
    private(set) var layout = CiteLayout.empty

    /// The statement under the cursor.
    var statement: Int? { rows.indices.contains(list.cursor) ? rows[list.cursor] : nil }

    /// Takes over what a turn holds now; cursor and filter stay.
    mutating func show(_ turn: Turn?) {
        let chosen = statement
        rows = turn.map { turn in turn.statements.indices.filter { passes($0, turn) } } ?? []
        list.count = rows.count
        if let chosen, let row = rows.firstIndex(of: chosen) { list.moveTo(row) }
        if let statement, let turn {
            citation = min(citation, max(0, turn.statements[statement].citations.count - 1))
        }
    }

    private func passes(_ index: Int, _ turn: Turn) -> Bool {
        switch filter {
        case .all: true
        case .problems: turn.isProblem(index)
        case .uncited: turn.statements[index].citations.isEmpty
        case .mine: turn.review.verdicts[index] != nil || turn.review.corrections[index] != nil
        }
    }

    mutating func nextFilter() {
        let all = Filter.allCases
        filter = all[((all.firstIndex(of: filter) ?? 0) + 1) % all.count]
    }

    mutating func layOut(in area: Rect, _ layoutClass: LayoutClass) {
        layout = CiteLayout(in: area, layoutClass, rows: rows.count)
        list.height = max(1, layout.list.height)
        detail.size = (max(1, layout.detailText.width), max(1, layout.detailText.height))
    }
}

extension Turn {
    /// A statement that a person should look at: not borne out in full, broken, or with something not found.
    func isProblem(_ index: Int) -> Bool {
        let statement = statements[index]
        if !statement.rejected.isEmpty || statement.checks.contains(where: { $0.found == .missing }) {
            return true
        }
        if let own = review.verdicts[index] { return own != .full }
        if statement.citations.isEmpty {
            return review.verification(of: index)?.needsCitation ?? true
        }
        return review.verdict(of: index) == .partial || review.verdict(of: index) == .none
    }
}

/// Where the parts of the screen are.
struct CiteLayout: Sendable, Hashable {
    var listBox = Rect(width: 0, height: 0)
    var list = Rect(width: 0, height: 0)
    var detailBox = Rect(width: 0, height: 0)
    var detailText = Rect(width: 0, height: 0)
    var hasBorders = true

    static let empty = CiteLayout()

    private init() {}

    /// - Parameter rows: statements in the list; a short list leaves its room to the details.
    init(in area: Rect, _ layoutClass: LayoutClass, rows: Int) {
        switch layoutClass {
        case .extraSmall:
            hasBorders = false
            detailBox = area
        case .small:
            let most = max(5, area.height * 2 / 5)
            let parts = area.split(.vertical, [.fixed(min(most, max(3, rows) + 2)), .share(1)])
            (listBox, detailBox) = (parts[0], parts[1])
        case .medium, .large:
            let parts = area.split(.horizontal, [.share(2), .share(3)])
            (listBox, detailBox) = (parts[0], parts[1])
        }
        list = listBox.isEmpty ? listBox : listBox.inset(by: 1)
        detailText =
            hasBorders ? detailBox.inset(by: 1).inset(horizontal: 1, vertical: 0) : detailBox
    }
}
