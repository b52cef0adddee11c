import LecternEngine

/// What a person says against the model and its judges. It stands beside what they said and can be undone.
extension PlainDialogue {
    // MARK: Citations

    func correct(_ argument: String) async throws {
        let turn = try turn()
        let count = turn.answer.statements.count
        let words = argument.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 2, let number = Int(words[0]), number >= 1, number <= count else {
            throw PlainProblem(
                "/correct takes a statement from 1 to \(count), and the sentences that it should cite: 218-219, 230; or none, better, clear."
            )
        }
        guard let id = turn.id, let index = current else {
            throw PlainProblem("This answer is not in the library, so corrections of it can't be kept.")
        }
        let citations = try corrected(words[1].trimmingSpace.lowercased(), statement: number - 1, of: turn)
        try await engine.correct(citations, statement: number - 1, of: id)
        turns[index].review.corrections[number - 1] = citations
        let now = turns[index].citations(of: number - 1)
        try say(
            now.isEmpty
                ? "Statement \(number) cites nothing now. /undo takes it back."
                : "Statement \(number) cites \(PlainWords.list(now.map { "\($0.number)" })) now. /undo takes it back."
        )
        for citation in now { try say(citedLine(citation)) }
    }

    /// Nil goes back to the model's own.
    private func corrected(_ words: String, statement: Int, of turn: Turn) throws -> [Citation]? {
        let all = turn.answer.statements.indices.flatMap { turn.citations(of: $0) }
        var last = all.map(\.number).max() ?? 0
        func citation(_ span: SentenceSpan) -> Citation {
            if let known = all.first(where: { $0.span == span }) { return known }
            last += 1
            return Citation(number: last, span: span, anchor: .ok)
        }
        switch words {
        case "none": return []
        case "clear": return nil
        case "better":
            let own = turn.citations(of: statement)
            guard
                let better = turn.review.verification(of: statement)?.better.first(where: { hit in
                    !own.contains { $0.span == hit.span }
                })
            else {
                throw PlainProblem(
                    "No better evidence is known. /verify looks for it where a statement is in doubt.")
            }
            return own + [citation(better.span)]
        default: break
        }
        guard let document = documents.first(where: { $0.id == place?.document }) ?? documents.first else {
            throw PlainProblem("No document is open.")
        }
        return try spans(words, of: document).map {
            citation(SentenceSpan(document: document.id, sentences: $0))
        }
    }

    // MARK: Scores

    func overrideFact(_ argument: String) async throws {
        let reward = try await reward()
        let facts = reward.breakdown[.faithfulness]?.facts ?? []
        let words = argument.split(whereSeparator: \.isWhitespace).map(String.init)
        let verdict = words.last.flatMap(PlainWords.verdict)
        guard words.count == 2, let number = Int(words[0]), facts.indices.contains(number - 1),
            verdict != nil || words[1].lowercased() == "clear"
        else {
            throw PlainProblem(
                "/fact takes a fact from 1 to \(facts.count) and full, partial, none or clear.")
        }
        try await engine.override(fact: number - 1, of: reward.id, with: verdict)
        try await sayAdjusted()
    }

    func overrideScore(_ argument: String) async throws {
        let words = argument.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        let score = words.last.flatMap(Double.init)
        guard words.count == 2, let dimension = RewardDimension(rawValue: words[0]),
            score.map({ (0...10).contains($0) }) ?? (words[1] == "clear")
        else {
            let names = RewardDimension.allCases.map(\.rawValue)
            throw PlainProblem(
                "/grade takes \(PlainWords.list(names, "or")), and a number from 0 to 10 or clear.")
        }
        try await engine.override(dimension, of: try await reward().id, with: score)
        try await sayAdjusted()
    }

    /// The latest reward of the current answer.
    private func reward() async throws -> StoredReward {
        guard let id = try turn().id else {
            throw PlainProblem(
                "This answer is not in the library, so what you say of its scores can't be kept.")
        }
        guard let reward = try await engine.rewards(of: .answer(id)).first else {
            throw PlainProblem("This answer is not scored yet. /score scores it.")
        }
        return reward
    }

    private func sayAdjusted() async throws {
        let reward = try await reward()
        func mean(_ value: Double?) -> String { value.map { "\(RewardText.figure($0)) of 10" } ?? "no score" }
        try say(
            "With your verdicts and scores: \(mean(reward.breakdown.mean(with: reward.overrides))). The judge's own: \(mean(reward.breakdown.mean)). /undo takes it back."
        )
    }
}
