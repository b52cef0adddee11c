import Documents
import Foundation
import Generation
import LecternTesting
import Pipelines
import Testing

@testable import Storage

struct ReviewTests {
    private static let span = SentenceSpan(document: DocumentID(rawValue: "d"), sentences: 1...2)

    private static let answer = CitedAnswer(
        question: "Why?",
        statements: [Statement(text: "So.", citations: [Citation(number: 1, span: span, anchor: .ok)])],
        raw: "…",
        parse: ParseReport(isStrict: true, repairs: 0),
        context: ContextSummary(
            sentences: 3, documentSentences: 3, tokens: 30, mode: .whole, windows: [], earlierTurns: 0),
        model: .scripted, sampling: .greedy, statistics: GenerationStatistics(), finish: .stop)

    private func withAnswer(_ body: (Store, AnswerID, URL) async throws -> Void) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appending(path: "l.sqlite")
        let store = try await Store(opening: url)
        let conversation = try await store.startConversation(about: [DocumentID(rawValue: "d")])
        try await body(store, try await store.append(Self.answer, to: conversation), url)
    }

    @Test func machineAndPersonAreKeptApart() async throws {
        try await withAnswer { store, id, url in
            let judged = AnswerVerification(
                judge: "measured", judgesItself: false,
                statements: [
                    StatementVerification(verdict: .none, probability: 0.1, words: "no", relevant: [false])
                ])
            try await store.save(judged, of: id, now: 1)
            var again = judged
            again.statements[0].verdict = .partial
            try await store.save(again, of: id, now: 2)
            try await store.setVerdict(.full, statement: 0, of: id)
            let reopened = try await Store(opening: url)
            let review = try #require(try await reopened.reviews(of: [id])[id])
            #expect(review.verifications == [again])
            #expect(review.verdicts == [0: .full])
            #expect(review.verdict(of: 0) == .partial)
            #expect(try await reopened.turns(in: ConversationID(rawValue: 1))[0].answer == Self.answer)
        }
    }

    @Test func verdictsAndCorrectionsCanBeUndoneAfterARestart() async throws {
        try await withAnswer { store, id, url in
            let corrected = [Citation(number: 1, span: Self.span, anchor: .clipped)]
            try await store.setVerdict(.partial, statement: 0, of: id)
            try await store.setVerdict(Verdict.none, statement: 0, of: id)
            try await store.correct(corrected, statement: 0, of: id)
            let reopened = try await Store(opening: url)
            func review() async throws -> AnswerReview { try await reopened.reviews(of: [id])[id] ?? .empty }
            #expect(try await review().corrections == [0: corrected])
            #expect(try await reopened.undo() == "the citations of statement 1")
            #expect(try await review().corrections.isEmpty)
            #expect(try await reopened.undo() == "your verdict on statement 1")
            #expect(try await review().verdicts == [0: .partial])
            #expect(try await reopened.undo() == "your verdict on statement 1")
            #expect(try await review() == .empty)
            #expect(try await reopened.undo() == nil)
        }
    }

    @Test func anAnswerThatIsNotThereTakesNoNotes() async throws {
        try await withAnswer { store, _, _ in
            let other = AnswerID(rawValue: 99)
            try await store.setVerdict(.full, statement: 0, of: other)
            #expect(try await store.reviews(of: [other]).isEmpty)
            #expect(try await store.undo() == nil)
        }
    }
}
