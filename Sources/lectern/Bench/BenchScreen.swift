import ArgumentParser
import Foundation
import LecternEngine

/// `lectern bench screen`: how soon keys are seen while a model decodes on all cores.
struct BenchScreen: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract: "Measure how soon a key is drawn while a model decodes on all cores.",
        discussion: """
            Runs the workbench in a terminal of its own on a bundled document, lets a model of random weights answer, \
            types into the question meanwhile, and waits for each letter to be drawn.
            """)

    @Option(help: ArgumentHelp("Letters to type.", valueName: "N")) var keys = 500
    @Option(help: ArgumentHelp("Columns and rows of the terminal.", valueName: "CxR")) var size = "80x24"
    @Option(
        help: ArgumentHelp("One of \(ModelTools.shapeNames.joined(separator: ", ")).", valueName: "shape"))
    var shape = "llama-20m"
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Report: Encodable {
        let schema = 1
        let width: Int
        let height: Int
        let keys: Int
        /// Letters that were not drawn within a second.
        let missed: Int
        let p50_ms: Double
        let p95_ms: Double
        let p99_ms: Double
        let max_ms: Double
        /// Processor time in percent of one core while keys are typed: the model is at work all the time.
        let busy_percent: Double
        /// The same while nothing happens.
        let idle_percent: Double
        /// Of the streamed answer, without keys.
        let frames: Int
        let bytes_per_frame: Double
    }

    mutating func validate() throws {
        try global.server.refuse(by: "bench")
        guard (1...100_000).contains(keys) else { throw ValidationError("--keys takes a number from 1 up.") }
        guard let (width, height) = sizes, (40...1000).contains(width), (10...500).contains(height) else {
            throw ValidationError("--size takes columns and rows such as 80x24, at least 40x10.")
        }
    }

    private var sizes: (width: Int, height: Int)? {
        let parts = size.split(separator: "x").compactMap { Int($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    func execute() async throws -> Int32 {
        let (width, height) = sizes ?? (80, 24)
        let home = FileManager.default.temporaryDirectory.appending(
            path: "lectern-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: home) }
        let model = home.appending(path: "random.gguf")
        try ModelTools(global.configuration()).writeRandom(
            shape: shape, type: "Q8_0", planted: false, seed: 0, to: model)
        guard let document = example else {
            throw CommandFailure(
                kind: "input", code: ExitCode.input, "The bundled documents are not installed.",
                hint: "Run it from a checkout or an installed prefix.")
        }
        var environment = ProcessInfo.processInfo.environment
        environment["LECTERN_HOME"] = home.path
        environment["LECTERN_ANSWER_MAX_TOKENS"] = "100000"
        environment["LECTERN_CITE_VERIFY"] = "ask"
        environment["TERM"] = "xterm-256color"
        let terminal = try PseudoTerminal(
            ShippedResources.currentExecutable, [document.path, "--model", model.path],
            environment: environment,
            width: width, height: height)
        let bench = ScreenBenchmark(terminal)
        try bench.open()
        let idle = bench.idle(seconds: 5)
        try bench.ask()
        let frames = bench.stream(seconds: 5)
        let (times, busy) = bench.type(keys)
        terminal.end()
        func at(_ share: Double) -> Double {
            times.isEmpty ? 0 : rounded(times[min(times.count - 1, Int(Double(times.count) * share))] * 1000)
        }
        let report = Report(
            width: width, height: height, keys: keys, missed: keys - times.count, p50_ms: at(0.5),
            p95_ms: at(0.95),
            p99_ms: at(0.99), max_ms: at(1), busy_percent: rounded(busy * 100),
            idle_percent: rounded(idle * 100), frames: frames.count,
            bytes_per_frame: frames.isEmpty ? 0 : rounded(Double(frames.reduce(0, +)) / Double(frames.count)))
        if json {
            try JSONOutput.print(report)
        } else {
            try Streams.line(
                "key to screen at \(size), \(keys) keys: p50 \(report.p50_ms) ms, p95 \(report.p95_ms) ms, "
                    + "p99 \(report.p99_ms) ms, longest \(report.max_ms) ms, missed \(report.missed)")
            try Streams.line(
                "processor: \(report.busy_percent) % of one core while typing, \(report.idle_percent) % while idle"
            )
            try Streams.line(
                "streaming: \(report.frames) frames in 5 s, \(report.bytes_per_frame) bytes a frame")
        }
        return ExitCode.done
    }

    /// The shortest bundled text: it is read soon, so that most of the time a model writes.
    private var example: URL? {
        let folders = global.resources.folders(.examples)
        let files = folders.prefix(1).flatMap {
            (try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: [.fileSizeKey]))
                ?? []
        }
        return files.filter { $0.pathExtension == "txt" }.min { size(of: $0) < size(of: $1) }
    }

    private func size(of file: URL) -> Int {
        (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    }

    private func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}

/// Drives the workbench in a terminal and takes the times.
private final class ScreenBenchmark {
    private let terminal: PseudoTerminal
    private let clock = ContinuousClock()
    private let question = "What happens here?\r"
    private var random = SystemRandomNumberGenerator()

    init(_ terminal: PseudoTerminal) { self.terminal = terminal }

    struct Silent: LocalizedError {
        let what: String
        var errorDescription: String? { "The workbench did not come to \(what)." }
    }

    /// Waits until nothing was written for a while: the document is open and the model is loaded.
    func open() throws {
        try wait(for: "its first screen", seconds: 60) { !$0.isEmpty }
        var quiet = clock.now
        let deadline = quiet + .seconds(60)
        while clock.now - quiet < .seconds(2), clock.now < deadline {
            if !terminal.read(within: 100).isEmpty { quiet = clock.now }
        }
    }

    /// Share of one core that is used while nothing happens.
    func idle(seconds: Double) -> Double {
        let before = terminal.processorSeconds
        let start = clock.now
        while clock.now - start < .seconds(seconds) { _ = terminal.read(within: 100) }
        return (terminal.processorSeconds - before) / seconds
    }

    func ask() throws {
        terminal.write("i" + question)
        // Decoding has begun when the text that streams changes the screen again and again.
        var chunks = 0
        let deadline = clock.now + .seconds(120)
        while chunks < 30 {
            guard clock.now < deadline else { throw Silent(what: "a streaming answer") }
            if !terminal.read(within: 500).isEmpty { chunks += 1 }
        }
    }

    /// Bytes of each frame: a frame is written at once, so what arrives together is one.
    func stream(seconds: Double) -> [Int] {
        var frames: [Int] = []
        let start = clock.now
        while clock.now - start < .seconds(seconds) {
            var bytes = terminal.read(within: 100)
            guard !bytes.isEmpty else { continue }
            while case let more = terminal.read(within: 2), !more.isEmpty { bytes += more }
            frames.append(bytes.count)
        }
        return frames
    }

    /// Seconds from each letter to its appearance, rising, and the cores that were busy meanwhile. The letters are
    /// ones that no model of this vocabulary writes.
    func type(_ count: Int) -> (seconds: [Double], busy: Double) {
        let (begun, used) = (clock.now, terminal.processorSeconds)
        // Enough questions wait that one is answered at any time. Where the field has the cursor already, `i` is a letter.
        terminal.write(String(repeating: "i" + question, count: 400) + "i")
        drain(milliseconds: 1000)
        let letters = Array("бвгджзийклмнптфхцчшщъыьэюя")
        var times: [Double] = []
        for index in 0..<count {
            if index % 40 == 39 {
                terminal.write("\u{15}")
                drain(milliseconds: 100)
            }
            drain(milliseconds: Int.random(in: 20...70, using: &random))
            let letter = letters[index % letters.count]
            let start = clock.now
            terminal.write(String(letter))
            var seen: [UInt8] = []
            let wanted = Array(String(letter).utf8)
            while clock.now - start < .seconds(1) {
                seen += terminal.read(within: 50)
                if seen.contains(wanted) {
                    times.append((clock.now - start) / .seconds(1))
                    break
                }
            }
        }
        let busy = (terminal.processorSeconds - used) / ((clock.now - begun) / .seconds(1))
        return (times.sorted(), busy)
    }

    private func drain(milliseconds: Int) {
        let end = clock.now + .milliseconds(milliseconds)
        while case let left = end - clock.now, left > .zero {
            _ = terminal.read(within: Int32(max(1, left / .milliseconds(1))))
        }
    }

    private func wait(for what: String, seconds: Double, _ holds: ([UInt8]) -> Bool) throws {
        let deadline = clock.now + .seconds(seconds)
        var seen: [UInt8] = []
        while !holds(seen) {
            guard clock.now < deadline else { throw Silent(what: what) }
            seen += terminal.read(within: 200)
        }
    }
}
