import ArgumentParser
import LecternEngine

/// `lectern bench`: how fast this machine runs a model.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure how fast this machine runs a model.",
        subcommands: [
            BenchPrefill.self, BenchDecode.self, BenchLoad.self, BenchAttention.self, BenchKernels.self,
            BenchQuestions.self, BenchScreen.self,
        ])
}

/// What a benchmark's JSON says of the run as a whole.
struct BenchReport<Run: Encodable>: Encodable {
    let schema = 1
    let model: String
    let threads: Int
    let kernels: String
    let load_s: Double
    let runs: [Run]
}

struct BenchPrefill: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "prefill", abstract: "Read prompts of random tokens, fully and by samples.")

    @Option(help: ArgumentHelp("Lengths of the prompts.", valueName: "N,N")) var tokens = "512,4096"
    @Option(help: ArgumentHelp("Runs of each; all are printed.", valueName: "N")) var repeats = 1
    @Flag(help: "Run by samples only where --attention sample says so.") var only = false
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws { try global.server.refuse(by: "bench") }

    private struct Run: Encodable {
        let tokens: Int
        let attention: String
        let seconds: Double
        let tokens_per_s: Double
        @Nullable var density: Double?
        @Nullable var cra: Double?
        @Nullable var cra_min: Double?
    }

    func execute() async throws -> Int32 {
        let configuration = try global.configuration()
        let benchmark = try ModelBenchmark(global.model, configuration: configuration)
        let settings: [AttentionSetting] =
            only
            ? [configuration.attention]
            : [
                .full,
                AttentionOptions.sampled(try global.settings()),
            ]
        var runs: [Run] = []
        for count in try lengths(tokens) {
            for _ in 0..<max(1, repeats) {
                for setting in settings {
                    let run = try benchmark.prefill(tokens: count, attention: setting)
                    runs.append(
                        Run(
                            tokens: count, attention: run.attention, seconds: run.seconds,
                            tokens_per_s: run.tokensPerSecond, density: run.density, cra: run.cra,
                            cra_min: run.craMinimum))
                    if !json { try Streams.line(Self.line(run)) }
                }
            }
        }
        if json { try JSONOutput.print(report(benchmark, runs, global)) }
        return ExitCode.done
    }

    private static func line(_ run: ModelBenchmark.PrefillRun) -> String {
        var text = "\(run.tokens) tokens  \(run.attention)  \(rounded(run.tokensPerSecond)) tokens/s"
        if let density = run.density, density < 1 { text += "  density \(rounded(density))" }
        if let cra = run.cra { text += "  kept mass \(rounded(cra))" }
        return text
    }
}

struct BenchDecode: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decode token by token behind contexts of random tokens.")

    @Option(help: ArgumentHelp("Lengths of the contexts.", valueName: "N,N")) var contexts = "16,4096"
    @Option(help: ArgumentHelp("Tokens to decode.", valueName: "N")) var tokens = 64
    @Option(help: ArgumentHelp("Runs of each; all are printed.", valueName: "N")) var repeats = 1
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws { try global.server.refuse(by: "bench") }

    private struct Run: Encodable {
        let context: Int
        let prefill_s: Double
        let tokens: Int
        let seconds: Double
        let tokens_per_s: Double
        /// Weights read a second; keys and values aside.
        let weight_bytes_per_s: Double
    }

    func execute() async throws -> Int32 {
        let benchmark = try ModelBenchmark(global.model, configuration: global.configuration())
        var runs: [Run] = []
        for length in try lengths(contexts) {
            for _ in 0..<max(1, repeats) {
                let run = try benchmark.decode(context: length, tokens: max(1, tokens))
                runs.append(
                    Run(
                        context: length, prefill_s: run.prefillSeconds, tokens: run.tokens,
                        seconds: run.seconds,
                        tokens_per_s: run.tokensPerSecond,
                        weight_bytes_per_s: Double(benchmark.weightBytes) * run.tokensPerSecond))
                if !json {
                    try Streams.line("context \(length)  \(rounded(run.tokensPerSecond)) tokens/s")
                }
            }
        }
        if json { try JSONOutput.print(report(benchmark, runs, global)) }
        return ExitCode.done
    }
}

struct BenchLoad: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Open a model and make its weights ready.")

    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    mutating func validate() throws { try global.server.refuse(by: "bench") }

    func execute() async throws -> Int32 {
        let benchmark = try ModelBenchmark(global.model, configuration: global.configuration())
        if json {
            try JSONOutput.print(report(benchmark, [Int](), global))
        } else {
            try Streams.line("\(rounded(benchmark.loadSeconds)) s, \(benchmark.weightBytes) bytes of weights")
        }
        return ExitCode.done
    }
}

func report<Run: Encodable>(
    _ benchmark: ModelBenchmark, _ runs: [Run], _ global: GlobalOptions
) -> BenchReport<Run> {
    BenchReport(
        model: global.model ?? ModelLibrary.defaultModelName, threads: benchmark.threadCount,
        kernels: benchmark.kernelLevel, load_s: benchmark.loadSeconds, runs: runs)
}

func lengths(_ list: String) throws -> [Int] {
    let numbers = list.split(separator: ",").map { Int($0) ?? 0 }
    guard !numbers.isEmpty, numbers.allSatisfy({ (1...10_000_000).contains($0) }) else {
        throw ValidationError("Lengths are whole numbers from 1 up, with commas between them.")
    }
    return numbers
}

func rounded(_ value: Double) -> Double {
    guard value > 0 else { return value }
    let scale = value >= 100 ? 1.0 : value >= 1 ? 100 : 1000
    return (value * scale).rounded() / scale
}
