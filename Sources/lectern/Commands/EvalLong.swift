import ArgumentParser
import Foundation
import LecternEngine

/// `lectern eval needle`: facts planted in long documents.
struct EvalNeedle: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "needle",
        abstract: "Plant facts in long documents, ask for each, and see whether its sentence is cited.")

    @Argument(
        help: "Documents, joined into one: paths, ids, or the starts of ids.",
        completion: Completions.documents) var documents: [String]
    @Option(name: .short, help: "Facts to plant, at equal distances.") var n: Int = 20
    @Option(
        help: ArgumentHelp("Lengths in sentences to cut the document to, as 200,1000,5000.", valueName: "N,…")
    )
    var lengths: String = ""
    @Flag(help: "Measure the passage reader alone.") var quick = false
    @Option(help: "Chooses the facts.") var seed: UInt64 = 0
    @OptionGroup var work: ConcurrencyOptions
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws {
        if !(1...60).contains(n) { throw ValidationError("-n takes a number from 1 to 60.") }
        if lengthList == nil { throw ValidationError("--lengths takes numbers from 1 up, parted by commas.") }
    }

    private var lengthList: [Int]? {
        let parts = lengths.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        let numbers = parts.compactMap(\.self).filter { $0 > 0 }
        return numbers.count == parts.count ? numbers : nil
    }

    func execute() async throws -> Int32 {
        let engine = try await global.engine()
        let ids = try await DocumentArguments.resolve(documents, with: engine).map(\.id)
        let stop = StopSignal()
        let interrupt = Interrupt { stop.stop() }
        defer { interrupt.end() }
        let start = ContinuousClock.now
        var progress = global.progress
        var runs: [NeedleReport.Run] = []
        let options = NeedleOptions(count: n, lengths: lengthList ?? [], isQuick: quick, seed: seed)
        for try await event in engine.evaluateNeedles(
            in: ids, options: options, concurrency: work.concurrency, stop: stop)
        {
            switch event {
            case .progress(let done, let total):
                progress.update("needle", done: done, total: total, unit: "questions")
            case .result(let run): runs.append(run)
            }
        }
        progress.clear()
        let name =
            quick
            ? await engine.readerStatus()?.name ?? "" : await engine.modelStatus().name
        let report = NeedleReport(model: name, runs: runs, seconds: (ContinuousClock.now - start).seconds)
        if json { try JSONOutput.print(NeedleJSON(report)) } else { try Streams.line(plain(report.table)) }
        return ExitCode.done
    }
}

/// `lectern eval longbench-cite`.
struct EvalLongBenchCite: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "longbench-cite",
        abstract: "Citation recall, precision and F1, and correctness, on LongBench-Cite's questions.",
        discussion: """
            FILE is a JSON array or JSON Lines with idx, dataset, context, query and answer. With --out each result is a \
            line of a file, and what the file holds already is not asked again. Answers are graded for correctness only \
            by a model (--judge model).
            """)

    @Argument(help: "The questions.", completion: .file()) var file: String
    @Option(help: "Add each result to this file, and go on from what it holds.") var out: String?
    @Option(help: ArgumentHelp("Ask only the first N.", valueName: "N")) var limit: Int?
    @OptionGroup var work: ConcurrencyOptions
    @Option(help: "Who judges: auto, measured, reader or model.") var judge = JudgeChoice.automatic
    @Option(help: "What to do when a document is longer than the context.") var fit: ContextFit = .retrieve
    @Flag(help: "Keep documents, answers and verdicts in the library, to look into them in the workbench.")
    var keep = false
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var sampling: SamplingOptions
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 up.") }
    }

    func execute() async throws -> Int32 {
        let url = URL(filePath: (file as NSString).expandingTildeInPath)
        guard let data = try? Data(contentsOf: url) else {
            throw CommandFailure(kind: "input", code: ExitCode.input, "\(file) could not be read.")
        }
        let items: [LongBenchCiteItem]
        do {
            items = try LongBenchCiteItem.items(data)
        } catch {
            throw CommandFailure(kind: "input", code: ExitCode.input, error.errorDescription ?? "\(error)")
        }
        let lines = try out.map { try ResultLines(path: $0) }
        var results = lines?.held(LongBenchCiteResult.self) ?? []
        let engine = try await global.engine(keeps: keep)
        let stop = StopSignal()
        let interrupt = Interrupt { stop.stop() }
        defer { interrupt.end() }
        var progress = global.progress
        let wanted = Array(items.prefix(limit ?? items.count))
        let events = engine.evaluateLongBenchCite(
            wanted, except: Set(results.map(\.index)), judge: judge, sampling: sampling.parameters, fit: fit,
            keeps: keep, concurrency: work.concurrency, stop: stop)
        for try await event in events {
            switch event {
            case .progress(let done, let total):
                progress.update("longbench-cite", done: done, total: total, unit: "questions")
            case .result(let result):
                results.append(result)
                try lines?.add(result)
            }
        }
        progress.clear()
        let numbers = Set(wanted.map(\.index))
        let report = LongBenchCiteReport(results.filter { numbers.contains($0.index) })
        if json {
            try JSONOutput.print(LongBenchCiteJSON(report))
        } else {
            try Streams.line(plain(report.table))
        }
        return ExitCode.done
    }
}

/// A file of JSON Lines that grows a result at a time.
struct ResultLines {
    private let url: URL
    private let handle: FileHandle

    init(path: String) throws {
        url = URL(filePath: (path as NSString).expandingTildeInPath)
        if !FileManager.default.fileExists(atPath: url.path),
            !FileManager.default.createFile(
                atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        {
            throw CommandFailure(kind: "output", code: ExitCode.output, "\(path) can't be made.")
        }
        guard let opened = try? FileHandle(forUpdating: url) else {
            throw CommandFailure(kind: "output", code: ExitCode.output, "\(path) can't be written.")
        }
        // A line that a kill cut in half must not join the next one.
        let end = try opened.seekToEnd()
        if end > 0 {
            try opened.seek(toOffset: end - 1)
            if try opened.read(upToCount: 1) != Data([0x0A]) { try opened.write(contentsOf: Data([0x0A])) }
        }
        handle = opened
    }

    /// What the file holds; lines that can't be read are left out.
    func held<Value: Decodable>(_ type: Value.Type) -> [Value] {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Value.self, from: Data($0.utf8))
        }
    }

    func add(_ value: some Encodable) throws {
        do {
            try handle.write(contentsOf: Data((try JSONOutput.line(value) + "\n").utf8))
        } catch {
            throw CommandFailure(
                kind: "output", code: ExitCode.output,
                "The result could not be written: \(error.localizedDescription)")
        }
    }
}
