import ArgumentParser
import Foundation
import LecternEngine

/// `lectern bench attention`: full against sampled attention, layer by layer.
struct BenchAttention: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "attention",
        abstract: "Compare full and sampled attention in every layer, on the same inputs.",
        discussion: "The last 512 tokens of a prompt of random tokens are compared; the rest is read fully.")

    @Option(help: ArgumentHelp("Length of the prompt.", valueName: "N")) var tokens = 8192
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Run: Encodable {
        let layer: Int
        let full_s: Double
        let sample_s: Double
        let ratio: Double
        let output_error: Double
        @Nullable var density: Double?
        @Nullable var cra: Double?
        @Nullable var cra_min: Double?
        let head_densities: [Double]
    }

    mutating func validate() throws {
        guard (1...10_000_000).contains(tokens) else {
            throw ValidationError("--tokens takes a number from 1 up.")
        }
    }

    func execute() async throws -> Int32 {
        let benchmark = try ModelBenchmark(global.model, configuration: global.configuration())
        let runs = try benchmark.attention(
            tokens: tokens,
            sampling: AttentionOptions.sampled(try global.settings())
        ).map {
            Run(
                layer: $0.layer, full_s: $0.fullSeconds, sample_s: $0.sampledSeconds,
                ratio: $0.fullSeconds / $0.sampledSeconds, output_error: $0.outputError, density: $0.density,
                cra: $0.cra, cra_min: $0.craMinimum, head_densities: $0.headDensities)
        }
        if json {
            try JSONOutput.print(report(benchmark, runs, global))
        } else {
            for run in runs {
                try Streams.line(
                    "layer \(run.layer)  \(rounded(run.ratio))×  density \(rounded(run.density ?? 1))"
                        + "  output error \(rounded(run.output_error))")
            }
        }
        return ExitCode.done
    }
}

/// `lectern bench kernels`: products by weight type.
struct BenchKernels: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels", abstract: "Measure products with each weight type against what is possible.",
        discussion: """
            For one token the weights come from memory, so the share is that of the memory's speed; for 512 tokens the \
            share is that of byte products from the first-level cache.
            """)

    @Option(help: ArgumentHelp("Weight types.", valueName: "type,type"))
    var types = KernelBenchmark.typeNames.joined(separator: ",")
    @Option(help: ArgumentHelp("Runs of each; medians are printed.", valueName: "N")) var repeats = 5
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Report: Encodable {
        struct Run: Encodable {
            let type: String
            let bytes_per_s: Double
            let memory_share: Double
            let operations_per_s: Double
            let peak_share: Double
            let over_portable: Double
        }

        let schema = 1
        let threads: Int
        let kernels: String
        let memory_bytes_per_s: Double
        let peak_operations_per_s: Double
        let runs: [Run]
    }

    func execute() async throws -> Int32 {
        let benchmark = try KernelBenchmark(threadCount: global.threads ?? 0)
        if !json {
            try Streams.line(
                "\(benchmark.kernelLevel), \(benchmark.threadCount) threads: memory "
                    + "\(rounded(benchmark.memoryLimit / 1e9)) GB/s, byte products "
                    + "\(rounded(benchmark.operationLimit / 1e9)) GOP/s")
        }
        var runs: [Report.Run] = []
        for type in types.split(separator: ",") {
            let run = try benchmark.run(type: String(type), repeats: repeats)
            let line = Report.Run(
                type: run.type, bytes_per_s: run.bytesPerSecond,
                memory_share: run.bytesPerSecond / benchmark.memoryLimit,
                operations_per_s: run.operationsPerSecond,
                peak_share: run.operationsPerSecond / benchmark.operationLimit,
                over_portable: run.operationsPerSecond / run.portableOperationsPerSecond)
            runs.append(line)
            if !json {
                let name = line.type.padding(toLength: 5, withPad: " ", startingAt: 0)
                try Streams.line(
                    "\(name) one token \(rounded(line.bytes_per_s / 1e9)) GB/s (\(percent(line.memory_share)))"
                        + "  512 tokens \(rounded(line.operations_per_s / 1e9)) GOP/s "
                        + "(\(percent(line.peak_share)))  \(rounded(line.over_portable))× portable C")
            }
        }
        if json {
            try JSONOutput.print(
                Report(
                    threads: benchmark.threadCount, kernels: benchmark.kernelLevel,
                    memory_bytes_per_s: benchmark.memoryLimit,
                    peak_operations_per_s: benchmark.operationLimit, runs: runs))
        }
        return ExitCode.done
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

/// `lectern bench questions`: a document is read once.
struct BenchQuestions: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "questions",
        abstract: "Ask about a long text twice, and once more after the model was opened anew.")

    @Option(help: ArgumentHelp("Length of the text.", valueName: "N")) var tokens = 32_768
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Report: Encodable {
        let schema = 1
        let prompt_tokens: Int
        let first_s: Double
        let second_s: Double
        let second_share: Double
        let second_cached: Int
        let restart_s: Double
        let restart_share: Double
        let restart_cached: Int
        let kept_bytes: Int
        let read_s: Double
    }

    mutating func validate() throws {
        guard (1...10_000_000).contains(tokens) else {
            throw ValidationError("--tokens takes a number from 1 up.")
        }
    }

    func execute() async throws -> Int32 {
        let run = try await QuestionBenchmark(global.model, configuration: global.configuration())
            .run(tokens: tokens)
        let report = Report(
            prompt_tokens: run.promptTokens, first_s: run.firstSeconds, second_s: run.secondSeconds,
            second_share: run.secondSeconds / run.firstSeconds, second_cached: run.secondCached,
            restart_s: run.restartSeconds, restart_share: run.restartSeconds / run.firstSeconds,
            restart_cached: run.restartCached, kept_bytes: run.keptBytes, read_s: run.readSeconds)
        if json {
            try JSONOutput.print(report)
            return ExitCode.done
        }
        try Streams.line("first question, \(report.prompt_tokens) tokens  \(rounded(report.first_s)) s")
        try Streams.line(
            "second question  \(rounded(report.second_s)) s  (\(rounded(100 * report.second_share)) %)")
        try Streams.line(
            "after a restart  \(rounded(report.restart_s)) s  (\(rounded(100 * report.restart_share)) %);"
                + " reading \(report.kept_bytes) bytes once takes \(rounded(report.read_s)) s")
        return ExitCode.done
    }
}
