import LecternEngine
import TerminalUI

/// What the citation inspector does to the conversation.
extension AppState {
    /// The turn that the inspector is about.
    var citedTurn: Turn? {
        guard let turn = cite.turn, reader.turns.indices.contains(turn) else { return nil }
        return reader.turns[turn]
    }

    /// Details of the chosen statement as text.
    var citeContent: CiteContent? {
        guard let turn = citedTurn, let statement = cite.statement,
            turn.statements.indices.contains(statement)
        else {
            return nil
        }
        return CiteContent(
            turn, statement: statement, cite: cite, sources: reader.documents.map(\.index),
            names: reader.shortNames, glyphs: glyphs)
    }

    /// Opens the inspector on the answer that the reader shows.
    mutating func openCite() {
        cite.turn = reader.shownTurn ?? reader.turns.lastIndex { !$0.statements.isEmpty }
        cite.edit = nil
        cite.citation = 0
        refreshCite()
        if let selected = reader.selected, selected.turn == cite.turn,
            let row = cite.rows.firstIndex(of: selected.statement)
        {
            cite.list.moveTo(row)
            cite.citation = selected.citation
        }
        go(to: .cite)
        cite.detail.scroll(.start)
    }

    /// After anything changed that the screen shows.
    mutating func refreshCite() {
        cite.show(citedTurn)
        guard let content = citeContent else { return }
        cite.detail.replace(content.pane.text, blocks: content.pane.blocks)
    }

    var chosenCitation: Citation? {
        guard let turn = citedTurn, let statement = cite.statement else { return nil }
        let citations = turn.statements[statement].citations
        return citations.indices.contains(cite.citation) ? citations[cite.citation] : nil
    }

    mutating func moveCitation(_ step: Int) {
        guard let turn = citedTurn, let statement = cite.statement else { return }
        let count = turn.statements[statement].citations.count
        if count > 0 { cite.citation = (cite.citation + step + count) % count }
    }

    mutating func goToProblem(_ step: Int) {
        guard let turn = citedTurn, !cite.rows.isEmpty else { return }
        let count = cite.rows.count
        for distance in 1...count {
            let row = ((cite.list.cursor + step * distance) % count + count) % count
            if turn.isProblem(cite.rows[row]) {
                cite.list.moveTo(row)
                cite.citation = 0
                return
            }
        }
        say("no statement of this answer has a problem", .success)
    }

    /// Enter: to the cited sentences; back from there comes here.
    mutating func jumpFromCite() {
        guard let turn = cite.turn, let statement = cite.statement, chosenCitation != nil else { return }
        go(to: .reader)
        reader.focus = .answer
        reader.select(
            CitationReference(turn: turn, statement: statement, citation: cite.citation), follow: false)
        reader.rememberPlace(returnsTo: .cite)
        reader.focus = .source
        if let citation = reader.selected.flatMap(reader.citation), !reader.goTo(citation.span) {
            say(
                "this citation is in a document that is not open; gk opens the conversation with all",
                .warning)
        }
    }

    // MARK: Judges

    mutating func verifyShown(only: Set<Int>?, _ judge: JudgeChoice) -> [Effect] {
        guard let turn = citedTurn, let answer = turn.answer else { return [] }
        return verify(answer, turn.id, only: only, judge, isAsked: true)
    }

    mutating func verify(
        _ answer: CitedAnswer, _ id: AnswerID?, only: Set<Int>? = nil, _ judge: JudgeChoice, isAsked: Bool
    ) -> [Effect] {
        guard reader.opened != nil, !answer.statements.isEmpty else { return [] }
        let job = newJob()
        cite.running.append(CiteScreen.Running(job: job, answer: id, isAsked: isAsked))
        return [
            .verify(answer, id, about: reader.subject, judge, only: only, isBackground: !isAsked, job)
        ]
    }

    mutating func hear(_ event: VerificationEvent, of job: JobID) -> [Effect] {
        guard let place = cite.running.firstIndex(where: { $0.job == job }) else { return [] }
        switch event {
        case .stage: break
        case .progress(let done, let total):
            cite.running[place].done = done
            cite.running[place].total = total
        case .finished(let verification):
            let running = cite.running.remove(at: place)
            let turn = reader.turns.firstIndex { $0.answer != nil && $0.id == running.answer }
            if let turn {
                reader.turns[turn].review.verifications.removeAll { $0.judge == verification.judge }
                reader.turns[turn].review.verifications.append(verification)
                reader.refreshAnswers()
            }
            if running.isAsked { say("checked by \(verification.judge)", .success) }
        case .notKept(let reason): say("the verdicts could not be kept: \(reason)", .error)
        }
        return []
    }

