import Documents
public import Foundation
public import Generation
import Pipelines

/// What happens while a benchmark runs.
public enum EvaluationEvent<Report: Sendable>: Sendable {
    case progress(done: Int, total: Int)
    case finished(Report)
}

extension EvaluationEvent: CoalescingEvent {
    public mutating func absorb(_ next: Self) -> Bool {
        guard case .progress = self, case .progress = next else { return false }
        self = next
        return true
    }
}

extension Engine {
    /// Asks the questions of a SQuAD-shaped file and scores answers, citations and refusals.
    ///
    /// Nothing is kept. Ending the reading task stops between two questions, and inside one.
    ///
    /// - Parameter concurrency: questions at work at once, for a server; the report is the same for any number.
    public nonisolated func evaluateSquadCite(
        _ file: URL, options: SquadCiteOptions, concurrency: Int = 1
    ) -> EventStream<EvaluationEvent<SquadCiteReport>> {
        streaming { try await self.runSquadCite(file, options, max(1, concurrency), into: $0) }
    }

    /// Asks the passage reader whether claims are borne out by their evidence (`SupportReport`).
    ///
    /// - Parameter file: JSON Lines of `claim`, `evidence` and `label`.
    public nonisolated func evaluateSupport(_ file: URL) -> EventStream<EvaluationEvent<SupportReport>> {
        streaming { try await self.runSupport(file, into: $0) }
    }

    private func runSupport(
        _ file: URL, into events: EventStream<EvaluationEvent<SupportReport>>.Source
    ) async throws {
        let claims: [SupportTrial.Claim]
        do {
            claims = try SupportTrial(try Data(contentsOf: file)).claims
        } catch {
            throw EngineError(.input, "reading \(file.lastPathComponent)", error)
        }
        guard let loaded = try await reader() else {
            throw EngineError(.model, "judging", ReaderError.missing)
        }
        let clock = ContinuousClock()
        let start = clock.now
        var readings: [SupportReading] = []
        while readings.count < claims.count {
            events.send(.progress(done: readings.count, total: claims.count))
            let next = claims[readings.count..<min(claims.count, readings.count + 64)]
            readings += try await loaded.reader.support(of: next.map(\.pair))
        }
        let seconds = (clock.now - start) / .seconds(1)
        events.send(.progress(done: claims.count, total: claims.count))
        events.send(
            .finished(
                SupportReport(judge: loaded.reader.profile.name, claims, readings, seconds: seconds)))
    }

    private func runSquadCite(
        _ file: URL, _ options: SquadCiteOptions, _ concurrency: Int,
        into events: EventStream<EvaluationEvent<SquadCiteReport>>.Source
    ) async throws {
        let benchmark: SquadCite
        do {
            benchmark = try SquadCite(try Data(contentsOf: file), options: options)
        } catch {
            throw EngineError(.input, "reading \(file.lastPathComponent)", error)
        }
        let loaded = try await reader()
        let generator = options.isQuick ? nil : try await model().generator
        if options.isQuick, loaded == nil { throw EngineError(.model, "reading", ReaderError.missing) }
        try await Self.run(
            benchmark, options, concurrency, SquadSubject(generator: generator, reader: loaded?.reader),
            into: events)
    }

    @concurrent
    private static func run(
        _ benchmark: SquadCite, _ options: SquadCiteOptions, _ concurrency: Int, _ subject: SquadSubject,
        into events: EventStream<EvaluationEvent<SquadCiteReport>>.Source
    ) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let total = benchmark.items.count
        var tally = SquadCiteTally()
        var context = SquadContext(subject, options)
        var done = 0
        events.send(.progress(done: 0, total: total))
        for part in context.parts(benchmark.items) {
            // Questions of one part share their document; others open their own.
            if options.contextSentences == nil, let first = part.first { try await context.open(first) }
            let opened = context
            try await BoundedTasks.run(part, limit: concurrency) { item in
                try Task.checkCancellation()
                var own = opened
                try await own.open(item)
                let ranks =
                    options.contextSentences == nil && !item.answers.isEmpty ? try await own.ranks(item) : nil
                return (try await own.outcome(item), SquadCite.baseline(item), ranks)
            } deliver: { item, result in
                tally.add(item, result.0, baseline: result.1)
                if let ranks = result.2 { tally.add(ranks: ranks) }
                done += 1
                events.send(.progress(done: done, total: total))
            }
        }
        let seconds = (clock.now - start) / .seconds(1)
        events.send(
            .finished(
                tally.report(
                    model: subject.name, options: options, searches: context.searches, seconds: seconds)))
    }
}

