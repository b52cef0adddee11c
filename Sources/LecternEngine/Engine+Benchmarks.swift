public import Documents
import Foundation
public import Generation
public import Pipelines
import Storage

/// What happens while a benchmark of long documents runs.
public enum BenchmarkEvent<Value: Sendable>: Sendable {
    case progress(done: Int, total: Int)
    /// One question is done.
    case result(Value)
}

extension BenchmarkEvent: CoalescingEvent {
    public mutating func absorb(_ next: Self) -> Bool {
        guard case .progress = self, case .progress = next else { return false }
        self = next
        return true
    }
}

extension Engine {
    /// Plants facts in documents joined into one and asks for each. One result a length.
    ///
    /// - Parameter concurrency: questions at work at once, for a server; what comes out is the same for any number.
    public nonisolated func evaluateNeedles(
        in documents: [DocumentID], options: NeedleOptions, concurrency: Int = 1,
        stop: StopSignal = StopSignal()
    ) -> EventStream<BenchmarkEvent<NeedleReport.Run>> {
        streaming { events in
            let haystack = try await self.joined(documents)
            let lengths = options.lengths.isEmpty ? [haystack.sentences.count] : options.lengths
            var done = 0
            for length in lengths {
                let run = try await self.needles(haystack, length, options, max(1, concurrency), stop) {
                    done += 1
                    events.send(.progress(done: done, total: lengths.count * options.count))
                }
                events.send(.result(run))
            }
        }
    }

    /// Answers the questions of LongBench-Cite and judges the citations. One result a question.
    ///
    /// - Parameters:
    ///   - known: numbers of questions that are answered already and left out.
    ///   - keeps: the answers, with their verdicts, become conversations of the library.
    ///   - concurrency: questions at work at once, for a server; results come in the order of the questions.
    public nonisolated func evaluateLongBenchCite(
        _ items: [LongBenchCiteItem], except known: Set<Int> = [], judge: JudgeChoice = .automatic,
        sampling: SamplingParameters = .greedy, fit: ContextFit = .retrieve, keeps: Bool = false,
        concurrency: Int = 1, stop: StopSignal = StopSignal()
    ) -> EventStream<BenchmarkEvent<LongBenchCiteResult>> {
        streaming { events in
            let left = items.filter { !known.contains($0.index) }
            var done = 0
            events.send(.progress(done: 0, total: left.count))
            try await BoundedTasks.run(left, limit: max(1, concurrency)) { item in
                try Task.checkCancellation()
                if stop.isStopped { throw CancellationError() }
                return try await self.longBenchCite(item, judge, sampling, fit, keeps: keeps, stop)
            } deliver: { _, result in
                done += 1
                events.send(.result(result))
                events.send(.progress(done: done, total: left.count))
            }
        }
    }

    // MARK: Needles

    /// The documents' text one after the other, as one document that is kept nowhere.
    private func joined(_ ids: [DocumentID]) async throws -> Document {
        var texts: [String] = []
        for id in ids { texts.append(try await open(id).document.text) }
        return try await imported(texts.joined(separator: "\n\n"), named: "haystack.txt")
    }

    @concurrent
    private nonisolated func imported(_ text: String, named name: String) async throws -> Document {
        do {
            return try await DocumentImporter().load(bytes: Array(text.utf8), name: name)
        } catch {
            throw EngineError(.input, "reading \(name)", error)
        }
    }

    private func needles(
        _ haystack: Document, _ length: Int, _ options: NeedleOptions, _ concurrency: Int, _ stop: StopSignal,
        _ report: () -> Void
    ) async throws -> NeedleReport.Run {
        let planted = NeedleHaystack(haystack, sentences: length, count: options.count, seed: options.seed)
        let document = try await imported(planted.text, named: "haystack.txt")
        let reader = DocumentReader(document)
        let subject: NeedleSubject
        if options.isQuick {
            guard let loaded = try await self.reader() else {
                throw EngineError(.model, "answering at once", ReaderError.missing)
            }
            subject = .quick(loaded.reader, reader)
        } else {
            let model = try await model(unless: stop).generator
            let counts = try await model.tokenCounts(
                of: document.sentences.map { " " + document.text(in: $0.range) })
            subject = .model(
                model, search: try? await self.reader()?.reader,
                ContextSource(reader: reader, sentenceTokens: counts))
        }
        var outcomes: [NeedleReport.Outcome] = []
        try await BoundedTasks.run(planted.needles, limit: concurrency) { needle in
            try Task.checkCancellation()
            if stop.isStopped { throw CancellationError() }
            return try await subject.answer(needle.question, stop)
        } deliver: { needle, answer in
            let gold = NeedleHaystack.gold(needle, in: document)
            let cited = Set(answer.statements.flatMap(\.citations).flatMap(\.span.sentences))
            outcomes.append(
                NeedleReport.Outcome(
                    question: needle.question, needle: needle.sentence, depth: needle.depth,
                    isCited: !gold.isEmpty && gold.isSubset(of: cited),
                    otherSentences: cited.subtracting(gold).count,
                    answered: NeedleHaystack.share(of: needle.answer, in: answer.plainText),
                    answer: answer.plainText))
            report()
        }
        return NeedleReport.Run(
            sentences: document.sentences.count, pagesOf2000Letters: (document.text.count + 1999) / 2000,
            outcomes: outcomes)
    }

