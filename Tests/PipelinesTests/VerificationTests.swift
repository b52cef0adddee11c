import Documents
import Generation
import Synchronization
import Testing

@testable import Pipelines

struct VerificationTests {
    private static let document = Document.sample([
        "The lock was closed from March to August 1998.", "Grain fell by 38 percent.",
        "The insurers paid for the repair.", "They did not pay for the lost revenue.",
        "The reserve bore that loss.",
    ])

    private static func citation(_ number: Int, _ sentences: ClosedRange<Int>) -> Citation {
        Citation(number: number, span: SentenceSpan(document: document.id, sentences: sentences), anchor: .ok)
    }

    private static func answer(_ statements: [Statement]) -> CitedAnswer {
        CitedAnswer(
            question: "What happened?", statements: statements, raw: "…",
            parse: ParseReport(isStrict: true, repairs: 0),
            context: ContextSummary(
                sentences: 5, documentSentences: 5, tokens: 50, mode: .whole, windows: [], earlierTurns: 0),
            model: .scripted, sampling: .greedy, statistics: GenerationStatistics(), finish: .stop)
    }

    /// Says full where every word of the statement is in the text, partial where half of them are.
    private final class WordJudge: StatementJudge {
        let name = "words"
        let asked = Mutex<[String]>([])

        func support(of statement: String, in cited: String, context: JudgeContext) async throws
            -> JudgedSupport
        {
            asked.withLock { $0.append(statement) }
            let there = Set(Terms.of(cited))
            let words = Set(Terms.of(statement))
            let share = Double(words.intersection(there).count) / Double(max(1, words.count))
            return JudgedSupport(share == 1 ? .full : share >= 0.5 ? .partial : .none, probability: share)
        }

        func relevance(of snippet: String, to statement: String, context: JudgeContext) async throws -> Bool?
        {
            !Set(Terms.of(snippet)).isDisjoint(with: Terms.of(statement))
        }

        func needsCitation(_ statement: String, context: JudgeContext) async throws -> Bool? {
            CitationNeed.measured(of: statement, question: context.question)
        }
    }

    private func verify(
        _ answer: CitedAnswer, by judge: some StatementJudge, citations: [Int: [Citation]] = [:],
        only: Set<Int>? = nil
    ) async throws -> AnswerVerification {
        try await AnswerVerifier(judge).verify(
            answer, citations: citations, from: [DocumentReader(Self.document)], only: only,
            stop: StopSignal()
        ) { _, _ in }
    }

    // The worked example of the spec: longcite.md §13, M.
    @Test func theMeasuresHaveTheirHandComputedValues() {
        let scores = CitationScores(statements: [
            .init(isCited: true, verdict: .full, needsCitation: true, relevant: [true, true]),
            .init(isCited: true, verdict: .partial, needsCitation: true, relevant: [false]),
            .init(isCited: false, verdict: .unchecked, needsCitation: false, relevant: []),
            .init(isCited: false, verdict: .unchecked, needsCitation: true, relevant: []),
        ])
        #expect(scores.recall == 0.625)
        #expect(abs(scores.precision - 2.0 / 3) < 1e-12)
        #expect(abs(scores.f1 - 0.6451612903) < 1e-9)
        let empty = CitationScores(statements: [])
        #expect((empty.recall, empty.precision, empty.f1) == (0, 0, 0))
    }

    @Test func everyStatementIsJudgedAgainstAllItCites() async throws {
        let answer = Self.answer([
            Statement(text: "Grain fell by 38 percent.", citations: [Self.citation(1, 1...1)]),
            Statement(
                text: "The insurers paid for the lost revenue.",
                citations: [Self.citation(2, 2...2), Self.citation(3, 1...1)]),
            Statement(text: "Here is the answer:"),
            Statement(text: "The lock cost 4 million crowns."),
        ])
        let result = try await verify(answer, by: WordJudge())
        #expect(result.judge == "words")
        #expect(!result.judgesItself)
        #expect(result.statements.map(\.verdict) == [.full, .partial, .unchecked, .unchecked])
        #expect(result.statements[1].relevant == [true, false])
        #expect(result.statements.map(\.needsCitation) == [nil, nil, false, true])
        let marked = answer.marked(with: result)
        #expect(marked.statements.map(\.support) == [.full, .partial, .unchecked, .unchecked])
    }

    @Test func betterEvidenceIsFoundForWhatIsInDoubt() async throws {
        let answer = Self.answer([
            Statement(text: "Grain fell by 38 percent.", citations: [Self.citation(1, 0...0)])
        ])
        let result = try await verify(answer, by: WordJudge())
        #expect(result.statements[0].verdict != .full)
        #expect(result.statements[0].better.map(\.span.sentences) == [1...1])
    }

    @Test func aQuotedStatementIsItsOwnEvidence() async throws {
        let judge = WordJudge()
        let answer = Self.answer([
            Statement(text: "Grain fell by 38 percent.", citations: [Self.citation(1, 1...1)], isQuoted: true)
        ])
        let result = try await verify(answer, by: judge)
        #expect(result.statements[0].verdict == .full)
        #expect(judge.asked.withLock(\.count) == 0)
    }

