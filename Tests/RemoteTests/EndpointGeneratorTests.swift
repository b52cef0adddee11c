import Foundation
import Generation
import LecternTesting
import Testing

@testable import Remote

/// A server on loopback that stalls, cuts, repeats and lies. Waits end when something has happened, never by the clock.
struct EndpointGeneratorTests {
    private typealias Step = ScriptedServer.Step

    /// Short waits between tries, long ones for the server, unless a test shortens them.
    private func open(
        _ server: ScriptedServer, model: String? = "m", key: String? = nil, contextLimit: Int? = nil,
        attempts: Int = 4, _ change: (inout EndpointConfiguration) -> Void = { _ in }
    ) async throws -> EndpointGenerator {
        var configuration = EndpointConfiguration(
            try EndpointAddress(server.url), model: model,
            key: try key.map { text throws(RemoteError) in try APIKey(text) },
            contextLimit: contextLimit)
        configuration.retries = RetryPolicy(
            attempts: attempts, firstDelay: .milliseconds(1), longestDelay: .milliseconds(2))
        // A test process that is busy with others answers late.
        configuration.timeouts.connect = .seconds(300)
        configuration.timeouts.inquiry = .seconds(300)
        configuration.timeouts.betweenPieces = .seconds(300)
        configuration.timeouts.tail = .seconds(60)
        change(&configuration)
        return try await EndpointGenerator.open(configuration)
    }

    private struct Heard {
        var text = ""
        var end: (reason: StopReason, statistics: GenerationStatistics)?
        var error: (any Error)?
        var remote: RemoteError? { error as? RemoteError }
    }

    private func ask(
        _ generator: EndpointGenerator, _ question: String = "Why?", sampling: SamplingParameters = .greedy,
        stops: [String] = [], stop: StopSignal? = nil, hearing: (String) -> Void = { _ in }
    ) async -> Heard {
        var heard = Heard()
        let request = GenerationRequest(
            [ChatMessage(.user, question)], sampling: sampling, stopStrings: stops, stop: stop)
        do {
            for try await event in generator.generate(request) {
                switch event {
                case .prefill, .report: break
                case .text(let text, _):
                    heard.text += text
                    hearing(heard.text)
                case .finished(let reason, let statistics): heard.end = (reason, statistics)
                }
            }
        } catch { heard.error = error }
        return heard
    }

    private static let answer: [Step] = [
        .head(), .delta("Be"), .delta("cause."), .end(), .usage(prompt: 9, completion: 2), .done,
    ]

    // MARK: An honest server

    @Test func anAnswerStreams() async throws {
        let server = try ScriptedServer.chat { _, _ in Self.answer }
        let heard = await ask(
            try await open(server, key: "sk-1"),
            sampling: SamplingParameters(temperature: 0.5, topP: 0.9, seed: 7, maximumTokens: 50),
            stops: ["END"])
        #expect(heard.error == nil)
        #expect(heard.text == "Because.")
        #expect(heard.end?.reason == .endOfText)
        #expect(heard.end?.statistics.promptTokens == 9)
        #expect(heard.end?.statistics.generatedTokens == 2)
        #expect(heard.end?.statistics.secondsToFirstToken != nil)
        let request = try #require(server.chats.first)
        #expect(request.method == "POST" && request.path == "/v1/chat/completions")
        #expect(request.headers["authorization"] == "Bearer sk-1")
        let body = request.json
        #expect(body["model"] as? String == "m")
        #expect(body["stream"] as? Bool == true)
        #expect((body["stream_options"] as? [String: Any])?["include_usage"] as? Bool == true)
        #expect(body["temperature"] as? Double == 0.5)
        #expect(body["seed"] as? Int == 7)
        #expect(body["max_tokens"] as? Int == 50)
        #expect(body["stop"] as? [String] == ["END"])
        #expect(body["top_k"] == nil && body["min_p"] == nil && body["repeat_penalty"] == nil)
        let messages = try #require(body["messages"] as? [[String: String]])
        #expect(messages == [["role": "user", "content": "Why?"]])
    }