    // MARK: LongBench-Cite

    /// Only so many statements of an answer are judged, as the benchmark lays down.
    private static let judgedStatements = 40

    private func longBenchCite(
        _ item: LongBenchCiteItem, _ choice: JudgeChoice, _ sampling: SamplingParameters, _ fit: ContextFit,
        keeps: Bool, _ stop: StopSignal
    ) async throws -> LongBenchCiteResult {
        let model = try await model(unless: stop)
        let (document, source, conversation) = try await context(of: item, keeps: keeps, model)
        let search = PassageSearch.best(try? await reader()?.reader)
        let answer = try await AnswerPipeline(model.generator, search: search).answer(
            item.question, from: [source], after: [], fit: fit, sampling: sampling, stop: stop
        ) { _ in }
        if answer.finish == .cancelled { throw CancellationError() }
        let judge = try await judge(choice, .foreground, stop) { _ in }
        let judged = Set(0..<min(Self.judgedStatements, answer.statements.count))
        var verification = try await AnswerVerifier(judge).verify(
            answer, from: [source.reader], only: judged, stop: stop
        ) { _, _ in }
        if let conversation, let store {
            try await store.save(verification, of: try await store.append(answer, to: conversation))
        }
        verification.statements = Array(verification.statements.prefix(Self.judgedStatements))
        let cited = answer.statements.flatMap(\.citations).map {
            String(document.text(of: $0.span.sentences))
        }
        let tokens = try await model.generator.tokenCounts(of: cited).reduce(0, +)
        let grade =
            choice == .model
            ? try await CorrectnessJudge(model.generator).grade(answer.plainText, to: item, stop: stop) : nil
        return LongBenchCiteResult(
            index: item.index, dataset: item.dataset, question: item.question, answer: answer.plainText,
            model: model.generator.profile.name, judge: verification.judge,
            statements: answer.statements.count,
            citations: cited.count, scores: verification.scores, citedTokens: tokens,
            correctness: grade?.value,
            isGradeUnreadable: grade?.isUnreadable ?? false,
            answerF1: AnswerScores.f1(answer.plainText, item.answers))
    }

    private func context(
        of item: LongBenchCiteItem, keeps: Bool, _ model: LoadedModel
    ) async throws -> (Document, ContextSource, ConversationID?) {
        if keeps {
            let added = try await addDocument(
                text: Data(item.context.utf8),
                named: "\(item.dataset.isEmpty ? "item" : item.dataset)-\(item.index).txt")
            let source = try await measured(added.document.id, by: model)
            return (added.document, source, try await startConversation(about: [added.document.id]))
        }
        let document = try await imported(item.context, named: "item-\(item.index).txt")
        let counts = try await model.generator.tokenCounts(
            of: document.sentences.map { " " + document.text(in: $0.range) })
        return (document, ContextSource(reader: DocumentReader(document), sentenceTokens: counts), nil)
    }
}

/// Who is asked for the needles, and about what.
private enum NeedleSubject: Sendable {
    /// The passage reader alone.
    case quick(any PassageReader, DocumentReader)
    /// A model, with the passage reader in the search before it where there is one.
    case model(any TextGenerator, search: (any PassageReader)?, ContextSource)

    @concurrent
    func answer(_ question: String, _ stop: StopSignal) async throws -> CitedAnswer {
        switch self {
        case .quick(let reader, let document):
            return try await QuickAnswer(reader).answer(question, from: [document]) { _ in }
        case .model(let generator, let reader, let source):
            return try await AnswerPipeline(generator, search: PassageSearch.best(reader)).answer(
                question, from: [source], after: [], fit: .retrieve, sampling: .greedy, stop: stop
            ) { _ in }
        }
    }
}
