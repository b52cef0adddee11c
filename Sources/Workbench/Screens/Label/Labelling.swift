import LecternEngine
import TerminalUI

/// What keys of the Label screen do. Each choice becomes an effect that writes it down; the state changes
/// when it is.
extension AppState {
    // MARK: Choosing

    /// The candidate at a side is better; of more than two, it is next in the order.
    mutating func choose(side: Int, much: Bool = false) -> [Effect] {
        guard let slot = label.slot, slot.sides.indices.contains(side) else { return [] }
        let candidate = slot.sides[side]
        let count = slot.sides.count
        if count == 2 { return judge(.better(candidate, than: slot.sides[1 - side], much: much)) }
        guard !much else {
            say("“much better” is for two candidates; type the order, best first", .warning)
            return []
        }
        let before = label.record.judgements[label.row] ?? Judgement(tiers: [])
        let after = before.adding(candidate, of: count)
        return after == before ? [] : judge(after)
    }

    mutating func chooseTie(_ tie: Judgement.Tie) -> [Effect] {
        guard let slot = label.slot else { return [] }
        return judge(.allEqual(tie, count: slot.sides.count))
    }

    /// `=`: of more than two, the next candidate is equal to the last; of two, scrolling is coupled or not.
    mutating func chooseEqual() -> [Effect] {
        guard let slot = label.slot, slot.sides.count > 2 else {
            label.scrollsTogether.toggle()
            say(label.scrollsTogether ? "candidates scroll together" : "only the focused candidate scrolls")
            return []
        }
        guard let before = label.record.judgements[label.row], !before.isComplete(of: slot.sides.count) else {
            return []
        }
        return judge(before.joining())
    }

    private mutating func judge(_ judgement: Judgement) -> [Effect] {
        guard let slot = label.slot else { return [] }
        var actions: [LabelAction] = [.judge(label.row, judgement)]
        if label.isFast, judgement.isComplete(of: slot.sides.count) {
            actions.append(.save(seconds: labelSeconds))
        }
        return write(actions, at: slot.place)
    }

    /// Seconds in front of the item, to hundredths.
    private var labelSeconds: Double { ((now - label.shownAt) / .seconds(1) * 100).rounded() / 100 }

    mutating func clearRow() -> [Effect] {
        guard let slot = label.slot, label.record.judgements[label.row] != nil else { return [] }
        return write([.clear(label.row)], at: slot.place)
    }

    mutating func saveItem() -> [Effect] {
        guard let slot = label.slot else { return [] }
        guard label.isComplete(.overall) else {
            label.row = .overall
            say("Overall is empty: choose it, or s skips the item", .warning)
            return []
        }
        if label.record.isSaved, !label.record.isSkipped {
            label.showNextOpen(from: label.position + 1, now: now)
            return []
        }
        return write([.save(seconds: labelSeconds)], at: slot.place)
    }

    mutating func skipItem(_ reason: SkipReason? = nil) -> [Effect] {
        if let reason, let place = label.skipped {
            label.skipped = nil
            return write([.skip(reason)], at: place)
        }
        guard let slot = label.slot else { return [] }
        return write([.skip(nil)], at: slot.place)
    }

    mutating func revealItem() -> [Effect] {
        guard let slot = label.slot, !label.isRevealed else { return [] }
        return write([.reveal], at: slot.place)
    }

    /// - Parameter isDraft: it is still being typed.
    mutating func note(_ text: String, isDraft: Bool) -> [Effect] {
        guard let slot = label.slot, isDraft || text != label.record.note || hasDraft else { return [] }
        return write([.note(text, isDraft: isDraft)], at: slot.place)
    }

    private var hasDraft: Bool {
        guard let last = label.labelled?.ledger.undoable(by: label.annotator),
            last.place == label.slot?.place,
            case .note(_, isDraft: true) = last.action
        else { return false }
        return true
    }

    /// The note is as it was before it was begun.
    mutating func dropNote() -> [Effect] { hasDraft ? undoLabel() : [] }

    // MARK: Taking back

    mutating func undoLabel() -> [Effect] {
        guard let changes = label.labelled?.ledger.changes(by: label.annotator), let last = changes.last
        else {
            say("there is nothing to undo")
            return []
        }
        var undone = [last]
        // In fast mode one key chose and saved, so one key takes both back.
        if label.isFast, case .save = last.action, let before = changes.dropLast().last,
            before.place == last.place, case .judge(.overall, _) = before.action
        {
            undone.append(before)
        }
        return write(undone.map { .undo($0.id) }, at: last.place)
    }

    mutating func redoLabel() -> [Effect] {
        guard let next = label.labelled?.ledger.redoable(by: label.annotator) else {
            say("there is nothing to redo")
            return []
        }
        return write([.redo(next.id)], at: next.place)
    }

    private mutating func write(_ actions: [LabelAction], at place: LabelPlace) -> [Effect] {
        guard !label.annotator.isEmpty else {
            askAnnotator()
            return []
        }
        label.isRecording = true
        return [.recordLabel(actions, place, annotator: label.annotator)]
    }

    // MARK: What comes back

    /// Entries are on disk: the screen goes on, and keys that waited are pressed.
    mutating func recorded(_ entries: [LabelEntry]) -> [Effect] {
        let before = label.labelled?.ledger
        label.apply(entries)
        label.isRecording = false
        if let last = entries.last { follow(last, before) }
        var effects: [Effect] = []
        while !label.isRecording, !label.waiting.isEmpty {
            let key = label.waiting.removeFirst()
            effects += press(key)
        }
        return effects
    }

