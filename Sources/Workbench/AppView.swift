import LecternEngine
import TerminalUI

/// Draws the whole state as one frame. Reads nothing but the state; the same state is the same frame.
func view(_ state: AppState, theme: Theme) -> Frame<ClickTarget> {
    var frame = Frame<ClickTarget>(width: state.size.width, height: state.size.height, style: theme.ground)
    if state.size.width < 40 || state.size.height < 10 {
        TinyView.draw(state, theme, on: &frame)
        return frame
    }
    TopBar.draw(state, theme, on: &frame)
    switch state.screen {
    case .library: LibraryView(state, theme).draw(on: &frame)
    case .reader: ReaderView(state, theme).draw(on: &frame)
    case .cite: CiteView(state, theme).draw(on: &frame)
    case .reward: RewardView(state, theme).draw(on: &frame)
    case .label: LabelView(state, theme).draw(on: &frame)
    case .engine: EngineView(state, theme).draw(on: &frame)
    case .models: ModelsView(state, theme).draw(on: &frame)
    case .settings: SettingsView(state, theme).draw(on: &frame)
    }
    StatusView.draw(state, theme, on: &frame)
    OverlayView.draw(state, theme, on: &frame)
    return frame
}

/// The screens by name, and what the current one is about.
private enum TopBar {
    static func draw(_ state: AppState, _ theme: Theme, on frame: inout Frame<ClickTarget>) {
        let layout = state.layoutClass
        let isWide = layout == .medium || layout == .large
        let names = ScreenID.tabs.map { screen -> SafeText in
            let title = SafeText(untrusted: screen.title)
            guard isWide, let key = screen.functionKey else { return title }
            return "F\(key) \(title)"
        }
        var look = Tabs.Look()
        look.inactive = theme[.tab]
        look.active = theme[.tabActive]
        look.subject = theme[.muted]
        look.glyphs = state.glyphs
        let tabs = Tabs(
            names, active: ScreenID.tabs.firstIndex(of: state.screen) ?? -1, subject: subject(state),
            isWide: isWide, showsOnlyActive: layout == .extraSmall)
        let places = tabs.draw(on: &frame.surface, in: Rect(width: state.size.width, height: 1), look: look)
        for (tab, place) in places { frame.addTarget(.screen(ScreenID.tabs[tab]), over: place) }
    }

    private static func subject(_ state: AppState) -> SafeText {
        switch state.screen {
        case .library:
            return SafeText(untrusted: Figures.plural(state.library.documents.count, "document"))
        case .cite:
            guard state.reader.opened != nil, let turn = state.cite.turn else { return "" }
            return SafeText(
                untrusted: "answer \(turn + 1) of \(state.reader.turns.count)\(state.glyphs.dot)"
                    + state.reader.subjectName)
        case .reward:
            guard let group = state.reward.shown else {
                return SafeText(untrusted: state.reader.subjectName)
            }
            return SafeText(
                untrusted:
                    "answer \(state.reward.candidates.cursor + 1) of \(group.entries.count)\(state.glyphs.dot)"
                    + group.question)
        case .reader:
            guard state.reader.opened != nil else { return "" }
            let counts = state.reader.subject.compactMap { state.library.tokens[$0] }
            let isCounted = !counts.isEmpty && counts.count == state.reader.documents.count
            let tokens =
                isCounted ? "\(state.glyphs.dot)\(Figures.count(counts.reduce(0, +))) tok" : ""
            return SafeText(untrusted: state.reader.subjectName + tokens)
        case .settings: return "settings"
        case .label:
            guard let set = state.label.labelled?.set else { return "" }
            let how = state.label.isRevealed ? "not blind" : "blind"
            return SafeText(untrusted: "set \(set.name)\(state.glyphs.dot)\(how)")
        case .models:
            let local = state.models.cards.count { $0.role != .endpoint }
            let servers = state.models.cards.count - local
            return SafeText(
                untrusted: "\(local) local"
                    + (servers > 0 ? state.glyphs.dot + Figures.plural(servers, "endpoint") : ""))
        case .engine: return SafeText(untrusted: state.engine.runs.shown?.model ?? state.model?.name ?? "")
        }
    }
}

