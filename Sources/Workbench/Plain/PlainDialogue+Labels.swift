import Foundation
import LecternEngine

/// Comparing answers, row by row.
extension PlainDialogue {
    /// What can be typed while an item is asked about, beside a choice.
    private static let labelHelp = [
        "a, b: that answer is better; “a much” says much better; with more than two, the whole order, best first, as “b > a = c”.",
        "t: a tie, both are good. x: a tie, both are bad. An empty line leaves the row open; Overall can't be left open.",
        "s: skip the item; with a reason: s unsure, s bad question, s broken text, s too long.",
        "u: take the last line back, also one of an earlier day. redo: it counts again.",
        "1 to 5: go to a row. 0: empty it. p: the item before. n: the next open item. item: read the item again.",
        "source A 1: read what answer A cites as 1. note WORDS: write a note. reveal: say models and scores; the rest isn't blind.",
        "fast: only the Overall row, or all five. statistics: how the labels agree. export FORMAT FILE: trl, llamafactory, argilla or full.",
        "done: leave; everything is kept.",
    ]

    func label(_ argument: String) async throws {
        let words = argument.split(whereSeparator: \.isWhitespace).map(String.init)
        var name: String? = argument.isEmpty ? nil : argument
        if words.first?.lowercased() == "new" {
            let grouping: LabelGrouping = words.last?.lowercased() == "together" ? .together : .pairs
            let given = words.dropFirst().filter { !["together", "pairs"].contains($0.lowercased()) }
            let made = try await engine.makeLabelSet(
                named: given.isEmpty ? "answers" : given.joined(separator: " "), grouping)
            name = made.set.name
            try say("Made the set \(made.set.name) of \(Figures.plural(made.itemCount, "item")).")
        } else if name == nil, try await engine.labelSets().isEmpty {
            throw PlainProblem(
                "There is no set yet. “/label new” makes one of all questions that have different answers; /sample makes such answers."
            )
        }
        let labelled = try await engine.labelledSet(named: name)
        guard let annotator = try await annotator() else { return }
        var state = PlainLabelling(labelled, by: annotator)
        try say(
            "Set \(labelled.set.name), labelled by \(annotator), blind. “help” lists what can be typed, “done” leaves."
        )
        var shownAt = ContinuousClock.now
        try sayItem(state)
        while let line = try await readLine(prompt(state)) {
            let before = state.position
            var isDone = false
            try await trying {
                isDone = try await self.hear(line, &state, seconds: Self.seconds(since: shownAt))
            }
            if isDone { return try say("Labels are kept. Questions can be typed again.") }
            if state.position != before {
                shownAt = ContinuousClock.now
                try sayItem(state)
            }
        }
    }

