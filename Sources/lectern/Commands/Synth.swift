import ArgumentParser
import Foundation
import LecternEngine

/// `lectern synth`: questions about documents with cited answers, as training data.
struct SynthCommand: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth", abstract: "Make questions about documents with cited answers, as JSON Lines.",
        discussion: """
            With --out the lines are added to a file as they are made; what the file holds already is not made again, \
            so an interrupted run goes on where it stopped.
            """)

    @Argument(help: "Documents: paths, ids, or the starts of ids.", completion: Completions.documents)
    var documents: [String]
    @Option(name: .short, help: "Examples to try for each document.") var n: Int = 5
    @Option(help: "Add to this file instead of writing to standard output.") var out: String?
    @OptionGroup var work: ConcurrencyOptions
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    mutating func validate() throws {
        if n < 1 { throw ValidationError("-n takes a number from 1 up.") }
    }

    func execute() async throws -> Int32 {
        let engine = try await global.engine()
        let output = try SynthOutput(path: out)
        let stop = StopSignal()
        let interrupt = Interrupt { stop.stop() }
        defer { interrupt.end() }
        var progress = global.progress
        var made = 0
        for name in documents {
            let document = try await DocumentArguments.resolve(name, with: engine)
            let first = output.next(of: document.id)
            guard first < n else { continue }
            let events = engine.synthesize(
                about: document.id, numbers: first..<n, sampling: sampling.parameters,
                concurrency: work.concurrency, stop: stop)
            for try await event in events {
                switch event {
                case .stage(let stage): progress.say(stage.label)
                case .progress(let done, let total):
                    progress.update(plain(document.title), done: done, total: total, unit: "examples")
                case .example(let example):
                    progress.clear()
                    try output.write(example)
                    made += 1
                case .discarded(let number, let reason):
                    progress.clear()
                    Streams.note("lectern: \(plain(document.title)), example \(number): \(reason)")
                case .finished: break
                }
            }
        }
        progress.clear()
        if out != nil { Streams.note("\(made) examples were added.") }
        return ExitCode.done
    }
}

/// Where examples go, and which numbers are there already.
private struct SynthOutput {
    private let lines: ResultLines?
    private var done: [String: Int] = [:]

    private struct Line: Decodable {
        let document: String
        let number: Int
    }

    init(path: String?) throws {
        lines = try path.map { try ResultLines(path: $0) }
        for line in lines?.held(Line.self) ?? [] {
            done[line.document] = max(done[line.document] ?? 0, line.number + 1)
        }
    }

    /// The number of the first example that isn't there yet.
    func next(of document: DocumentID) -> Int { done[document.rawValue] ?? 0 }

    func write(_ example: TrainingExample) throws {
        if let lines { try lines.add(example) } else { try Streams.line(JSONOutput.line(example)) }
    }
}
