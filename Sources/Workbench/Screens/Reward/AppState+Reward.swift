import LecternEngine
import TerminalUI

/// What the reward inspector does.
extension AppState {
    /// How many candidates are sampled at a press.
    static let candidateCount = 5

    /// Opens the inspector on the document that is read.
    mutating func openReward() -> [Effect] {
        go(to: .reward)
        return loadRewards()
    }

    func loadRewards() -> [Effect] {
        guard let document = reader.opened?.document.id else { return [] }
        return [.loadRewards(document, reader.conversation)]
    }

    mutating func hear(_ event: RewardJobEvent, of job: JobID) -> [Effect] {
        guard reward.running?.job == job else { return [] }
        switch event {
        case .progress(let done, let total):
            reward.running?.done = done
            reward.running?.total = total
            return []
        case .kept: return loadRewards()
        case .failed(let failure):
            reward.running = nil
            if let failure { fail(failure) }
            return loadRewards()
        case .ended:
            reward.running = nil
            return loadRewards()
        }
    }

    // MARK: Judging and sampling

    mutating func chooseRewardJudge() {
        let facts = reward.result?.facts.count ?? reward.entry?.answer.statements.count ?? 4
        let items: [Chooser.Item] = [
            .init(text: "measured", detail: "text measures, no model", choice: .rewardJudge(.measured)),
            .init(
                text: model?.name ?? "the model", detail: "about \(4 + facts) judge calls",
                choice: .rewardJudge(.model)),
        ]
        overlay = .chooser(Chooser(title: "Score again by", items: items))
    }

    mutating func score(by judge: RewardJudge) -> [Effect] {
        guard let entry = reward.entry, let document = reader.opened?.document.id, reward.running == nil
        else {
            return []
        }
        guard !refusesSeveral("scored") else { return [] }
        let job = newJob()
        reward.running = RewardScreen.Running(job: job, label: "scoring")
        reward.judge = 0
        return [.score(entry.subject, entry.answer, about: document, by: judge, job)]
    }

    mutating func sampleCandidates() -> [Effect] {
        guard let document = reader.opened?.document.id, reward.running == nil,
            let question = reward.shown?.question ?? reader.turns.last?.question
        else { return [] }
        guard !refusesSeveral("sampled") else { return [] }
        let job = newJob()
        reward.running = RewardScreen.Running(job: job, label: "sampling", total: Self.candidateCount)
        return [.sample(question, about: document, count: Self.candidateCount, job)]
    }

    /// Judges read one document: of an answer about several they would miss what it rests on.
    private mutating func refusesSeveral(_ what: String) -> Bool {
        guard reader.isAboutSeveral else { return false }
        say("answers are \(what) about one document; this conversation is about several", .warning)
        return true
    }

    mutating func chooseRewardGroup() {
        let items = reward.groups.enumerated().map { index, group in
            let kind =
                group.set == nil
                ? "answer" : Figures.plural(group.entries.count, "candidate")
            return Chooser.Item(
                text: group.question, detail: kind + ", " + Figures.age(clock - group.madeAt),
                choice: .rewardGroup(index))
        }
        overlay = .chooser(Chooser(title: "Questions about this document", items: items, at: reward.group))
    }

    // MARK: Looking into it

    /// Enter: opens what can be opened, goes to the source where there is one.
    mutating func openRewardRow() {
        switch reward.focus {
        case .bars, .candidates:
            reward.showsCandidates = false
            reward.focus = .detail
        case .detail:
            guard let row = reward.row else { return }
            if let span = row.span {
                jump(to: span)
            } else if case .fact(let number, _, _, _) = row {
                if reward.openFacts.remove(number) == nil { reward.openFacts.insert(number) }
            }
        }
    }

    /// Folds the fact; from the details of nothing open, back to the bars.
    mutating func foldRewardRow() {
        guard reward.focus == .detail else {
            reward.focus = .bars
            return
        }
        guard let number = reward.row?.fact, reward.openFacts.contains(number) else {
            reward.focus = .bars
            return
        }
        reward.openFacts.remove(number)
        if let row = reward.rows.firstIndex(where: { row in
            if case .fact(number, _, _, _) = row { true } else { false }
        }) {
            reward.detail.moveTo(row)
        }
    }

    /// Shows evidence highlighted in the source; back from there comes here.
    private mutating func jump(to span: SentenceSpan) {
        guard reader.tab(of: span.document) != nil else {
            say("this passage is in a document that is not open", .warning)
            return
        }
        reader.rememberPlace(returnsTo: .reward)
        reader.evidence = span
        reader.focus = .source
        reader.goTo(span)
        go(to: .reader)
    }

    // MARK: What the person says

    /// A verdict on the fact under the cursor; on the bars `0` clears the own score.
    mutating func override(with verdict: Verdict?) -> [Effect] {
        guard let reward = reward.reward else { return [] }
        if let number = self.reward.fact {
            return [.overrideFact(reward.id, number, verdict)]
        }
        guard self.reward.focus == .bars, verdict == nil else {
            say("a verdict is for a fact of faithfulness; Enter opens them", .warning)
            return []
        }
        return [.overrideScore(reward.id, self.reward.dimension, nil)]
    }

    mutating func changeOwnScore(_ step: Double) -> [Effect] {
        guard let reward = reward.reward else { return [] }
        let dimension = self.reward.dimension
        let now = reward.breakdown.scores(with: reward.overrides)[dimension] ?? 5
        let half = ((now + step) * 2).rounded() / 2
        return [.overrideScore(reward.id, dimension, min(10, max(0, half)))]
    }
}
