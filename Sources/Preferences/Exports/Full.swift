public import Foundation

extension LabelExportFormat {
    /// Everything: the set with its seed, its items, every entry of the ledger. `LabelledSet(full:)` reads it
    /// back.
    static let full = LabelExportFormat(name: "full", summary: "everything, to be imported again") {
        labelled, _, _ in
        var lines = [try JSONLine.text(FullLine.set(labelled.set))]
        lines += try labelled.items.map { try JSONLine.text(FullLine.item($0)) }
        lines += try labelled.ledger.entries.map { try JSONLine.text(FullLine.entry($0)) }
        return LabelExport(lines: lines)
    }
}

extension LabelledSet {
    /// Most candidates of an item: each has a letter.
    static let candidateLimit = 26

    /// Reads the `full` form. Nothing is guessed: a line that isn't understood is an error with its number.
    public init(full data: Data) throws(PreferencesError) {
        var set: LabelSet?
        var items: [LabelItem] = []
        var places: [String: Int] = [:]
        var entries: [LabelEntry] = []
        var ids = Set<String>()
        var number = 0
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D }) else { continue }
            switch try FullLine.read(line, number: number) {
            case .set(let one):
                guard set == nil else { throw .unreadableLine(number, reason: "it begins a second set") }
                guard one.repeatRate >= 0, one.repeatRate <= 1, !one.name.isEmpty else {
                    throw .unreadableLine(
                        number, reason: "the set has no name or no share of repeats from 0 to 1")
                }
                set = one
            case .item(let item):
                guard (2...Self.candidateLimit).contains(item.candidates.count) else {
                    throw .unreadableLine(
                        number, reason: "an item has 2 to \(Self.candidateLimit) candidates")
                }
                guard places[item.id] == nil else {
                    throw .unreadableLine(number, reason: "the item “\(item.id)” is there already")
                }
                places[item.id] = items.count
                items.append(item)
            case .entry(let entry):
                guard let place = places[entry.place.item] else {
                    throw .unknownItem(line: number, item: entry.place.item)
                }
                if case .judge(_, let judgement) = entry.action,
                    !judgement.isValid(for: items[place].candidates.count)
                {
                    throw .invalidJudgement(line: number, item: entry.place.item)
                }
                guard (0...1).contains(entry.place.round), !entry.annotator.isEmpty, entry.at.isFinite else {
                    throw .unreadableLine(
                        number, reason: "a label has a round of 0 or 1, an annotator and a time")
                }
                guard ids.insert(entry.id).inserted else {
                    throw .unreadableLine(number, reason: "the label “\(entry.id)” is there already")
                }
                entries.append(entry)
            }
        }
        guard let set else { throw .noSet }
        self.init(set: set, items: items, ledger: LabelLedger(entries))
    }
}

/// A line of the complete form.
private enum FullLine: Codable {
    case set(LabelSet)
    case item(LabelItem)
    case entry(LabelEntry)

    private enum Kind: String, Codable { case set, item, label }
    private enum Keys: String, CodingKey {
        case type, name, seed, round, annotator, at, action, id, item
        case repeatRate = "repeat_rate"
        case createdAt = "created_at"
    }

    static func read(_ line: Data, number: Int) throws(PreferencesError) -> FullLine {
        do {
            return try JSONDecoder().decode(FullLine.self, from: line)
        } catch let error as DecodingError {
            throw .unreadableLine(number, reason: Self.reason(error))
        } catch {
            throw .unreadableLine(number, reason: "it is no JSON")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let names = context.codingPath.map(\.stringValue).joined(separator: ".")
            return names.isEmpty ? "the line" : "“\(names)”"
        }
        return switch error {
        case .keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(path(context)) is of another kind"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is no JSON" : "\(path(context)) has no known value"
        @unknown default: "it is no JSON"
        }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Keys.self)
        switch try fields.decode(Kind.self, forKey: .type) {
        case .set:
            self = .set(
                LabelSet(
                    name: try fields.decode(String.self, forKey: .name),
                    seed: try fields.decode(UInt32.self, forKey: .seed),
                    repeatRate: try fields.decode(Double.self, forKey: .repeatRate),
                    createdAt: try fields.decode(Double.self, forKey: .createdAt)))
        case .item: self = .item(try LabelItem(from: decoder))
        case .label:
            self = .entry(
                LabelEntry(
                    id: try fields.decode(String.self, forKey: .id),
                    place: LabelPlace(
                        item: try fields.decode(String.self, forKey: .item),
                        round: try fields.decode(Int.self, forKey: .round)),
                    annotator: try fields.decode(String.self, forKey: .annotator),
                    at: try fields.decode(Double.self, forKey: .at),
                    action: try fields.decode(LabelAction.self, forKey: .action)))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Keys.self)
        switch self {
        case .set(let set):
            try fields.encode(Kind.set, forKey: .type)
            try fields.encode(set.name, forKey: .name)
            try fields.encode(set.seed, forKey: .seed)
            try fields.encode(set.repeatRate, forKey: .repeatRate)
            try fields.encode(set.createdAt, forKey: .createdAt)
        case .item(let item):
            try fields.encode(Kind.item, forKey: .type)
            try item.encode(to: encoder)
        case .entry(let entry):
            try fields.encode(Kind.label, forKey: .type)
            try fields.encode(entry.id, forKey: .id)
            try fields.encode(entry.place.item, forKey: .item)
            try fields.encode(entry.place.round, forKey: .round)
            try fields.encode(entry.annotator, forKey: .annotator)
            try fields.encode(entry.at, forKey: .at)
            try fields.encode(entry.action, forKey: .action)
        }
    }
}
