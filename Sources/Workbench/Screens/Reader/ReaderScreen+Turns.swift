import LecternEngine
import TerminalUI

/// One turn of the conversation: its other answers, its question in other words, the cut in front of it.
extension ReaderScreen {
    /// The turn that keys mean: that of the selected citation, else the one gone to, else the last.
    var currentTurn: Int? {
        if let selected { return selected.turn }
        return turnCursor.flatMap { turns.indices.contains($0) ? $0 : nil } ?? turns.indices.last
    }

    /// A question that is being put in other words, with what stood in the field before.
    struct Edit: Sendable, Hashable {
        let turn: Int
        let draft: String
    }

    mutating func beginEdit() {
        guard let turn = currentTurn else { return }
        edited = Edit(turn: turn, draft: edited?.draft ?? field.text)
        field.setText(turns[turn].question)
        focus = .field
    }

    mutating func leaveEdit() {
        guard let edit = edited else { return }
        edited = nil
        field.setText(edit.draft)
    }

    /// Shows a turn that is about to be answered in the place of another; what followed that one is set aside.
    mutating func begin(_ retake: Turn, at index: Int, job: JobID) {
        aside = turns
        turns = Array(turns.prefix(index)) + [retake]
        self.job = (job, index)
        turnCursor = nil
        select(nil)
        if focus == .field { focus = .answer }
        answerPane.scroll(.end)
    }

    /// Brings back what was set aside when nothing came of the new answer; questions that wait stay behind it.
    ///
    /// - Returns: false when nothing was.
    mutating func takeBackAside() -> Bool {
        guard let before = aside, let running = job else { return false }
        aside = nil
        turns = before + turns.dropFirst(running.turn + 1)
        turnCursor = running.turn
        refreshAnswers()
        showTurn(running.turn)
        return true
    }

    private static let needsTurn: @Sendable (AppState) -> String? = { state in
        if state.reader.currentTurn == nil { return "Nothing was asked yet; i writes a question" }
        return state.reader.job == nil ? nil : "An answer is being written; Esc stops it"
    }

    private static let needsKeptTurn: @Sendable (AppState) -> String? = { state in
        if let reason = needsTurn(state) { return reason }
        return state.keptTurn == nil ? "This answer is kept nowhere, so nothing can stand beside it" : nil
    }

    private static let needsVersions: @Sendable (AppState) -> String? = { state in
        if let reason = needsTurn(state) { return reason }
        return (state.keptTurn?.turn.versions.count ?? 0) > 1
            ? nil : "There is one answer here; r makes another, e asks in other words"
    }

    static let turnCommands: [Command] = [
        Command(
            "answer.again", "answer the question again; g[ shows the earlier answer", in: .answer,
            keys: ["r"],
            disabledReason: { needsTurn($0) ?? needsCurrentText($0) }
        ) { state, _ in state.answerAgain() },
        Command(
            "answer.edit", "ask the question in other words; the old one stays (g[)", in: .answer,
            keys: ["e"],
            disabledReason: { needsKeptTurn($0) ?? needsCurrentText($0) }
        ) { state, _ in
            state.reader.beginEdit()
            return []
        },
        Command(
            "answer.continue", "go on with an answer that was stopped or cut", in: .answer, keys: ["."],
            disabledReason: { needsKeptTurn($0) ?? needsCurrentText($0) ?? $0.reasonNotToContinue }
        ) { state, _ in state.continueAnswer() },
        Command(
            "answer.nextVersion", "next answer to this question", in: .answer, keys: ["g]"],
            disabledReason: needsVersions
        ) { state, count in state.chooseVersion(count) },
        Command(
            "answer.previousVersion", "previous answer to this question", in: .answer, keys: ["g["],
            disabledReason: needsVersions
        ) { state, count in state.chooseVersion(-count) },
        Command(
            "answer.cut", "cut the conversation: this question and all after it; u brings them back",
            in: .answer,
            keys: ["D"], disabledReason: needsTurn
        ) { state, _ in state.cutConversation() },
        Command(
            "answer.undo", "take back the last change", in: .answer, keys: ["u"],
            disabledReason: { $0.reader.job == nil ? nil : "An answer is being written; Esc stops it" }
        ) { _, _ in [.undo] },
    ]
}

extension AppState {
    /// The current turn where it is kept, so that versions can stand beside it.
    var keptTurn: (turn: Turn, index: Int, id: AnswerID, conversation: ConversationID)? {
        guard let index = reader.currentTurn, let id = reader.turns[index].id,
            let conversation = reader.conversation
        else { return nil }
        return (reader.turns[index], index, id, conversation)
    }

