import Foundation
import LecternEngine
import LecternTesting
import Synchronization
import Testing

@testable import Workbench

/// The line dialogue over a scripted model: what lines mean, and what comes back.
struct PlainDialogueTests {
    private static let text = """
        The quay handled 1.42 million tonnes in 1998. The board blames the lock. Grain fell by 38%. \
        Containers grew by 6%. The channel was dredged in November.
        """
    private static let reply = """
        <statement>Grain fell by 38%.<cite>[2-2]</cite></statement><statement>The lock was closed.<cite>[1-1]\
        </cite></statement>
        """

    /// Lines in, lines out.
    private final class Script: Sendable {
        let lines: Mutex<[String]>
        let said = Mutex<[String]>([])
        init(_ lines: [String]) { self.lines = Mutex(lines.reversed()) }
    }

    /// Runs a script of lines to its end and returns what was said.
    private func dialogue(
        _ lines: [String], generator: (any TextGenerator)? = nil, settings: PlainSettings = PlainSettings(),
        control: PlainControl = PlainControl(), in folder: URL? = nil,
        onSay: @escaping @Sendable (String) -> Void = { _ in },
        onNote: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> [String] {
        let home = try folder ?? Fixture.temporaryFolder()
        defer { if folder == nil { try? FileManager.default.removeItem(at: home) } }
        let engine = try await Engine(
            EngineConfiguration(directories: Directories(home: home)),
            generator: generator ?? ScriptedGenerator { _ in Self.reply })
        let script = Script(lines)
        let console = PlainConsole(
            isInteractive: false, read: { _ in script.lines.withLock { $0.popLast() } },
            write: { line in
                script.said.withLock { $0.append(line) }
                onSay(line)
            }, note: onNote,
            open: { try await engine.addDocument(at: URL(filePath: $0)).document })
        try await PlainDialogue(engine: engine, console: console, control: control, settings: settings).run(
            documents: [], piped: Data(Self.text.utf8))
        return script.said.withLock { $0 }
    }

    // MARK: Lines

    @Test func aLineIsAQuestionUnlessItIsACommand() {
        func kind(_ line: String) -> String {
            switch PlainLine(line) {
            case .empty: "empty"
            case .question: "question"
            case .command(let command, let argument): "\(command.name)(\(argument))"
            case .unknown(_, let nearest): "unknown \(nearest.joined(separator: " "))"
            }
        }
        #expect(kind("") == "empty")
        #expect(kind("   ") == "empty")
        #expect(kind("What fell?") == "question")
        #expect(kind("/cite 2") == "cite(2)")
        #expect(kind("/CITE  2 ") == "cite(2)")
        #expect(kind("cite 2") == "cite(2)")
        #expect(kind("cite 2 sources for this") == "question")
        #expect(kind("verify") == "verify()")
        #expect(kind("Score") == "score()")
        #expect(kind("score of the match?") == "question")
        #expect(kind("open the lock?") == "question")
        #expect(kind("open") == "question")
        #expect(kind("/open a file.txt") == "open(a file.txt)")
        #expect(kind("sentence 2-4") == "sentence(2-4)")
        #expect(kind("/verfy") == "unknown verify")
        #expect(kind("/") == "unknown ")
        #expect(kind("/ask /cite me") == "ask(/cite me)")
    }

    @Test func everyCommandHasANameAndAWholeSentenceOfHelp() {
        #expect(Set(PlainCommand.all.map(\.name)).count == PlainCommand.all.count)
        for command in PlainCommand.all {
            #expect(command.help.first?.isUppercase == true && command.help.last == ".", "\(command.name)")
        }
    }

    @Test func labelsAreReadAsPeopleTypeThem() {
        func state(_ count: Int) -> PlainLabelling {
            let candidates = (0..<count).map { number in
                LabelCandidate(
                    source: "s:\(number)", text: "t\(number)", markup: "", plain: "", citations: [],
                    model: "m")
            }
            let item = LabelItem(id: "i", question: "?", documents: [], candidates: candidates)
            let set = LabelSet(name: "s", seed: 1, createdAt: 0)
            return PlainLabelling(LabelledSet(set: set, items: [item], ledger: LabelLedger()), by: "anna")
        }
        func words(_ text: String, _ count: Int = 2) -> String? {
            let state = state(count)
            return state.judgement(text).map { state.words($0) }
        }
        #expect(words("a") == "A is better")
        #expect(words("B much") == "B is much better")
        #expect(words("t") == "a tie, both are good")
        #expect(words("x") == "a tie, both are bad")
        #expect(words("c") == nil)
        #expect(words("a b") == nil)
        #expect(words("b > a = c", 3) == "B, then A and C")
        #expect(words("cab", 3) == "C, then A, then B")
        #expect(words("a b", 3) == nil)
        #expect(words("a a b", 3) == nil)
        #expect(words("a =", 3) == nil)
        #expect(words("tie", 3) == "a tie, all are good")
    }

    @Test func linesAreBrokenBetweenWordsForATerminal() {
        #expect(PlainWords.wrapped("", to: 10) == "")
        #expect(PlainWords.wrapped("one two three", to: 7) == "one two\nthree")
        #expect(PlainWords.wrapped("one two three", to: 13) == "one two three")
        #expect(PlainWords.wrapped("a incomprehensibility b", to: 8) == "a\nincomprehensibility\nb")
        #expect(PlainWords.wrapped("保险 公司 x", to: 9) == "保险 公司\nx")
    }

    // MARK: Answers

    @Test func anAnswerItsSourcesAndTheWayBackAreSentences() async throws {
        let said = try await dialogue([
            "What fell?", "cite 1", "statement", "/cite", "/sentence 2", "/sentence", "sentence 2", "/cite 7",
        ])
        #expect(said.first == "Opened stdin: 5 sentences.")
        #expect(said.contains("Answer: Grain fell by 38%. (cited 1)"))
        #expect(said.contains("Cited: 1 is sentence 2; 2 is sentence 1."))
        #expect(said.contains("Cited 1, sentence 2: Grain fell by 38%."))
        #expect(said.contains("Before it, sentence 1: The board blames the lock."))
        #expect(said.contains("After it, sentence 3: Containers grew by 6%."))
        #expect(said.contains("Statement 1 of 2: Grain fell by 38%."))
        #expect(said.contains("Cited 2, sentence 1: The board blames the lock."))
        #expect(said.contains("Statement 1 cites this as 1: Grain fell by 38%."))
        #expect(said.contains("There is no citation 7. This answer has 1 and 2."))
        let read = said.filter { $0.hasPrefix("Sentence ") }
        #expect(
            read.first == "Sentence 2: Grain fell by 38%." && read[1] == "Sentence 3: Containers grew by 6%.")
    }

