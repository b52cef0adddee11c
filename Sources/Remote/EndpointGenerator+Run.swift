import AsyncHTTPClient
import Foundation
import Generation
import NIOCore
import NIOHTTP1
import Synchronization

extension EndpointGenerator {
    /// What came of sending a request once.
    private enum Attempt {
        case complete
        /// The server refuses a field that can be spared.
        case refusedField(ChatRequest.Concession)
        case failed(RemoteError, retryAfter: Duration?)
    }

    /// Sends one request until it is answered, given up or stopped; every way out ends the stream.
    func run(_ request: GenerationRequest, into source: EventStream<GenerationEvent>.Source) async {
        let tally = ReplyTally()
        do {
            try await converse(request, tally, source)
            try await finish(request, tally, source)
        } catch {
            if request.stop?.isStopped == true {
                source.send(.finished(.cancelled, tally.statistics))
                source.finish()
            } else if Task.isCancelled {
                source.finish(throwing: CancellationError())
            } else {
                source.finish(throwing: error)
            }
        }
    }

    private func finish(
        _ request: GenerationRequest, _ tally: ReplyTally, _ source: EventStream<GenerationEvent>.Source
    ) async throws {
        var statistics = tally.statistics
        if let read = tally.promptTokens {
            statistics.expectedPromptTokens = try await expectedTokens(of: request, read: read)
        }
        source.send(.finished(tally.reason ?? .endOfText, statistics))
        source.finish()
    }

    func converse(
        _ request: GenerationRequest, _ tally: ReplyTally, _ source: EventStream<GenerationEvent>.Source
    ) async throws {
        let retries = client.configuration.retries
        var failed = 0
        while true {
            try Task.checkCancellation()
            switch try await attempt(request, tally, source) {
            case .complete: return
            case .refusedField(let concession):
                shared.concessions.withLock { _ = $0.insert(concession) }
            case .failed(let error, let asked):
                failed += 1
                guard error.isTransient, !tally.hasText,
                    let delay = retries.delay(
                        afterFailed: failed, asked: asked, chance: .random(in: 0...1))
                else { throw error }
                try await Task.sleep(for: delay)
            }
        }
    }

    private func attempt(
        _ request: GenerationRequest, _ tally: ReplyTally, _ source: EventStream<GenerationEvent>.Source
    ) async throws -> Attempt {
        let made = shared.concessions.withLock { $0 }
        let body = try encoded(request, made)
        let watch = Watch(client.configuration.timeouts.firstByte)
        do {
            return try await watch.guarding {
                let response = try await client.send(
                    client.configuration.address.base + "/chat/completions", body: body)
                let status = Int(response.status.code)
                guard (200...299).contains(status) else {
                    let said = try await client.body(of: response)
                    if status == 400 || status == 422,
                        let concession = ChatRequest.Concession.asked(by: said, after: made)
                    {
                        return .refusedField(concession)
                    }
                    return .failed(
                        client.refusal(status, said, model: model),
                        retryAfter: RetryPolicy.asked(response.headers.first(name: "Retry-After")))
                }
                try await read(response, request, tally, watch, source)
                return .complete
            }
        } catch {
            // The text is whole: that the connection broke, went silent or was stopped afterwards is nobody's loss.
            if tally.reason != nil { return .complete }
            switch client.remote(error) {
            case let error as RemoteError: return .failed(error, retryAfter: nil)
            case let expired as Watch.Expired:
                return .failed(client.stalled(expired, hadBegun: tally.hasBegun), retryAfter: nil)
            default: throw error
            }
        }
    }

    private func encoded(_ request: GenerationRequest, _ made: Set<ChatRequest.Concession>) throws -> [UInt8]
    {
        var body = ChatRequest(request, model: model)
        // Servers refuse what could run over their context, though the answer may end long before.
        let prompt = Int(TokenBounds(messages: request.messages.map(\.text)).upper)
        let room = max(Self.leastAnswerTokens, profile.contextLength - prompt)
        body.max_tokens = min(request.sampling.maximumTokens, room)
        body.make(made)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(body))
    }

    private static let leastAnswerTokens = 64

    private func read(
        _ response: HTTPClientResponse, _ request: GenerationRequest, _ tally: ReplyTally, _ watch: Watch,
        _ source: EventStream<GenerationEvent>.Source
    ) async throws {
        let timeouts = client.configuration.timeouts
        var reader = ReplyReader(
            server: client.server, key: client.configuration.key,
            limits: ReplyReader.Limits(maximumTokens: request.sampling.maximumTokens),
            stopStrings: request.stopStrings)
        // What came before an error is text all the same.
        func hear(_ read: (inout ReplyReader, inout String) throws(RemoteError) -> Void) throws(RemoteError) {
            var text = ""
            defer {
                tally.note(reader, hasNewText: !text.isEmpty)
                if !text.isEmpty { source.send(.text(text, tokens: reader.pieces)) }
            }
            try read(&reader, &text)
        }
        var isEnding = false
        for try await bytes in response.body where !reader.isDone {
            try hear { reader, text throws(RemoteError) in
                try reader.consume(bytes.readableBytesView, into: &text)
            }
            if reader.reason == nil {
                watch.wind(timeouts.betweenPieces)
            } else if reader.reason == .stopString {
                return  // The server doesn't know that it should stop; closing the connection tells it.
            } else if reader.isDone {
                // The end of the reply follows at once, and the connection can then serve the next request.
                watch.wind(min(timeouts.tail, .milliseconds(500)))
            } else if !isEnding {
                isEnding = true
                watch.wind(timeouts.tail)
            }
        }
        try Task.checkCancellation()
        if !reader.isDone {
            try hear { reader, text throws(RemoteError) in try reader.end(into: &text) }
        }
    }
}

/// What is known of a reply so far, whoever asks and however it ended.
final class ReplyTally: Sendable {
    private struct State {
        var start = ContinuousClock.now
        var firstText: ContinuousClock.Instant?
        var lastText: ContinuousClock.Instant?
        var pieces = 0
        var usage: ChatReply.Usage?
        var reason: StopReason?
        var hasBegun = false
    }

    private let state = Mutex(State())

    func note(_ reader: ReplyReader, hasNewText: Bool) {
        state.withLock { state in
            state.hasBegun = true
            state.pieces = reader.pieces
            state.usage = reader.usage
            state.reason = reader.reason
            guard hasNewText else { return }
            state.firstText = state.firstText ?? .now
            state.lastText = .now
        }
    }

    var hasBegun: Bool { state.withLock(\.hasBegun) }
    var hasText: Bool { state.withLock { $0.firstText != nil } }
    var reason: StopReason? { state.withLock(\.reason) }
    var promptTokens: Int? { state.withLock { $0.usage?.promptTokens } }

    /// The server's own counts where it sends them; otherwise its pieces of text are counted, and the prompt is not.
    var statistics: GenerationStatistics {
        state.withLock { state in
            var statistics = GenerationStatistics()
            statistics.promptTokens = state.usage?.promptTokens ?? 0
            statistics.cachedTokens = state.usage?.cachedTokens ?? 0
            statistics.generatedTokens = state.usage?.completionTokens ?? state.pieces
            if let first = state.firstText, let last = state.lastText {
                statistics.secondsToFirstToken = (first - state.start) / .seconds(1)
                statistics.decodeSeconds = (last - first) / .seconds(1)
            }
            return statistics
        }
    }
}
