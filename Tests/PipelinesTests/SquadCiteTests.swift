import Documents
import Foundation
import Generation
import LecternTesting
import Testing

@testable import Pipelines

/// Scores, contexts and refusals against the SQuAD script's formulas and the code that measures the reader in training.
struct SquadCiteTests {
    private struct Scored: Decodable {
        let guess: String
        let accepted: [String]
        let normalized: String
        let exact, f1: Double
    }

    private struct Context: Decodable {
        let id: String
        let sentences: [String: [Int]]
        let gold: [Int]
        let order: String
    }

    private static func articles(_ name: String = "harbour.json") throws -> [SquadArticle] {
        try SquadFile.articles(Fixture.data("squad/\(name)"))
    }

    // MARK: Scores

    @Test func scoresAreThoseOfTheSquadScript() throws {
        for one in try JSONDecoder().decode([Scored].self, from: Fixture.data("squad/scores.json")) {
            #expect(AnswerScores.normalized(one.guess) == one.normalized)
            #expect(AnswerScores.exactMatch(one.guess, one.accepted) == one.exact, "\(one.guess)")
            #expect(abs(AnswerScores.f1(one.guess, one.accepted) - one.f1) < 1e-12, "\(one.guess)")
        }
    }

    @Test func citationsScoreByRecallAndPrecision() {
        let score = CitationScore(cited: [1, 2, 3, 4], gold: [3, 9])
        #expect((score.recall, score.precision) == (0.5, 0.25))
        #expect(abs(score.f1 - 1.0 / 3) < 1e-12)
        #expect(CitationScore(cited: [], gold: [3]).f1 == 0)
    }

    // MARK: Files

    @Test func bothFormsHoldTheSame() throws {
        let whole = try Self.articles()
        let lines = try Self.articles("harbour.jsonl")
        #expect(whole.count == 1 && lines.count == 1)
        #expect(whole[0].title == lines[0].title)
        for (a, b) in zip(whole[0].passages, lines[0].passages) {
            #expect(a.sentences == b.sentences)
            for (question, other) in zip(a.questions, b.questions) {
                #expect(question.id == other.id && question.text == other.text)
                #expect(question.answers == other.answers && question.gold == other.gold, "\(question.text)")
            }
        }
        // An answer that begins in one sentence and ends in the next is held by both.
        #expect(whole[0].passages[2].questions[1].gold == [1, 2])
    }