    @Test func verdictsCorrectionsAndScoresAreKeptAndUndone() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try await dialogue(
            [
                "What fell?", "/verify measured", "/verdict 2 none", "/correct 2 3-4", "/score",
                "/fact 1 none",
                "/grade completeness 9",
            ], in: folder)
        #expect(first.contains { $0.hasPrefix("Statement 1, supported: Grain") })
        #expect(first.contains("Your verdict on statement 2: no support. /undo takes it back."))
        #expect(first.contains("Statement 2 cites 3 now. /undo takes it back."))
        #expect(first.contains { $0.hasPrefix("Faithfulness: ") })
        #expect(first.filter { $0.hasPrefix("With your verdicts and scores") }.count == 2)
        // Another day.
        let second = try await dialogue(
            ["/answer", "/undo", "/undo", "/undo", "/undo", "/undo", "/answer"], in: folder)
        #expect(
            second.contains {
                $0.hasPrefix("Going on with your conversation of 1 question; the last was: What fell?")
            })
        let answers = second.filter { $0.hasPrefix("Answer: The lock") }
        #expect(answers.first == "Answer: The lock was closed. (cited 3, no support)")
        #expect(answers.last?.contains("cited 2") == true)
        #expect(second.filter { $0.hasPrefix("Taken back") }.count == 4)
        #expect(second.contains("There is nothing to undo."))
    }

    @Test func whatIsMissingIsSaidInASentence() async throws {
        let said = try await dialogue([
            "/cite 1", "/open nowhere.txt", "/verdict 1 full", "/label", "/cyte 3", "/open", "/sentence 99",
            "/remove x", "/conversation 3", "/help cite", "/help nothing", "/undo",
        ])
        #expect(said.contains("There is no answer yet. Type a question."))
        #expect(said.contains { $0.hasPrefix("Error: ") && $0.contains("nowhere.txt") })
        #expect(said.contains { $0.contains("There is no set yet") })
        #expect(said.contains { $0.contains("Did you mean /cite?") })
        #expect(said.contains { $0.hasPrefix("/open FILE: ") })
        #expect(said.contains("stdin has sentences 0 to 4."))
        #expect(said.contains { $0.hasPrefix("/cite [NUMBER]: ") })
    }

    @Test func aDocumentIsRemovedAndBroughtBack() async throws {
        let said = try await dialogue(["/documents", "/remove 1", "What?", "/undo", "/open 1", "What fell?"])
        #expect(said.contains("1. stdin: txt, 5 sentences, open."))
        #expect(said.contains("No document is open now."))
        #expect(said.contains { $0.hasPrefix("No document is open. /open FILE") })
        #expect(said.filter { $0 == "Opened stdin: 5 sentences." }.count == 2)
        #expect(said.contains("Answer: Grain fell by 38%. (cited 1)"))
    }

    // MARK: Time

    @Test func aStatementIsSaidOnceItIsWholeAndStoppingKeepsIt() async throws {
        let generator = SlowGenerator(pieces: [
            "<statement>Grain fell by 38%.<cite>[2-2]</cite></statement>", "<statement>The lock", " was",
        ])
        let control = PlainControl()
        let said = try await dialogue(
            ["What fell?", "/answer"], generator: generator, control: control,
            onSay: { line in
                // The first statement was said while the second was being written.
                if line.hasPrefix("Answer: Grain") { _ = control.interrupt() }
            })
        #expect(said.contains("Answer: Grain fell by 38%. (cited 1)"))
        #expect(
            said.contains(
                "Stopped by you; what there is stays. /continue goes on with it, /again asks once more."))
        #expect(said.contains("The answer is cut."))
    }

    @Test func anAnswerThatWasStoppedGoesOn() async throws {
        let control = PlainControl()
        let calls = Mutex(0)
        let generator = SlowGenerator(pieces: [
            "<statement>Grain fell by 38%.<cite>[2-2]</cite></statement>", "<statement>The lock",
        ]) {
            calls.withLock {
                $0 += 1
                return $0
            } > 1 ? " was closed.<cite>[1-1]</cite></statement>" : nil
        }
        let said = try await dialogue(
            ["What fell?", "/continue", "/answers", "/cite 2", "/continue"], generator: generator,
            control: control,
            onSay: { line in if line.hasPrefix("Answer: Grain") { _ = control.interrupt() } })
        #expect(said.filter { $0 == "Answer: Grain fell by 38%. (cited 1)" }.count == 1)
        #expect(said.contains("Answer: The lock was closed. (cited 2)"))
        #expect(said.contains("1. What fell? (2 cited statements, the current one)"))
        #expect(said.contains("Cited 2, sentence 1: The board blames the lock."))
        #expect(said.contains("This answer is whole. /again asks once more."))
    }

    @Test func questionsCanBeAboutSomeSentencesOnly() async throws {
        let prompts = Mutex<[String]>([])
        let generator = ScriptedGenerator { request in
            prompts.withLock { $0.append(request.messages.map(\.text).joined()) }
            return "<statement>Grain.<cite>[0-0]</cite></statement>"
        }
        let said = try await dialogue(
            ["/scope 2-3", "What fell?", "/scope", "/scope 9", "/scope automatic"], generator: generator)
        #expect(said.contains("Questions are answered from sentences 2 to 3."))
        #expect(said.contains("Cited: 1 is sentence 2."))
        #expect(said.contains("stdin has sentences 0 to 4."))
        #expect(said.last?.hasPrefix("Questions are answered from all of stdin") == true)
        let prompt = prompts.withLock { $0.first ?? "" }
        #expect(prompt.contains("Grain fell") && !prompt.contains("tonnes"))
    }

    @Test func workThatGoesOnIsSaidNowAndThen() async throws {
        var settings = PlainSettings()
        settings.progressInterval = .milliseconds(20)
        let control = PlainControl()
        let notes = Mutex<[String]>([])
        let said = try await dialogue(
            ["What fell?"], generator: SlowGenerator(pieces: ["<statement>Grain"]), settings: settings,
            control: control,
            onNote: { note in
                notes.withLock { $0.append(note) }
                if note.hasPrefix("Writing: 1 token, ") { _ = control.interrupt() }
            })
        #expect(notes.withLock { $0 }.allSatisfy { $0.hasSuffix(" so far.") })
        #expect(said.contains("Answer: Grain (cut) (uncited)"))
    }

    // MARK: Labels

    @Test func fiveRowsAreAskedEachIsWrittenDownAndUndoGoesBack() async throws {
        let folder = try Fixture.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let count = Mutex(0)
        let generator = ScriptedGenerator { _ in
            let number = count.withLock { value in
                value += 1
                return value
            }
            return "<statement>Grain fell, said \(number).<cite>[2-2]</cite></statement>"
        }
        var settings = PlainSettings()
        settings.annotator = "anna"
        let said = try await dialogue(
            [
                "What fell?", "/again", "/label new", "a", "", "b much", "t", "", "x", "u", "a", "statistics",
                "done",
                "/undo",
            ], generator: generator, settings: settings, in: folder)
        #expect(said.contains("Made the set answers of 1 item."))
        #expect(said.contains("Helpfulness: A is better."))
        #expect(said.contains("Faithfulness: B is much better."))
        #expect(said.contains("Completeness: a tie, both are good."))
        #expect(said.contains("Overall can't be left open: choose, or s skips the item."))
        #expect(said.contains("Overall: a tie, both are bad. Saved; 1 of 1 done."))
        #expect(said.contains("Taken back: saving the item and choice in Overall."))
        #expect(said.contains("Overall: A is better. Saved; 1 of 1 done."))
        #expect(said.contains("anna: 1 labelled, 0 skipped, 0 s per item"))
        let engine = try await Engine(EngineConfiguration(directories: Directories(home: folder)))
        let ledger = try await engine.labelledSet().ledger
        // Three rows, overall with save, two undone, overall with save.
        #expect(ledger.entries.count == 9)
        let record = try #require(ledger.records(of: "anna").values.first)
        #expect(record.isSaved && record.judgements.count == 4 && record.judgements[.logicality] == nil)
    }
}

/// Writes pieces, then nothing more until it is stopped.
private struct SlowGenerator: TextGenerator {
    let profile = GeneratorProfile.scripted
    let pieces: [String]
    /// In place of the pieces, where it isn't nil; then it ends by itself.
    var whole: @Sendable () -> String? = { nil }

    func generate(_ request: GenerationRequest) -> EventStream<GenerationEvent> {
        let source = EventStream<GenerationEvent>.Source()
        let stopped = AsyncStream<Void>.makeStream()
        request.stop?.onStop { stopped.continuation.finish() }
        Task {
            var statistics = GenerationStatistics()
            if let text = whole() {
                source.send(.text(text, tokens: 1))
                source.send(.finished(.endOfText, statistics))
                source.finish()
                return
            }
            for piece in pieces {
                statistics.generatedTokens += 1
                source.send(.text(piece, tokens: statistics.generatedTokens))
            }
            for await _ in stopped.stream {}
            source.send(.finished(.cancelled, statistics))
            source.finish()
        }
        return EventStream(source)
    }

    func tokenCount(of messages: [ChatMessage]) async throws -> Int { 10 }
    func tokenCount(of text: String) async throws -> Int { 10 }
}
