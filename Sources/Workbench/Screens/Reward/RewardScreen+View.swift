import LecternEngine
import TerminalUI

/// Draws the reward inspector.
struct RewardView {
    private let state: AppState
    private let theme: Theme
    private var reward: RewardScreen { state.reward }
    private var glyphs: GlyphSet { state.glyphs }

    /// Columns of a dimension's name with the pointer before it.
    private static let nameWidth = 15

    init(_ state: AppState, _ theme: Theme) {
        self.state = state
        self.theme = theme
    }

    func draw(on frame: inout Frame<ClickTarget>) {
        guard reward.entry != nil else {
            empty(on: &frame)
            return
        }
        if !reward.layout.barsBox.isEmpty { bars(on: &frame) }
        if !reward.layout.detailBox.isEmpty { detail(on: &frame) }
        if !reward.layout.candidatesBox.isEmpty { candidates(on: &frame) }
    }

    private func empty(on frame: inout Frame<ClickTarget>) {
        let text: SafeText =
            reward.isLoaded
            ? "No answer about this document yet. F3 reads and asks; then r scores, a samples candidates."
            : "reading rewards …"
        let area = state.body.inset(horizontal: 2, vertical: 1)
        let layout = TextLayout(text, width: max(1, area.width))
        for (row, line) in layout.lines.enumerated() {
            frame.surface.write(
                layout.shown(line), at: (area.x, area.y + row), style: theme[.muted], in: area)
        }
        if let running = reward.running {
            frame.surface.write(
                SafeText(untrusted: progress(running)), at: (area.x, area.y + 2), style: theme[.progress],
                in: area)
        }
    }

    private func box(
        _ pane: RewardScreen.Pane, _ title: String, note: String = "", on frame: inout Frame<ClickTarget>
    ) {
        guard !reward.layout.isSinglePane else { return }
        let isFocused = reward.focus == pane
        frame.surface.box(
            reward.layout.box(of: pane), title: SafeText(untrusted: title), note: SafeText(untrusted: note),
            isFocused: isFocused,
            style: .init(border: theme[isFocused ? .borderFocus : .border], title: theme[.title]),
            glyphs: glyphs)
    }

    // MARK: Bars

