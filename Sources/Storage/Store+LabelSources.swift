package import Documents
import Foundation
import GRDB
package import Pipelines
package import Preferences

/// An answer with what it is about, as it is stored.
package struct StoredAnswer: Sendable, Hashable {
    package let source: RewardSubject
    package let documents: [DocumentID]
    package let answer: CitedAnswer
}

extension RewardSubject {
    /// `turn:12`, `candidate:7`
    package var sourceName: String {
        switch self {
        case .answer(let id): "turn:\(id.rawValue)"
        case .candidate(let id): "candidate:\(id.rawValue)"
        }
    }

    init?(sourceName: String) {
        let parts = sourceName.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[1]) else { return nil }
        switch parts[0] {
        case "turn": self = .answer(AnswerID(rawValue: id))
        case "candidate": self = .candidate(CandidateID(rawValue: id))
        default: return nil
        }
    }
}

/// Where the candidates of labels come from, and what judges say of them.
extension Store {
    /// Every finished answer of the library: those of conversations, then sampled candidates, each oldest
    /// first.
    package func answers() async throws(StoreError) -> [StoredAnswer] {
        try await read { db in
            let turns = try Row.fetchAll(
                db,
                sql: """
                    SELECT id, answer, (SELECT group_concat(document) FROM
                      (SELECT document FROM conversationDocument WHERE conversation = turn.conversation
                       ORDER BY place)) AS documents
                    FROM turn WHERE removedAt IS NULL
                      AND conversation IN (SELECT id FROM conversation WHERE removedAt IS NULL) ORDER BY id
                    """
            ).map { row in
                let documents: String = row["documents"] ?? ""
                return StoredAnswer(
                    source: .answer(AnswerID(rawValue: row["id"])),
                    documents: documents.split(separator: ",").map { DocumentID(rawValue: String($0)) },
                    answer: try StoredJSON.value(CitedAnswer.self, from: row["answer"]))
            }
            let candidates = try Row.fetchAll(
                db,
                sql: """
                    SELECT candidate.id, answer, documents FROM candidate
                    JOIN candidateSet ON candidateSet.id = candidateSet ORDER BY candidate.id
                    """
            ).map { row in
                StoredAnswer(
                    source: .candidate(CandidateID(rawValue: row["id"])),
                    documents: try StoredJSON.value([String].self, from: row["documents"]).map(
                        DocumentID.init(rawValue:)),
                    answer: try StoredJSON.value(CitedAnswer.self, from: row["answer"]))
            }
            return (turns + candidates).filter { $0.answer.finish != .cancelled }
        }
    }

    /// The newest reward of each candidate that came from this library; `overall` is the mean of the scored
    /// dimensions.
    ///
    /// A candidate of another library may bear the name of an answer here: only one with the same text
    /// counts.
    package func rewards(of candidates: [LabelCandidate]) async throws(StoreError)
        -> [String: [LabelDimension: Double]]
    {
        let markup = Dictionary(
            candidates.map { ($0.source, $0.markup) }, uniquingKeysWith: { first, _ in first })
        return try await read { db in
            var found: [String: [LabelDimension: Double]] = [:]
            for (name, markup) in markup {
                guard let subject = RewardSubject(sourceName: name),
                    let reward = try RewardRow.newest(of: subject, in: db).first?.breakdown,
                    try Self.raw(of: subject, in: db) == markup
                else { continue }
                var scores: [LabelDimension: Double] = [:]
                for (dimension, score) in reward.scores {
                    if let row = LabelDimension(rawValue: dimension.rawValue) { scores[row] = score }
                }
                scores[.overall] = reward.mean
                found[name] = scores
            }
            return found
        }
    }

    private static func raw(of subject: RewardSubject, in db: Database) throws -> String? {
        let (table, id): (String, Int64) =
            switch subject {
            case .answer(let id): ("turn", id.rawValue)
            case .candidate(let id): ("candidate", id.rawValue)
            }
        return try String.fetchOne(db, sql: "SELECT answer FROM \(table) WHERE id = ?", arguments: [id]).map {
            try StoredJSON.value(CitedAnswer.self, from: $0).raw
        }
    }
}
