package import Documents
import Foundation
import GRDB
package import Generation
package import Pipelines

extension Store {
    /// Begins a set; candidates come one by one.
    package func startCandidates(
        to question: String, about documents: [DocumentID], fit: ContextFit, sampling: SamplingParameters,
        wanted: Int, now: Double = Date().timeIntervalSince1970
    ) async throws(StoreError) -> CandidateSet {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO candidateSet (question, documents, fit, sampling, wanted, madeAt)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    question, StoredJSON.text(documents.map(\.rawValue)), fit.rawValue,
                    StoredJSON.text(sampling),
                    wanted, now,
                ])
            return CandidateSet(
                id: CandidateSetID(rawValue: db.lastInsertedRowID), question: question, documents: documents,
                fit: fit, sampling: sampling, wanted: wanted, madeAt: now)
        }
    }

    package func append(_ answer: CitedAnswer, place: Int, to set: CandidateSetID) async throws(StoreError)
        -> Candidate
    {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO candidate (candidateSet, place, answer) VALUES (?, ?, ?)",
                arguments: [set.rawValue, place, StoredJSON.text(answer)])
            return Candidate(
                id: CandidateID(rawValue: db.lastInsertedRowID), set: set, place: place, answer: answer)
        }
    }

    /// Sets with at least one candidate, latest first.
    ///
    /// - Parameter document: only sets about it; nil for all.
    package func candidateSets(about document: DocumentID? = nil) async throws(StoreError) -> [CandidateSet] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM candidateSet WHERE id IN (SELECT candidateSet FROM candidate) ORDER BY id DESC
                    """
            ).map { row in
                CandidateSet(
                    id: CandidateSetID(rawValue: row["id"]), question: row["question"],
                    documents: try StoredJSON.value([String].self, from: row["documents"]).map(
                        DocumentID.init(rawValue:)),
                    fit: ContextFit(rawValue: row["fit"]) ?? .retrieve,
                    sampling: try StoredJSON.value(SamplingParameters.self, from: row["sampling"]),
                    wanted: row["wanted"], madeAt: row["madeAt"])
            }
            .filter { set in document.map(set.documents.contains) ?? true }
        }
    }

    /// The candidates of a set in the order of sampling, each with its newest reward of every judge.
    package func candidates(in set: CandidateSetID) async throws(StoreError) -> [JudgedCandidate] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM candidate WHERE candidateSet = ? ORDER BY place",
                arguments: [set.rawValue]
            ).map { row in
                let id = CandidateID(rawValue: row["id"])
                return JudgedCandidate(
                    candidate: Candidate(
                        id: id, set: set, place: row["place"],
                        answer: try StoredJSON.value(CitedAnswer.self, from: row["answer"])),
                    rewards: try RewardRow.newest(of: .candidate(id), in: db))
            }
        }
    }
}
