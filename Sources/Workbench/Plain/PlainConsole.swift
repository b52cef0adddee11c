package import LecternEngine
import Synchronization

/// What the line dialogue speaks through: lines in, lines out. No cursor, no colour, no control bytes.
package struct PlainConsole: Sendable {
    /// A person types and sees a prompt; otherwise the lines are a script, and nothing is echoed.
    package let isInteractive: Bool
    /// The next line without its end; nil at the end of the input.
    package let read: @Sendable (_ prompt: String) async throws -> String?
    /// Prints one line.
    package let write: @Sendable (String) throws -> Void
    /// Prints one line about work that goes on; nil where nobody would see it.
    package let note: (@Sendable (String) -> Void)?
    /// Reads a document by path, id, or the start of an id.
    package let open: @Sendable (String) async throws -> Document

    package init(
        isInteractive: Bool, read: @escaping @Sendable (_ prompt: String) async throws -> String?,
        write: @escaping @Sendable (String) throws -> Void, note: (@Sendable (String) -> Void)?,
        open: @escaping @Sendable (String) async throws -> Document
    ) {
        self.isInteractive = isInteractive
        self.read = read
        self.write = write
        self.note = note
        self.open = open
    }
}

/// How questions of a dialogue are answered, and who labels.
package struct PlainSettings: Sendable {
    package var fit = ContextFit.retrieve
    package var sampling = SamplingParameters.greedy
    /// Who checks citations where nobody is named.
    package var judge = JudgeChoice.automatic
    /// Nil: whoever labelled last in this library.
    package var annotator: String?
    /// Offered where nobody has labelled yet.
    package var userName = ""
    /// Between two lines about work that goes on.
    package var progressInterval = Duration.seconds(10)

    init() {}

    /// - Parameter settings: of all layers.
    package init(_ settings: Settings) {
        fit = ContextFit(rawValue: settings.text(.fit)) ?? .retrieve
        judge = JudgeChoice(rawValue: settings.text(.judge)) ?? .automatic
        sampling = SamplingParameters(
            temperature: Float(settings.number(.temperature)),
            maximumTokens: Int(settings.number(.maximumTokens)))
        annotator = settings.name(.annotator)
    }
}

/// What Ctrl-C reaches while the dialogue is at work.
package final class PlainControl: Sendable {
    package enum Outcome: Sendable {
        /// Work goes on, and was asked to stop.
        case stopping
        /// It was asked before and has not stopped.
        case stoppingAgain
        case idle
        /// Nothing was typed since the last time.
        case idleAgain
    }

    private struct State {
        var stop: (@Sendable () -> Void)?
        var presses = 0
        var prompt = ""
    }

    private let state = Mutex(State())

    package init() {}

    package func interrupt() -> Outcome {
        let (stop, presses) = state.withLock { state in
            state.presses += 1
            return (state.stop, state.presses)
        }
        guard let stop else { return presses > 1 ? .idleAgain : .idle }
        stop()
        return presses > 2 ? .stoppingAgain : .stopping
    }

    package var isAtWork: Bool { state.withLock { $0.stop != nil } }

    /// What stands before the line that is being typed.
    package var prompt: String { state.withLock { $0.prompt } }

    func begin(_ stop: @escaping @Sendable () -> Void) { state.withLock { $0 = State(stop: stop) } }

    func end() { state.withLock { $0 = State() } }

    /// A line is waited for.
    func waits(_ prompt: String) { state.withLock { ($0.prompt, $0.presses) = (prompt, 0) } }
}

/// A piece of work that can be stopped and says every ten seconds what it is doing.
final class PlainWork: Sendable {
    private final class Words: Sendable {
        let text: Mutex<String>
        init(_ text: String) { self.text = Mutex(text) }
    }

    private let words: Words
    private let ticker: Task<Void, Never>?
    private let control: PlainControl

    /// - Parameter text: what is being done, such as “Reading harbour.pdf”.
    init(
        _ text: String, _ console: PlainConsole, _ control: PlainControl, every interval: Duration,
        stop: @escaping @Sendable () -> Void
    ) {
        let words = Words(text)
        self.words = words
        self.control = control
        control.begin(stop)
        ticker = console.note.map { note in
            Task.detached {
                let start = ContinuousClock.now
                while (try? await Task.sleep(for: interval)) != nil {
                    let seconds = Figures.duration((ContinuousClock.now - start) / .seconds(1))
                    note(PlainWords.line("\(words.text.withLock { $0 }), \(seconds) so far."))
                }
            }
        }
    }

    func update(_ text: String) { words.text.withLock { $0 = text } }

    func end() {
        ticker?.cancel()
        control.end()
    }
}
