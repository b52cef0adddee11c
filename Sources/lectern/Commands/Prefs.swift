public import ArgumentParser
import Foundation
public import LecternEngine

/// `lectern prefs`: labels and what becomes of them.
struct PrefsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prefs", abstract: "Labels, preference pairs, agreement, export and import.",
        discussion: "Answers are compared on the Label screen of the workbench (gb).",
        subcommands: [
            PrefsList.self, PrefsMake.self, PrefsPairs.self, PrefsStats.self, PrefsExport.self,
            PrefsImport.self,
        ])
}

/// Which set, and how its labels become pairs.
struct PairArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("The set by name (default: the latest).", valueName: "name"),
        completion: Completions.sets)
    var set: String?

    @Option(help: ArgumentHelp("The row that decides which answer is better.", valueName: "row"))
    var by = LabelDimension.overall

    @Option(help: ArgumentHelp("Whose labels count (default: everyone's, by majority).", valueName: "name"))
    var annotator: String?

    @Option(help: "Citations in the answers: left out, or kept in the markup the model wrote.")
    var citations = PairOptions.Citations.strip

    @Flag(help: "Put the document's text before the question.")
    var withDocument = false

    @Flag(help: "Count items too whose models and rewards were shown before the choice.")
    var includeRevealed = false

    var options: PairOptions {
        PairOptions(
            decidedBy: by, annotator: annotator, citations: citations, includesDocument: withDocument,
            includesRevealed: includeRevealed)
    }
}

extension LabelDimension: ExpressibleByArgument {}
extension PairOptions.Citations: ExpressibleByArgument {}

struct PrefsList: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Sets, and how far everyone is.")

    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let sets = try await Engine(global.configuration()).labelSets()
        if json {
            try JSONOutput.print(SetsJSON(sets: sets.map(SetsJSON.Row.init)))
            return ExitCode.done
        }
        if sets.isEmpty {
            Streams.note("There are no sets yet; gb in the workbench makes one, and so does “prefs make”.")
        }
        for row in sets {
            let people = row.done.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let done = people.isEmpty ? "nobody yet" : people.joined(separator: ", ")
            try Streams.line(plain("\(row.set.name)  \(row.itemCount) items  \(done)"))
        }
        return ExitCode.done
    }
}

/// `{"schema":1,"sets":[…]}`
private struct SetsJSON: Encodable {
    struct Person: Encodable {
        let name: String
        let done: Int
    }

    struct Row: Encodable {
        let name: String
        let items: Int
        let seed: UInt32
        let repeatRate: Double
        let createdAt: Double
        let annotators: [Person]

        init(_ summary: LabelSetSummary) {
            name = summary.set.name
            items = summary.itemCount
            seed = summary.set.seed
            repeatRate = summary.set.repeatRate
            createdAt = summary.set.createdAt
            annotators = summary.done.sorted { $0.key < $1.key }.map { Person(name: $0.key, done: $0.value) }
        }

        private enum CodingKeys: String, CodingKey {
            case name, items, seed, annotators
            case repeatRate = "repeat_rate"
            case createdAt = "created_at"
        }
    }

    let schema = 1
    let sets: [Row]
}

struct PrefsMake: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Make a set of every question that has two different answers about the same documents.")

    @Argument(help: "What the set is called.") var name: String
    @Flag(help: "All answers to a question are one item, to be put in order (default: every two of them).")
    var together = false
    @Option(help: ArgumentHelp("Share of items that come back with their sides swapped.", valueName: "share"))
    var repeats = LabelSet.usualRepeatRate
    @Option(help: ArgumentHelp("Decides sides and repeats (default: by chance).", valueName: "N"))
    var seed: UInt32?
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { false }

    mutating func validate() throws {
        if !(repeats >= 0 && repeats <= 1) { throw ValidationError("--repeats takes a number from 0 to 1.") }
    }

    func execute() async throws -> Int32 {
        let made = try await Engine(global.configuration()).makeLabelSet(
            named: name, together ? .together : .pairs, repeatRate: repeats, seed: seed)
        try Streams.line(plain("made     \(made.set.name)  \(made.itemCount) items"))
        return ExitCode.done
    }
}

struct PrefsPairs: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "pairs", abstract: "The preference pairs of a set, and what was left out.")

    @OptionGroup var pairs: PairArguments
    @Flag(help: "Print JSON Lines.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let engine = try await Engine(global.configuration())
        let labelled = try await engine.labelledSet(named: pairs.set)
        let found = try await engine.preferencePairs(of: labelled, pairs.options)
        for pair in found.pairs {
            if json {
                try JSONOutput.print(PairJSON(pair))
            } else {
                try Streams.line(
                    plain("better   \(pair.chosen)\nworse    \(pair.rejected)\n         \(pair.question)\n"))
            }
        }
        if !json || global.verbose { Streams.note(found.counts.line) }
        return ExitCode.done
    }
}

private struct PairJSON: Encodable {
    let id: String
    let question: String
    let documents: [String]
    let chosen: String
    let rejected: String
    let chosenModel: String
    let rejectedModel: String
    let decidedBy: String
    let votes: Int
    let voters: Int

    init(_ pair: PreferencePair) {
        id = pair.id
        question = pair.question
        documents = pair.documents
        chosen = pair.chosen
        rejected = pair.rejected
        chosenModel = pair.chosenModel
        rejectedModel = pair.rejectedModel
        decidedBy = pair.decidedBy.rawValue
        votes = pair.votes
        voters = pair.voters
    }

    private enum CodingKeys: String, CodingKey {
        case id, question, documents, chosen, rejected, votes, voters
        case chosenModel = "chosen_model"
        case rejectedModel = "rejected_model"
        case decidedBy = "decided_by"
    }
}

struct PrefsImport: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read back what “prefs export --format full” wrote, of this library or another.")

    @Argument(help: "A file; “-” reads standard input.", completion: .file()) var file: String
    @Option(name: .customLong("as"), help: ArgumentHelp("What the set is called here.", valueName: "name"))
    var name: String?
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let data: Data
        if file == "-" {
            data = try DocumentArguments.readStandardInput()
        } else {
            do {
                data = try Data(contentsOf: URL(filePath: (file as NSString).expandingTildeInPath))
            } catch {
                throw CommandFailure(
                    kind: "input", code: ExitCode.input,
                    "\(file) can't be read: \(error.localizedDescription)",
                    hint: "Check the path.")
            }
        }
        let added = try await Engine(global.configuration()).importLabels(data, as: name)
        if json {
            try JSONOutput.print(ImportedJSON(set: added.set, items: added.items, labels: added.entries))
        } else {
            try Streams.line(plain("\(added.set)  \(added.items) new items  \(added.entries) new labels"))
        }
        return ExitCode.done
    }
}

private struct ImportedJSON: Encodable {
    let schema = 1
    let set: String
    let items: Int
    let labels: Int
}
