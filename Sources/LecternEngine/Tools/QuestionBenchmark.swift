import Foundation
import Generation
import Inference

/// How soon a second question about a long document is answered, in the same process and after a restart.
public struct QuestionBenchmark: Sendable {
    public struct Run: Sendable, Hashable {
        public let promptTokens: Int
        /// Time to the first token of a question about a document that was never read.
        public let firstSeconds: Double
        /// Of another question right after it.
        public let secondSeconds: Double
        /// Of another one once the model was opened anew, so that only files are left.
        public let restartSeconds: Double
        /// Tokens that each of the last two found read.
        public let secondCached: Int
        public let restartCached: Int
        /// Bytes on disk, and the time to read them once.
        public let keptBytes: Int
        public let readSeconds: Double
    }

    private let configuration: EngineConfiguration
    private let entry: ModelLibrary.Entry

    public init(_ reference: String?, configuration: EngineConfiguration) throws(EngineError) {
        self.configuration = configuration
        do {
            entry = try ModelLibrary(configuration).resolve(reference ?? configuration.model)
        } catch {
            throw EngineError(.model, "finding the model", error)
        }
    }

    /// Asks three questions about a text of about `count` tokens. What is kept of it goes into a folder of its own,
    /// which is removed afterwards.
    public func run(tokens count: Int) async throws(EngineError) -> Run {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lectern-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            var options = configuration.generatorOptions
            options.cacheFolder = folder
            let before = try await LocalGenerator.open(entry.url, name: entry.name, options: options)
            let text = try await Self.text(tokens: count, for: before)
            let first = try await ask("When did the 4th ship leave?", about: text, before)
            let second = try await ask("Which ship left in 1990?", about: text, before)
            await before.flushCache()
            let after = try await LocalGenerator.open(entry.url, name: entry.name, options: options)
            let restart = try await ask("Who left last?", about: text, after)
            let (bytes, seconds) = try Self.read(folder)
            return Run(
                promptTokens: first.promptTokens, firstSeconds: first.secondsToFirstToken ?? 0,
                secondSeconds: second.secondsToFirstToken ?? 0,
                restartSeconds: restart.secondsToFirstToken ?? 0, secondCached: second.cachedTokens,
                restartCached: restart.cachedTokens, keptBytes: bytes, readSeconds: seconds)
        } catch {
            throw EngineError(.failed, "asking about \(count) tokens", error)
        }
    }

    /// Sentences that together have about as many tokens as are wanted.
    private static func text(tokens count: Int, for generator: LocalGenerator) async throws -> String {
        func sentences(_ range: Range<Int>) -> String {
            range.map { "The ship number \($0) left the harbour in \(1700 + $0 % 300). " }.joined()
        }
        let some = try await generator.tokenCount(of: sentences(1000..<1100))
        return sentences(0..<max(1, 100 * count / max(1, some)))
    }

    private func ask(
        _ question: String, about text: String, _ generator: LocalGenerator
    ) async throws -> GenerationStatistics {
        var request = GenerationRequest([ChatMessage(.system, text), ChatMessage(.user, question)])
        request.sampling.maximumTokens = 1
        var statistics = GenerationStatistics()
        for try await event in generator.generate(request) {
            if case .finished(_, let counted) = event { statistics = counted }
        }
        return statistics
    }

    private static func read(_ folder: URL) throws -> (bytes: Int, seconds: Double) {
        let start = ContinuousClock.now
        var bytes = 0
        for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            bytes += try Data(contentsOf: url).count
        }
        return (bytes, (ContinuousClock.now - start) / .seconds(1))
    }
}
