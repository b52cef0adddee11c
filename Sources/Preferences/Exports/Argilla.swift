import Foundation

extension LabelExportFormat {
    /// Argilla's records, one for each item: candidates as fields, a ranking question for each row,
    /// everyone's labels as responses, and the reward as a suggestion.
    static let argilla = LabelExportFormat(name: "argilla", summary: "Argilla records with responses") {
        labelled, pairs, _ in
        let names = labelled.ledger.annotators
        let records = names.map { labelled.ledger.records(of: $0) }
        let lines = try labelled.items.map { item in
            var record = ArgillaRecord(item)
            for (name, records) in zip(names, records) {
                if let said = records[LabelPlace(item: item.id)], said.isBlind, !said.isSkipped {
                    record.add(said, of: name, count: item.candidates.count)
                }
            }
            for dimension in LabelDimension.allCases { record.suggest(dimension, item) }
            return try JSONLine.text(record)
        }
        return LabelExport(lines: lines, counts: pairs.counts)
    }
}

private struct ArgillaRecord: Encodable {
    enum Value: Encodable {
        case ranking([Rank])
        case order([String])
        case text(String)

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .ranking(let ranks): try ranks.encode(to: encoder)
            case .order(let names): try names.encode(to: encoder)
            case .text(let text): try text.encode(to: encoder)
            }
        }
    }

    struct Rank: Encodable {
        let value: String
        let rank: Int
    }

    struct Response: Encodable {
        let value: Value
        let userID: String
        let status = "submitted"

        private enum CodingKeys: String, CodingKey {
            case value, status
            case userID = "user_id"
        }
    }

    struct Suggestion: Encodable {
        let value: Value
        let agent: String
        let type = "model"
    }

    let id: String
    let fields: [String: String]
    let metadata: [String: String]
    var responses: [String: [Response]] = [:]
    var suggestions: [String: Suggestion] = [:]

    init(_ item: LabelItem) {
        id = item.id
        var fields = ["question": item.question]
        var metadata = ["documents": item.documents.joined(separator: " ")]
        for (index, candidate) in item.candidates.enumerated() {
            fields[Self.name(index)] = candidate.text
            metadata["model_\(LabelSchedule.letter(index).lowercased())"] = candidate.model
        }
        self.fields = fields
        self.metadata = metadata
    }

    static func name(_ candidate: Int) -> String {
        "candidate_\(LabelSchedule.letter(candidate).lowercased())"
    }

    mutating func add(_ record: LabelLedger.Record, of annotator: String, count: Int) {
        let user = Self.userID(annotator)
        for (dimension, judgement) in record.judgements where judgement.isComplete(of: count) {
            let ranks = judgement.tiers.enumerated().flatMap { tier, candidates in
                candidates.map { Rank(value: Self.name($0), rank: tier + 1) }
            }
            responses[dimension.rawValue, default: []].append(Response(value: .ranking(ranks), userID: user))
        }
        if !record.note.isEmpty {
            responses["note", default: []].append(Response(value: .text(record.note), userID: user))
        }
    }

    /// Best first. Argilla's suggested orders have no ties, so a dimension in which two scores are equal has none.
    mutating func suggest(_ dimension: LabelDimension, _ item: LabelItem) {
        let scores = item.candidates.compactMap { $0.rewards[dimension] }
        guard scores.count == item.candidates.count, Set(scores).count == scores.count else { return }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        suggestions[dimension.rawValue] = Suggestion(value: .order(order.map(Self.name)), agent: "reward")
    }

    /// Argilla knows people by UUIDs. The same name is the same one: two FNV-1a hashes of it, marked as
    /// version 8 of RFC 9562, which leaves the bits to whoever makes them.
    private static func userID(_ name: String) -> String {
        func hash(_ basis: UInt64) -> UInt64 {
            name.utf8.reduce(basis) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        }
        let high = hash(0xCBF2_9CE4_8422_2325) & ~0xF000 | 0x8000
        let low = hash(0x6C62_272E_07BB_0142) & ~(0b11 << 62) | (0b10 << 62)
        func hex(_ value: UInt64) -> String {
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        let digits = Array(hex(high) + hex(low))
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(digits[$0]) }.joined(separator: "-")
    }
}
