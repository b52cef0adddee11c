import LecternEngine

/// One question as the engine went through it: what was counted so far, and at the end.
struct EngineRun: Sendable {
    let job: JobID
    /// From 1, in the order in which they were asked.
    let number: Int
    let question: String
    let title: String
    var model: String
    var isEndpoint = false
    var progress: ReadingProgress?
    var generatedTokens = 0
    var figures: AnswerRun?
    /// Once it ended.
    var statistics: GenerationStatistics?
    var finish: CitedAnswer.Finish?
    var failure: String?

    var attention: AttentionMap? { figures?.report.attention }
    var isRunning: Bool { finish == nil && failure == nil }
    var promptTokens: Int? { statistics?.promptTokens ?? progress?.total }
    var cachedTokens: Int { statistics?.cachedTokens ?? progress?.cached ?? 0 }

    /// Something of the prompt was read by samples.
    var isSampled: Bool { (attention?.sampledTokens ?? 0) > 0 }

    mutating func apply(_ event: AnswerEvent) {
        switch event {
        case .stage(.waiting): isEndpoint = true
        case .stage, .context, .kept, .notKept: break
        case .reading(let progress): self.progress = progress
        case .draft(let draft): generatedTokens = draft.generatedTokens
        case .run(let figures): self.figures = figures
        case .finished(let answer):
            statistics = answer.statistics
            generatedTokens = answer.statistics.generatedTokens
            finish = answer.finish
            model = answer.model.name
            isEndpoint = answer.model.isEndpoint
        }
    }
}

/// The last runs of this session, oldest first.
struct EngineRuns: Sendable {
    private(set) var all: [EngineRun] = []
    private(set) var shownIndex = 0
    private var last = 0

    /// More than these nobody looks through.
    static let limit = 50

    var shown: EngineRun? { all.indices.contains(shownIndex) ? all[shownIndex] : nil }

    /// Takes what is reported of a job; the first of it that counts something begins a run.
    ///
    /// - Parameter make: a run with this number, for a job that has none yet.
    mutating func note(_ event: AnswerEvent, of job: JobID, make: (Int) -> EngineRun) {
        if let index = all.lastIndex(where: { $0.job == job }) {
            all[index].apply(event)
            return
        }
        switch event {
        case .context, .reading, .run, .finished: break
        case .stage, .draft, .kept, .notKept: return
        }
        let wasLast = shownIndex >= all.count - 1
        last += 1
        var run = make(last)
        run.apply(event)
        all.append(run)
        if all.count > Self.limit {
            all.removeFirst()
            shownIndex = max(0, shownIndex - 1)
        }
        // Who looks at an older run goes on looking at it.
        if wasLast { shownIndex = all.count - 1 }
    }

    mutating func fail(_ job: JobID, _ reason: String) {
        if let index = all.lastIndex(where: { $0.job == job }) { all[index].failure = reason }
    }

    mutating func show(_ index: Int) { shownIndex = max(0, min(index, all.count - 1)) }
}
