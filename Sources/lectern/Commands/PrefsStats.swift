import ArgumentParser
import Foundation
import LecternEngine

struct PrefsStats: LecternCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract:
            "How labels agree: between people, with themselves, with the reward; and whether a side was favoured.",
        discussion: "κ is shown from 30 judgements on; --json has every figure with its n and 95 % interval.")

    @Option(
        help: ArgumentHelp("The set by name (default: the latest).", valueName: "name"),
        completion: Completions.sets)
    var set: String?
    @Flag(help: "Print one JSON document.") var json = false
    @OptionGroup var global: GlobalOptions

    var wantsJSON: Bool { json }

    func execute() async throws -> Int32 {
        let labelled = try await Engine(global.configuration()).labelledSet(named: set)
        let figures = labelled.statistics
        if json {
            try JSONOutput.print(StatsJSON(labelled.set.name, figures))
        } else {
            for line in LabelFigures.lines(figures) { try Streams.line(plain(line)) }
        }
        return ExitCode.done
    }
}

/// Every figure of a set, as JSON.
private struct StatsJSON: Encodable {
    struct Kappa: Encodable {
        let n: Int
        @Nullable var raw: Double?
        @Nullable var kappa: Double?
        @Nullable var low: Double?
        @Nullable var high: Double?
        let table: [[Int]]?

        init(_ estimate: KappaEstimate) {
            n = estimate.n
            raw = estimate.raw
            kappa = estimate.kappa
            low = estimate.low
            high = estimate.high
            table = estimate.table.isEmpty ? nil : estimate.table
        }
    }

    struct Share: Encodable {
        let count: Int
        let n: Int
        @Nullable var share: Double?
        @Nullable var low: Double?
        @Nullable var high: Double?

        init(_ estimate: ShareEstimate) {
            count = estimate.count
            n = estimate.n
            share = estimate.share
            low = estimate.low
            high = estimate.high
        }
    }

    struct Person: Encodable {
        let name: String
        let labelled: Int
        let skipped: Int
        let revealed: Int
        @Nullable var secondsPerItem: Double?
        let selfAgreement: Kappa
        let leftChoices: Share

        private enum CodingKeys: String, CodingKey {
            case name, labelled, skipped, revealed
            case secondsPerItem = "seconds_per_item"
            case selfAgreement = "self_agreement"
            case leftChoices = "left_choices"
        }
    }

    struct Two: Encodable {
        let annotators: [String]
        let row: String
        let cohen: Kappa
    }

    struct All: Encodable {
        let annotators: Int
        let row: String
        let fleiss: Kappa
    }

    struct Reward: Encodable {
        let row: String
        let cohen: Kappa
        let shared: Share
    }

    let schema = 1
    let set: String
    let items: Int
    let categories = LabelStatistics.categories
    let annotators: [Person]
    let pairwise: [Two]
    let together: [All]
    let reward: [Reward]

    init(_ set: String, _ figures: LabelStatistics) {
        self.set = set
        items = figures.items
        annotators = figures.annotators.map {
            Person(
                name: $0.name, labelled: $0.labelled, skipped: $0.skipped, revealed: $0.revealed,
                secondsPerItem: $0.secondsPerItem, selfAgreement: Kappa($0.withSelf),
                leftChoices: Share($0.leftChoices))
        }
        pairwise = figures.pairwise.map {
            Two(annotators: [$0.first, $0.second], row: $0.dimension.rawValue, cohen: Kappa($0.kappa))
        }
        together = figures.together.map {
            All(annotators: $0.annotators, row: $0.dimension.rawValue, fleiss: Kappa($0.kappa))
        }
        reward = figures.reward.map {
            Reward(row: $0.dimension.rawValue, cohen: Kappa($0.kappa), shared: Share($0.shared))
        }
    }
}
