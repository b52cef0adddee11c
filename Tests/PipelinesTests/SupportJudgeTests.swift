import Documents
import Generation
import Pipelines
import Synchronization
import Testing

struct SupportJudgeTests {
    private static func citation(_ number: Int, _ sentences: ClosedRange<Int>, _ document: String = "d1")
        -> Citation
    {
        Citation(
            number: number,
            span: SentenceSpan(document: DocumentID(rawValue: document), sentences: sentences), anchor: .ok)
    }

    private static func answer(_ statements: [Statement]) -> CitedAnswer {
        CitedAnswer(
            question: "?", statements: statements, raw: "", parse: ParseReport(isStrict: true, repairs: 0),
            context: ContextSummary(
                sentences: 5, documentSentences: 5, tokens: 9, mode: .whole, windows: [], earlierTurns: 0),
            model: .scripted, sampling: .greedy, statistics: GenerationStatistics(), finish: .stop)
    }

    @Test func eachCitedStatementIsJudgedByAllThatItCites() async throws {
        let asked = Mutex<[SupportPair]>([])
        let reader = ScriptedReader(judgement: { pair in
            asked.withLock { $0.append(pair) }
            return switch pair.statement {
            case "Yes.": SupportReading(full: 0.5, partial: 0.3, none: 0.2)
            case "Half.": SupportReading(full: 0.3, partial: 0.4, none: 0.3)
            default: SupportReading(full: 0.1, partial: 0.2, none: 0.7)
            }
        }) { _, _ in SentenceReading(relevance: 0, answer: nil) }
        let answer = Self.answer([
            Statement(text: "Yes.", citations: [Self.citation(1, 3...4), Self.citation(2, 0...0)]),
            Statement(text: "Uncited."),
            Statement(text: " Half. ", citations: [Self.citation(3, 1...1), Self.citation(4, 0...1)]),
            Statement(text: "No.", citations: [Self.citation(5, 2...2), Self.citation(6, 2...2, "gone")]),
            Statement(text: "Beta two.", citations: [Self.citation(7, 1...1)], isQuoted: true),
            Statement(text: "Elsewhere.", citations: [Self.citation(8, 0...0, "gone")]),
        ])
        let judgements = try await SupportJudge(reader).judge(answer, in: [Document.greek.id: .greek])
        #expect(judgements.map(\.statement) == [0, 2, 3, 4])
        #expect(judgements.map(\.verdict) == [.full, .partial, .none, .full])
        #expect(judgements.map { $0.reading == nil } == [false, false, false, true])
        #expect(judgements.allSatisfy { $0.judge == "scripted reader" })
        // Sentences once each, in the order of the document.
        #expect(
            asked.withLock { $0.map(\.snippet) } == [
                "Alpha one. Delta four. Epsilon five.", "Alpha one. Beta two.", "Gamma three.",
            ])
        #expect(asked.withLock { $0[1].statement } == "Half.")
    }

    @Test func calibrationIsAskedOfFullAgainstNone() {
        #expect(SupportReading(full: 0.3, partial: 0.4, none: 0.3).calibrated == 0.5)
        #expect(SupportReading(full: 0, partial: 1, none: 0).calibrated == 0)
    }
}