    /// To hundredths, as on the screen.
    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        ((ContinuousClock.now - start) / .seconds(1) * 100).rounded() / 100
    }

    private func prompt(_ state: PlainLabelling) -> String {
        state.slot == nil ? "Label: " : "\(state.row.title): "
    }

    /// Who labels; nil at the end of the input.
    private func annotator() async throws -> String? {
        if let name = settings.annotator { return name }
        if let name = try await engine.lastAnnotator() { return name }
        try say(
            "Who labels? Type a name"
                + (settings.userName.isEmpty ? "." : "; an empty line takes \(settings.userName)."))
        while let line = try await readLine("Name: ") {
            let name = line.trimmingSpace.isEmpty ? settings.userName : line.trimmingSpace
            if !name.isEmpty { return name }
        }
        return nil
    }

    // MARK: What is shown

    private func sayItem(_ state: PlainLabelling) throws {
        guard let slot = state.slot, let item = state.item else {
            return try say("All \(Figures.plural(state.slots.count, "item")) are done.")
        }
        try say("Item \(state.position + 1) of \(state.slots.count), \(state.doneCount) done.")
        try say("Question: \(item.question)")
        let models = Set(item.candidates.map(\.model)).sorted()
        for (side, candidate) in slot.sides.enumerated() {
            let text = item.candidates[candidate].text
            let (shown, covered) =
                state.record.wasRevealed
                ? (text, 0) : AuthorMask.masked(text, models: models, cover: "[covered]")
            let note =
                covered == 0
                ? "" : " (\(Figures.plural(covered, "word")) covered, which would name the author)"
            try say(
                "Answer \(LabelSchedule.letter(side)): \(shown)\(note)")
        }
        for dimension in LabelDimension.allCases {
            if let judgement = state.record.judgements[dimension] {
                try say("\(dimension.title) so far: \(state.words(judgement)).")
            }
        }
        if !state.record.note.isEmpty { try say("Your note: \(state.record.note)") }
        try say("\(state.row.title): which answer is better?")
    }

    // MARK: What is typed

    /// - Returns: whether labelling is left.
    private func hear(_ line: String, _ state: inout PlainLabelling, seconds: Double) async throws -> Bool {
        var text = line.trimmingSpace
        if text.hasPrefix("/") { text = String(text.dropFirst()) }
        let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        let argument = words.count > 1 ? words[1].trimmingSpace : ""
        switch words.first?.lowercased() ?? "" {
        case "done", "quit", "q", "back": return true
        case "help", "?": for line in Self.labelHelp { try say(line) }
        case "u", "undo": try await undoLabel(&state)
        case "redo": try await redoLabel(&state)
        case "statistics":
            // Tables, which stand four spaces in, can't be read line by line; “prefs stats” prints them.
            for line in LabelFigures.lines(state.labelled.statistics)
            where !line.isEmpty && (!line.hasPrefix("    ") || line.contains("of choices")) { try say(line) }
        case "export": try await exportLabels(argument, state)
        case "p", "previous": state.show(state.position - 1)
        case "n", "next": state.showNextOpen(from: state.position + 1)
        case "fast":
            state.toggleFast()
            try say(state.isFast ? "Fast: only Overall is asked." : "All five rows are asked.")
            if state.slot != nil { try sayRow(state) }
        default:
            guard let slot = state.slot else {
                try say("All items are done. u takes the last line back, p goes back, done leaves.")
                return false
            }
            try await hear(text, words, argument, at: slot, &state, seconds: seconds)
        }
        return false
    }

    private func hear(
        _ text: String, _ words: [String], _ argument: String, at slot: LabelSchedule.Slot,
        _ state: inout PlainLabelling, seconds: Double
    ) async throws {
        switch words.first?.lowercased() ?? "" {
        case "":
            guard let next = state.nextRow else {
                return try say("Overall can't be left open: choose, or s skips the item.")
            }
            state.go(to: next)
            try sayRow(state)
        case "s", "skip":
            let reason = SkipReason.allCases.first { $0.title == argument.lowercased() }
            guard reason != nil || argument.isEmpty else {
                throw PlainProblem("Reasons are \(PlainWords.list(SkipReason.allCases.map(\.title), "or")).")
            }
            try await write([.skip(reason)], at: slot.place, &state)
            try say("Skipped" + (reason.map { ": \($0.title)." } ?? "."))
            state.showNextOpen(from: state.position + 1)
        case "item": try sayItem(state)
        case "note":
            try await write([.note(argument, isDraft: false)], at: slot.place, &state)
            try say("Noted.")
        case "reveal": try await reveal(slot, &state)
        case "source": try await saySource(argument, slot, state)
        case "0":
            if state.record.judgements[state.row] != nil {
                try await write([.clear(state.row)], at: slot.place, &state)
            }
            try say("\(state.row.title) is empty.")
        case let word where Int(word).map { (1...5).contains($0) } ?? false:
            state.go(to: LabelDimension.allCases[(Int(word) ?? 1) - 1])
            try sayRow(state)
        default:
            guard let judgement = state.judgement(text) else {
                let letters = slot.sides.indices.map(LabelSchedule.letter).joined(separator: ", ")
                    .lowercased()
                throw PlainProblem(
                    slot.sides.count == 2
                        ? "Type \(letters), t or x; help lists the rest."
                        : "Type the order of \(letters), best first, as “b > a = c”; help lists the rest.")
            }
            try await judge(judgement, at: slot, &state, seconds: seconds)
        }
    }

    private func sayRow(_ state: PlainLabelling) throws {
        let chosen = state.record.judgements[state.row].map { " So far: \(state.words($0))." } ?? ""
        try say("\(state.row.title): which answer is better?\(chosen)")
    }

    private func judge(
        _ judgement: Judgement, at slot: LabelSchedule.Slot, _ state: inout PlainLabelling, seconds: Double
    ) async throws {
        let row = state.row
        try await write(state.actions(for: judgement, seconds: seconds), at: slot.place, &state)
        let chosen = "\(row.title): \(state.words(judgement))."
        if row == .overall {
            try say("\(chosen) Saved; \(state.doneCount) of \(state.slots.count) done.")
            state.showNextOpen(from: state.position + 1)
        } else {
            try say(chosen)
            if let next = state.nextRow {
                state.go(to: next)
                try sayRow(state)
            }
        }
    }

    /// Nothing is said of a choice before it is on disk.
    private func write(_ actions: [LabelAction], at place: LabelPlace, _ state: inout PlainLabelling)
        async throws
    {
        state.apply(try await engine.record(actions, at: place, by: state.annotator))
    }

    // MARK: Taking back

    private func undoLabel(_ state: inout PlainLabelling) async throws {
        let undone = state.undoable
        guard let last = undone.last else { return try say("There is nothing to undo.") }
        try await write(undone.map { .undo($0.id) }, at: last.place, &state)
        try say("Taken back: \(PlainWords.list(undone.map(\.action.name))).")
        try follow(last, &state)
    }

    private func redoLabel(_ state: inout PlainLabelling) async throws {
        guard let next = state.labelled.ledger.redoable(by: state.annotator) else {
            return try say("There is nothing to redo.")
        }
        try await write([.redo(next.id)], at: next.place, &state)
        try say("Again: \(next.action.name).")
        try follow(next, &state)
        if state.record.isDone { state.showNextOpen(from: state.position + 1) }
    }

    /// Goes to what a change was about; the loop reads an item that is another one.
    private func follow(_ entry: LabelEntry, _ state: inout PlainLabelling) throws {
        let before = state.position
        state.show(entry)
        if state.position == before { try sayRow(state) }
    }

    // MARK: Beside the choices

    private func reveal(_ slot: LabelSchedule.Slot, _ state: inout PlainLabelling) async throws {
        if !state.record.wasRevealed { try await write([.reveal], at: slot.place, &state) }
        for (side, candidate) in slot.sides.enumerated() {
            let one = state.labelled.items[slot.index].candidates[candidate]
            let score = one.rewards[.overall].map { ", score \(Figures.tenths($0)) of 10" } ?? ""
            try say("Answer \(LabelSchedule.letter(side)) is by \(one.model)\(score).")
        }
        try say("What is chosen for this item from now on is not blind.")
    }

    private func saySource(_ argument: String, _ slot: LabelSchedule.Slot, _ state: PlainLabelling)
        async throws
    {
        let words = argument.lowercased().split(whereSeparator: \.isWhitespace)
        guard let letter = words.first, let side = PlainLabelling.side(letter),
            slot.sides.indices.contains(side)
        else {
            throw PlainProblem("source takes an answer and the number of its citation: source A 1.")
        }
        let citations = state.labelled.items[slot.index].candidates[slot.sides[side]].citations
        let number = words.count > 1 ? Int(words[1]) : citations.first?.number
        guard let citation = citations.first(where: { $0.number == number }) else {
            throw PlainProblem(
                citations.isEmpty
                    ? "That answer cites nothing."
                    : "It cites \(PlainWords.list(citations.map { "\($0.number)" })).")
        }
        let document = try await engine.document(DocumentID(rawValue: citation.document))
        let span = citation.first...max(citation.first, citation.last)
        guard span.upperBound < document.sentences.count else {
            throw PlainProblem("Its document has changed.")
        }
        let place = PlainWords.place(span, of: document, titled: true)
        try say("Cited \(citation.number), \(place): \(document.text(of: span))")
    }

    private func exportLabels(_ argument: String, _ state: PlainLabelling) async throws {
        let words = argument.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 2 else {
            throw PlainProblem(
                "export takes a format (\(PlainWords.list(LabelExportFormat.all.map(\.name), "or"))) and a file."
            )
        }
        let format = try LabelExportFormat.named(words[0])
        let path = words[1].trimmingSpace
        let file = URL(filePath: (path as NSString).expandingTildeInPath)
        let export = try await engine.exportLabels(
            state.labelled, as: format, PairOptions(), fileName: file.lastPathComponent)
        try LabelFiles.write(export, state.labelled.set.name, format, PairOptions(), to: file)
        try say("Wrote \(Figures.plural(export.lines.count, "line")) to \(path).")
    }
}