    @Test func aServerThatDoesNotStreamIsUnderstood() async throws {
        let server = try ScriptedServer.chat { _, _ in
            Step.document(#"{"choices":[{"message":{"content":"Whole."},"finish_reason":"stop"}]}"#)
        }
        let heard = await ask(try await open(server))
        #expect(heard.text == "Whole." && heard.end?.reason == .endOfText)
    }

    @Test func charactersMayBeCutBetweenPackets() async throws {
        let server = try ScriptedServer.chat { _, _ in
            let event = Array(
                "data: {\"choices\":[{\"delta\":{\"content\":\"世界🙂\"},\"finish_reason\":\"stop\"}]}\n\n".utf8)
            return [.head()] + event.map { .bytes([$0]) } + [.done]
        }
        #expect(await ask(try await open(server)).text == "世界🙂")
    }

    @Test func theServerTellsWhatItReadsAtMost() async throws {
        let vllm = try ScriptedServer.chat(context: 12_345) { _, _ in Self.answer }
        #expect(try await open(vllm).profile.contextLength == 12_345)
        #expect(try await open(vllm, contextLimit: 4096).profile.contextLength == 4096)
        let llama = try ScriptedServer { request, _ in
            request.path == "/props"
                ? Step.document(#"{"default_generation_settings":{"n_ctx":2048}}"#)
                : Step.document(#"{"data":[{"id":"m","meta":{"n_ctx_train":131072}}]}"#)
        }
        #expect(try await open(llama).profile.contextLength == 2048)
        let silent = try ScriptedServer { _, _ in Step.document("{}", status: 404) }
        let generator = try await open(silent)
        #expect(generator.profile.contextLength == EndpointGenerator.contextWithoutAnswer)
        #expect(generator.profile.name == "m" && generator.profile.isEndpoint)
    }

    @Test func theOnlyModelNeedsNoName() async throws {
        let one = try ScriptedServer.chat(model: "alone") { _, _ in Self.answer }
        #expect(try await open(one, model: nil).profile.name == "alone")
        let two = try ScriptedServer { _, _ in Step.document(#"{"data":[{"id":"a"},{"id":"b:latest"}]}"#) }
        await #expect(throws: RemoteError.modelNotChosen(server: server(two), known: ["a", "b:latest"])) {
            try await open(two, model: nil)
        }
        await #expect(throws: RemoteError.noSuchModel("c", server: server(two), known: ["a", "b:latest"])) {
            try await open(two, model: "c")
        }
        #expect(try await open(two, model: "b").profile.name == "b")
    }

    private func server(_ server: ScriptedServer) -> String { "127.0.0.1:\(server.port)" }

    // MARK: Trying again

    @Test func passingFailuresAreTriedAgain() async throws {
        for status in [408, 429, 500, 502, 503] {
            let server = try ScriptedServer.chat { _, number in
                number < 2 ? Step.document("{}", status: status) : Self.answer
            }
            #expect(await ask(try await open(server)).text == "Because.", "\(status)")
            #expect(server.chats.count == 3)
        }
    }

    @Test func triesAreCounted() async throws {
        let server = try ScriptedServer.chat { _, _ in
            Step.document(#"{"error":{"message":"overloaded"}}"#, status: 503)
        }
        let heard = await ask(try await open(server, attempts: 3))
        #expect(heard.remote == .refused(server: self.server(server), status: 503, words: "overloaded"))
        #expect(server.chats.count == 3)
    }

    @Test func whatWillNotPassIsNotTriedAgain() async throws {
        for (status, body) in [(400, "bad"), (404, "no page"), (413, "big")] {
            let server = try ScriptedServer.chat { _, _ in Step.document(body, status: status) }
            let heard = await ask(try await open(server))
            #expect(heard.remote == .refused(server: self.server(server), status: status, words: body))
            #expect(server.chats.count == 1)
        }
    }

    @Test func aServerThatAsksForTooMuchPatienceIsGivenUp() async throws {
        let server = try ScriptedServer.chat { _, _ in Step.document("{}", status: 429, "Retry-After: 3600") }
        let heard = await ask(try await open(server))
        #expect(heard.remote == .rateLimited(server: self.server(server), words: ""))
        #expect(server.chats.count == 1)
    }

    @Test func aConnectionLostBeforeTheFirstWordIsTriedAgain() async throws {
        let server = try ScriptedServer.chat { _, number in
            switch number {
            case 0: [.reset]
            case 1: []
            case 2: [.head(), .event(#"{"choices":[{"delta":{"role":"assistant"}}]}"#)]
            default: Self.answer
            }
        }
        #expect(await ask(try await open(server)).text == "Because.")
        #expect(server.chats.count == 4)
    }

    @Test func whereNobodyListensNothingIsReached() async throws {
        let server = try ScriptedServer.chat { _, _ in [] }
        let name = self.server(server)
        server.stop()
        let error = await #expect(throws: RemoteError.self) { try await open(server, attempts: 2) }
        guard case .unreachable(name, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.errorDescription?.contains("Connection refused") == true)
    }

    @Test func aFieldThatIsRefusedIsLeftOut() async throws {
        let server = try ScriptedServer.chat { request, _ in
            if request.json["stream_options"] != nil {
                return Step.document(
                    #"{"detail":[{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}"#,
                    status: 422)
            }
            if request.json["max_tokens"] != nil {
                return Step.document(
                    #"{"error":{"message":"'max_tokens' is not supported. Use 'max_completion_tokens' instead."}}"#,
                    status: 400)
            }
            return Self.answer
        }
        let generator = try await open(server)
        #expect(await ask(generator).text == "Because.")
        #expect(server.chats.count == 3)
        #expect(server.chats.last?.json["max_completion_tokens"] as? Int == 1024)
        // What was learnt holds for the next question.
        #expect(await ask(generator).text == "Because.")
        #expect(server.chats.count == 4)
    }

    // MARK: Losing it

    @Test func whatCameBeforeTheConnectionBrokeIsKept() async throws {
        let chunked: Step = .send(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        let piece = "data: {\"choices\":[{\"delta\":{\"content\":\"Half\"}}]}\n\n"
        for steps in [
            [.head(), .delta("Half")],
            [chunked, .send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")],
        ] as [[Step]] {
            let server = try ScriptedServer.chat { _, _ in steps }
            let heard = await ask(try await open(server))
            #expect(heard.text == "Half")
            #expect(heard.remote == .cut(server: self.server(server)))
            #expect(heard.end == nil)
            #expect(server.chats.count == 1, "text had arrived: asking again would write it twice")
        }
    }

    @Test func aServerThatFallsSilentIsLeft() async throws {
        let server = try ScriptedServer.chat { _, _ in [.head(), .delta("Half"), .hang] }
        let generator = try await open(server) { $0.timeouts.betweenPieces = .milliseconds(30) }
        let heard = await ask(generator)
        #expect(heard.text == "Half")
        #expect(heard.remote == .stalled(server: self.server(server), seconds: 0, hadBegun: true))
        let mute = try ScriptedServer.chat { _, _ in [.hang] }
        let other = try await open(mute) { $0.timeouts.firstByte = .milliseconds(30) }
        #expect(await ask(other).remote == .stalled(server: self.server(mute), seconds: 0, hadBegun: false))
        #expect(mute.chats.count == 1)
    }

    @Test func silenceAfterTheEndHurtsNobody() async throws {
        let server = try ScriptedServer.chat { _, _ in [.head(), .delta("All."), .end(), .hang] }
        let generator = try await open(server) { $0.timeouts.tail = .milliseconds(30) }
        let heard = await ask(generator)
        #expect(heard.text == "All." && heard.end?.reason == .endOfText && heard.error == nil)
    }

    // MARK: Stopping it

    @Test func aStopKeepsWhatThereIs() async throws {
        let server = try ScriptedServer.chat { _, _ in [.head(), .delta("Half"), .hang] }
        let stop = StopSignal()
        let heard = await ask(try await open(server), stop: stop) { _ in stop.stop() }
        #expect(heard.text == "Half")
        #expect(heard.end?.reason == .cancelled && heard.error == nil)
        await until { server.abandoned == 1 }
    }

    @Test func aStopEndsTheWaitForTheFirstWordAndForTheNextTry() async throws {
        let server = try ScriptedServer.chat { _, _ in [.hang] }
        let stop = StopSignal()
        async let heard = ask(try await open(server), stop: stop)
        await until { server.chats.count == 1 }
        stop.stop()
        #expect(try await heard.end?.reason == .cancelled)
        let busy = try ScriptedServer.chat { _, _ in Step.document("{}", status: 503) }
        let other = StopSignal()
        async let waiting = ask(
            try await open(busy) {
                $0.retries = RetryPolicy(firstDelay: .seconds(600), longestDelay: .seconds(600))
            },
            stop: other)
        await until { busy.chats.count == 1 }
        other.stop()
        #expect(try await waiting.end?.reason == .cancelled)
    }

    @Test func aReaderThatGoesEndsTheRequest() async throws {
        let server = try ScriptedServer.chat { _, _ in [.head(), .delta("Half"), .hang] }
        let generator = try await open(server)
        for try await event in generator.generate(GenerationRequest([ChatMessage(.user, "Why?")])) {
            if case .text = event { break }
        }
        await until { server.abandoned == 1 }
    }

    @Test func aStopStringClosesTheConnection() async throws {
        let server = try ScriptedServer.chat { _, _ in [.head(), .delta("one\n"), .delta("two"), .hang] }
        let heard = await ask(try await open(server), stops: ["\n"])
        #expect(heard.text == "one" && heard.end?.reason == .stopString)
        await until { server.abandoned == 1 }
    }

    /// Waits until something is so; a test that hangs here is one that fails.
    private func until(_ isSo: () -> Bool) async {
        while !isSo() { try? await Task.sleep(for: .milliseconds(1)) }
    }

    // MARK: Keys and names

    @Test func rejectedKeysAndMissingModelsAreNamed() async throws {
        let echo = try ScriptedServer.chat { _, _ in
            Step.document(#"{"error":{"message":"Incorrect API key provided: sk-secret-9"}}"#, status: 401)
        }
        let heard = await ask(try await open(echo, key: "sk-secret-9"))
        #expect(
            heard.remote
                == .keyRejected(
                    server: server(echo), status: 401, words: "Incorrect API key provided: [key]",
                    hadKey: true))
        #expect("\(String(reflecting: try APIKey("sk-secret-9")))".contains("secret") == false)
        var dumped = ""
        dump(
            EndpointConfiguration(try EndpointAddress(echo.url), key: try APIKey("sk-secret-9")), to: &dumped)
        #expect(!dumped.contains("secret"))
        let gone = try ScriptedServer { request, _ in
            request.path == "/v1/models"
                ? Step.document("{}", status: 404)
                : Step.document(#"{"error":"model 'm' not found, try pulling it first"}"#, status: 404)
        }
        #expect(await ask(try await open(gone)).remote == .noSuchModel("m", server: server(gone), known: []))
        let guarded = try ScriptedServer { _, _ in Step.document("", status: 403) }
        await #expect(
            throws: RemoteError.keyRejected(server: server(guarded), status: 403, words: "", hadKey: false)
        ) { try await open(guarded) }
    }

    @Test func everyErrorSaysWhatHappenedAndWhatToDo() {
        let errors: [RemoteError] = [
            .badAddress("x", reason: "r"), .unencrypted(host: "h"), .badKey,
            .unreachable(server: "s", reason: "r"),
            .untrusted(server: "s", reason: "r"),
            .keyRejected(server: "s", status: 401, words: "", hadKey: true),
            .noSuchModel("m", server: "s", known: ["a"]), .modelNotChosen(server: "s", known: []),
            .rateLimited(server: "s", words: "w"),
            .refused(server: "s", status: 400, words: "context length"),
            .cut(server: "s"), .empty(server: "s"), .stalled(server: "s", seconds: 9, hadBegun: true),
            .nonsense(server: "s", what: "w"), .tooLarge(server: "s", what: "lines", limit: 1),
        ]
        for error in errors {
            #expect(error.errorDescription?.isEmpty == false)
            #expect(error.recoverySuggestion?.isEmpty == false)
        }
        #expect(errors[9].recoverySuggestion?.contains("--context") == true)
    }

    // MARK: Many at once

    @Test func manyRequestsAreInFlightTogether() async throws {
        let server = try ScriptedServer.chat { _, number in
            // Nobody is answered before six have asked.
            number < 6 ? [.untilChats(6)] + Self.answer : Self.answer
        }
        let generator = try await open(server)
        var texts: [String] = []
        try await BoundedTasks.run(Array(0..<20), limit: 6) { number in
            await ask(generator, "Question \(number)").text
        } deliver: { _, text in
            texts.append(text)
        }
        #expect(texts == Array(repeating: "Because.", count: 20))
        #expect(server.mostAtOnce == 6)
    }

    // MARK: Servers that read less than they were sent

    /// About 1,000 tokens of a real tokenizer for each of these.
    private static let page = String(
        repeating: "The harbour master wrote the level of the water down. ", count: 91)

    @Test func aServerThatReadLessIsNoticed() async throws {
        let text = String(repeating: Self.page, count: 16)
        func expected(_ read: Int, for text: String) async throws -> (Int?, Int) {
            let server = try ScriptedServer.chat(context: 100_000) { request, number in
                let sent = (request.json["messages"] as? [[String: String]])?.first?["content"] ?? ""
                // Its tokenizer makes a token of each word and full stop.
                let words = sent.split(separator: " ").count + sent.count { $0 == "." }
                return [
                    .head(), .delta("Yes."), .end(),
                    .usage(prompt: number == 0 ? read : words, completion: 1), .done,
                ]
            }
            let heard = await ask(try await open(server), text)
            #expect(heard.text == "Yes.")
            return (heard.end?.statistics.expectedPromptTokens, server.chats.count)
        }
        // 16 pages of 91 sentences of 10 words and a full stop: 16,016 tokens.
        let all = try await expected(16_030, for: text)
        #expect(all.0 == nil)
        #expect(all.1 == 2, "the sample")
        // More than the text has words, so that only the sample tells.
        let most = try await expected(13_000, for: text)
        #expect(most.0.map { (15_000...17_500).contains($0) } == true, "\(most)")
        let quarter = try await expected(4096, for: text)
        #expect(quarter.0.map { (13_000...17_500).contains($0) } == true, "\(quarter)")
        // A short prompt is not worth a second request.
        let short = try await expected(700, for: Self.page)
        #expect(short.1 == 2 && short.0 != nil)
        let fine = try await expected(950, for: Self.page)
        #expect(fine.1 == 1 && fine.0 == nil)
    }

    // MARK: Doctor

    @Test func reachableKeyAndModelAreThreeAnswers() async throws {
        func states(_ server: ScriptedServer, model: String? = "m") async throws -> [EndpointCheck.State] {
            var configuration = EndpointConfiguration(try EndpointAddress(server.url), model: model)
            configuration.timeouts.inquiry = .seconds(300)
            let checks = await EndpointCheck.run(configuration)
            #expect(checks.map(\.name) == ["endpoint", "endpoint key", "endpoint model"])
            return checks.map(\.state)
        }
        let good = try ScriptedServer.chat { _, _ in Self.answer }
        #expect(try await states(good) == [.ok, .ok, .ok])
        #expect(try await states(good, model: "other") == [.ok, .unknown, .problem])
        // llama.cpp shows its list to everybody and wants the key for answers.
        let guarded = try ScriptedServer.chat { _, _ in Step.document("{}", status: 401) }
        #expect(try await states(guarded) == [.ok, .problem, .unknown])
        let page = try ScriptedServer { _, _ in
            [.head(type: "text/html"), .send("<html><title>Hi</title></html>")]
        }
        #expect(try await states(page) == [.problem, .unknown, .unknown])
        let stopped = try ScriptedServer.chat { _, _ in [] }
        stopped.stop()
        #expect(try await states(stopped) == [.problem, .unknown, .unknown])
    }
}
