/// The figures of `squad-cite`: numbers from 0 to 100.
///
/// Answers and citations are scored over all questions that have an answer, refusals apart: a reader's best place counts
/// also where it would refuse, a generator that refuses has none and scores 0. `answered` is the same over the questions that
/// were not refused; `withRefusals` counts each refused one as 0.
public struct SquadCiteReport: Sendable, Hashable {
    public struct Scores: Sendable, Hashable {
        public var questions = 0
        public var exactMatch = 0.0
        public var f1 = 0.0
        public var citationRecall = 0.0
        public var citationPrecision = 0.0
        public var citationF1 = 0.0
    }

    /// How often the first passages that search finds hold a sentence that answers.
    public struct Search: Sendable, Hashable {
        public var way: String
        /// So many were read to put them in order.
        public var ranked: Int
        public var first = 0.0
        public var among3 = 0.0
        public var among8 = 0.0
        public var among20 = 0.0
    }

    public var model: String
    /// "article", or how many sentences.
    public var context: String
    public var seed: UInt64
    public var questions: Int
    public var answerable: Int
    public var unanswerable: Int
    public var exactMatch: Double
    public var f1: Double
    public var citationRecall: Double
    public var citationPrecision: Double
    public var citationF1: Double
    /// Nil where no question is unanswerable.
    public var refusedUnanswerable: Double?
    public var falseRefusals: Double
    public var answered: Scores
    public var withRefusals: Scores
    /// BM25's best sentence of the same contexts, without a model.
    public var baselineCitationF1: Double
    /// Ways of searching a whole article; empty where contexts were given and not searched.
    public var searches: [Search]
    /// Wall-clock time of all questions.
    public var seconds: Double
}

/// Adds outcomes up.
package struct SquadCiteTally: Sendable {
    private var all = Sums()
    private var answered = Sums()
    private var refused = (answerable: 0, unanswerable: 0)
    private var unanswerable = 0
    private var baselineF1 = 0.0
    private var ranks: [[Int?]] = []

    package init() {}

    private struct Sums: Sendable {
        var count = 0
        var exact = 0.0, f1 = 0.0, recall = 0.0, precision = 0.0, citationF1 = 0.0

        mutating func add(_ item: SquadItem, _ outcome: SquadCite.Outcome) {
            let citation = CitationScore(cited: outcome.cited, gold: item.gold)
            count += 1
            exact += AnswerScores.exactMatch(outcome.answer, item.answers)
            f1 += AnswerScores.f1(outcome.answer, item.answers)
            recall += citation.recall
            precision += citation.precision
            citationF1 += citation.f1
        }

        func scores(over total: Int) -> SquadCiteReport.Scores {
            let share = { (sum: Double) in total > 0 ? 100 * sum / Double(total) : 0 }
            return SquadCiteReport.Scores(
                questions: total, exactMatch: share(exact), f1: share(f1), citationRecall: share(recall),
                citationPrecision: share(precision), citationF1: share(citationF1))
        }
    }

    package mutating func add(_ item: SquadItem, _ outcome: SquadCite.Outcome, baseline: Set<Int>) {
        guard !item.answers.isEmpty else {
            unanswerable += 1
            if outcome.isRefused { refused.unanswerable += 1 }
            return
        }
        all.add(item, outcome)
        baselineF1 += CitationScore(cited: baseline, gold: item.gold).f1
        if outcome.isRefused { refused.answerable += 1 } else { answered.add(item, outcome) }
    }

    /// Notes where each way of searching put the answer of an answerable question.
    package mutating func add(ranks one: [Int?]) { ranks.append(one) }

    private func search(_ search: PassageSearch, number: Int) -> SquadCiteReport.Search {
        let own = ranks.map { $0[number] }
        let among = { (count: Int) in
            100 * Double(own.count { $0.map { $0 < count } ?? false }) / Double(own.count)
        }
        return SquadCiteReport.Search(
            way: search.way.rawValue, ranked: search.readCount, first: among(1), among3: among(3),
            among8: among(8), among20: among(20))
    }

    package func report(
        model: String, options: SquadCiteOptions, searches: [PassageSearch], seconds: Double
    ) -> SquadCiteReport {
        let scores = all.scores(over: all.count)
        let share = { (part: Int, whole: Int) in whole > 0 ? 100 * Double(part) / Double(whole) : 0 }
        return SquadCiteReport(
            model: model, context: options.contextSentences.map(String.init) ?? "article", seed: options.seed,
            questions: all.count + unanswerable, answerable: all.count, unanswerable: unanswerable,
            exactMatch: scores.exactMatch, f1: scores.f1, citationRecall: scores.citationRecall,
            citationPrecision: scores.citationPrecision, citationF1: scores.citationF1,
            refusedUnanswerable: unanswerable > 0 ? share(refused.unanswerable, unanswerable) : nil,
            falseRefusals: share(refused.answerable, all.count),
            answered: answered.scores(over: answered.count), withRefusals: answered.scores(over: all.count),
            baselineCitationF1: all.count > 0 ? 100 * baselineF1 / Double(all.count) : 0,
            searches: ranks.isEmpty
                ? [] : searches.enumerated().map { search($1, number: $0) },
            seconds: seconds)
    }
}
