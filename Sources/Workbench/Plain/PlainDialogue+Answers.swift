import Foundation
import LecternEngine

/// Questions, and answers as they come.
extension PlainDialogue {
    func ask(_ text: String) async throws {
        let ids = try openIDs()
        try await startConversation(about: ids)
        let stop = StopSignal()
        var question = Question(
            text, about: ids, in: conversation, fit: settings.fit, sampling: settings.sampling)
        question.scope = scope
        try await hear(engine.ask(question, stop: stop)) { stop.stop() }
    }

    func askAgain() async throws { try await ask(try turn().answer.question) }

    func quote(_ text: String) async throws {
        let ids = try openIDs()
        let question = text.isEmpty ? try turn().answer.question : text
        try await startConversation(about: ids)
        var ask = Question(question, about: ids, in: conversation)
        ask.scope = scope
        let events = engine.answerNow(ask)
        let (answer, id, problem) = try await interruptible("Searching the document") {
            var found: (answer: CitedAnswer?, id: AnswerID?, problem: String?)
            for try await event in events {
                switch event {
                case .kept(let id): found.id = id
                case .notKept(let reason): found.problem = reason
                case .finished(let answer): found.answer = answer
                case .stage, .context, .reading, .draft, .run: break
                }
            }
            return found
        }
        guard let answer else { throw CancellationError() }
        if let problem { try say("The answer could not be kept: \(problem)") }
        try take(answer, id, said: 0)
    }

    private func startConversation(about ids: [DocumentID]) async throws {
        if conversation == nil { conversation = try await engine.startConversation(about: ids) }
    }

    /// Says each statement as soon as it is whole.
    ///
    /// - Parameter place: the turn whose answer goes on; its whole statements were said before.
    private func hear(
        _ events: EventStream<AnswerEvent>, continuing place: Int? = nil, stop: @escaping @Sendable () -> Void
    ) async throws {
        let work = begin("Beginning", stop: stop)
        defer { work.end() }
        var statements: [Statement] = []
        var said = place.map { turns[$0].answer.statements.count { !$0.isCut } } ?? 0
        var id: AnswerID?
        for try await event in events {
            switch event {
            case .stage(let stage): work.update(PlainWords.stage(stage))
            case .context, .run: break
            case .reading(let progress): work.update(PlainWords.reading(progress))
            case .draft(let draft):
                draft.apply(to: &statements)
                work.update("Writing: \(Figures.plural(draft.generatedTokens, "token"))")
                // Only the last one may still be growing.
                while place == nil, said < statements.count - 1 {
                    try say(answerLine(statements[said], .unchecked))
                    said += 1
                }
            case .kept(let kept): id = kept
            case .notKept(let reason): try say("The answer could not be kept: \(reason)")
            case .finished(let answer):
                if let place {
                    turns[place] = Turn(answer: answer, id: id ?? turns[place].id)
                    (current, citationRead) = (place, nil)
                    try finish(answer, said: said)
                } else {
                    try take(answer, id, said: said)
                }
            }
        }
    }

    func continueAnswer() async throws {
        let turn = try turn()
        guard turn.answer.isContinuable, let current else {
            throw PlainProblem("This answer is whole. /again asks once more.")
        }
        let stop = StopSignal()
        var question = Question(
            turn.answer.question, about: try openIDs(), in: conversation, fit: settings.fit,
            sampling: turn.answer.sampling)
        question.begun = turn.answer
        question.scope = turn.answer.context.scope ?? .automatic
        if let id = turn.id { question.place = .replacing(id) }
        try await hear(engine.ask(question, stop: stop), continuing: current) { stop.stop() }
    }

    func chooseScope(_ argument: String) async throws {
        let ids = try openIDs()
        switch argument.lowercased() {
        case "": break
        case "automatic", "auto": scope = .automatic
        case "whole", "all": scope = .whole
        case "search": scope = .search
        default:
            let document = documents.first { $0.id == place?.document } ?? documents[0]
            let spans = try spans(argument, of: document)
            scope = .sections(spans.map { SentenceSpan(document: document.id, sentences: $0) })
        }
        let titles = PlainWords.list(documents.filter { ids.contains($0.id) }.map(\.title))
        switch scope {
        case .automatic: try say("Questions are answered from all of \(titles), or from what search finds.")
        case .whole: try say("Questions are answered from all of \(titles), or not at all.")
        case .search: try say("Questions are answered from what search finds.")
        case .sections(let spans):
            try say("Questions are answered from \(PlainWords.list(spans.map { place($0) })).")
        }
    }

    /// `218-260, 300`
    func spans(_ text: String, of document: Document) throws -> [ClosedRange<Int>] {
        try text.split(separator: ",").map { part in
            let numbers = part.split(separator: "-").map { Int(String($0).trimmingSpace) }
            guard let first = numbers.first ?? nil, let end = numbers.last ?? nil, numbers.count <= 2,
                first <= end, first >= 0, end < document.sentences.count
            else {
                throw PlainProblem("\(document.title) has sentences 0 to \(document.sentences.count - 1).")
            }
            return first...end
        }
    }

