package import Foundation
package import LecternEngine

/// The front end that is only lines: for screen readers, and for terminals where a full-screen program does not suit.
///
/// Questions and commands come in one a line; answers go out in whole sentences. All work is the engine's.
package actor PlainDialogue {
    /// An answer of the conversation, with what was said of it since.
    struct Turn: Sendable {
        let answer: CitedAnswer
        /// Nil where nothing is kept.
        let id: AnswerID?
        var review = AnswerReview.empty

        /// The citations of a statement as they hold now.
        func citations(of statement: Int) -> [Citation] { review.citations(of: statement, in: answer) }

        /// Every citation once, by number, with the first statement that has it.
        var citations: [(citation: Citation, statement: Int)] {
            var seen = Set<Int>()
            return answer.statements.indices.flatMap { index in citations(of: index).map { ($0, index) } }
                .filter { seen.insert($0.0.number).inserted }.sorted { $0.0.number < $1.0.number }
                .map { (citation: $0.0, statement: $0.1) }
        }
    }

    /// A sentence that was read last.
    struct Place: Sendable {
        let document: DocumentID
        let sentence: Int
    }

    let engine: Engine
    let console: PlainConsole
    let control: PlainControl
    let settings: PlainSettings

    /// What is asked about.
    var documents: [Document] = []
    var conversation: ConversationID?
    var turns: [Turn] = []
    /// What questions are answered from.
    var scope = QuestionScope.automatic
    /// The answer that commands are about.
    var current: Int?
    /// Number of the citation that was read last.
    var citationRead: Int?
    var place: Place?
    /// What the numbers of the last lists mean.
    var listedDocuments: [DocumentSummary] = []
    var listedConversations: [ConversationSummary] = []
    private var isOver = false

    package init(engine: Engine, console: PlainConsole, control: PlainControl, settings: PlainSettings) {
        self.engine = engine
        self.console = console
        self.control = control
        self.settings = settings
    }

    /// What is written before a line is read.
    private static let prompt = "You: "

    /// Opens the documents, then answers lines until there are no more.
    ///
    /// - Parameter piped: text that came through standard input, opened first.
    /// - Throws: what opening throws, and what writing does; everything later is said in the dialogue.
    package func run(documents names: [String], piped: Data?) async throws {
        do {
            if console.isInteractive {
                try say("Lectern, as a dialogue of lines. Type a question, /help for the commands, or /quit.")
            }
            if let piped { documents = [try await engine.addDocument(text: piped, named: "stdin").document] }
            for name in names { try await add(name) }
            if !documents.isEmpty { try await opened() }
            while !isOver, let line = try await readLine(Self.prompt) { try await hear(line) }
        } catch let lost as OutputLost {
            throw lost.reason
        }
    }

    func quit() { isOver = true }

    /// The next line; nil at the end, which also ends the dialogue.
    func readLine(_ prompt: String) async throws -> String? {
        control.waits(prompt)
        let line = try await console.read(prompt)
        if line == nil { isOver = true }
        return line
    }

    private func hear(_ line: String) async throws {
        switch PlainLine(line) {
        case .empty: break
        case .question(let text): try await trying { try await self.ask(text) }
        case .command(let command, let argument):
            if command.needsArgument, argument.isEmpty {
                return try say("\(command.usage): \(command.help)")
            }
            try await trying { try await command.run(self, argument) }
        case .unknown(let name, let nearest):
            let hint =
                nearest.isEmpty
                ? "/help lists the commands."
                : "Did you mean \(PlainWords.list(nearest.map { "/\($0)" }, "or"))?"
            try say("There is no command /\(name). \(hint) To ask this as a question, write /ask before it.")
        }
    }

    /// Does something; what goes wrong is said, and the dialogue goes on.
    func trying(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as OutputLost {
            throw error
        } catch is CancellationError {
            try say("Stopped.")
        } catch let problem as PlainProblem {
            try say(problem.text)
        } catch {
            let failure = Failure(error)
            try say("Error: \(failure.message)" + (failure.hint.isEmpty ? "" : " \(failure.hint)"))
        }
    }

    // MARK: Out

    /// One line, through the gate.
    func say(_ text: String) throws {
        do { try console.write(PlainWords.line(text)) } catch { throw OutputLost(reason: error) }
    }

    /// Text of several lines; each goes through the gate.
    func say(lines text: String) throws {
        for line in text.split(separator: "\n") { try say(String(line)) }
    }

    /// Begins work that Ctrl-C stops.
    func begin(_ text: String, stop: @escaping @Sendable () -> Void) -> PlainWork {
        PlainWork(text, console, control, every: settings.progressInterval, stop: stop)
    }

    /// Does work that only the end of its task stops.
    func interruptible<Value: Sendable>(
        _ text: String, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        let running = begin(text) { task.cancel() }
        defer { running.end() }
        return try await task.value
    }

    func turn() throws -> Turn {
        guard let current, turns.indices.contains(current) else {
            throw PlainProblem("There is no answer yet. Type a question.")
        }
        return turns[current]
    }
}

/// Something that can't be done as typed, in a whole sentence.
struct PlainProblem: Error {
    let text: String
    init(_ text: String) { self.text = text }
}

/// Nobody can read what is said any more.
struct OutputLost: Error {
    let reason: any Error
}
