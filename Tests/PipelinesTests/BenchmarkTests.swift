import Documents
import Foundation
import Generation
import Testing

@testable import Pipelines

struct BenchmarkTests {
    private static let book = Document.sample(
        (0..<200).map { "Sentence number \($0) tells of the sea and of ships." })

    @Test func factsArePlantedAtEqualDistancesAfterWholeSentences() async throws {
        let haystack = NeedleHaystack(Self.book, sentences: 200, count: 20, seed: 7)
        #expect(haystack.needles.count == 20)
        #expect(Set(haystack.needles.map(\.question)).count == 20)
        let document = try await DocumentImporter().load(bytes: Array(haystack.text.utf8), name: "h.txt")
        var places: [Int] = []
        for needle in haystack.needles {
            #expect(needle.sentence.contains(needle.answer))
            let gold = NeedleHaystack.gold(needle, in: document)
            #expect(gold.count == 1, "\(needle.sentence)")
            places += gold
            // Nothing else in the document speaks of it.
            let subject = try #require(needle.sentence.split(separator: " ").first { $0.count > 5 })
            #expect(!Self.book.text.contains(subject))
        }
        #expect(places == places.sorted())
        #expect(places[0] < 12 && places[19] > 200)
        // The document itself is whole.
        for number in [0, 57, 199] { #expect(haystack.text.contains("Sentence number \(number) tells")) }
        #expect(NeedleHaystack(Self.book, sentences: 200, count: 20, seed: 7).text == haystack.text)
        #expect(NeedleHaystack(Self.book, sentences: 200, count: 20, seed: 8).text != haystack.text)
    }

    @Test func aShorterHaystackEndsWhereItIsToldTo() {
        let haystack = NeedleHaystack(Self.book, sentences: 10, count: 3, seed: 1)
        #expect(haystack.text.contains("Sentence number 9 tells"))
        #expect(!haystack.text.contains("Sentence number 10 tells"))
    }

    @Test func wordsOfTheAnswerCountInOrder() {
        #expect(NeedleHaystack.share(of: "Quen Valtorne", in: "It was cast by Quen Valtorne.") == 1)
        #expect(NeedleHaystack.share(of: "Quen Valtorne", in: "Valtorne, they say, Quen") == 0.5)
        #expect(NeedleHaystack.share(of: "417", in: "nobody knows") == 0)
    }

    @Test func longBenchCiteFilesAreReadAsTheyAre() throws {
        let line =
            #"{"idx": 3, "dataset": "hotpotqa", "context": "A. B.", "query": "Q?", "answer": ["x", "y"]}"#
        let chat =
            #"{"idx": 4, "dataset": "LongBench-Chat", "context": "A.", "query": "Q?", "answer": "x", "few_shot_scores": [{"answer": "a", "score": 7}]}"#
        let items = try LongBenchCiteItem.items(Data((line + "\n\n" + chat + "\n").utf8))
        #expect(items.map(\.index) == [3, 4])
        #expect(items.map(\.answers) == [["x", "y"], ["x"]])
        #expect(items[1].examples == [.init(answer: "a", score: 7)])
        #expect(try LongBenchCiteItem.items(Data("[\(line),\(chat)]".utf8)) == items)
        #expect(throws: EvaluationError.unreadable(line: 2, reason: "it needs idx, context and query")) {
            try LongBenchCiteItem.items(Data((line + "\n{}").utf8))
        }
        #expect(throws: EvaluationError.noQuestions) { try LongBenchCiteItem.items(Data()) }
    }

    private static func result(
        _ index: Int, _ dataset: String, f1: Double, citations: Int = 2, tokens: Int = 60,
        correctness: Double? = nil
    ) -> LongBenchCiteResult {
        var scores = CitationScores(statements: [])
        (scores.recall, scores.precision, scores.f1) = (f1, f1, f1)
        return LongBenchCiteResult(
            index: index, dataset: dataset, question: "Q", answer: "A", model: "m", judge: "j", statements: 1,
            citations: citations, scores: scores, citedTokens: tokens, correctness: correctness,
            isGradeUnreadable: false, answerF1: 0.5)
    }

    // Two responses with F1 1 and 0 average 0.5 (longcite.md §13, M); headline figures are plain means of the columns.
    @Test func figuresAreMeansOfResponsesAndThenOfDataSets() {
        let report = LongBenchCiteReport([
            Self.result(0, "multifieldqa_en", f1: 1, citations: 1, tokens: 30),
            Self.result(1, "multifieldqa_zh", f1: 0, citations: 3, tokens: 50),
            Self.result(2, "hotpotqa", f1: 1, correctness: 1),
            Self.result(3, "hotpotqa", f1: 1, correctness: 0.5),
        ])
        #expect(report.rows.map(\.dataset) == ["multifieldqa", "hotpotqa"])
        #expect(report.rows.map(\.f1) == [50, 100])
        #expect(report.rows.map(\.citationLength) == [20, 30])
        #expect(report.rows.map(\.correctness) == [nil, 75])
        #expect(report.average.f1 == 75)
        #expect(report.average.questions == 4)
    }

    @Test func gradesAreReadFromTheLastBracketsOnTheScaleOfTheDataSet() async throws {
        #expect(CorrectnessJudge.points(in: "[[1]] no, it is [[ 3 ]].") == 3)
        #expect(CorrectnessJudge.points(in: "three") == nil)
        #expect(CorrectnessJudge.mostPoints("gov_report") == 5)
        #expect(CorrectnessJudge.mostPoints("longbench-chat") == 10)
        #expect(CorrectnessJudge.mostPoints("dureader") == 3)
        let line = #"{"idx": 0, "dataset": "hotpotqa", "context": "A.", "query": "Q?", "answer": ["x", "y"]}"#
        let item = try LongBenchCiteItem.items(Data(line.utf8))[0]
        // The best over the accepted answers counts.
        let judge = CorrectnessJudge(
            ScriptedGenerator { request in
                request.messages[0].text.contains("[Right answer]\nx") ? "[[1]]" : "[[2]]"
            })
        #expect(
            try await judge.grade("a", to: item, stop: StopSignal()) == .init(value: 0.5, isUnreadable: false)
        )
        let mute = CorrectnessJudge(ScriptedGenerator { _ in "[[9]]" })
        #expect(
            try await mute.grade("a", to: item, stop: StopSignal()) == .init(value: 0.5, isUnreadable: true))
    }
}
