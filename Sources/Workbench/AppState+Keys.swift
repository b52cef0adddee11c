import LecternEngine
import TerminalUI

extension AppState {
    /// Commands that work now: the screen's own, then those of everywhere, with the keys they have.
    var commands: [Command] { screen.allCommands.map { bindings.bound($0, on: screen) } }

    /// A key goes to what lies on top, then to a field that is being written in, then to the commands.
    mutating func press(_ key: Key) -> [Effect] {
        if screen == .label, label.isRecording, key != .control("c") {
            // What is shown is what is on disk, so the next key waits until it is. More than a person types is dropped.
            if label.waiting.count < LabelScreen.waitingLimit { label.waiting.append(key) }
            return []
        }
        if message?.end == nil || message?.kind != .info { message = nil }
        if key == .control("c"), !isPrompting { return interrupt() }
        if overlay != nil { return pressOverlay(key) }
        if let markRequest { return mark(key, markRequest) }
        if screen == .reader, reader.focus == .field { return pressField(key) }
        if screen == .cite, cite.edit != nil { return pressSpanEdit(key) }
        if screen == .label, label.panel != nil { return pressPanel(key) }
        if let effects = pressSelection(key) { return effects }
        return pressCommand(key)
    }

    private var isPrompting: Bool {
        switch overlay {
        case .prompt, .confirm: true
        default: false
        }
    }

    private mutating func pressCommand(_ key: Key) -> [Effect] {
        if screen.takesCounts, pending.isEmpty, let digit = key.text?.wholeNumberValue,
            digit > 0 || count != nil
        {
            // A long number would say nothing; it stops growing.
            count = min(999_999, (count ?? 0) * 10 + digit)
            return []
        }
        let sequence = pending + [key]
        switch bindings.map(for: screen).match(sequence) {
        case .prefix:
            pending = sequence
            return []
        case .command(let id):
            let repeats = count ?? 1
            (pending, count) = ([], nil)
            return run(id, count: repeats)
        case .none:
            let wasPending = !pending.isEmpty
            (pending, count) = ([], nil)
            if !wasPending, key == .escape { return [] }
            if wasPending { say("\(Key.name(of: sequence)) is no command here; ? shows the keys") }
            return []
        }
    }

    mutating func run(_ id: String, count: Int = 1) -> [Effect] {
        guard let command = commands.first(where: { $0.id == id }) else { return [] }
        if let reason = command.disabledReason(self) {
            say(reason, .warning)
            return []
        }
        return command.run(&self, count)
    }

    /// Ctrl-c: clears a draft, else stops the answer, else asks to quit at the second press. Never loses a thing.
    private mutating func interrupt() -> [Effect] {
        if screen == .reader, reader.focus == .field, !reader.field.isEmpty {
            reader.field.clear()
            return []
        }
        switch overlay {
        case .text, .chooser, .palette, .jobs:
            overlay = nil
            return []
        case .confirm, .prompt, nil: break
        }
        markRequest = nil
        let stops = stopWork()
        if !stops.isEmpty { return stops }
        if let last = interruptedAt, now - last <= .seconds(1) {
            interruptedAt = nil
            return askToQuit()
        }
        interruptedAt = now
        say("Ctrl-c again asks to quit; q goes back")
        return []
    }

    /// Ends what is running; empty when nothing is.
    mutating func stopWork() -> [Effect] {
        if screen == .reader, let job = reader.job { return [.stop(job.id)] }
        if screen == .reward, let job = reward.running?.job { return [.stop(job)] }
        if let job = library.importing?.job { return [.stop(job)] }
        if let job = reader.job { return [.stop(job.id)] }
        return []
    }

    mutating func askToQuit() -> [Effect] {
        let running = reader.job != nil ? "An answer is being written. Stop it and quit?" : "Quit Lectern?"
        overlay = .confirm(.yesOrNo(SafeText(untrusted: running)), .quit)
        return []
    }

    mutating func go(to screen: ScreenID) {
        self.screen = screen
        (pending, count) = ([], nil)
    }

    // MARK: Field

    private mutating func pressField(_ key: Key) -> [Effect] {
        switch key {
        case .tab:
            reader.focusNext(1)
            return []
        case .shiftTab:
            reader.focusNext(-1)
            return []
        default: break
        }
        switch reader.field.handle(key) {
        case .submitted:
            if let edit = reader.edited, !reader.field.text.trimmingSpace.isEmpty {
                return askEdited(reader.field.text.trimmingSpace, edit)
            }
            return ask(reader.field.text)
        case .left:
            reader.leaveEdit()
            reader.focus = reader.turns.isEmpty ? .source : .answer
            return []
        case .opensEditor:
            return [.editText(reader.field.text)]
        case .changed, .moved, .ignored: return []
        }
    }

    mutating func paste(_ text: String) -> [Effect] {
        if case .prompt(var prompt)? = overlay {
            prompt.field.paste(text)
            overlay = .prompt(prompt)
            return []
        }
        if case .palette(var palette)? = overlay {
            palette.field.paste(text)
            palette.show(paletteItems(for: palette.field.text))
            overlay = .palette(palette)
            return []
        }
        guard screen == .reader, overlay == nil, reader.opened != nil else { return [] }
        if reader.focus == .field {
            reader.field.paste(text)
        } else {
            // Pasted lines never run as keys.
            let lines = text.split(separator: "\n").count
            overlay = .confirm(
                .yesOrNo("Paste \(lines) lines into the question?"), .askPasted(text))
        }
        return []
    }

    /// Asks, or queues the question behind the one that is being answered.
    mutating func ask(_ question: String) -> [Effect] {
        guard reader.opened != nil else { return [] }
        let text = question.trimmingSpace
        guard !text.isEmpty else { return [] }
        if let model, model.problem != nil, !model.isLoaded {
            say("There is no model to ask: \(model.problem ?? "")", .error)
            return []
        }
        reader.field.commit()
        reader.drafts[reader.subject] = nil
        if reader.job != nil {
            var turn = Turn(question: text, status: .queued)
            turn.scope = reader.scope
            reader.add(turn)
            return []
        }
        return start(text, at: nil)
    }

    /// Starts a question; a queued turn becomes a running one.
    mutating func start(_ question: String, at index: Int?) -> [Effect] {
        guard reader.opened != nil else { return [] }
        let job = newJob()
        let scope = index.map { reader.turns[$0].scope } ?? reader.scope
        let turn = Turn(question: question, status: .stage(.tokenizing))
        if let index { reader.turns[index] = turn } else { reader.add(turn) }
        reader.job = (job, index ?? reader.turns.count - 1)
        reader.refreshAnswers()
        // A question that waited must not take the field away from who writes the next one.
        if index == nil, reader.focus == .field { reader.focus = .answer }
        reader.answerPane.scroll(.end)
        if scope != .automatic {
            return [
                .askWithin(scope, question, about: reader.subject, in: reader.conversation, job)
            ]
        }
        return [.ask(question, about: reader.subject, in: reader.conversation, job)]
    }
}

extension String {
    /// Without white space at both ends.
    var trimmingSpace: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
