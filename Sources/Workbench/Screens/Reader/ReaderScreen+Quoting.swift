import LecternEngine
import TerminalUI

/// Answers at once: a sentence of the document, quoted, while a model's answer goes on or in place of one.
extension ReaderScreen {
    static let quoteCommand = Command(
        "answer.now", "quote the answer at once, from search", in: .answer, keys: ["s"],
        disabledReason: { state in
            needsCurrentText(state)
                ?? (state.reader.aside == nil
                    ? nil : "An answer is being written anew; s quotes when it is done")
                ?? (state.reader.questionToQuote == nil ? "Nothing was asked yet; i writes a question" : nil)
        }
    ) { state, _ in state.quote() }

    /// What is answered at once: the draft, else what is being answered, else what was asked last.
    var questionToQuote: String? {
        let draft = field.text.trimmingSpace
        if !draft.isEmpty { return draft }
        if let job, turns.indices.contains(job.turn) { return turns[job.turn].question }
        return turns.last?.question
    }

    /// The turn that a piece of work quotes for.
    func turn(quotedBy job: JobID) -> Int? { turns.firstIndex { $0.quoting == job } }

    /// A turn that quotes an answer to the question, or is about to.
    func turn(quoting question: String) -> Int? {
        turns.lastIndex { turn in
            if case .failed = turn.status { return false }
            return turn.question == question && (turn.quoting != nil || turn.answer?.isFromReader == true)
        }
    }

    /// Adds a turn in front of the one that is being answered: there it stands when the conversation is opened again.
    mutating func add(quoted turn: Turn) {
        guard let running = job, turns.indices.contains(running.turn) else { return add(turn) }
        turns.insert(turn, at: running.turn)
        job = (running.id, running.turn + 1)
        select(nil)
        refreshAnswers()
        showTurn(running.turn)
    }
}

extension AppState {
    /// Asks for a quotation; one that is there already is shown.
    mutating func quote() -> [Effect] {
        guard reader.opened != nil, let question = reader.questionToQuote else { return [] }
        if reader.field.text.trimmingSpace.isEmpty, let index = reader.turn(quoting: question) {
            reader.showTurn(index)
            return []
        }
        if !reader.field.text.trimmingSpace.isEmpty {
            reader.field.commit()
            reader.drafts[reader.subject] = nil
        }
        let job = newJob()
        var turn = Turn(question: question, status: .stage(.searching))
        turn.quoting = job
        reader.add(quoted: turn)
        if reader.focus == .field { reader.focus = .answer }
        if case .sections = reader.scope {
            return [
                .answerNowWithin(
                    reader.scope, question, about: reader.subject, in: reader.conversation, job)
            ]
        }
        return [.answerNow(question, about: reader.subject, in: reader.conversation, job)]
    }

    mutating func hearQuotation(_ event: AnswerEvent, of job: JobID) -> [Effect] {
        guard let index = reader.turn(quotedBy: job) else { return [] }
        reader.turns[index].apply(event, now: now)
        if case .notKept(let reason) = event { say("the answer could not be kept: \(reason)", .error) }
        reader.refreshAnswers()
        guard case .finished = event else { return [] }
        reader.showTurn(index)
        return [.listDocuments(matching: library.filter)]
    }

    mutating func quotationFailed(_ failure: Failure, of job: JobID) {
        guard let index = reader.turn(quotedBy: job) else { return }
        reader.turns[index].status = .failed(failure)
        reader.refreshAnswers()
    }
}
