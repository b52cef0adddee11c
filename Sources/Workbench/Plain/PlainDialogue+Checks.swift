import LecternEngine

/// Verdicts, scores and candidates.
extension PlainDialogue {
    // MARK: Verdicts

    func verify(_ judge: String) async throws {
        let turn = try turn()
        guard let index = current, !turn.answer.statements.isEmpty else {
            throw PlainProblem("This answer has no statements.")
        }
        guard let choice = judge.isEmpty ? settings.judge : JudgeChoice(rawValue: judge.lowercased()) else {
            throw PlainProblem(
                "Judges are \(PlainWords.list(JudgeChoice.allCases.map(\.rawValue)))."
            )
        }
        let stop = StopSignal()
        let work = begin("Checking citations") { stop.stop() }
        defer { work.end() }
        var result: AnswerVerification?
        for try await event in engine.verify(
            turn.answer, id: turn.id, about: documents.map(\.id), judge: choice, stop: stop)
        {
            switch event {
            case .stage(let stage): work.update(PlainWords.stage(stage))
            case .progress(let done, let total): work.update("Checking: \(done) of \(total) statements")
            case .notKept(let reason): try say("The verdicts could not be kept: \(reason)")
            case .finished(let verification): result = verification
            }
        }
        guard let result else { throw CancellationError() }
        turns[index].review.verifications.removeAll { $0.judge == result.judge }
        turns[index].review.verifications.append(result)
        for number in turn.answer.statements.indices { try sayJudged(number, in: turns[index]) }
        let scores = result.scores
        try say(
            "Checked by \(result.judge): \(PlainWords.counts(result.statements.map(\.verdict))). Recall \(Self.percent(scores.recall)), precision \(Self.percent(scores.precision)), F1 \(Self.percent(scores.f1))."
        )
        if result.judgesItself { try say("The model that wrote the answer judged it.") }
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

    /// `Statement 2, partly supported: …`, and for what is in doubt why, and better evidence.
    private func sayJudged(_ number: Int, in turn: Turn) throws {
        guard let judged = turn.review.verification(of: number) else { return }
        let text = turn.answer.statements[number].text
        try say("Statement \(number + 1), \(judged.verdict.word): \(text)")
        guard judged.verdict == .none || judged.verdict == .partial else { return }
        if !judged.words.isEmpty { try say("Reason: \(judged.words)") }
        for hit in judged.better.prefix(1) {
            try say("Better evidence may be \(place(hit.span)): \(self.text(of: hit.span))")
        }
    }

    /// What judges and the person say of a statement.
    func sayVerdicts(of number: Int, in turn: Turn) throws {
        if turn.review.verifications.isEmpty { try say("It is not checked. /verify checks the answer.") }
        for verification in turn.review.verifications where verification.statements.indices.contains(number) {
            let judged = verification.statements[number]
            let sure = judged.probability.map { ", with \(Self.percent($0)) certainty of support" } ?? ""
            try say("Verdict by \(verification.judge): \(judged.verdict.word)\(sure).")
        }
        if let own = turn.review.verdicts[number] { try say("Your verdict: \(own.word).") }
    }

    func setVerdict(_ argument: String) async throws {
        let turn = try turn()
        let words = argument.split(whereSeparator: \.isWhitespace).map(String.init)
        let count = turn.answer.statements.count
        guard words.count == 2, let number = Int(words[0]), (1...max(1, count)).contains(number), count > 0
        else {
            throw PlainProblem(
                "/verdict takes a statement from 1 to \(count) and full, partial, none or clear.")
        }
        let verdict = PlainWords.verdict(words[1])
        guard verdict != nil || words[1].lowercased() == "clear" else {
            throw PlainProblem("A verdict is full, partial, none or clear.")
        }
        guard let id = turn.id, let index = current else {
            throw PlainProblem("This answer is not in the library, so verdicts on it can't be kept.")
        }
        try await engine.setVerdict(verdict, statement: number - 1, of: id)
        turns[index].review.verdicts[number - 1] = verdict
        try say(
            verdict.map { "Your verdict on statement \(number): \($0.word). /undo takes it back." }
                ?? "Your verdict on statement \(number) is cleared. /undo brings it back.")
    }

    // MARK: Scores

    func score(_ judge: String) async throws {
        let turn = try turn()
        let choice = try rewardJudge(judge)
        let stop = StopSignal()
        let work = begin("Scoring") { stop.stop() }
        defer { work.end() }
        var result: RewardBreakdown?
        for try await event in engine.score(
            turn.answer, about: try openIDs()[0], by: choice, keptAs: turn.id.map(RewardSubject.answer),
            stop: stop)
        {
            switch event {
            case .stage(let stage): work.update(PlainWords.stage(stage))
            case .reward(.progress(let done, let total)):
                work.update("Scoring: \(done) of \(total) questions to the judge")
            case .reward, .kept: break
            case .finished(let breakdown): result = breakdown
            }
        }
        guard let result else { throw CancellationError() }
        try say(result)
    }

    private func rewardJudge(_ word: String) throws -> RewardJudge {
        switch word.lowercased() {
        case "", "measured": .measured
        case "model": .model
        default: throw PlainProblem("Judges are measured and model.")
        }
    }

    /// A breakdown in sentences.
    private func say(_ reward: RewardBreakdown) throws {
        if let mean = reward.mean {
            try say(
                "Reward: \(RewardText.figure(mean)) of 10, the mean of \(Figures.plural(reward.scored, "dimension")); the sum is \(RewardText.figure(reward.sum)). Judge: \(reward.judge), version \(reward.version)."
            )
        } else {
            try say("Reward: none of the dimensions could be scored. Judge: \(reward.judge).")
        }
        for result in reward.dimensions {
            switch result.status {
            case .scored(let score): try say("\(result.dimension.title): \(RewardText.figure(score)) of 10.")
            case .notApplicable, .failed:
                try say("\(result.dimension.title): \(RewardText.status(result.status)).")
            }
            if !result.analysis.isEmpty { try say("Reason: \(result.analysis)") }
            for (index, fact) in result.facts.enumerated() {
                try say("Fact \(index + 1), \(fact.verdict.word): \(fact.fact)")
                for span in fact.evidence {
                    let start = place(span)
                    try say("Evidence, \(start): \(text(of: span))")
                }
            }
            for extract in result.extracts where !extract.isEmpty {
                try say("From \(extract.label) of the document: \(extract.text)")
            }
        }
    }

    // MARK: Candidates

    func sample(_ argument: String) async throws {
        let question = try turn().answer.question
        guard let count = argument.isEmpty ? 5 : Int(argument), (2...50).contains(count) else {
            throw PlainProblem("/sample takes a number from 2 to 50.")
        }
        var sampling = settings.sampling
        if sampling.temperature == 0 { sampling.temperature = 1 }
        let stop = StopSignal()
        let work = begin("Answering \(count) times") { stop.stop() }
        defer { work.end() }
        var answers: [Int: CitedAnswer] = [:]
        let ask = Question(question, about: try openIDs(), fit: settings.fit, sampling: sampling)
        try say("Question: \(question)")
        for try await event in engine.sample(ask, count: count, stop: stop) {
            switch event {
            case .candidate(let answer, let place, _):
                answers[place] = answer
                work.update("Candidate \(place + 1) of \(count)")
            case .scored(let reward, let place):
                guard let answer = answers[place] else { break }
                let figure = reward.mean.map { "\(RewardText.figure($0)) of 10" } ?? "no score"
                try say("Candidate \(place + 1), \(figure): \(AnswerText.body(of: answer))")
            case .answer(.reading(let progress), _): work.update(PlainWords.reading(progress))
            case .started, .answer, .scoring: break
            }
        }
        try say("The candidates are kept. /label new makes a set to compare them blind.")
    }
}
