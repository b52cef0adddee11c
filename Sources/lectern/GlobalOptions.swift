public import ArgumentParser
import Foundation
public import LecternEngine
import Workbench

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The model to ask: a name from “model list” or a GGUF file.", valueName: "name|path"),
        completion: Completions.models)
    var model: String?

    @Option(
        help: ArgumentHelp("Where the library is kept (default: the XDG data directory).", valueName: "dir"),
        completion: .directory)
    var dataDir: String?

    @Option(
        help: ArgumentHelp("Settings to read instead of your own config.toml.", valueName: "file"),
        completion: .file(extensions: ["toml"]))
    var config: String?

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

    var directories: Directories {
        var directories = Directories(environment: ProcessInfo.processInfo.environment)
        if let dataDir { directories.data = URL(filePath: (dataDir as NSString).expandingTildeInPath) }
        return directories
    }

    var settingsLoader: SettingsLoader {
        SettingsLoader(
            userFile: config.map { URL(filePath: ($0 as NSString).expandingTildeInPath) }
                ?? directories.config.appending(path: "config.toml"),
            environment: ProcessInfo.processInfo.environment)
    }

    /// All layers, and what couldn't be used of them.
    func loadSettings() throws -> (settings: Settings, problems: [SettingsLoader.Problem]) {
        if let config, !FileManager.default.fileExists(atPath: (config as NSString).expandingTildeInPath) {
            throw CommandFailure(
                kind: "input", code: ExitCode.input, "\(config): there is no such file of settings.",
                hint: "“lectern doctor” shows where settings are looked for.")
        }
        var (settings, problems) = settingsLoader.load()
        settings.setFlag(.model, to: model)
        // A model that is named here stands against a server that is named in a file, and the other way round.
        if model != nil { settings.setFlag(.endpoint, to: "") }
        settings = server.named(in: settings)
        settings.setFlag(.threads, to: threads.map(String.init))
        settings.setFlag(.context, to: context.map(String.init))
        reading.set(in: &settings)
        return (settings, problems)
    }

    /// The settings; what couldn't be used is said where somebody looks.
    func settings() throws -> Settings {
        let (settings, problems) = try loadSettings()
        if Streams.errorIsTerminal || verbose {
            for problem in problems { Streams.note("lectern: \(plain(problem.description))") }
        }
        return settings
    }

    func configuration(keeps: Bool = true) throws -> EngineConfiguration {
        configuration(try settings(), keeps: keeps)
    }

    func configuration(_ settings: Settings, keeps: Bool = true) -> EngineConfiguration {
        let context = Int(settings.number(.context))
        return EngineConfiguration(
            directories: directories, model: settings.name(.model), modelFolders: resources.folders(.models),
            threadCount: Int(settings.number(.threads)), contextLimit: context > 0 ? context : nil,
            attention: AttentionOptions.setting(settings), keeps: keeps)
    }

    /// The library, with the model or server that these options name. Neither is opened before it is needed.
    func engine(keeps: Bool = true) async throws -> Engine { try await engine(settings(), keeps: keeps) }

    func engine(_ settings: Settings, keeps: Bool = true) async throws -> Engine {
        let configuration = configuration(settings, keeps: keeps)
        let source = try server.source(settings, contextLimit: configuration.contextLimit, isVerbose: verbose)
        return try await Engine(configuration, source: source)
    }

    var progress: ProgressLine { ProgressLine(isShown: Streams.errorIsTerminal || verbose) }
}

/// How long prompts are read.
struct AttentionOptions: ParsableArguments {
    enum Mode: String, ExpressibleByArgument { case full, sample }

    @Option(help: "Read long prompts fully, or by samples of what matters (faster).")
    var attention: Mode?

    @Option(
        help: ArgumentHelp("With sample: share of the attention mass to keep (0.95).", valueName: "share"))
    var cra: Double?

    @Option(help: ArgumentHelp("With sample: share of all tokens in the window (0.08).", valueName: "share"))
    var window: Double?

    @Option(help: ArgumentHelp("With sample: share of rows that is sampled (0.05).", valueName: "share"))
    var rows: Double?

    mutating func validate() throws {
        for case (let name, let value?) in [("cra", cra), ("window", window), ("rows", rows)]
        where !(value > 0 && value <= 1) {
            throw ValidationError("--\(name) takes a number above 0, up to 1.")
        }
    }

    func set(in settings: inout Settings) {
        settings.setFlag(.attention, to: attention?.rawValue)
        settings.setFlag(.coverage, to: cra.map { "\($0)" })
        settings.setFlag(.window, to: window.map { "\($0)" })
        settings.setFlag(.rows, to: rows.map { "\($0)" })
    }

    static func setting(_ settings: Settings) -> AttentionSetting {
        settings.text(.attention) == Mode.sample.rawValue ? sampled(settings) : .full
    }

    /// Reading by samples with the shares that are set.
    static func sampled(_ settings: Settings) -> AttentionSetting {
        .sample(
            coverage: settings.number(.coverage), window: settings.number(.window),
            rows: settings.number(.rows))
    }
}

/// How the next token is chosen.
struct SamplingOptions: ParsableArguments {
    @Option(help: "0 is greedy (the default).")
    var temperature: Float?

    @Option(help: ArgumentHelp("Choose among the K most likely tokens.", valueName: "K"))
    var topK: Int?

    @Option(help: ArgumentHelp("Choose among the most likely tokens that together reach P.", valueName: "P"))
    var topP: Float?

    @Option(help: ArgumentHelp("Choose among tokens at least P times as likely as the best.", valueName: "P"))
    var minP: Float?

    @Option(help: ArgumentHelp("Make repeated tokens less likely; 1 is off.", valueName: "R"))
    var repeatPenalty: Float = 1

    @Option(help: ArgumentHelp("Stop after N tokens of answer (1024).", valueName: "N"))
    var maxTokens: Int?

    @Option(help: "The same seed, input and settings give the same answer.")
    var seed: UInt64 = 0

    mutating func validate() throws { try check() }

    func check() throws {
        if let temperature, !(temperature >= 0 && temperature <= 100) {
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
        if let maxTokens, maxTokens < 1 { throw ValidationError("--max-tokens takes a number from 1 up.") }
    }

    var parameters: SamplingParameters { parameters(Settings()) }

    /// What the command line doesn't say is taken from the settings.
    func parameters(_ settings: Settings) -> SamplingParameters {
        SamplingParameters(
            temperature: temperature ?? Float(settings.number(.temperature)), topK: topK, topP: topP,
            minP: minP,
            penalties: repeatPenalty == 1 ? nil : .init(repetition: repeatPenalty), seed: seed,
            maximumTokens: maxTokens ?? Int(settings.number(.maximumTokens)))
    }
}

extension ContextFit: ExpressibleByArgument {}
extension SearchWay: ExpressibleByArgument {}