    private mutating func follow(_ entry: LabelEntry, _ before: LabelLedger?) {
        switch entry.action {
        case .judge(let dimension, _):
            if entry.place == label.slot?.place, dimension == label.row, label.isComplete(dimension) {
                label.toNextRow()
            }
        case .save: label.showNextOpen(from: label.position + 1, now: now)
        case .skip(let reason):
            label.showNextOpen(from: label.position + (entry.place == label.slot?.place ? 1 : 0), now: now)
            if let reason {
                say("skipped: \(reason.title)")
            } else {
                label.skipped = entry.place
                say("skipped; why? 1 unsure  2 bad question  3 broken text  4 too long", .success)
            }
        case .reveal: label.makeCards()
        case .undo(let id), .redo(let id):
            guard let changed = before?.entries.first(where: { $0.id == id }) else { return }
            var row: LabelDimension?
            switch changed.action {
            case .judge(let dimension, _), .clear(let dimension): row = dimension
            case .save, .skip, .note, .reveal, .undo, .redo: break
            }
            label.show(changed.place, row: row, now: now)
            if case .redo = entry.action, label.record.isDone, row == nil {
                label.showNextOpen(from: label.position + 1, now: now)
            }
            say(entry.action.isUndo ? "taken back: \(changed.action.name)" : "again: \(changed.action.name)")
        case .note, .clear: break
        }
    }

    mutating func recordFailed(_ failure: Failure) {
        label.isRecording = false
        label.waiting = []
        fail(failure)
    }

    mutating func opened(_ labelled: LabelledSet?, by annotator: String?) {
        label.open(labelled, by: annotator, now: now)
        if labelled != nil, label.annotator.isEmpty, overlay == nil, screen == .label { askAnnotator() }
    }

    // MARK: Asking

    mutating func askAnnotator() {
        let name = label.annotator.isEmpty ? label.userName : label.annotator
        overlay = .prompt(Prompt(.annotator, text: name))
    }

    mutating func askGrouping() {
        overlay = .chooser(
            Chooser(
                title: "New set, from questions with several answers",
                items: [
                    Chooser.Item(
                        text: "every two answers to a question", detail: "A or B", choice: .grouping(.pairs)),
                    Chooser.Item(
                        text: "all answers to a question together", detail: "in order",
                        choice: .grouping(.together)),
                ]))
    }

    mutating func askExport() {
        guard let labelled = label.labelled else { return }
        let counts = labelled.pairs().counts
        overlay = .chooser(
            Chooser(
                title:
                    "Export: \(Figures.plural(counts.pairs, "pair")) of \(Figures.plural(counts.items, "item")), "
                    + "\(Figures.plural(counts.ties, "tie")), \(counts.skipped) skipped",
                items: LabelExportFormat.all.map {
                    Chooser.Item(text: $0.summary, detail: $0.name, choice: .exportFormat($0.name))
                }))
    }

    mutating func askExportPath(_ format: String) {
        guard let set = label.labelled?.set else { return }
        overlay = .prompt(Prompt(.labelExport(format: format), text: "\(set.name)-\(format).jsonl"))
    }

    mutating func listed(_ sets: [LabelSetSummary]) {
        guard !sets.isEmpty else {
            say("there are no sets yet; n makes one")
            return
        }
        let items = sets.map { summary in
            Chooser.Item(
                text: summary.set.name,
                detail: "\(summary.done[label.annotator] ?? 0)/\(summary.itemCount) done",
                choice: .labelSet(summary.set.name))
        }
        let current = sets.firstIndex { $0.set == label.labelled?.set } ?? 0
        overlay = .chooser(Chooser(title: "Sets", items: items, at: current))
    }

    /// Keys of a panel: it scrolls, and goes away.
    mutating func pressPanel(_ key: Key) -> [Effect] {
        if key == .escape || key == .backspace || key == "q" || key == "o" || key == "S" || key == "H" {
            label.panel = nil
            return []
        }
        guard let motion = ScrollMotion(key) else { return [] }
        switch label.panel {
        case .source(var source):
            source.pane.scroll(motion)
            label.panel = .source(source)
        case .statistics(var pane):
            pane.scroll(motion)
            label.panel = .statistics(pane)
        case nil: break
        }
        return []
    }

    mutating func showStatistics() {
        guard let labelled = label.labelled else { return }
        label.panel = .statistics(TextPane(LabelFigures.lines(labelled.statistics).joined(separator: "\n")))
    }

    mutating func showSource(_ document: Document, _ citation: LabelCitation) {
        var source = LabelSource(document, citation)
        source.pane.size = (max(1, label.layout.panelText.width), max(1, label.layout.panelText.height))
        source.reveal()
        label.panel = .source(source)
    }
}

extension LabelAction {
    fileprivate var isUndo: Bool {
        if case .undo = self { return true }
        return false
    }

    /// For a line that says what was taken back.
    var name: String {
        switch self {
        case .judge(let dimension, _): "choice in \(dimension.title)"
        case .clear(let dimension): "clearing of \(dimension.title)"
        case .skip: "skip"
        case .note: "note"
        case .save: "saving the item"
        case .reveal: "reveal"
        case .undo: "undo"
        case .redo: "redo"
        }
    }
}
