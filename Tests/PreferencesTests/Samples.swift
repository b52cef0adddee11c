import Foundation

@testable import Preferences

/// Items and entries made by hand.
enum Samples {
    static let set = LabelSet(name: "harbour", seed: 7, repeatRate: 0.05, createdAt: 1_000)

    static func item(_ number: Int, candidates: Int = 2) -> LabelItem {
        LabelItem(
            id: "item-\(number)", question: "Question \(number)?", documents: ["harbour"],
            candidates: (0..<candidates).map { candidate in
                LabelCandidate(
                    source: "turn:\(number * 10 + candidate)",
                    text: "Answer \(candidate) to \(number) [1].",
                    markup: "<statement>Answer \(candidate) to \(number).<cite>[1-2]</cite></statement>",
                    plain: "Answer \(candidate) to \(number).",
                    citations: [LabelCitation(number: 1, document: "harbour", first: 1, last: 2)],
                    model: "model-\(candidate)",
                    rewards: candidate == 0
                        ? [.overall: 6, .helpfulness: 7] : [.overall: 5, .helpfulness: 7])
            })
    }

    static func items(_ count: Int) -> [LabelItem] { (0..<count).map { item($0) } }
}

/// Writes entries one second apart.
struct Writer {
    private(set) var entries: [LabelEntry] = []
    var annotator = "anna"

    var ledger: LabelLedger { LabelLedger(entries) }

    @discardableResult
    mutating func write(_ action: LabelAction, _ item: Int, round: Int = 0) -> LabelEntry {
        let entry = LabelEntry(
            id: "entry-\(entries.count)", place: LabelPlace(item: "item-\(item)", round: round),
            annotator: annotator,
            at: 2_000 + Double(entries.count), action: action)
        entries.append(entry)
        return entry
    }

    mutating func judge(_ item: Int, _ judgement: Judgement, round: Int = 0, saves: Bool = true) {
        write(.judge(.overall, judgement), item, round: round)
        if saves { write(.save(seconds: 10), item, round: round) }
    }

    mutating func undo() {
        guard let last = ledger.undoable(by: annotator) else { return }
        write(.undo(last.id), 0)
    }

    mutating func redo() {
        guard let last = ledger.redoable(by: annotator) else { return }
        write(.redo(last.id), 0)
    }
}
