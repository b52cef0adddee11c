import LecternEngine
import Synchronization

/// Scoring, sampling, and reading what is kept of both.
extension EffectRunner {
    func loadRewards(_ document: DocumentID, _ conversation: ConversationID?) {
        start {
            var groups: [RewardGroup] = []
            for set in try await self.engine.candidateSets(about: document) {
                let entries = try await self.engine.candidates(in: set.id).map { one in
                    RewardEntry(
                        subject: .candidate(one.id), answer: one.candidate.answer, rewards: one.rewards)
                }
                groups.append(
                    RewardGroup(set: set.id, question: set.question, entries: entries, madeAt: set.madeAt))
            }
            if let conversation {
                for turn in try await self.engine.turns(in: conversation).reversed() {
                    let entry = RewardEntry(
                        subject: .answer(turn.id), answer: turn.answer,
                        rewards: try await self.engine.rewards(of: .answer(turn.id)))
                    groups.append(
                        RewardGroup(
                            set: nil, question: turn.answer.question, entries: [entry], madeAt: turn.askedAt))
                }
            }
            self.deliver(.rewardsLoaded(document, groups.sorted { $0.madeAt > $1.madeAt }))
        }
    }

    func score(
        _ subject: RewardSubject, _ answer: CitedAnswer, _ document: DocumentID, _ judge: RewardJudge,
        _ job: JobID
    ) {
        let stop = StopSignal()
        stops.withLock { $0[job] = { stop.stop() } }
        rewarding(job) {
            let events = self.engine.score(answer, about: document, by: judge, keptAs: subject, stop: stop)
            for try await event in events {
                switch event {
                case .reward(.progress(let done, let total)):
                    self.deliver(.rewarding(job, .progress(done: done, total: total)))
                case .kept: self.deliver(.rewarding(job, .kept))
                case .stage, .reward, .finished: break
                }
            }
        }
    }

    func sample(_ question: String, _ document: DocumentID, _ count: Int, _ job: JobID) {
        let stop = StopSignal()
        stops.withLock { $0[job] = { stop.stop() } }
        rewarding(job) {
            let ask = Question(question, about: [document], sampling: SamplingParameters(temperature: 1))
            for try await event in self.engine.sample(ask, count: count, stop: stop) {
                switch event {
                case .candidate(_, let place, _):
                    self.deliver(.rewarding(job, .progress(done: place + 1, total: count)))
                case .scored: self.deliver(.rewarding(job, .kept))
                case .started, .answer, .scoring: break
                }
            }
        }
    }

    private func rewarding(_ job: JobID, _ work: @escaping @Sendable () async throws -> Void) {
        start(failing: { AppEvent.rewarding(job, .failed($0)) }) {
            defer { self.stops.withLock { $0[job] = nil } }
            do {
                try await work()
                self.deliver(.rewarding(job, .ended))
            } catch is CancellationError {
                self.deliver(.rewarding(job, .failed(nil)))
            }
        }
    }
}
