import LecternEngine

/// A question with its answer, as the reader sees it grow.
struct Turn: Sendable {
    enum Status: Sendable {
        /// Waits for the question before it.
        case queued
        case stage(AnswerStage)
        case reading(ReadingPace)
        case writing(tokens: Int, isCiting: Bool)
        case finished
        case failed(Failure)
    }

    let question: String
    var statements: [Statement] = []
    var status: Status
    /// What is read for it; known before reading begins.
    var context: ContextSummary?
    /// Once it is finished.
    var answer: CitedAnswer?
    var id: AnswerID?
    /// What judges and people said of it. Citations that a person put right stand in the statements.
    var review = AnswerReview.empty { didSet { applyCorrections() } }
    /// Answers that stand in the same place, oldest first; this one is among them once it is kept.
    var versions: [AnswerID] = []
    /// What it is to be answered from, while it waits.
    var scope = QuestionScope.automatic
    /// The work that finds a quotation for it; nil where a model writes.
    var quoting: JobID?

    init(question: String, status: Status) {
        self.question = question
        self.status = status
    }

    /// A turn from the library.
    init(_ stored: ConversationTurn) {
        question = stored.answer.question
        statements = stored.answer.statements
        status = .finished
        context = stored.answer.context
        answer = stored.answer
        id = stored.id
        review = stored.review
        versions = stored.versions
        applyCorrections()
    }

    private mutating func applyCorrections() {
        guard let answer else { return }
        for index in statements.indices {
            statements[index].citations = review.citations(of: index, in: answer)
        }
    }

    var isRunning: Bool {
        switch status {
        case .stage, .reading, .writing: true
        case .queued, .finished, .failed: false
        }
    }

    /// Takes what the engine reports.
    mutating func apply(_ event: AnswerEvent, now: Moment) {
        switch event {
        case .stage(let stage): status = .stage(stage)
        case .context(let summary): context = summary
        case .reading(let progress):
            if case .reading(var pace) = status {
                pace.note(progress, now: now)
                status = .reading(pace)
            } else {
                status = .reading(ReadingPace(progress, now: now))
            }
        case .draft(let draft):
            draft.apply(to: &statements)
            status = .writing(tokens: draft.generatedTokens, isCiting: draft.isCiting)
        case .kept(let id):
            self.id = id
            if !versions.contains(id) { versions.append(id) }
        case .notKept, .run: break
        case .finished(let answer):
            self.answer = answer
            statements = answer.statements
            status = .finished
        }
    }
}

/// How fast the prompt is read, over the last seconds.
struct ReadingPace: Sendable, Hashable {
    private(set) var progress: ReadingProgress
    private var samples: [Sample]

    private struct Sample: Sendable, Hashable {
        let time: Moment
        let done: Int
    }

    init(_ progress: ReadingProgress, now: Moment) {
        self.progress = progress
        samples = [Sample(time: now, done: progress.done)]
    }

    mutating func note(_ progress: ReadingProgress, now: Moment) {
        self.progress = progress
        samples.append(Sample(time: now, done: progress.done))
        while samples.count > 2, now - samples[1].time > .seconds(10) { samples.removeFirst() }
    }

    /// Tokens a second; nil before there is anything to tell from.
    var tokensPerSecond: Double? {
        guard let first = samples.first, let last = samples.last, last.time > first.time,
            last.done > first.done
        else { return nil }
        return Double(last.done - first.done) / ((last.time - first.time) / .seconds(1))
    }

    var secondsLeft: Double? {
        tokensPerSecond.map { Double(progress.total - progress.done) / $0 }
    }
}

/// Time since the workbench began.
typealias Moment = Duration

/// One citation in the conversation.
struct CitationReference: Hashable, Sendable, Comparable {
    let turn: Int
    let statement: Int
    let citation: Int

    static func < (left: CitationReference, right: CitationReference) -> Bool {
        (left.turn, left.statement, left.citation) < (right.turn, right.statement, right.citation)
    }
}
