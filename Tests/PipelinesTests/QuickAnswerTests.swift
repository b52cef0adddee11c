import Documents
import Generation
import Synchronization
import Testing

@testable import Pipelines

struct QuickAnswerTests {
    /// A sentence answers when it holds a word in capitals; the more of them, the better.
    private static let reader = ScriptedReader { _, sentence in
        let words: [Substring] = sentence.split(whereSeparator: { !$0.isLetter }).filter { word in
            word.count > 1 && word.allSatisfy(\.isUppercase)
        }
        guard let word = words.first else { return SentenceReading(relevance: -1, answer: nil) }
        let start = sentence.utf8.distance(from: sentence.startIndex, to: word.startIndex)
        return SentenceReading(
            relevance: Float(words.count),
            answer: AnswerSpan(
                range: start..<start + word.utf8.count, score: Float(words.count),
                probability: Double(words.count) / 4))
    }

    private static let lock = Document.sample([
        "The lock was closed in March.", "The größte flood came in MAY.", "It was JULY or AUGUST then.",
        "Nobody was hurt.",
    ])

    private func answer(
        _ question: String = "When?", about documents: [Document] = [lock],
        _ reader: ScriptedReader = reader, scope: QuestionScope = .automatic
    ) async throws -> (answer: CitedAnswer, events: [AnswerEvent]) {
        let events = Mutex<[AnswerEvent]>([])
        let answer = try await QuickAnswer(reader).answer(
            question, from: documents.map { DocumentReader($0) }, scope: scope
        ) {
            event in events.withLock { $0.append(event) }
        }
        return (answer, events.withLock { $0 })
    }

    @Test func theBestSentenceIsQuotedWithItsCitation() async throws {
        let (answer, events) = try await answer()
        let statement = try #require(answer.statements.first)
        #expect(answer.statements.count == 1)
        #expect(statement.text == "It was JULY or AUGUST then.")
        #expect(statement.isQuoted)
        #expect(statement.answerRange == 7..<11)
        #expect(statement.citations.map(\.span.sentences) == [2...2])
        #expect(answer.raw == "JULY")
        #expect(answer.isFromReader && !answer.isRefusal)
        #expect(answer.finish == .stop)
        #expect(answer.context.mode == .whole && answer.context.sentences == 4)
        #expect(answer.searchHits.isEmpty)
        #expect(events.first == .stage(.searching))
    }

    @Test func onlyTheChosenSectionsAreQuoted() async throws {
        let span = { SentenceSpan(document: Self.lock.id, sentences: $0) }
        let found = try await answer(scope: .sections([span(0...1)])).answer
        #expect(found.statements.first?.text == "The größte flood came in MAY." || found.isRefusal)
        #expect(found.context.mode == .sections && found.context.windows == [span(0...1)])
        #expect(found.context.scope == .sections([span(0...1)]))
        // Of a long section, what search finds within it.
        let long = Document.sample(
            (0..<2000).map {
                "Sentence \($0) speaks of ship \($0) and of \($0 == 1500 ? "MARCH and MAY" : "rain")."
            })
        let within = SentenceSpan(document: long.id, sentences: 1000...1999)
        let searched = try await answer("Sentence ship 1500", about: [long], scope: .sections([within]))
            .answer
        #expect(searched.context.mode == .retrieved)
        #expect(searched.context.windows.allSatisfy { $0.sentences.lowerBound >= 1000 })
        #expect(searched.citations.map(\.span.sentences) == [1500...1500])
        await #expect(throws: PipelineError.self) {
            _ = try await self.answer(scope: .sections([span(70...90)]))
        }
    }

    @Test func theAnsweringWordsCountBytes() async throws {
        let document = Document.sample(["The größte flood came in MAY and JUNE."])
        let statement = try #require(try await answer(about: [document]).answer.statements.first)
        let range = try #require(statement.answerRange)
        #expect(String(decoding: Array(statement.text.utf8)[range], as: UTF8.self) == "MAY")
    }

    @Test func whatIsTooUnlikelyIsRefusedWithWhatComesNearest() async throws {
        let document = Document.sample(["The lock was closed.", "The flood came in MAY."])
        let answer = try await answer(about: [document]).answer
        #expect(answer.isRefusal && answer.statements.isEmpty && answer.raw.isEmpty)
        #expect(answer.searchHits.map(\.span.sentences) == [1...1, 0...0])
    }

    @Test func aLongDocumentIsSearchedFirst() async throws {
        var sentences = (0..<800).map { "Ordinary sentence number \($0) about the weather of that day." }
        sentences[611] = "The harbour was closed in MAY and JUNE for repairs."
        sentences[100] = "Nothing at all in JULY and AUGUST and MARCH."
        let document = Document.sample(sentences)
        let answer = try await answer("When was the harbour closed for repairs?", about: [document]).answer
        #expect(answer.context.mode == .retrieved)
        #expect(answer.context.documentSentences == 800)
        #expect(answer.context.sentences < 800)
        #expect(answer.context.windows.contains { $0.sentences.contains(611) })
        #expect(answer.citations.map(\.span.sentences) == [611...611])
    }

    @Test func severalDocumentsAreReadTogether() async throws {
        let other = Document.sample(["It was MAY or JUNE or JULY."], title: "other", id: "d2")
        let answer = try await answer(about: [Self.lock, other]).answer
        #expect(answer.citations.map(\.span.document) == [other.id])
        #expect(answer.context.windows.map(\.document) == [Self.lock.id, other.id])
    }

    @Test func withoutASharedWordTheBeginningIsRead() async throws {
        let document = Document.sample((0..<900).map { "Ordinary sentence number \($0) about the weather." })
        let answer = try await answer("Warum?", about: [document]).answer
        #expect(answer.context.mode == .head && answer.isRefusal)
        #expect(answer.context.windows.first?.sentences.lowerBound == 0)
        #expect((1..<900).contains(answer.context.sentences))
        #expect(answer.searchHits.count == 3)
    }

    @Test func anEmptyDocumentIsNoDocument() async throws {
        await #expect(throws: PipelineError.emptyDocument(title: "sample")) {
            try await answer(about: [Document.sample([])])
        }
    }
}
