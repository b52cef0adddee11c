import Documents
import Foundation
public import Generation
import Inference
import ModelFormats
public import Pipelines
import Storage

/// The passage reader, and how it was opened.
struct LoadedReader: Sendable {
    let reader: any PassageReader
    let seconds: Double
    /// Names the weights for what is kept by model (sentence vectors).
    let digest: String
}

/// The state of the passage reader.
public struct ReaderStatus: Sendable, Hashable {
    public var name: String
    public var isLoaded: Bool
    /// Nil until it is loaded.
    public var profile: ReaderProfile?
    /// Seconds it took to open; nil until then.
    public var loadSeconds: Double?
}

extension Engine {
    /// The state of the reader; nil where no model folder holds one. Opens nothing.
    public func readerStatus() -> ReaderStatus? {
        if let loaded = loadedReader {
            return ReaderStatus(
                name: loaded.reader.profile.name, isLoaded: true, profile: loaded.reader.profile,
                loadSeconds: loaded.seconds)
        }
        return ModelLibrary(configuration).reader().map {
            ReaderStatus(name: $0.name, isLoaded: false, profile: nil, loadSeconds: nil)
        }
    }

    /// The reader, opened at the first call; nil where there is none. Several callers share one opening.
    ///
    /// - Throws: `EngineError` of kind `model` when there is a file that can't be opened.
    func reader() async throws(EngineError) -> LoadedReader? {
        if let loadedReader { return loadedReader }
        let task: Task<LoadedReader?, any Error>
        if let loadingReader {
            task = loadingReader
        } else {
            let configuration = configuration
            task = Task.detached { try await Self.openReader(configuration) }
            loadingReader = task
        }
        do {
            loadedReader = try await task.value
            loadingReader = nil
            return loadedReader
        } catch {
            loadingReader = nil
            throw EngineError(.model, "loading the reader", error)
        }
    }

    private static func openReader(_ configuration: EngineConfiguration) async throws -> LoadedReader? {
        guard let entry = ModelLibrary(configuration).reader() else { return nil }
        let clock = ContinuousClock()
        let start = clock.now
        let reader = try await LocalReader.open(
            entry.url, name: entry.name, threadCount: configuration.threadCount)
        let size = (try? FileManager.default.attributesOfItem(atPath: entry.url.path)[.size] as? Int) ?? 0
        return LoadedReader(
            reader: reader, seconds: (clock.now - start) / .seconds(1), digest: "\(entry.name):\(size)")
    }

    // MARK: Answers at once

    /// Answers by quoting: search, the passage reader, the sentence that it finds. Takes a second or less.
    ///
    /// The last event is `.finished`; the answer is then a turn of the question's conversation. A generated answer that is
    /// under way goes on.
    public nonisolated func answerNow(_ question: Question) -> EventStream<AnswerEvent> {
        streaming { events in try await self.quote(question, into: events) }
    }

    private func quote(
        _ question: Question, into events: EventStream<AnswerEvent>.Source
    ) async throws {
        if loadedReader == nil, let status = readerStatus() {
            events.send(.stage(.loadingModel(name: status.name)))
        }
        guard let loaded = try await reader() else {
            throw EngineError(.model, "answering at once", ReaderError.missing)
        }
        var documents: [DocumentReader] = []
        for id in question.documents { documents.append(try await open(id).reader) }
        let answer = try await QuickAnswer(loaded.reader).answer(
            question.text, from: documents, scope: question.scope
        ) {
            events.send($0)
        }
        await keep(answer, for: question, telling: events)
        events.send(.finished(answer))
    }

    /// Opens the reader and indexes a document, so that the first question needn't wait. What fails shows when it is asked.
    public func prepareAnswersNow(about id: DocumentID) async {
        _ = try? await reader()
        if let opened = try? await open(id) { await Self.prepare(opened.reader) }
    }

    @concurrent
    private static func prepare(_ reader: DocumentReader) async { reader.prepare() }
}

/// Why nothing can be answered at once.
enum ReaderError: LocalizedError, Equatable {
    case missing

    var errorDescription: String? {
        "There is no passage reader: no model folder holds a file lectern-reader*.gguf."
    }
    var recoverySuggestion: String? { "Install Lectern again, or ask without --quick." }
}
