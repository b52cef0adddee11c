import Documents
import Generation
import Testing

@testable import Pipelines

struct CitationReviewTests {
    private static let lock = Document.sample([
        "The lock was closed in March.", "The flood came in May.", "The lock was opened in June.",
    ])
    private static let context = NumberedContext([.init(lock, 0...0), .init(lock, 2...2), .init(lock, 1...1)])

    /// The last word of a sentence answers, with these scores.
    private static func reader(_ scores: [String: Float]) -> ScriptedReader {
        ScriptedReader { _, sentence in
            let month: Substring =
                sentence.split(separator: " ").last.map { (word: Substring) in word.dropLast() } ?? ""
            let end = sentence.utf8.count - 1
            return SentenceReading(
                relevance: 0,
                answer: scores[String(month)].map {
                    AnswerSpan(range: end - month.utf8.count..<end, score: $0, probability: 1)
                })
        }
    }

    private static func statement(_ text: String, _ sentence: Int, quoted: Bool) -> Statement {
        let span = SentenceSpan(document: lock.id, sentences: sentence...sentence)
        return Statement(
            text: text, citations: [Citation(number: 1, span: span, anchor: .ok)], isQuoted: quoted)
    }

    private func reviewed(
        _ statements: [Statement], _ scores: [String: Float]
    ) async throws -> [Statement]? {
        try await CitationReview(Self.reader(scores)).reviewed(
            statements, of: "When was it opened?", in: Self.context)
    }

    @Test func aFinderIsQuotedWithTheBestSentence() async throws {
        let found = [Self.statement("The flood came in May.", 1, quoted: true)]
        let result = try #require(try await reviewed(found, ["March": 1, "May": 2, "June": 5]))
        #expect(result.map(\.text) == ["The lock was opened in June."])
        #expect(result.flatMap(\.citations).map(\.span.sentences) == [2...2])
        #expect(result.map(\.isQuoted) == [true] && result.map(\.answerRange) == [23..<27])
    }

    @Test func whatTheModelCitesCountsForSomething() async throws {
        let found = [Self.statement("The flood came in May.", 1, quoted: true)]
        let result = try #require(try await reviewed(found, ["March": 1, "May": 4, "June": 5]))
        #expect(result.flatMap(\.citations).map(\.span.sentences) == [1...1])
    }

    @Test func aStatementKeepsItsWordsAndCitesWhereTheyStand() async throws {
        let scores: [String: Float] = ["March": 1, "May": 2, "June": 5]
        let said = try #require(
            try await reviewed([Self.statement("It was in June.", 1, quoted: false)], scores))
        #expect(said.map(\.text) == ["It was in June."])
        #expect(said.flatMap(\.citations).map(\.span.sentences) == [2...2])
        // It says something else: its citation is its own affair.
        #expect(try await reviewed([Self.statement("It was in May.", 1, quoted: false)], scores) == nil)
    }

    @Test func refusalsAndLongerAnswersStay() async throws {
        let scores: [String: Float] = ["June": 5]
        #expect(try await reviewed([], scores) == nil)
        #expect(try await reviewed([Statement(text: "In June.")], scores) == nil)
        let two = [0, 1].map { Self.statement("In June.", $0, quoted: false) }
        #expect(try await reviewed(two, scores) == nil)
        // A reader that finds nothing changes nothing.
        #expect(try await reviewed([Self.statement("In June.", 1, quoted: false)], [:]) == nil)
    }
}
