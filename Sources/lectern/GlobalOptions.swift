public import ArgumentParser
import Foundation
public import LecternEngine

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The model to ask: a name from “model list” or a GGUF file.", valueName: "name|path"))
    var model: String?

    @Option(
        help: ArgumentHelp("Where the library is kept (default: the XDG data directory).", valueName: "dir"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Threads that compute (default: one a core).", valueName: "N"))
    var threads: Int?

    @Option(help: ArgumentHelp("Most tokens that prompt and answer may take together.", valueName: "N"))
    var context: Int?

    @OptionGroup var server: EndpointOptions

    @OptionGroup var reading: AttentionOptions

    @Flag(name: .shortAndLong, help: "Show progress and timings although standard error is no terminal.")
    var verbose = false

    mutating func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to 256.")
        }
        if let context, context < 64 { throw ValidationError("--context takes at least 64 tokens.") }
        if model != nil, server.endpoint != nil {
            throw ValidationError("--model and --endpoint exclude each other: name one of them.")
        }
    }

    var resources: ShippedResources { ShippedResources() }

    func configuration(keeps: Bool = true) -> EngineConfiguration {
        var directories = Directories(environment: ProcessInfo.processInfo.environment)
        if let dataDir { directories.data = URL(filePath: (dataDir as NSString).expandingTildeInPath) }
        return EngineConfiguration(
            directories: directories, model: model, modelFolders: resources.folders(.models),
            threadCount: threads ?? 0, contextLimit: context, attention: reading.setting, keeps: keeps)
    }

    /// The library, with the model or server that these options name. Neither is opened before it is needed.
    func engine(keeps: Bool = true) async throws -> Engine {
        let source = try server.source(contextLimit: context, isVerbose: verbose)
        return try await Engine(configuration(keeps: keeps), source: source)
    }

    var progress: ProgressLine { ProgressLine(isShown: Streams.errorIsTerminal || verbose) }
}

/// How long prompts are read.
struct AttentionOptions: ParsableArguments {
    enum Mode: String, ExpressibleByArgument { case full, sample }

    @Option(help: "Read long prompts fully, or by samples of what matters (faster).")
    var attention = Mode.full

    @Option(help: ArgumentHelp("With sample: share of the attention mass to keep.", valueName: "share"))
    var cra = 0.95

    @Option(help: ArgumentHelp("With sample: share of all tokens in the window.", valueName: "share"))
    var window = 0.08

    @Option(help: ArgumentHelp("With sample: share of rows that is sampled.", valueName: "share"))
    var rows = 0.05

    mutating func validate() throws {
        for (name, value) in [("cra", cra), ("window", window), ("rows", rows)]
        where !(value > 0 && value <= 1) {
            throw ValidationError("--\(name) takes a number above 0, up to 1.")
        }
    }

    var setting: AttentionSetting {
        switch attention {
        case .full: .full
        case .sample: .sample(coverage: cra, window: window, rows: rows)
        }
    }
}

/// How the next token is chosen.
struct SamplingOptions: ParsableArguments {
    @Option(help: "0 is greedy.")
    var temperature: Float = 0

    @Option(help: ArgumentHelp("Choose among the K most likely tokens.", valueName: "K"))
    var topK: Int?

    @Option(help: ArgumentHelp("Choose among the most likely tokens that together reach P.", valueName: "P"))
    var topP: Float?

    @Option(help: ArgumentHelp("Choose among tokens at least P times as likely as the best.", valueName: "P"))
    var minP: Float?

    @Option(help: ArgumentHelp("Make repeated tokens less likely; 1 is off.", valueName: "R"))
    var repeatPenalty: Float = 1

    @Option(help: ArgumentHelp("Stop after N tokens of answer.", valueName: "N"))
    var maxTokens: Int = 1024

    @Option(help: "The same seed, input and settings give the same answer.")
    var seed: UInt64 = 0

    mutating func validate() throws { try check() }

    func check() throws {
        if !(temperature >= 0 && temperature <= 100) {
            throw ValidationError("--temperature takes a number from 0 to 100.")
        }
        if let topK, topK < 1 { throw ValidationError("--top-k takes a number from 1 up.") }
        if let topP, !(topP > 0 && topP <= 1) {
            throw ValidationError("--top-p takes a number above 0, up to 1.")
        }
        if let minP, !(minP > 0 && minP <= 1) {
            throw ValidationError("--min-p takes a number above 0, up to 1.")
        }
        if !(repeatPenalty > 0 && repeatPenalty <= 10) {
            throw ValidationError("--repeat-penalty takes a number above 0, up to 10.")
        }
        if maxTokens < 1 { throw ValidationError("--max-tokens takes a number from 1 up.") }
    }

    var parameters: SamplingParameters {
        SamplingParameters(
            temperature: temperature, topK: topK, topP: topP, minP: minP,
            penalties: repeatPenalty == 1 ? nil : .init(repetition: repeatPenalty), seed: seed,
            maximumTokens: maxTokens)
    }
}

extension ContextFit: ExpressibleByArgument {}
extension SearchWay: ExpressibleByArgument {}
