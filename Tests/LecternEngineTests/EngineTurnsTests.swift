import Foundation
import Generation
import LecternEngine
import LecternTesting
import Synchronization
import Testing

/// Answers in the place of others, answers that go on, and questions about several documents.
struct EngineTurnsTests {
    private static let story =
        "The lamp was lit in 1874. The keeper was Anna Brandt. She kept it for thirty years."
    private static let lease = "The lease ends in 2031. Rent is due in May."

    /// Replies with one text after the other, and remembers what it was asked.
    private final class Witness: Sendable {
        let requests = Mutex<[GenerationRequest]>([])
        private let replies: [String]
        private let profile: GeneratorProfile

        init(_ replies: [String], _ change: (inout GeneratorProfile) -> Void = { _ in }) {
            self.replies = replies
            var profile = GeneratorProfile.scripted
            profile.prompts.layout = "numbered"
            profile.prompts.answer = "{question}"
            change(&profile)
            self.profile = profile
        }

        var generator: ScriptedGenerator {
            ScriptedGenerator(profile: profile) { request in
                self.requests.withLock { requests in
                    requests.append(request)
                    return self.replies[(requests.count - 1) % self.replies.count]
                }
            }
        }

        /// What the requests asked, earlier questions included.
        var questions: [[String]] {
            requests.withLock { $0.map { $0.messages.filter { $0.role == .user }.map(\.text) } }
        }
    }

    private static let plain = "<statement> In 1874.<cite>[0-0]</cite></statement>"

    private func withEngine(_ witness: Witness, _ body: (Engine) async throws -> Void) async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = EngineConfiguration(directories: Directories(home: folder))
        try await body(try await Engine(configuration, generator: witness.generator))
    }

    private func ask(_ engine: Engine, _ question: Question) async throws -> (CitedAnswer, AnswerID) {
        var answer: CitedAnswer?
        var id: AnswerID?
        for try await event in engine.ask(question) {
            switch event {
            case .finished(let finished): answer = finished
            case .kept(let kept): id = kept
            default: break
            }
        }
        return (try #require(answer), try #require(id))
    }

    @Test func anAnswerInTheMiddleKnowsOnlyWhatStandsBeforeIt() async throws {
        let witness = Witness([Self.plain])
        try await withEngine(witness) { engine in
            let document = try await engine.addDocument(text: Data(Self.story.utf8), named: "s").document.id
            let conversation = try await engine.startConversation(about: [document])
            var ids: [AnswerID] = []
            for text in ["One?", "Two?", "Three?"] {
                ids.append(try await ask(engine, Question(text, about: [document], in: conversation)).1)
            }
            var again = Question("Two, really?", about: [document], in: conversation)
            again.place = .replacing(ids[1])
            let other = try await ask(engine, again).1
            #expect(witness.questions.last == ["One?", "Two, really?"])
            let id = try #require(conversation)
            #expect(try await engine.turns(in: id).map(\.id) == [ids[0], other])
            _ = try await ask(engine, Question("Then?", about: [document], in: conversation))
            #expect(witness.questions.last == ["One?", "Two, really?", "Then?"])
            try await engine.choose(ids[1])
            _ = try await ask(engine, Question("Four?", about: [document], in: conversation))
            #expect(witness.questions.last == ["One?", "Two?", "Three?", "Four?"])
            #expect(try await engine.cut(at: ids[1]) == 3)
            #expect(try await engine.undo() == "Two?")
            #expect(try await engine.turns(in: id).count == 4)
            #expect(try await engine.searchConversations("1874 REALLY").map(\.answer) == [other])
        }
    }

    @Test func anAnswerGoesOnBehindItsLastWord() async throws {
        // The first reply stops within a tag, as one that ran into the token limit would.
        let witness = Witness([
            "<statement> In 1874.<cite>[0-0]</cite></statement><statement> By Anna<cit",
            " Brandt.<cite>[1-1]</cite></statement>",
        ])
        try await withEngine(witness) { engine in
            let document = try await engine.addDocument(text: Data(Self.story.utf8), named: "s").document.id
            let conversation = try await engine.startConversation(about: [document])
            var (begun, id) = try await ask(engine, Question("When?", about: [document], in: conversation))
            begun.finish = .length
            #expect(begun.isContinuable)
            var on = Question("When?", about: [document], in: conversation)
            on.place = .replacing(id)
            on.begun = begun
            let (answer, _) = try await ask(engine, on)
            #expect(answer.statements.map(\.text) == ["In 1874.", "By Anna Brandt."])
            #expect(answer.citations.map(\.span.sentences) == [0...0, 1...1])
            #expect(answer.continuedTokens == begun.statistics.generatedTokens)
            let requests = witness.requests.withLock { $0 }
            #expect(requests[1].messages == requests[0].messages)
            #expect(
                requests[1].written.map(\.string).joined()
                    == "<statement> In 1874.<cite>[0-0]</cite></statement><statement> By Anna")
            // Tags are markup again, and what stands between them stays text.
            #expect(requests[1].written.first == .markup("<statement>"))
            #expect(requests[1].written.contains(.text(" In 1874.")))
            let turns = try await engine.turns(in: try #require(conversation))
            #expect(turns.count == 1 && turns[0].versions.count == 2)
        }
    }

    @Test func aServerAndAnotherModelSayThatTheyCannotGoOn() async throws {
        for (change, words) in [
            ({ $0.architecture = GeneratorProfile.endpointArchitecture }, "is on a server"),
            ({ $0.name = "another" }, "scripted began this answer; the model is another now"),
        ] as [((inout GeneratorProfile) -> Void, String)] {
            let witness = Witness([Self.plain], change)
            try await withEngine(witness) { engine in
                let document = try await engine.addDocument(text: Data(Self.story.utf8), named: "s").document
                    .id
                var question = Question("When?", about: [document])
                question.begun = CitedAnswer(
                    question: "When?", statements: [], raw: "<statement> In",
                    parse: ParseReport(isStrict: true, repairs: 0),
                    context: ContextSummary(
                        sentences: 3, documentSentences: 3, tokens: 30, mode: .whole, windows: [],
                        earlierTurns: 0),
                    model: .scripted, sampling: .greedy, statistics: GenerationStatistics(), finish: .length)
                do {
                    for try await _ in engine.ask(question) {}
                    Issue.record("nothing was thrown")
                } catch {
                    #expect(error.localizedDescription.contains(words), "\(error.localizedDescription)")
                }
            }
        }
    }

    @Test func severalDocumentsAreReadTogetherAndCitedApart() async throws {
        let witness = Witness(["<statement> Both.<cite>[1-1][3-3]</cite></statement>"])
        try await withEngine(witness) { engine in
            let story = try await engine.addDocument(text: Data(Self.story.utf8), named: "s").document.id
            let lease = try await engine.addDocument(text: Data(Self.lease.utf8), named: "l").document.id
            let conversation = try await engine.startConversation(about: [story, lease])
            let (answer, _) = try await ask(
                engine, Question("Who and when?", about: [story, lease], in: conversation))
            #expect(answer.citations.map(\.span.document) == [story, lease])
            #expect(answer.citations.map(\.span.sentences) == [1...1, 0...0])
            for document in [story, lease] {
                let listed = try await engine.conversations(about: document)
                #expect(listed.map(\.documents) == [[story, lease]])
            }
            #expect(try await engine.changed(among: [story, lease]).isEmpty)
        }
    }
}