    fileprivate mutating func answerAgain() -> [Effect] {
        guard let index = reader.currentTurn else { return [] }
        let question = reader.turns[index].question
        guard let kept = keptTurn else {
            // Nothing came of it, or nothing is kept: then it is simply asked once more.
            if case .failed = reader.turns[index].status { reader.remove(turn: index) }
            return ask(question)
        }
        let seed = UInt64(kept.turn.versions.count)
        let again = Retake(
            question: question, replacing: kept.id, way: .again(seed: seed),
            scope: kept.turn.answer?.context.scope ?? .automatic)
        return retake(again, at: index)
    }

    /// Asks what the field holds now in the place of the edited question.
    mutating func askEdited(_ text: String, _ edit: ReaderScreen.Edit) -> [Effect] {
        guard reader.turns.indices.contains(edit.turn), let id = reader.turns[edit.turn].id else {
            reader.leaveEdit()
            return []
        }
        guard reader.job == nil else {
            say("An answer is being written; Esc stops it", .warning)
            return []
        }
        reader.field.commit()
        reader.leaveEdit()
        return retake(
            Retake(question: text, replacing: id, way: .reworded, scope: reader.scope), at: edit.turn)
    }

    /// Why an answer can't go on where it stopped; nil when it can.
    var reasonNotToContinue: String? {
        guard let answer = keptTurn?.turn.answer else { return "There is no answer to go on with" }
        guard answer.isContinuable else { return "This answer came to its end by itself; r makes another" }
        if let profile = model?.profile {
            if !profile.continuesText { return "A server begins every answer anew; r asks again" }
            if profile.name != answer.model.name {
                return
                    "\(answer.model.name) began this answer, and \(profile.name) can't go on with it; r asks again"
            }
        }
        return nil
    }

    fileprivate mutating func continueAnswer() -> [Effect] {
        guard let kept = keptTurn, let answer = kept.turn.answer else { return [] }
        return retake(
            Retake(question: answer.question, replacing: kept.id, way: .continued(answer)), at: kept.index)
    }

    private mutating func retake(_ retake: Retake, at index: Int) -> [Effect] {
        guard let conversation = reader.conversation else { return [] }
        if let model, model.problem != nil, !model.isLoaded {
            say("There is no model to ask: \(model.problem ?? "")", .error)
            return []
        }
        let job = newJob()
        var turn = Turn(question: retake.question, status: .stage(.tokenizing))
        turn.versions = reader.turns[index].versions
        reader.begin(turn, at: index, job: job)
        return [.askInstead(retake, about: reader.subject, in: conversation, job)]
    }

    fileprivate mutating func chooseVersion(_ step: Int) -> [Effect] {
        guard let kept = keptTurn, let here = kept.turn.versions.firstIndex(of: kept.id) else { return [] }
        let count = kept.turn.versions.count
        let next = ((here + step) % count + count) % count
        return next == here ? [] : [.chooseAnswer(kept.turn.versions[next], in: kept.conversation)]
    }

    fileprivate mutating func cutConversation() -> [Effect] {
        guard let kept = keptTurn else {
            if let index = reader.currentTurn { reader.remove(turn: index) }
            return []
        }
        return [.cutConversation(at: kept.id, in: kept.conversation)]
    }

    /// The turns as they are in the library now.
    mutating func hear(
        _ change: TurnChange, in conversation: ConversationID, _ turns: [ConversationTurn]
    ) -> [Effect] {
        guard conversation == reader.conversation || change.isChoice, reader.job == nil else { return [] }
        switch change {
        case .chosen(let answer):
            reader.show(conversation: conversation, turns.map(Turn.init))
            go(to: .reader)
            if let index = turns.firstIndex(where: { $0.id == answer }) { reader.goTo(turn: index) }
        case .cut(let count):
            reader.show(conversation: conversation, turns.map(Turn.init))
            say(
                "cut \(Figures.plural(count, "question")); u brings \(count == 1 ? "it" : "them") back",
                .success)
        case .undone:
            guard turns.map(\.id) != reader.turns.map(\.id) else { return [] }
            reader.show(conversation: conversation, turns.map(Turn.init))
        }
        return [.listDocuments(matching: library.filter)]
    }
}

extension TurnChange {
    fileprivate var isChoice: Bool {
        if case .chosen = self { true } else { false }
    }
}
