import LecternEngine

/// The JSON of `lectern eval squad-cite`, as `cli.md` lays it down: numbers from 0 to 100.
struct SquadCiteJSON: Encodable {
    struct Scores: Encodable {
        let questions: Int
        let exact_match: Double
        let f1: Double
        let citation_recall: Double
        let citation_precision: Double
        let citation_f1: Double

        init(_ scores: SquadCiteReport.Scores) {
            questions = scores.questions
            exact_match = scores.exactMatch
            f1 = scores.f1
            citation_recall = scores.citationRecall
            citation_precision = scores.citationPrecision
            citation_f1 = scores.citationF1
        }
    }

    struct Baseline: Encodable {
        let name = "bm25-sentence"
        let citation_f1: Double
    }

    struct Search: Encodable {
        let way: String
        let ranked: Int
        let first: Double
        let among_3: Double
        let among_8: Double
        let among_20: Double
    }

    let schema = 1
    let benchmark = "squad-cite"
    let model: String
    let context: String
    let seed: UInt64
    let questions: Int
    let answerable: Int
    let unanswerable: Int
    let exact_match: Double
    let f1: Double
    let citation_recall: Double
    let citation_precision: Double
    let citation_f1: Double
    @Nullable var refused_unanswerable: Double?
    let false_refusals: Double
    /// Over the questions that were not refused, and with each refused one as 0.
    let answered: Scores
    let with_refusals: Scores
    let baseline: Baseline
    /// Where an article was searched: by words, by meaning, by both, and with what was found put in order.
    let search: [Search]
    let seconds: Double

    init(_ report: SquadCiteReport) {
        model = report.model
        context = report.context
        seed = report.seed
        questions = report.questions
        answerable = report.answerable
        unanswerable = report.unanswerable
        exact_match = report.exactMatch
        f1 = report.f1
        citation_recall = report.citationRecall
        citation_precision = report.citationPrecision
        citation_f1 = report.citationF1
        refused_unanswerable = report.refusedUnanswerable
        false_refusals = report.falseRefusals
        answered = Scores(report.answered)
        with_refusals = Scores(report.withRefusals)
        baseline = Baseline(citation_f1: report.baselineCitationF1)
        search = report.searches.map {
            Search(
                way: $0.way, ranked: $0.ranked, first: $0.first, among_3: $0.among3, among_8: $0.among8,
                among_20: $0.among20)
        }
        seconds = report.seconds
    }
}

/// The JSON of `lectern eval support`: numbers from 0 to 100, the Brier score from 0 to 1.
struct SupportJSON: Encodable {
    struct Bin: Encodable {
        let claims: Int
        let said: Double
        let supported: Double
    }

    let schema = 1
    let benchmark = "support"
    let judge: String
    let claims: Int
    let supported: Int
    let accuracy: Double
    let majority: Double
    let brier: Double
    /// By tenths of the calibrated probability.
    let calibration: [Bin]
    let seconds: Double

    init(_ report: SupportReport) {
        judge = report.judge
        claims = report.claims
        supported = report.supported
        accuracy = report.accuracy
        majority = report.majority
        brier = report.brier
        calibration = report.bins.map { Bin(claims: $0.claims, said: $0.said, supported: $0.supported) }
        seconds = report.seconds
    }
}
