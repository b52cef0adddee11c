import LecternEngine
import TerminalUI

/// An answer that can be scored, with its rewards.
struct RewardEntry: Sendable, Hashable {
    let subject: RewardSubject
    let answer: CitedAnswer
    /// The newest of each judge, latest first.
    var rewards: [StoredReward]
}

/// What is compared with one another: the candidates of a set, or one answer of a conversation.
struct RewardGroup: Sendable, Hashable {
    let set: CandidateSetID?
    let question: String
    var entries: [RewardEntry]
    /// Seconds since 1970.
    let madeAt: Double

    /// The best and the worst by the paper's rule, as places in `entries`; nil where there is no pair.
    var pair: (win: Int, lose: Int)? {
        let scored = entries.enumerated().map { place, entry in
            ScoredCandidate(
                id: Int64(place), text: entry.answer.plainText,
                scores: entry.rewards.first?.breakdown.scores ?? [:])
        }
        guard case .pair(let win, let lose) = PairBuilder().pair(of: scored) else { return nil }
        return (Int(win.id), Int(lose.id))
    }
}

/// Four bars with what led to each, and the candidates beside one another (`ux.md` §7.4).
struct RewardScreen: Sendable {
    enum Pane: Int, Sendable, CaseIterable { case bars, detail, candidates }

    /// Scoring or sampling that goes on.
    struct Running: Sendable, Hashable {
        let job: JobID
        let label: String
        var done = 0
        var total = 0
    }

    private(set) var groups: [RewardGroup] = []
    private(set) var isLoaded = false
    private(set) var group = 0
    var focus = Pane.bars
    var bars = ListView(count: RewardDimension.allCases.count)
    var detail = ListView()
    var candidates = ListView()
    /// Which of an answer's judges is shown, counted from the latest.
    var judge = 0
    /// Facts that are open.
    var openFacts: Set<Int> = []
    /// Unreadable and readable replies of the judge are shown.
    var showsReplies = false
    /// Where there is room for one of the two: the candidates instead of the details.
    var showsCandidates = false
    var running: Running?
    private(set) var rows: [RewardRow] = []
    private(set) var layout = RewardLayout.empty

    init(running: Running? = nil) { self.running = running }

    var shown: RewardGroup? { groups.indices.contains(group) ? groups[group] : nil }

    var entry: RewardEntry? {
        guard let shown, shown.entries.indices.contains(candidates.cursor) else { return nil }
        return shown.entries[candidates.cursor]
    }

    var reward: StoredReward? {
        guard let rewards = entry?.rewards, !rewards.isEmpty else { return nil }
        return rewards[judge % rewards.count]
    }

    var dimension: RewardDimension { RewardDimension.allCases[bars.cursor] }
    var result: DimensionResult? { reward?.breakdown[dimension] }
    var row: RewardRow? { rows.indices.contains(detail.cursor) ? rows[detail.cursor] : nil }
    /// The fact that the cursor is in.
    var fact: Int? { focus == .detail ? row?.fact : nil }

    /// Takes over what there is now; the chosen group and answer stay where they still exist.
    mutating func show(_ groups: [RewardGroup]) {
        let (chosen, subject) = (shown, entry?.subject)
        self.groups = groups
        isLoaded = true
        group = groups.firstIndex { $0.set == chosen?.set && $0.question == chosen?.question } ?? 0
        candidates.count = shown?.entries.count ?? 0
        if let place = shown?.entries.firstIndex(where: { $0.subject == subject }) {
            candidates.moveTo(place)
        }
    }

    mutating func choose(group: Int) {
        guard groups.indices.contains(group) else { return }
        self.group = group
        candidates.count = groups[group].entries.count
        candidates.moveTo(0)
        subjectChanged()
    }

    /// Another answer, dimension or judge: what was open belongs to the old one.
    mutating func subjectChanged() {
        openFacts = []
        detail.moveTo(0)
    }

