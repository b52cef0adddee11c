import Documents
package import Foundation

/// How `squad-cite` is run.
public struct SquadCiteOptions: Sendable, Hashable {
    /// Sentences around each question; nil asks about whole articles.
    public var contextSentences: Int?
    /// Reads with the passage reader alone, without a generator.
    public var isQuick: Bool
    /// The reader may put another sentence in place of the one that a short answer cites.
    public var isReviewed = false
    /// So many of the questions; nil takes all.
    public var limit: Int?
    /// Chooses the sentences around a question.
    public var seed: UInt64
    /// How passages are found where a context is too long to be read whole; nil: as the engine does it.
    public var search: SearchWay?
    /// So many passages are put in order by the reader before a generator reads; nil: as the engine does it.
    public var ranked: Int?

    public init(
        contextSentences: Int? = 20, isQuick: Bool = false, limit: Int? = nil, seed: UInt64 = 0,
        search: SearchWay? = nil, ranked: Int? = nil
    ) {
        self.contextSentences = contextSentences
        self.isQuick = isQuick
        self.limit = limit
        self.seed = seed
        self.search = search
        self.ranked = ranked
    }
}

/// Questions whose answers and citing sentences are known: how often both are found, and how often what has no answer is
/// refused.
package struct SquadCite: Sendable {
    package let items: [SquadItem]

    /// - Throws: `EvaluationError` when the file can't be understood or holds no question.
    package init(_ data: Data, options: SquadCiteOptions) throws(EvaluationError) {
        let context = options.contextSentences.map(SquadItem.Context.sentences) ?? .article
        let all = SquadItem.all(of: try SquadFile.articles(data), context: context, seed: options.seed)
        guard !all.isEmpty else { throw .noQuestions }
        items = options.limit.map { SquadItem.some(all, limit: $0) } ?? all
    }

    /// What was answered to one question.
    package struct Outcome: Sendable, Hashable {
        /// The answer by itself.
        package var answer: String
        package var cited: Set<Int>
        package var isRefused: Bool

        package init(answer: String, cited: Set<Int>, isRefused: Bool) {
            self.answer = answer
            self.cited = cited
            self.isRefused = isRefused
        }

        /// What a generator wrote.
        package init(_ answer: CitedAnswer) {
            // Of a quotation the words that answer, where they are known.
            let words = answer.statements.compactMap { statement in
                statement.answerRange.map { String(decoding: Array(statement.text.utf8)[$0], as: UTF8.self) }
            }
            self.answer = words.isEmpty ? answer.plainText : words.joined(separator: " ")
            cited = Set(answer.statements.flatMap(\.citations).flatMap(\.span.sentences))
            isRefused = answer.isRefusal
            if isRefused { (self.answer, cited) = ("", []) }
        }
    }

    /// What BM25 gives without a model: the best sentence of the same context.
    package static func baseline(_ item: SquadItem) -> Set<Int> {
        let document = item.document
        let chunks = item.sentences.indices.map { Chunk(sentences: $0...$0, size: 1) }
        let best = BM25Index(chunks: chunks, in: document).search(item.question, limit: 1).first
        return item.sentences.isEmpty ? [] : [best?.chunk.sentences.lowerBound ?? 0]
    }

    /// Where in the order of found passages the first one with a gold sentence stands, from 0; nil: nowhere.
    package static func rank(_ item: SquadItem, among hits: [SearchHit]) -> Int? {
        hits.firstIndex { hit in item.gold.contains { hit.span.sentences.contains($0) } }
    }

    /// What the reader finds: its best place, also where it would refuse.
    package static func outcome(_ item: SquadItem, by answer: QuickAnswer, _ reader: DocumentReader)
        async throws -> Outcome
    {
        let finding = try await answer.find(item.question, in: [reader])
        guard let best = finding.best else { return Outcome(answer: "", cited: [], isRefused: true) }
        return Outcome(answer: best.text, cited: [best.sentence], isRefused: !answer.accepts(best))
    }
}