/// Mode and place, model and pace; below them the keys that matter, or a message.
private enum StatusView {
    static func draw(_ state: AppState, _ theme: Theme, on frame: inout Frame<ClickTarget>) {
        let height = state.size.height
        let status = Rect(x: 0, y: height - 2, width: state.size.width, height: 1)
        let hints = Rect(x: 0, y: height - 1, width: state.size.width, height: 1)
        StatusRow(left: left(state, theme), right: right(state)).draw(
            on: &frame.surface, in: status, base: theme[.status], glyphs: state.glyphs)
        if let message = state.message {
            let role: StyleRole =
                switch message.kind {
                case .info: .info
                case .success: .success
                case .warning: .warning
                case .error: .error
                }
            let text = SafeText(untrusted: message.text.replacing("\n", with: " "))
            frame.surface.write(
                text.truncated(to: hints.width, ellipsis: state.glyphs.ellipsis), at: (0, hints.y),
                style: theme[role], in: hints)
        } else {
            hintRow(state).draw(on: &frame.surface, in: hints, key: theme[.hintKey], text: theme[.hintText])
        }
    }

    private static func left(_ state: AppState, _ theme: Theme) -> [StyledText] {
        let mode: SafeText =
            state.markRequest != nil
            ? " MARK "
            : state.screen == .reader && state.reader.selection != nil && !state.isWriting
                ? " VISUAL "
                : state.isInPalette
                    ? " COMMAND "
                    : state.isWriting
                        ? " INSERT "
                        : state.screen == .label && state.label.slot != nil ? " LABEL " : " NORMAL "
        var parts = [StyledText(mode, theme[.statusMode])]
        let place: String
        switch state.screen {
        case .library:
            let count = state.library.documents.count
            place = count == 0 ? "library" : "library  \(state.library.list.cursor + 1)/\(count)"
        case .reader: place = state.reader.placeName
        case .reward: place = state.reward.placeName(state.glyphs)
        case .cite:
            place =
                state.cite.statement.map { "statement \($0 + 1)/\(state.citedTurn?.statements.count ?? 0)" }
                ?? "cite"
        case .label: place = state.label.placeName(state.glyphs.dot)
        case .engine: place = state.engine.placeName
        case .models: place = state.models.placeName
        case .settings: place = "settings  \(state.settingsScreen.page.title)"
        }
        parts.append(StyledText(SafeText(untrusted: place)))
        if !state.pending.isEmpty || state.count != nil {
            let typed = (state.count.map(String.init) ?? "") + Key.name(of: state.pending)
            parts.append(StyledText(SafeText(untrusted: typed), theme[.warning]))
        }
        return parts
    }

    private static func right(_ state: AppState) -> [StyledText] {
        if state.screen == .reward {
            guard let reward = state.reward.reward?.breakdown else { return [] }
            let version =
                reward.judge == "measured" ? "version \(reward.version)" : "prompts v\(reward.version)"
            return ["judge: \(reward.judge)", version].map { StyledText(SafeText(untrusted: $0)) }
        }
        if state.screen == .cite {
            guard let latest = state.citedTurn?.review.verifications.last else { return [] }
            let isOwn = latest.judgesItself ? " (same model)" : ""
            return [StyledText(SafeText(untrusted: "judge: \(latest.judge)\(isOwn)"))]
        }
        if state.screen == .engine, let run = state.engine.runs.shown {
            let ttft = run.statistics?.secondsToFirstToken.map { "TTFT " + Figures.duration($0) }
            let tokens = run.promptTokens.map { "run \(run.number): \(Figures.count($0)) tok" }
            return [tokens, ttft].compactMap { $0.map { StyledText(SafeText(untrusted: $0)) } }
        }
        guard let model = state.model else { return [] }
        var parts = [model.name, state.activity]
        if let profile = model.profile { parts.append("ctx \(Figures.count(profile.contextLength))") }
        return parts.map { StyledText(SafeText(untrusted: $0)) }
    }

    private static func hintRow(_ state: AppState) -> HintRow {
        if !state.pending.isEmpty {
            let next = state.bindings.map(for: state.screen).continuations(of: state.pending)
            return HintRow(
                next.compactMap { keys, id in
                    guard let command = state.commands.first(where: { $0.id == id }) else { return nil }
                    return HintRow.Entry(
                        SafeText(untrusted: Key.name(of: keys)), SafeText(untrusted: command.help))
                })
        }
        let entries = state.commands.filter { !$0.hint.isEmpty }.compactMap { command -> HintRow.Entry? in
            guard let keys = command.keys.first.flatMap(Key.sequence), command.disabledReason(state) == nil
            else {
                return nil
            }
            return HintRow.Entry(
                keys.map { $0.label(state.glyphs) }.joined(), SafeText(untrusted: command.hint))
        }
        if state.isInPalette {
            let arrows = state.glyphs.usesKeySymbols ? "↑↓" : "Up Down"
            return HintRow([
                HintRow.Entry("type", "to filter"), HintRow.Entry(SafeText(untrusted: arrows), "choose"),
                HintRow.Entry(Key.enter.label(state.glyphs), "run"), HintRow.Entry("Tab", "complete"),
                HintRow.Entry("Esc", "close"),
            ])
        }
        if state.isWriting {
            return HintRow(
                [
                    HintRow.Entry(Key.enter.label(state.glyphs), "send"), HintRow.Entry("Ctrl-j", "new line"),
                    HintRow.Entry("Esc", "leave"), HintRow.Entry("Tab", "pane"),
                ])
        }
        var shown = entries
        if state.isWorking { shown.insert(HintRow.Entry("Esc", "stop"), at: 0) }
        if state.screen == .reader, state.reader.job != nil {
            shown.insert(HintRow.Entry("s", "answer now from search"), at: 1)
        }
        return HintRow(shown, last: HintRow.Entry("?", "help"))
    }
}