    mutating func layOut(
        in area: Rect, _ layoutClass: LayoutClass, source: SourceIndex?, glyphs: GlyphSet
    ) {
        layout = RewardLayout(
            in: area, layoutClass, focus: focus, showsCandidates: showsCandidates,
            candidates: shown?.entries.count ?? 0)
        rows = RewardRow.rows(
            of: result, overrides: reward?.overrides ?? RewardOverrides(), open: openFacts,
            showsReplies: showsReplies, source: source, width: max(1, layout.detail.width - 6), glyphs: glyphs
        )
        detail.count = rows.count
        detail.height = max(1, layout.detail.height)
        candidates.height = max(1, layout.candidates.height - 1)
        bars.height = RewardDimension.allCases.count
    }

    mutating func focusNext(_ step: Int) {
        let all = Pane.allCases.filter { !layout.box(of: $0).isEmpty || layout.isSinglePane }
        guard let here = all.firstIndex(of: focus) else {
            focus = .bars
            return
        }
        focus = all[(here + step + all.count) % all.count]
    }

    /// `faithfulness › fact 5/6`
    func placeName(_ glyphs: GlyphSet) -> String {
        guard let entry else { return "reward" }
        if focus == .candidates { return "candidate \(candidates.cursor + 1)/\(shown?.entries.count ?? 0)" }
        guard focus == .detail, let fact = row?.fact, let facts = result?.facts.count else {
            return entry.rewards.isEmpty ? "not scored" : dimension.rawValue
        }
        return "\(dimension.rawValue) \(glyphs.usesKeySymbols ? "›" : ">") fact \(fact + 1)/\(facts)"
    }

    /// In the details: the next or previous fact without full support.
    mutating func goToDoubt(_ step: Int) {
        let doubtful = rows.indices.filter { index in
            if case .fact(_, _, let verdict, _) = rows[index] { verdict != .full } else { false }
        }
        guard let first = doubtful.first, let last = doubtful.last else { return }
        focus = .detail
        let next =
            step > 0
            ? doubtful.first { $0 > detail.cursor } ?? first : doubtful.last { $0 < detail.cursor } ?? last
        detail.moveTo(next)
    }
}

/// Where the parts of the screen are.
struct RewardLayout: Sendable, Hashable {
    var barsBox = Rect(width: 0, height: 0)
    var detailBox = Rect(width: 0, height: 0)
    var candidatesBox = Rect(width: 0, height: 0)
    var isSinglePane = false

    static let empty = RewardLayout()

    /// Four bars, a line between, the total, and the one that says what goes on.
    private static let barRows = 7

    private init() {}

    init(
        in area: Rect, _ layoutClass: LayoutClass, focus: RewardScreen.Pane, showsCandidates: Bool,
        candidates: Int
    ) {
        let barsHeight = Self.barRows + 2
        switch layoutClass {
        case .extraSmall:
            isSinglePane = true
            switch focus {
            case .bars: barsBox = area
            case .detail: detailBox = area
            case .candidates: candidatesBox = area
            }
        case .small:
            let parts = area.split(.vertical, [.fixed(barsHeight), .share(1)])
            barsBox = parts[0]
            if showsCandidates { candidatesBox = parts[1] } else { detailBox = parts[1] }
        case .medium:
            let most = max(4, min(candidates, (area.height - barsHeight) / 3)) + 3
            let parts = area.split(.vertical, [.fixed(barsHeight), .share(1), .fixed(most)])
            (barsBox, detailBox, candidatesBox) = (parts[0], parts[1], parts[2])
        case .large:
            let columns = area.split(.horizontal, [.share(2), .share(3)])
            let left = columns[0].split(.vertical, [.fixed(barsHeight), .share(1)])
            (barsBox, candidatesBox, detailBox) = (left[0], left[1], columns[1])
        }
    }

    var bars: Rect { inner(barsBox) }
    var detail: Rect { inner(detailBox) }
    var candidates: Rect { inner(candidatesBox) }

    private func inner(_ box: Rect) -> Rect { isSinglePane || box.isEmpty ? box : box.inset(by: 1) }

    func box(of pane: RewardScreen.Pane) -> Rect {
        switch pane {
        case .bars: barsBox
        case .detail: detailBox
        case .candidates: candidatesBox
        }
    }
}