    @Test func whatIsWrongWithALineIsSaid() {
        let good = #"{"title":"t","context":"Ab.","sents":[[0,3]],"qas":[]}"#
        for (line, reason) in [
            ("nonsense", "it is no JSON object"), (#"{"title":"t"}"#, "“context” is missing"),
            (
                #"{"title":"t","context":"Ab.","sents":[[0,4]],"qas":[]}"#,
                "sentence bounds lie outside the passage"
            ),
            (
                #"{"title":"t","context":"Ab.","sents":[[2,1]],"qas":[]}"#,
                "sentence bounds lie outside the passage"
            ),
        ] {
            #expect(throws: EvaluationError.unreadable(line: 3, reason: reason)) {
                try SquadFile.articles(Data("\(good)\n\n\(line)\n".utf8))
            }
        }
        #expect(throws: EvaluationError.noQuestions) {
            try SquadCite(Data(good.utf8), options: SquadCiteOptions())
        }
    }

    // MARK: Contexts

    @Test func contextsAreThoseOfTheRecipe() throws {
        let articles = try Self.articles()
        let all = articles[0].passages.flatMap(\.sentences)
        let expected = try JSONDecoder().decode([Context].self, from: Fixture.data("squad/contexts.json"))
        for size in [5, 8, 16] {
            let items = SquadItem.all(of: articles, context: .sentences(size), seed: 0)
            #expect(items.map(\.id) == expected.map(\.id))
            for (item, one) in zip(items, expected) {
                let chosen = try #require(one.sentences[String(size)])
                #expect(item.sentences == chosen.map { all[$0] })
                #expect(item.gold == Set(chosen.indices.filter { one.gold.contains(chosen[$0]) }))
            }
        }
        for one in expected { #expect(String(SquadItem.order(1, one.id, 0)) == one.order) }
        let whole = SquadItem.all(of: articles, context: .article, seed: 0)
        #expect(whole.allSatisfy { $0.sentences == all })
        #expect(whole.map(\.gold) == expected.map { Set($0.gold) })
    }

    @Test func aLimitTakesAlwaysTheSameQuestions() throws {
        let items = SquadItem.all(of: try Self.articles(), context: .article, seed: 0)
        let some = SquadItem.some(items, limit: 4).map(\.id)
        let first = items.map(\.id).sorted { SquadItem.order(1, $0, 0) < SquadItem.order(1, $1, 0) }.prefix(4)
        #expect(Set(some) == Set(first))
        #expect(some == items.map(\.id).filter(some.contains))
    }

    @Test func aContextIsADocumentWithItsSentences() throws {
        let item = try #require(SquadItem.all(of: try Self.articles(), context: .sentences(8), seed: 3).first)
        let document = item.document
        #expect(document.sentences.indices.map { String(document.text(of: $0...$0)) } == item.sentences)
    }

    // MARK: Sums

    @Test func theTallyCountsRefusalsApart() throws {
        func item(_ answers: [String], gold: Set<Int>) -> SquadItem {
            SquadItem(id: "q", question: "?", answers: answers, sentences: ["A.", "B.", "C."], gold: gold)
        }
        func outcome(_ answer: String, _ cited: Set<Int>, refused: Bool = false) -> SquadCite.Outcome {
            SquadCite.Outcome(answer: answer, cited: cited, isRefused: refused)
        }
        var tally = SquadCiteTally()
        tally.add(item(["red"], gold: [0]), outcome("the red", [0]), baseline: [0])
        tally.add(item(["red fox"], gold: [1]), outcome("red", [0, 1]), baseline: [0])
        tally.add(item(["red"], gold: [2]), outcome("red", [2], refused: true), baseline: [2])
        tally.add(item(["red"], gold: [2]), outcome("blue", [1]), baseline: [1])
        tally.add(item([], gold: []), outcome("", [], refused: true), baseline: [0])
        tally.add(item([], gold: []), outcome("red", [0]), baseline: [0])
        for ranks in [[0, nil], [2, 0], [nil, 0], [9, 1]] { tally.add(ranks: ranks) }
        let report = tally.report(
            model: "m", options: SquadCiteOptions(contextSentences: nil),
            searches: [.byWords, PassageSearch(.both)],
            seconds: 1)
        func same(_ value: Double?, _ expected: Double) -> Bool {
            value.map { abs($0 - expected) < 1e-9 } ?? false
        }
        #expect(report.questions == 6 && report.answerable == 4 && report.unanswerable == 2)
        #expect(same(report.exactMatch, 50))
        #expect(same(report.f1, 100 * (1 + 2.0 / 3 + 1) / 4))
        #expect(same(report.citationRecall, 75))
        #expect(same(report.citationPrecision, 62.5))
        #expect(same(report.citationF1, 100 * (1 + 2.0 / 3 + 1) / 4))
        #expect(same(report.refusedUnanswerable, 50))
        #expect(same(report.falseRefusals, 25))
        #expect(report.answered.questions == 3)
        #expect(same(report.answered.citationRecall, 200.0 / 3))
        #expect(report.withRefusals.questions == 4)
        #expect(same(report.withRefusals.exactMatch, 25))
        #expect(same(report.baselineCitationF1, 50))
        #expect(report.searches.map(\.way) == ["words", "both"])
        let search = try #require(report.searches.first)
        #expect(same(search.first, 25) && same(search.among3, 50) && same(search.among20, 75))
        #expect(same(report.searches.last?.first, 50))
    }

    @Test func theBaselineIsTheBestSentenceByItsWords() throws {
        let items = SquadItem.all(of: try Self.articles(), context: .article, seed: 0)
        let asked = try #require(items.first { $0.question == "How many barrels were salted in 1902?" })
        #expect(SquadCite.baseline(asked) == asked.gold)
    }

    @Test func aReadersBestPlaceCountsAlsoWhereItWouldRefuse() async throws {
        let item = try #require(SquadItem.all(of: try Self.articles(), context: .sentences(8), seed: 0).first)
        let reader = ScriptedReader { _, sentence in
            SentenceReading(
                relevance: 0,
                answer: sentence.contains("1871")
                    ? AnswerSpan(range: 39..<43, score: 1, probability: 0.2) : nil)
        }
        let outcome = try await SquadCite.outcome(
            item, by: QuickAnswer(reader), DocumentReader(item.document))
        #expect(outcome == SquadCite.Outcome(answer: "1871", cited: item.gold, isRefused: true))
    }
}
