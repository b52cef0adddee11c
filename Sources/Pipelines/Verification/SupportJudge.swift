package import Documents
public import Generation

/// Whether the sentences that a statement cites bear it out, as a reader sees it.
public struct SupportJudgement: Sendable, Hashable, Codable {
    /// Number of the statement in its answer.
    public let statement: Int
    public let verdict: Verdict
    /// What the reader said; nil for a quoted statement, which is its own evidence.
    public let reading: SupportReading?
    /// Who judged.
    public let judge: String

    public init(statement: Int, verdict: Verdict, reading: SupportReading?, judge: String) {
        self.statement = statement
        self.verdict = verdict
        self.reading = reading
        self.judge = judge
    }
}

/// Judges each cited statement of an answer against all that it cites, read together.
package struct SupportJudge: Sendable {
    private let reader: any PassageReader

    package init(_ reader: any PassageReader) { self.reader = reader }

    /// - Parameter documents: those that the answer cites; a citation into another one is left out.
    /// - Returns: one judgement a statement that cites something, in order.
    package func judge(
        _ answer: CitedAnswer, in documents: [DocumentID: Document]
    ) async throws -> [SupportJudgement] {
        var judgements: [SupportJudgement] = []
        var asked: [(statement: Int, pair: SupportPair)] = []
        for (number, statement) in answer.statements.enumerated() {
            let snippet = Self.snippet(statement, documents)
            guard !snippet.isEmpty else { continue }
            if statement.isQuoted {
                judgements.append(
                    SupportJudgement(
                        statement: number, verdict: .full, reading: nil, judge: reader.profile.name))
            } else {
                asked.append((number, SupportPair(statement: statement.text.trimmed, snippet: snippet)))
            }
        }
        let readings = try await reader.support(of: asked.map(\.pair))
        for ((number, _), reading) in zip(asked, readings) {
            judgements.append(
                SupportJudgement(
                    statement: number, verdict: Verdict(reading), reading: reading, judge: reader.profile.name
                ))
        }
        return judgements.sorted { $0.statement < $1.statement }
    }

    /// All cited sentences once, in the order of their documents.
    private static func snippet(_ statement: Statement, _ documents: [DocumentID: Document]) -> String {
        var taken: [DocumentID: Set<Int>] = [:]
        var order: [DocumentID] = []
        for citation in statement.citations where documents[citation.span.document] != nil {
            let id = citation.span.document
            if taken[id] == nil { order.append(id) }
            taken[id, default: []].formUnion(citation.span.sentences)
        }
        return order.flatMap { id in
            taken[id, default: []].sorted().compactMap { number in
                documents[id].flatMap { document in
                    document.sentences.indices.contains(number)
                        ? String(document.text(of: number...number)) : nil
                }
            }
        }.joined(separator: " ")
    }
}

extension Verdict {
    /// The most probable of the three.
    init(_ reading: SupportReading) {
        self =
            reading.full >= max(reading.partial, reading.none)
            ? .full : reading.partial >= reading.none ? .partial : .none
    }
}