/// Who is asked.
private struct SquadSubject: Sendable {
    let generator: (any TextGenerator)?
    let reader: (any PassageReader)?

    var name: String { generator?.profile.name ?? reader?.profile.name ?? "" }
}

/// The document of the questions that are being asked, with what is computed once for it.
private struct SquadContext: Sendable {
    /// What is compared on whole articles, and what answers.
    let searches: [PassageSearch]
    private let search: PassageSearch
    private let subject: SquadSubject
    private let isWholeArticle: Bool
    private let reviewsCitations: Bool
    private var sentences: [String] = []
    private var documentReader = DocumentReader(
        Document(
            id: DocumentID(rawValue: ""), title: "", format: "txt", sentenceMode: .lectern, text: "",
            sentences: []))
    private var tokenCounts: [Int] = []

    init(_ subject: SquadSubject, _ options: SquadCiteOptions) {
        self.subject = subject
        isWholeArticle = options.contextSentences == nil
        reviewsCitations = options.isReviewed
        let standard = PassageSearch.best(subject.reader)
        search = PassageSearch(
            options.search ?? standard.way, reader: subject.reader,
            readCount: options.ranked ?? standard.readCount)
        let alone = SearchWay.allCases.map { PassageSearch($0, reader: subject.reader) }
        let isCompared = options.search == nil && options.ranked == nil && subject.reader != nil
        searches = isCompared ? alone + [search] : [search]
    }

    /// Questions that can be at work together: those about one article, or all where each has a context of its own.
    func parts(_ items: [SquadItem]) -> [[SquadItem]] {
        guard isWholeArticle else { return [items] }
        var parts: [[SquadItem]] = []
        for item in items {
            if parts.last?.last?.sentences == item.sentences {
                parts[parts.count - 1].append(item)
            } else {
                parts.append([item])
            }
        }
        return parts
    }

    /// Questions about a whole article come one after the other and share it.
    mutating func open(_ item: SquadItem) async throws {
        guard item.sentences != sentences else { return }
        sentences = item.sentences
        documentReader = DocumentReader(item.document)
        if isWholeArticle, searches.contains(where: { $0.way != .words }), let reader = subject.reader {
            var vectors = SentenceVectors(dimension: reader.profile.embeddingSize)
            for vector in try await reader.embeddings(of: sentences) { vectors.append(vector) }
            documentReader.use(vectors)
        }
        if let generator = subject.generator {
            tokenCounts = try await generator.tokenCounts(of: sentences.map { " " + $0 })
        }
    }

    func outcome(_ item: SquadItem) async throws -> SquadCite.Outcome {
        guard let generator = subject.generator else {
            guard let reader = subject.reader else { throw ReaderError.missing }
            // Reading puts passages in order by itself.
            let found = PassageSearch(search.way, reader: reader)
            return try await SquadCite.outcome(item, by: QuickAnswer(reader, search: found), documentReader)
        }
        let source = ContextSource(reader: documentReader, sentenceTokens: tokenCounts)
        let answer = try await AnswerPipeline(
            generator, search: search, reviewsCitations: reviewsCitations
        ).answer(
            item.question, from: [source], after: [], fit: .retrieve, sampling: .greedy, stop: StopSignal(),
            report: { _ in })
        return SquadCite.Outcome(answer)
    }

    /// Where each search puts the first passage that holds the answer.
    func ranks(_ item: SquadItem) async throws -> [Int?] {
        var ranks: [Int?] = []
        for search in searches {
            let hits = try await search.passages(for: item.question, in: [documentReader])
            ranks.append(SquadCite.rank(item, among: hits))
        }
        return ranks
    }
}