    /// A finished answer is the current one.
    ///
    /// - Parameter said: statements that were said while it came.
    private func take(_ answer: CitedAnswer, _ id: AnswerID?, said: Int) throws {
        turns.append(Turn(answer: answer, id: id))
        (current, citationRead) = (turns.count - 1, nil)
        try finish(answer, said: said)
    }

    private func finish(_ answer: CitedAnswer, said: Int) throws {
        if answer.isRefusal {
            if said == 0 { try say("Answer: The model found nothing in the document that answers this.") }
        } else {
            for statement in answer.statements.dropFirst(said) {
                try say(answerLine(statement, .unchecked))
            }
            if answer.statements.isEmpty { try say("Answer: nothing.") }
        }
        try explain(answer)
    }

    /// What must be known of an answer beside its statements.
    private func explain(_ answer: CitedAnswer) throws {
        if answer.statements.contains(where: \.isQuoted), !answer.isFromReader {
            try say("This model finds sentences and does not phrase answers: the text above is quoted.")
        }
        if answer.isFromReader { try say("Quoted by \(answer.model.name), at once; no model wrote it.") }
        let places = answer.citations.map { "\($0.number) is \(place($0.span))" }
        if !places.isEmpty { try say("Cited: \(places.joined(separator: "; ")).") }
        let rejected = answer.statements.flatMap(\.rejected)
        if !rejected.isEmpty {
            let marks = rejected.map { "\($0.raw) is \($0.reason.rawValue)" }
            try say("Citations that point nowhere: \(marks.joined(separator: "; ")).")
        }
        for hit in answer.searchHits {
            try say("Found by search, not cited by the model: \(place(hit.span)): \(text(of: hit.span))")
        }
        if let context = PlainWords.context(answer.context) { try say(context) }
        if let warning = answer.readingWarning { try say("Warning: \(warning).") }
        switch answer.finish {
        case .stop: break
        case .length: try say("The answer was cut: the token limit was reached.")
        case .cancelled:
            try say("Stopped by you; what there is stays. /continue goes on with it, /again asks once more.")
        case .lost:
            let failure = answer.failure
            try say("The answer was cut: \(failure?.message ?? "it was lost.") \(failure?.hint ?? "")")
        }
    }

    /// `Answer: Freight fell by 11%. (cited 1, supported)`
    func answerLine(_ statement: Statement, _ verdict: Verdict) -> String {
        "Answer: \(statement.text)\(statement.isCut ? " (cut)" : "")"
            + " (\(marks(statement.citations, verdict)))"
    }

    private func marks(_ citations: [Citation], _ verdict: Verdict) -> String {
        var numbers: [String] = []
        for citation in citations where !numbers.contains("\(citation.number)") {
            numbers.append("\(citation.number)")
        }
        let cited = numbers.isEmpty ? "uncited" : "cited \(PlainWords.list(numbers))"
        return verdict == .unchecked ? cited : "\(cited), \(verdict.word)"
    }

    // MARK: Earlier answers

    func listAnswers() async throws {
        guard !turns.isEmpty else { throw PlainProblem("There is no answer yet. Type a question.") }
        for (index, turn) in turns.enumerated() {
            let count = turn.answer.statements.count { !$0.citations.isEmpty }
            let facts = turn.answer.isRefusal ? "no answer found" : Figures.plural(count, "cited statement")
            try say(
                "\(index + 1). \(turn.answer.question) (\(facts)\(index == current ? ", the current one" : ""))"
            )
        }
    }

    func showAnswer(_ argument: String) async throws {
        if !argument.isEmpty {
            guard let number = Int(argument), turns.indices.contains(number - 1) else {
                throw PlainProblem("There is no answer \(argument). /answers lists the questions.")
            }
            (current, citationRead) = (number - 1, nil)
        }
        let turn = try turn()
        try say("Question: \(turn.answer.question)")
        if turn.answer.isRefusal {
            try say("Answer: The model found nothing in the document that answers this.")
        } else {
            for (index, statement) in turn.answer.statements.enumerated() {
                var statement = statement
                statement.citations = turn.citations(of: index)
                try say(answerLine(statement, turn.review.shownVerdict(of: index)))
            }
        }
        for (citation, _) in turn.citations { try say(citedLine(citation)) }
        try explainAgain(turn.answer)
    }

    private func explainAgain(_ answer: CitedAnswer) throws {
        if answer.finish != .stop { try say("The answer is cut.") }
        if answer.statements.contains(where: \.isQuoted) { try say("Its text is quoted.") }
    }

    func export(to path: String) async throws {
        let turn = try turn()
        let cited = Set(turn.citations.map(\.citation.span.document))
        var about: [Document] = []
        for id in cited { about.append(try await engine.document(id)) }
        var text = AnswerText.footnoted(turn.answer, documents: about) + "\n"
        if let format = AnswerExport.Format(path: path) {
            text = AnswerExport.text(turn.answer, review: turn.review, documents: about, as: format)
        } else if !path.lowercased().hasSuffix(".txt") {
            throw PlainProblem("/export writes .md, .html, .json and .txt; the name says which.")
        }
        let url = URL(filePath: (path as NSString).expandingTildeInPath)
        // Never over a file that is there.
        try Data(text.utf8).write(to: url, options: .withoutOverwriting)
        try say("Wrote \(path).")
    }
}