    @Test func aPersonsCitationsAreTheOnesThatAreJudged() async throws {
        let answer = Self.answer([
            Statement(text: "Grain fell by 38 percent.", citations: [Self.citation(1, 0...0)]),
            Statement(text: "The insurers paid for the repair.", citations: [Self.citation(2, 2...2)]),
        ])
        let result = try await verify(
            answer, by: WordJudge(), citations: [0: [Self.citation(1, 1...1)]], only: [0])
        #expect(result.statements.map(\.verdict) == [.full, .unchecked])
    }

    @Test func aCitationIntoALostDocumentBearsNothingOut() async throws {
        let lost = SentenceSpan(document: DocumentID(rawValue: "lost"), sentences: 0...0)
        let answer = Self.answer([
            Statement(text: "Grain fell.", citations: [Citation(number: 1, span: lost, anchor: .ok)])
        ])
        let judge = WordJudge()
        let result = try await verify(answer, by: judge)
        #expect(result.statements[0].verdict == Verdict.none)
        #expect(result.statements[0].relevant == [false])
    }

    // MARK: A model as judge

    @Test func aModelsVerdictIsTheFirstInDoubledBrackets() {
        #expect(ModelJudge.supportVerdict(in: "[[Fully supported]] It says so.") == .full)
        #expect(ModelJudge.supportVerdict(in: "Well, [[Partially supported]]") == .partial)
        #expect(
            ModelJudge.supportVerdict(in: "[[No support]] The text is fully about other things.")
                == Verdict.none)
        #expect(ModelJudge.supportVerdict(in: "[[7]] [[Fully supported]]") == .full)
        #expect(ModelJudge.supportVerdict(in: " Partially supported") == .partial)
        #expect(ModelJudge.supportVerdict(in: "I cannot say.") == nil)
    }

    @Test func whatCannotBeReadIsTriedAgainAndThenReported() async throws {
        let seeds = Mutex<[UInt64]>([])
        let generator = ScriptedGenerator { request in
            seeds.withLock { $0.append(request.sampling.seed) }
            return request.sampling.seed == 2 ? "[[Fully supported]] The text says it." : "hm"
        }
        let judge = ModelJudge(generator)
        let context = JudgeContext(question: "Q", answer: "A")
        let judged = try await judge.support(of: "S", in: "T", context: context)
        #expect(judged == JudgedSupport(.full, words: "The text says it."))
        #expect(seeds.withLock { $0 } == [0, 1, 2])
        let never = ModelJudge(ScriptedGenerator { _ in "who knows" })
        #expect(
            try await never.support(of: "S", in: "T", context: context)
                == JudgedSupport(.unchecked, words: "who knows"))
        #expect(try await never.relevance(of: "T", to: "S", context: context) == nil)
    }

    @Test func aModelThatJudgesItsOwnAnswerIsNamed() async throws {
        let answer = Self.answer([
            Statement(text: "Grain fell.", citations: [Self.citation(1, 1...1)])
        ])
        let result = try await verify(
            answer, by: ModelJudge(ScriptedGenerator { _ in "[[Fully supported]] relevant" }))
        #expect(result.judge == "model:scripted")
        #expect(result.judgesItself)
    }

    // MARK: Export

    @Test func exportsCarryTheCitationsThatHoldNow() {
        let answer = Self.answer([
            Statement(text: "Grain *fell* <b>.", citations: [Self.citation(1, 0...0)]),
            Statement(text: "So it was.", leading: " "),
        ])
        var review = AnswerReview()
        review.corrections[0] = [Self.citation(1, 1...1)]
        review.verdicts[0] = .partial
        let markdown = AnswerExport.text(answer, review: review, documents: [Self.document], as: .markdown)
        #expect(markdown.contains("Grain \\*fell\\* \\<b\\>.[^1] (partly supported) So it was. [uncited]"))
        #expect(markdown.contains("[^1]: “Grain fell by 38 percent.”"))
        let html = AnswerExport.text(answer, review: review, documents: [Self.document], as: .html)
        #expect(html.contains("Grain *fell* &lt;b&gt;.<sup><a href=\"#n1\">[1]</a></sup>"))
        let json = AnswerExport.text(answer, review: review, documents: [Self.document], as: .json)
        #expect(json.contains("\"training\" : \"<statement>Grain *fell* <b>.<cite>[1-1]</cite></statement>"))
        #expect(json.contains("\"yours\" : \"partial\""))
    }

    @Test func whatOnlyJoinsNeedsNoCitation() {
        let question = "Why did grain fall?"
        #expect(!CitationNeed.measured(of: "Here are the reasons:", question: question))
        #expect(!CitationNeed.measured(of: "In summary, grain did fall.", question: question))
        #expect(CitationNeed.measured(of: "It fell by 38 percent.", question: question))
        #expect(
            CitationNeed.measured(
                of: "The eastern lock stayed closed through summer storms.", question: question))
    }
}