    private func bars(on frame: inout Frame<ClickTarget>) {
        let isMeasured = reward.reward?.breakdown.judge == "measured"
        box(.bars, title, note: isMeasured ? "text measures, no model" : "", on: &frame)
        let area = reward.layout.bars.inset(horizontal: reward.layout.isSinglePane ? 0 : 1, vertical: 0)
        for (row, dimension) in RewardDimension.allCases.enumerated() where row < area.height {
            let line = area.row(row)
            bar(dimension, isChosen: row == reward.bars.cursor, in: line, on: &frame)
            frame.addTarget(.dimension(row), over: line)
            if row == reward.bars.cursor, reward.focus == .bars, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: line.x, y: line.y)
            }
        }
        guard area.height > 5 else { return }
        total(in: area.row(reward.layout.isSinglePane ? 4 : 5), on: &frame)
        if let running = reward.running, area.height > 6 {
            frame.surface.write(
                SafeText(untrusted: progress(running)), at: (area.x, area.y + 6), style: theme[.progress],
                in: area)
        }
    }

    /// `Reward  mean 7.2 / 10   sum 28.7 / 40`
    private var title: String {
        guard let breakdown = reward.reward?.breakdown else { return "Reward  not scored yet" }
        guard let mean = breakdown.mean else { return "Reward  \(glyphs.nothing)" }
        let all = RewardDimension.allCases.count
        let note = breakdown.scored < all ? "   of \(Figures.plural(breakdown.scored, "dimension"))" : ""
        return "Reward  mean \(RewardText.figure(mean)) / 10   sum \(RewardText.figure(breakdown.sum)) / "
            + "\(10 * breakdown.scored)\(note)"
    }

    private func progress(_ running: RewardScreen.Running) -> String {
        let counts = running.total > 0 ? "  \(running.done)/\(running.total)" : " \(glyphs.ellipsis.string)"
        return running.label + counts + "  Esc stops"
    }

    private func bar(
        _ dimension: RewardDimension, isChosen: Bool, in line: Rect, on frame: inout Frame<ClickTarget>
    ) {
        if isChosen, reward.focus == .bars { frame.surface.fill(line, style: theme[.cursor]) }
        let isOpen = isChosen && reward.focus == .detail
        let mark = isOpen ? glyphs.unfolded : isChosen ? glyphs.folded : " "
        frame.surface.write(mark, at: (line.x, line.y), style: theme[.muted], in: line)
        frame.surface.write(
            SafeText(untrusted: dimension.title), at: (line.x + 2, line.y),
            style: theme[isChosen ? .strong : .fg],
            in: line)
        let result = reward.reward?.breakdown[dimension]
        let own = reward.reward?.overrides.scores[dimension]
        let text = figures(result, own: own, dimension)
        gauge(result?.score, dimension.role, text, in: line, on: &frame)
    }

    /// `6.7  4 of 6 facts`, `— not applicable: …`
    private func figures(_ result: DimensionResult?, own: Double?, _ dimension: RewardDimension) -> String {
        guard let result else { return glyphs.nothing }
        var text: String
        if let score = result.score {
            text = RewardText.figure(score)
            if dimension == .faithfulness {
                text +=
                    "  \(result.facts.count { $0.verdict == .full }) of \(Figures.plural(result.facts.count, "fact"))"
            } else if dimension == .completeness {
                let silent = result.extracts.count(where: \.isEmpty)
                text += "  \(Figures.plural(result.extracts.count, "part"))"
                if silent > 0 { text += ", \(silent) silent" }
            }
        } else {
            text = "\(glyphs.nothing)  \(RewardText.status(result.status))"
        }
        if let own { text += "  yours \(RewardText.figure(own))" }
        return text
    }

    private func gauge(
        _ score: Double?, _ role: StyleRole, _ text: String, in line: Rect, on frame: inout Frame<ClickTarget>
    ) {
        let width = line.width >= 90 ? 30 : line.width >= 60 ? 20 : 10
        let bar = Rect(x: line.x + Self.nameWidth, y: line.y, width: width, height: 1).intersection(line)
        Gauge(score.map { $0 / 10 }, full: theme[role], empty: theme[.barEmpty], glyphs: glyphs)
            .draw(on: &frame.surface, in: bar)
        let room = max(0, line.maxX - bar.maxX - 2)
        frame.surface.write(
            SafeText(untrusted: text).truncated(to: room, ellipsis: glyphs.ellipsis),
            at: (bar.maxX + 2, line.y),
            style: theme[.fg], in: line)
    }

    private func total(in line: Rect, on frame: inout Frame<ClickTarget>) {
        guard let stored = reward.reward else { return }
        frame.surface.write("Total", at: (line.x + 2, line.y), style: theme[.strong], in: line)
        var text = stored.breakdown.mean.map(RewardText.figure) ?? glyphs.nothing
        if stored.overrides.isEmpty {
            text += "  no verdicts of yours yet"
        } else {
            let own = stored.breakdown.mean(with: stored.overrides).map(RewardText.figure) ?? glyphs.nothing
            text += "  with yours \(own)  (\(Figures.plural(stored.overrides.count, "change")))"
        }
        gauge(stored.breakdown.mean, .progress, text, in: line, on: &frame)
    }

    // MARK: Details

    private func detail(on frame: inout Frame<ClickTarget>) {
        box(.detail, detailTitle, on: &frame)
        let area = reward.layout.detail
        guard reward.reward != nil else {
            let calls = 4 + (reward.entry?.answer.statements.count ?? 0)
            frame.surface.write(
                SafeText(untrusted: "r scores this answer: measured at once, a model in about \(calls) calls")
                    .truncated(to: max(0, area.width - 2), ellipsis: glyphs.ellipsis),
                at: (area.x + 1, area.y),
                style: theme[.muted], in: area)
            return
        }
        var look = ListView.Look()
        look.cursor = reward.focus == .detail ? theme[.cursor] : Style()
        look.glyphs = glyphs
        reward.detail.draw(on: &frame.surface, in: area, columns: [.init("", .share(1))], look: look) {
            index in
            ListView.Row([line(reward.rows[index])])
        }
        for (index, place) in reward.detail.rows(in: area) {
            frame.addTarget(.rewardRow(index), over: place)
            if index == reward.detail.cursor, reward.focus == .detail, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: place.x + 1, y: place.y)
            }
        }
    }

    private var detailTitle: String {
        guard let result = reward.result else { return reward.dimension.title }
        let verdicts = result.facts.map(\.verdict)
        if result.dimension == .faithfulness, result.score != nil, let formula = RewardText.formula(verdicts)
        {
            return "\(result.dimension.title)  = \(formula)"
        }
        return "\(result.dimension.title)  " + (result.score.map(RewardText.figure) ?? glyphs.nothing)
    }

    private func line(_ row: RewardRow) -> StyledText {
        switch row {
        case .fact(let number, let text, let verdict, let own):
            let isOpen = reward.openFacts.contains(number)
            var line = StyledText(isOpen ? glyphs.unfolded : " ", theme[.muted])
            line.append(SafeText(untrusted: " \(number + 1) "), theme[.muted])
            line.append(SafeText(untrusted: verdict.mark(glyphs) + " "), theme[verdict.role])
            if let own {
                line.append(SafeText(untrusted: "you \(own.mark(glyphs)) "), theme[own.role])
            }
            line.append(SafeText(untrusted: text.trimmingSpace.replacing("\n", with: " ")), theme[.fg])
            return line
        case .evidence(_, let span, let text, let number, let count):
            var line = StyledText(SafeText(untrusted: "    evidence \(number)/\(count)  "), theme[.muted])
            line.append(SafeText(untrusted: place(span)), theme[.citeMarker])
            line.append(SafeText(untrusted: "  " + text), theme[.quote])
            return line
        case .note(let fact, let text, let role):
            return StyledText(SafeText(untrusted: (fact == nil ? "" : "    ") + text), theme[role])
        case .extract(let span, let label, let text, let isEmpty):
            var line = StyledText(SafeText(untrusted: label + "  "), theme[.citeMarker])
            line.append(SafeText(untrusted: place(span) + "  "), theme[.muted])
            line.append(SafeText(untrusted: text), theme[isEmpty ? .muted : .fg])
            return line
        }
    }

    /// `p. 12  C218–C219`
    private func place(_ span: SentenceSpan) -> String {
        let name = CiteContent.name(span.sentences)
        guard let index = state.reader.opened?.index, index.document.id == span.document,
            span.sentences.lowerBound < index.sentenceCount,
            let page = index.pageIndex(of: span.sentences.lowerBound)
        else { return name }
        return "p. \(index.pages[page].label)  \(name)"
    }

    // MARK: Candidates

    private func candidates(on frame: inout Frame<ClickTarget>) {
        guard let group = reward.shown else { return }
        let title = group.set == nil ? "Answer" : Figures.plural(group.entries.count, "candidate")
        box(.candidates, title, note: group.question, on: &frame)
        let area = reward.layout.candidates
        var look = ListView.Look()
        look.header = theme[.muted]
        look.cursor = reward.focus == .candidates ? theme[.cursor] : Style()
        look.glyphs = glyphs
        let pair = group.pair
        let columns: [ListView.Column] = [
            .init("n", .fixed(4), .right), .init("mean", .fixed(4), .right), .init("H L F C", .fixed(8)),
            .init("seed", .fixed(4), .right), .init("answer", .share(1)),
        ]
        reward.candidates.draw(on: &frame.surface, in: area, columns: columns, showsHeader: true, look: look)
        { index in
            let entry = group.entries[index]
            let breakdown = entry.rewards.first?.breakdown
            let mark = pair?.win == index ? winMark : pair?.lose == index ? loseMark : " "
            let cells: [StyledText] = [
                StyledText(SafeText(untrusted: "\(mark) \(index + 1)"), theme[.fg]),
                StyledText(
                    SafeText(untrusted: breakdown?.mean.map(RewardText.figure) ?? glyphs.nothing),
                    theme[.strong]),
                plots(breakdown),
                StyledText(SafeText(untrusted: "\(entry.answer.sampling.seed)"), theme[.muted]),
                StyledText(SafeText(untrusted: oneLine(entry.answer)), theme[.fg]),
            ]
            return ListView.Row(cells)
        }
        for (index, place) in reward.candidates.rows(in: area, showsHeader: true) {
            frame.addTarget(.candidate(index), over: place)
            if index == reward.candidates.cursor, reward.focus == .candidates, state.overlay == nil {
                frame.surface.cursor = Surface.Cursor(x: place.x + 1, y: place.y)
            }
        }
    }

    private var winMark: String { glyphs.usesKeySymbols ? "▲" : "+" }
    private var loseMark: String { glyphs.usesKeySymbols ? "▼" : "-" }

    private func oneLine(_ answer: CitedAnswer) -> String {
        let text = answer.plainText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? "(no answer)" : text
    }

    /// A small bar for each dimension; without block elements, its whole number.
    private func plots(_ breakdown: RewardBreakdown?) -> StyledText {
        let steps = Array("▁▂▃▄▅▆▇█")
        var line = StyledText()
        for dimension in RewardDimension.allCases {
            var mark = glyphs.usesKeySymbols ? "·" : "-"
            if let score = breakdown?.scores[dimension] {
                mark =
                    glyphs.usesKeySymbols
                    ? String(steps[min(7, max(0, Int(score / 10 * 8)))]) : "\(min(9, Int(score)))"
            }
            line.append(SafeText(untrusted: mark + " "), theme[dimension.role])
        }
        return line
    }
}

extension RewardDimension {
    var role: StyleRole {
        switch self {
        case .helpfulness: .dimensionHelpfulness
        case .logicality: .dimensionLogicality
        case .faithfulness: .dimensionFaithfulness
        case .completeness: .dimensionCompleteness
        }
    }
}