extension AppState {
    /// A field has the cursor.
    var isWriting: Bool {
        switch overlay {
        case .prompt, .palette: return true
        default: break
        }
        return overlay == nil && screen == .reader && reader.focus == .field
    }

    var isInPalette: Bool {
        if case .palette? = overlay { true } else { false }
    }

    var isWorking: Bool {
        reader.job != nil || library.importing != nil || (screen == .reward && reward.running != nil)
    }

    /// What the engine does, in a word.
    var activity: String {
        guard let job = reader.job, reader.turns.indices.contains(job.turn) else { return "idle" }
        switch reader.turns[job.turn].status {
        case .stage(.loadingModel): return "loading"
        case .stage: return "searching"
        case .reading: return "reading"
        case .writing: return "answering"
        case .queued, .finished, .failed: return "idle"
        }
    }
}

extension ReaderScreen {
    /// `source C213 (p. 12)  cite 2/5`
    var placeName: String {
        guard let opened, opened.index.sentenceCount > 0 else { return "reader" }
        var name = focus == .answer ? "answer" : focus == .field ? "question" : "source"
        name += " C\(cursor)"
        if let page = opened.index.pageIndex(of: cursor) { name += " (p. \(opened.index.pages[page].label))" }
        if let selected, let index = references(of: selected.turn).firstIndex(of: selected) {
            name += "  cite \(index + 1)/\(references(of: selected.turn).count)"
        }
        if let scopeName { name += "  \(scopeName)" }
        if !hits.isEmpty { name += "  hit \(hit + 1)/\(hits.count)" }
        return name
    }
}

/// Below 40 × 10: the current sentence or row, and what size is needed. Keys still work.
private enum TinyView {
    static func draw(_ state: AppState, _ theme: Theme, on frame: inout Frame<ClickTarget>) {
        let area = Rect(width: state.size.width, height: state.size.height)
        guard area.height > 0 else { return }
        let text: SafeText
        switch state.screen {
        case .library: text = SafeText(untrusted: state.library.current?.title ?? "No documents yet")
        case .reward:
            let mean = state.reward.reward?.breakdown.mean.map(RewardText.figure) ?? state.glyphs.nothing
            text = SafeText(untrusted: "Reward \(mean)")
        case .cite:
            let turn = state.citedTurn
            text = SafeText(untrusted: state.cite.statement.flatMap { turn?.statements[$0].text } ?? "")
        case .reader:
            let document = state.reader.opened?.document
            let sentence = document.flatMap { document in
                document.sentences.isEmpty
                    ? nil : String(document.text(of: state.reader.cursor...state.reader.cursor))
            }
            text = SafeText(untrusted: sentence ?? "")
        case .label: text = SafeText(untrusted: state.label.tinyText)
        case .models: text = SafeText(untrusted: state.models.card?.name ?? "No models were found")
        case .engine:
            let run = state.engine.runs.shown.map { EngineText(run: $0, glyphs: state.glyphs).status }
            text = SafeText(untrusted: run ?? "ask something; figures appear here")
        case .settings: text = SafeText(untrusted: state.settingsScreen.page.title)
        }
        let layout = TextLayout(text, width: area.width)
        for (row, line) in layout.lines.prefix(max(0, area.height - 1)).enumerated() {
            frame.surface.write(layout.shown(line), at: (0, row), style: theme[.fg], in: area)
        }
        let note: SafeText =
            state.isWriting && state.overlay == nil
            ? SafeText(untrusted: "ask> \(state.reader.field.text)")
            : "40×10 needed, now \(area.width)×\(area.height)"
        frame.surface.write(note, at: (0, area.height - 1), style: theme[.warning], in: area)
    }
}
