import ArgumentParser
import Foundation
import LecternEngine

/// `lectern model`: model files.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Model files: which there are, what is in one, other weight types.",
        subcommands: [
            ModelList.self, ModelInfo.self, ModelVerify.self, ModelTokenize.self, ModelDetokenize.self,
            ModelQuantize.self, ModelRandom.self,
        ])
}

struct ModelList: LecternCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the models by name.")

    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Models: Encodable {
        struct Model: Encodable {
            let name: String
            let path: String
            let bundled: Bool
            let bytes: Int
        }

        let schema = 1
        let models: [Model]
    }

    func execute() async throws -> Int32 {
        let models = try ModelLibrary(global.configuration()).entries().map { entry in
            Models.Model(
                name: entry.name, path: entry.url.path, bundled: entry.isBundled,
                bytes: (try? FileManager.default.attributesOfItem(atPath: entry.url.path)[.size] as? Int) ?? 0
            )
        }
        if json {
            try JSONOutput.print(Models(models: models))
        } else if models.isEmpty {
            Streams.note(
                "No models were found. Put a GGUF file into the models folder that “lectern doctor” names.")
        } else {
            for model in models {
                let size = String(format: "%.1f MB", Double(model.bytes) / 1e6)
                try Streams.line(
                    plain("\(model.name)  \(size)\(model.bundled ? "  bundled" : "")  \(model.path)"))
            }
        }
        return ExitCode.done
    }
}

struct ModelInfo: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show what a model file says about itself.")

    @Argument(
        help: "A name from “model list” or a path; without it the bundled model.",
        completion: Completions.models) var name: String?
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let details = try ModelDetails(name ?? global.model, configuration: global.configuration())
        if json {
            try JSONOutput.print(details)
            return ExitCode.done
        }
        try Streams.line(plain(details.name))
        try Streams.line(plain("file          \(details.path)"))
        try Streams.line(plain("architecture  \(details.architecture)"))
        try Streams.line("parameters    \(details.parameters)")
        try Streams.line(
            "weights       "
                + details.types.sorted { $0.key < $1.key }
                .map { "\($0.key) × \($0.value)" }.joined(separator: ", "))
        try Streams.line("context       \(details.context_length) tokens")
        try Streams.line("vocabulary    \(details.vocabulary) tokens")
        try Streams.line(plain("chat format   \(details.chat_format ?? "none known")"))
        try Streams.line(
            plain("runs here     \(details.problem.map { "no: \($0)" } ?? "yes")"))
        for (key, value) in details.metadata.sorted(by: { $0.key < $1.key }) {
            try Streams.line(plain("  \(key) = \(value)"))
        }
        return ExitCode.done
    }
}
