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

    @Flag(name: .shortAndLong, help: "Show progress and timings although standard error is no terminal.")
    var verbose = false

    mutating func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to 256.")
        }
        if let context, context < 64 { throw ValidationError("--context takes at least 64 tokens.") }
    }

    var resources: ShippedResources { ShippedResources() }

    func configuration(keeps: Bool = true) -> EngineConfiguration {
        var directories = Directories(environment: ProcessInfo.processInfo.environment)
        if let dataDir { directories.data = URL(filePath: (dataDir as NSString).expandingTildeInPath) }
        return EngineConfiguration(
            directories: directories, model: model, modelFolders: resources.folders(.models),
            threadCount: threads ?? 0, contextLimit: context, keeps: keeps)
    }

    var progress: ProgressLine { ProgressLine(isShown: Streams.errorIsTerminal || verbose) }
}

/// How the next token is chosen.
struct SamplingOptions: ParsableArguments {
    @Option(help: "0 is greedy.")
    var temperature: Float = 0

    @Option(help: ArgumentHelp("Choose among the K most likely tokens.", valueName: "K"))
    var topK: Int?

    @Option(help: ArgumentHelp("Choose among the most likely tokens that together reach P.", valueName: "P"))
    var topP: Float?

    @Option(help: ArgumentHelp("Stop after N tokens of answer.", valueName: "N"))
    var maxTokens: Int = 1024

    @Option(help: "The same seed, input and settings give the same answer.")
    var seed: UInt64 = 0

    mutating func validate() throws {
        if !(temperature >= 0 && temperature <= 100) {
            throw ValidationError("--temperature takes a number from 0 to 100.")
        }
        if let topK, topK < 1 { throw ValidationError("--top-k takes a number from 1 up.") }
        if let topP, !(topP > 0 && topP <= 1) {
            throw ValidationError("--top-p takes a number above 0, up to 1.")
        }
        if maxTokens < 1 { throw ValidationError("--max-tokens takes a number from 1 up.") }
    }

    var parameters: SamplingParameters {
        SamplingParameters(
            temperature: temperature, topK: topK, topP: topP, seed: seed, maximumTokens: maxTokens)
    }
}

extension ContextFit: ExpressibleByArgument {}
