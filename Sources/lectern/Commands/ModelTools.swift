import ArgumentParser
import Foundation
import LecternEngine

struct ModelTokenize: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Turn the text on standard input into token ids.")

    @Argument(help: "A name or a path; without it the bundled model.", completion: Completions.models)
    var name: String?
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    private struct Tokens: Encodable {
        let schema = 1
        let ids: [Int]
        let pieces: [String]
    }

    func execute() async throws -> Int32 {
        let text = FileHandle.standardInput.readDataToEndOfFile()
        let (ids, pieces) = try ModelTools(global.configuration()).tokenize(Array(text), model: name)
        if json {
            try JSONOutput.print(Tokens(ids: ids, pieces: pieces))
        } else {
            try Streams.line(ids.map(String.init).joined(separator: " "))
        }
        return ExitCode.done
    }
}

struct ModelDetokenize: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "detokenize", abstract: "Turn the token ids on standard input into text.")

    @Argument(help: "A name or a path; without it the bundled model.", completion: Completions.models)
    var name: String?
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    func execute() async throws -> Int32 {
        let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        let words = text.split { " \n\r\t,[]".contains($0) }
        let ids = try words.map { word in
            guard let id = Int(word) else {
                throw ValidationError("“\(plain(String(word)))” is not a token id.")
            }
            return id
        }
        try Streams.write(try ModelTools(global.configuration()).detokenize(ids, model: name))
        return ExitCode.done
    }
}

struct ModelVerify: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compare a model's logits with those of a reference.",
        discussion: """
            The file holds {"tokens":[…],"logits":[[…]]}: a row of logits after each token. The error is \
            max|a−b| / max|b|; a tie is a row whose two best logits differ by less than the largest difference.
            """)

    @Argument(help: "A name or a path; without it the bundled model.", completion: Completions.models)
    var name: String?
    @Option(help: ArgumentHelp("The reference.", valueName: "file")) var logits: String
    @Flag(help: "Write our logits in the same form instead.") var dump = false
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json || dump }

    private struct Reference: Codable {
        let tokens: [Int]
        var logits: [[Float]]?
    }

    private struct Verdict: Encodable {
        let schema = 1
        let relative_error: Double
        let argmax_agree: Double
        let argmax_agree_beyond_ties: Double
    }

    func execute() async throws -> Int32 {
        let reference = try readReference()
        let ours = try ModelTools(global.configuration()).logits(reference.tokens, model: name)
        if dump {
            try JSONOutput.print(Reference(tokens: reference.tokens, logits: ours))
            return ExitCode.done
        }
        guard let theirs = reference.logits, theirs.count == ours.count,
            zip(theirs, ours).allSatisfy({ $0.count == $1.count })
        else { throw badReference("it needs a row of \(ours.first?.count ?? 0) logits a token.") }
        let verdict = Self.compare(ours, theirs)
        if json {
            try JSONOutput.print(verdict)
        } else {
            try Streams.line("relative error       \(verdict.relative_error)")
            try Streams.line("same best token      \(verdict.argmax_agree * 100) %")
            try Streams.line("the same beyond ties \(verdict.argmax_agree_beyond_ties * 100) %")
        }
        return ExitCode.done
    }

    private func readReference() throws -> Reference {
        guard let data = FileManager.default.contents(atPath: url(logits).path) else {
            throw badReference("there is no such file, or it may not be read.")
        }
        guard let reference = try? JSONDecoder().decode(Reference.self, from: data) else {
            throw badReference("it is not of the form that is wanted.")
        }
        return reference
    }

    private func badReference(_ reason: String) -> EngineError {
        EngineError(
            .input, "reading reference logits",
            ModelToolError.badReference(file: url(logits).lastPathComponent, reason: reason))
    }

    private static func compare(_ ours: [[Float]], _ theirs: [[Float]]) -> Verdict {
        var error = 0.0
        var largest = 0.0
        for (a, b) in zip(ours, theirs) {
            for (x, y) in zip(a, b) {
                error = max(error, abs(Double(x) - Double(y)))
                largest = max(largest, abs(Double(y)))
            }
        }
        var same = 0
        var judged = 0
        var sameBeyondTies = 0
        for (a, b) in zip(ours, theirs) {
            let order = b.indices.sorted { b[$0] > b[$1] }
            let best = a.indices.max { a[$0] < a[$1] }
            if best == order.first { same += 1 }
            guard order.count < 2 || Double(b[order[0]] - b[order[1]]) >= error else { continue }
            judged += 1
            if best == order.first { sameBeyondTies += 1 }
        }
        return Verdict(
            relative_error: largest > 0 ? error / largest : error,
            argmax_agree: ours.isEmpty ? 1 : Double(same) / Double(ours.count),
            argmax_agree_beyond_ties: judged == 0 ? 1 : Double(sameBeyondTies) / Double(judged))
    }
}

struct ModelQuantize: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize", abstract: "Write a model's matrices in another weight type.",
        aliases: ["convert"])

    @Argument(help: "A name or a path.", completion: Completions.models) var name: String
    @Argument(help: "Where to write the GGUF file.", completion: .file(extensions: ["gguf"])) var output:
        String
    @Option(help: ArgumentHelp("One of \(ModelTools.typeNames.joined(separator: ", ")).", valueName: "type"))
    var type = "Q8_0"
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    func execute() async throws -> Int32 {
        let (before, after) = try ModelTools(global.configuration()).quantize(
            model: name, as: type, to: url(output))
        Streams.note(plain("\(output): \(before) bytes before, \(after) after"))
        return ExitCode.done
    }
}

struct ModelRandom: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "random", abstract: "Write a model of random weights, for benchmarks and tests.",
        discussion: "Planted attention has sinks, columns and recency, as the heads of trained models do.")

    enum Attention: String, ExpressibleByArgument { case plain, planted }

    @Argument(help: "Where to write the GGUF file.", completion: .file(extensions: ["gguf"])) var output:
        String
    @Option(
        help: ArgumentHelp("One of \(ModelTools.shapeNames.joined(separator: ", ")).", valueName: "shape"))
    var shape = "llama-20m"
    @Option(help: ArgumentHelp("One of \(ModelTools.typeNames.joined(separator: ", ")).", valueName: "type"))
    var type = "Q8_0"
    @Option(help: "What the weights make heads look at.") var weights = Attention.plain
    @Option(help: "The same seed gives the same file.") var seed: UInt64 = 0
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    func execute() async throws -> Int32 {
        try ModelTools(global.configuration()).writeRandom(
            shape: shape, type: type, planted: weights == .planted, seed: seed,
            to: url(output))
        return ExitCode.done
    }
}

/// A path as a person types it.
private func url(_ path: String) -> URL { URL(filePath: (path as NSString).expandingTildeInPath) }
