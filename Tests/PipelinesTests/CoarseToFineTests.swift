import Documents
import Foundation
import Generation
import LecternTesting
import Synchronization
import Testing

@testable import Pipelines

struct CoarseToFineTests {
    private static let document = Document.sample(
        (0..<60).map { number in
            number == 17
                ? "The insurers paid for the repair of the lock in December."
                : number == 42
                    ? "Grain fell by 38 percent in 1998." : "Sentence \(number) says nothing of interest."
        })

    private func source() -> ContextSource {
        ContextSource(
            reader: DocumentReader(Self.document),
            sentenceTokens: Self.document.sentences.map { $0.range.count / 4 })
    }

    @Test func chunksComeFirstThenTheirSentences() async throws {
        let prompts = Mutex<[String]>([])
        let generator = ScriptedGenerator { request in
            let prompt = request.messages[0].text
            prompts.withLock { $0.append(prompt) }
            if prompt.hasSuffix("[Statements]\n") {
                // The snippet that holds each sentence, by its number in the prompt.
                let snippets = prompt.components(separatedBy: "Snippet [").dropFirst(4)
                func number(_ words: String) -> String {
                    snippets.first { $0.contains(words) }.map { String($0.prefix { $0 != "]" }) } ?? "0"
                }
                return "<statement>The insurers paid.<cite>[\(number("insurers"))]</cite></statement>\n"
                    + "<statement>Grain fell.<cite>[\(number("Grain"))]</cite></statement>\n"
                    + "<statement>So it was.<cite></cite></statement>"
            }
            let lines = prompt.components(separatedBy: "[Document]\n").last ?? ""
            let marks = lines.components(separatedBy: "<C").dropFirst()
            let wanted = lines.contains("Grain fell.") ? "38 percent" : "insurers paid"
            guard let mark = marks.first(where: { $0.contains(wanted) }) else {
                return "No relevant sentences."
            }
            let found = mark.prefix { $0 != ">" }
            return "[\(found)-\(found)]\n"
        }
        let statements = try await CoarseToFine(generator).cite(
            "The insurers paid. Grain fell. So it was.", to: "What happened?", from: source(),
            sampling: .greedy,
            stop: StopSignal()
        ) { _ in }
        #expect(statements.map(\.text) == ["The insurers paid.", "Grain fell.", "So it was."])
        #expect(statements.map { $0.citations.map(\.span.sentences) } == [[17...17], [42...42], []])
        // One prompt cuts the answer, one finds the sentences of each statement that has snippets.
        #expect(prompts.withLock(\.count) == 3)
        #expect(CoarseToFine.isUseful(statements))
        #expect(
            CoarseToFine.markup(statements)
                == "<statement>The insurers paid.<cite>[17-17]</cite></statement>\n"
                + "<statement>Grain fell.<cite>[42-42]</cite></statement>\n<statement>So it was.<cite></cite></statement>"
        )
    }

    @Test func aModelThatFindsIsAskedForEachSentence() async throws {
        var profile = GeneratorProfile.scripted
        profile.prompts.layout = "numbered"
        profile.prompts.find = "Find: {question}"
        profile.prompts.sentenceLimit = 8
        let generator = ScriptedGenerator(profile: profile) { request in
            let parts = request.messages[0].parts.map(\.string)
            let wanted = request.messages[1].text.contains("Grain") ? "Grain" : "insurers"
            let number = parts.enumerated().first { $0.element.contains(wanted) }.map { $0.offset / 2 }
            return number.map { "<cite>[\($0)-\($0)]</cite>" } ?? "<cite></cite>"
        }
        let statements = try await CoarseToFine(generator).cite(
            "The insurers paid for the repair. Grain fell by much.", to: "What?", from: source(),
            sampling: .greedy,
            stop: StopSignal()
        ) { _ in }
        #expect(statements.map { $0.citations.map(\.span.sentences) } == [[17...17], [42...42]])
    }

    @Test(arguments: [
        (
            "<statement>A.<cite>[1][3]</cite></statement>\n<statement>B.<cite></cite></statement>",
            "A. 1 3|\n|B. "
        ),
        ("statement>A.<cite>[2]</cite></statement>", "A. 2"),
        ("<statement A.<cite>[2]</cite></statement>", "A. 2"),
        ("<statement>A.</statement><cite>[2]</cite>", "A. 2"),
        ("<statement><statement>A.<cite>[2]</cite></statement></statement>", "A. 2"),
        ("<statement>A.< cite>[2]</cite></statement>", "A. 2"),
        ("<statement>A.<cite>[9][0][1][1]</cite></statement>", "A. 1"),
        ("<statement>A.<cite>[1][2][3][4][5][6][7]</cite></statement>", "A. 1 2 3 4 5"),
        ("Loose words here.", "Loose words here. "),
        ("<statement>A.<cite>[1-3]", "A. 1 2 3"),
        ("", ""),
    ])
    func snippetsAreReadAndSlipsMended(output: String, expected: String) {
        let pieces = SnippetCitations.read(output, count: 8)
        let short = pieces.map { piece in
            piece.snippets.map { "\(piece.text) \($0.map(String.init).joined(separator: " "))" } ?? piece.text
        }.joined(separator: "|")
        #expect(short == expected)
    }

    @Test func answersWithTooFewCitationsAreNoTrainingData() {
        func statements(_ cited: Int, of count: Int) -> [Statement] {
            (0..<count).map { index in
                Statement(
                    text: "S",
                    citations: index < cited
                        ? [
                            Citation(
                                number: 1,
                                span: SentenceSpan(document: DocumentID(rawValue: "d"), sentences: 0...0),
                                anchor: .ok)
                        ]
                        : [])
            }
        }
        #expect(!CoarseToFine.isUseful([]))
        #expect(!CoarseToFine.isUseful(statements(0, of: 3)))
        #expect(CoarseToFine.isUseful(statements(1, of: 4)))
        #expect(CoarseToFine.isUseful(statements(1, of: 5)))
        #expect(!CoarseToFine.isUseful(statements(1, of: 6)))
    }

    @Test func questionsAreReadFromNumberedLines() {
        #expect(
            QuestionSynthesis.questions(in: "What fell?\n2: Who paid?\n3. Why?\nnonsense\n4) When?\n5：何时？")
                == ["What fell?", "Who paid?", "Why?", "When?", "何时？"])
        #expect(QuestionSynthesis.questions(in: "").isEmpty)
        #expect(QuestionSynthesis.isEnglish("The quay."))
        #expect(!QuestionSynthesis.isEnglish("码头于一九八八年建成。"))
    }

    @Test func allFourStagesMakeAnExample() async throws {
        let generator = ScriptedGenerator { request in
            let prompt = request.messages[0].text
            if prompt.hasSuffix("1: ") {
                return "Who paid for the lock?\n2: What fell?\n3: Why?\n4: When?\n5: How?"
            }
            if prompt.hasSuffix("[Statements]\n") {
                return "<statement>The insurers paid for the repair.<cite>[1][2][3][4]</cite></statement>"
            }
            if prompt.hasSuffix("[Sentences]\n") {
                let lines = prompt.components(separatedBy: "[Document]\n").last ?? ""
                let mark = lines.components(separatedBy: "<C").dropFirst().first {
                    $0.contains("insurers paid")
                }
                let found = mark.map { String($0.prefix { $0 != ">" }) } ?? "0"
                return "[\(found)-\(found)]"
            }
            return "The insurers paid for the repair."
        }
        var sampling = SamplingParameters.greedy
        sampling.seed = 11
        let result = try await SynthesisPipeline(generator).example(
            number: 3, about: source(), sampling: sampling, stop: StopSignal())
        let example = try result.get()
        #expect(example.number == 3)
        #expect(
            example.answer == "<statement>The insurers paid for the repair.<cite>[17-17]</cite></statement>")
        #expect(example.messages[0].content.contains("<C17>The insurers paid"))
        #expect(example.messages[0].content.hasSuffix(example.question))
        #expect(example.language == "English")
        let again = try await SynthesisPipeline(generator).example(
            number: 3, about: source(), sampling: sampling, stop: StopSignal())
        #expect(try again.get() == example)
    }

    @Test func aModelThatAsksNothingIsNoError() async throws {
        let result = try await SynthesisPipeline(ScriptedGenerator { _ in "" }).example(
            number: 0, about: source(), sampling: .greedy, stop: StopSignal())
        guard case .failure(let problem) = result else {
            Issue.record("an example was made from nothing")
            return
        }
        #expect(problem.reason.contains("no question"))
    }
}