    mutating func chooseJudge() {
        let items: [Chooser.Item] = [
            .init(text: "measured", detail: "a measure of the text, no model", choice: .judge(.measured)),
            .init(text: "lectern-reader", detail: "the bundled passage reader", choice: .judge(.reader)),
            .init(text: model?.name ?? "the model", detail: "the model that answers", choice: .judge(.model)),
        ]
        overlay = .chooser(Chooser(title: "Who judges?", items: items))
    }

    // MARK: Verdicts and corrections of the person

    mutating func setVerdict(_ verdict: Verdict?) -> [Effect] {
        guard let turn = cite.turn, let statement = cite.statement, let id = citedTurn?.id else { return [] }
        reader.turns[turn].review.verdicts[statement] = verdict
        reader.refreshAnswers()
        // On to the next statement, as one goes through them.
        if verdict != nil { cite.list.move(.lineDown) }
        cite.citation = 0
        return [.setVerdict(verdict, statement: statement, id)]
    }

    mutating func editSpan() {
        guard let statement = cite.statement, let citation = chosenCitation,
            reader.tab(of: citation.span.document) != nil
        else { return }
        let span = citation.span.sentences
        cite.edit = CiteScreen.SpanEdit(
            statement: statement, citation: cite.citation, first: span.lowerBound, last: span.upperBound)
    }

    /// Keys while a span is being changed.
    mutating func pressSpanEdit(_ key: Key) -> [Effect] {
        guard var edit = cite.edit, let citation = chosenCitation,
            let tab = reader.tab(of: citation.span.document)
        else { return [] }
        let count = reader.documents[tab].index.sentenceCount
        switch key {
        case ")" where edit.last < count - 1: (edit.first, edit.last) = (edit.first + 1, edit.last + 1)
        case "(" where edit.first > 0: (edit.first, edit.last) = (edit.first - 1, edit.last - 1)
        case "+" where edit.last < count - 1: edit.last += 1
        case "-" where edit.last > edit.first: edit.last -= 1
        case ">" where edit.first < edit.last: edit.first += 1
        case "<" where edit.first > 0: edit.first -= 1
        case .enter: return keep(edit)
        case .escape, "q":
            cite.edit = nil
            return []
        default: break
        }
        cite.edit = edit
        return []
    }

    private mutating func keep(_ edit: CiteScreen.SpanEdit) -> [Effect] {
        cite.edit = nil
        return changeCitations(of: edit.statement) { citations in
            guard citations.indices.contains(edit.citation) else { return }
            let old = citations[edit.citation]
            let span = SentenceSpan(document: old.span.document, sentences: edit.first...edit.last)
            citations[edit.citation] = Citation(number: old.number, span: span, anchor: .ok)
        }
    }

    var betterEvidence: SearchHit? {
        guard let turn = citedTurn, let statement = cite.statement else { return nil }
        let cited = turn.statements[statement].citations.map(\.span)
        return turn.review.verification(of: statement)?.better.first { !cited.contains($0.span) }
    }

    mutating func addBetterEvidence() -> [Effect] {
        guard let statement = cite.statement, let hit = betterEvidence, let turn = citedTurn else {
            return []
        }
        let numbers = turn.statements.flatMap(\.citations)
        let known = numbers.first { $0.span == hit.span }?.number
        let number = known ?? (numbers.map(\.number).max() ?? 0) + 1
        return changeCitations(of: statement) {
            $0.append(Citation(number: number, span: hit.span, anchor: .ok))
        }
    }

    mutating func dropCitation() -> [Effect] {
        guard let statement = cite.statement else { return [] }
        let place = cite.citation
        return changeCitations(of: statement) { if $0.indices.contains(place) { $0.remove(at: place) } }
    }

    /// Keeps other citations for a statement and has it judged again.
    private mutating func changeCitations(of statement: Int, _ change: (inout [Citation]) -> Void) -> [Effect]
    {
        guard let turn = cite.turn, let id = citedTurn?.id, let answer = citedTurn?.answer else { return [] }
        var citations = reader.turns[turn].statements[statement].citations
        change(&citations)
        reader.turns[turn].review.corrections[statement] = citations
        reader.refreshAnswers()
        return [.correct(citations, statement: statement, id)]
            + verify(answer, id, only: [statement], chosenJudge, isAsked: false)
    }

    mutating func exportAnswer(to path: String) -> [Effect] {
        guard let turn = citedTurn, let answer = turn.answer else { return [] }
        guard let format = AnswerExport.Format(path: path) else {
            say("The name must end in .md, .html or .json", .warning)
            return []
        }
        let text = AnswerExport.text(
            answer, review: turn.review, documents: reader.documents.map(\.document), as: format)
        return [.write(path, text)]
    }
}
