import Foundation
import Generation
import LecternTesting
import Testing

@testable import Remote

/// Replies, honest and not, without a network.
struct ReplyReaderTests {
    private struct Result: Equatable {
        var text = ""
        var reason: StopReason?
        var prompt: Int?
        var completion: Int?
        var error: RemoteError?
    }

    private func read(
        _ pieces: [[UInt8]], stops: [String] = [], maximumTokens: Int = 1000, key: APIKey? = nil
    ) -> Result {
        var reader = ReplyReader(
            server: "s", key: key, limits: ReplyReader.Limits(maximumTokens: maximumTokens),
            stopStrings: stops)
        var result = Result()
        do throws(RemoteError) {
            for piece in pieces where !reader.isDone { try reader.consume(piece, into: &result.text) }
            if !reader.isDone { try reader.end(into: &result.text) }
        } catch {
            result.error = error
        }
        result.reason = reader.reason
        result.prompt = reader.usage?.promptTokens
        result.completion = reader.usage?.completionTokens
        return result
    }

    private func read(_ text: String, stops: [String] = [], maximumTokens: Int = 1000) -> Result {
        read([Array(text.utf8)], stops: stops, maximumTokens: maximumTokens)
    }

    private func delta(_ text: String) -> String {
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"}}]}\n\n"
    }

    private let end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"

    private let honest = """
        : open\r\n\r\ndata: {"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}\r\n\r\n\
        data: {"choices":[{"index":0,"delta":{"content":"Grüße, "},"finish_reason":null}]}\r\n\r\n\
        data: {"choices":[{"index":0,"delta":{"content":"世界 🙂"}}]}\r\n\r\n\
        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\r\n\r\n\
        data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}\r\n\r\ndata: [DONE]\r\n\r\n
        """

    @Test func aStreamIsReadTheSameAtEveryCut() {
        let bytes = Array(honest.utf8)
        let expected = Result(text: "Grüße, 世界 🙂", reason: .endOfText, prompt: 12, completion: 3)
        #expect(read([bytes]) == expected)
        for cut in 0...bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected, "cut at \(cut)")
        }
        #expect(read(bytes.map { [$0] }) == expected)
    }

    @Test func aStreamThatEndsAnywhereBeforeItsEndWasCut() throws {
        let bytes = Array(honest.utf8)
        let finish = try #require(honest.range(of: "\"stop\"}]}\r\n\r\n"))
        let whole = honest[..<finish.upperBound].utf8.count
        // With the last line feed missing the event is complete nevertheless: CR ends a line too.
        for count in 1..<(whole - 1) {
            #expect(read([Array(bytes[..<count])]).error == .cut(server: "s"), "after \(count) bytes")
        }
        #expect(read([Array(bytes[..<whole])]).error == nil)
    }

    @Test func aWholeReplyIsTakenToo() {
        let reply = """
            {"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Yes."},"finish_reason":"length"}],
             "usage":{"prompt_tokens":5,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}
            """
        let expected = Result(text: "Yes.", reason: .maximumTokens, prompt: 5, completion: 2)
        let bytes = Array(reply.utf8)
        for cut in 0...bytes.count {
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected)
        }
        #expect(read(String(reply.dropLast())).error == .cut(server: "s"))
        let parts =
            #"{"choices":[{"message":{"content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}}]}"#
        #expect(read(parts).text == "AB")
    }

    @Test func whatIsNoAnswerIsNamed() {
        let page = "<!DOCTYPE html><html><head><title> Bad\nGateway </title></head></html>"
        #expect(read(page).error == .nonsense(server: "s", what: "a web page, “Bad”"))
        #expect(read("nothing \u{1B}[31mhere").error == .nonsense(server: "s", what: "“nothing [31mhere”"))
        #expect(read(#"{"choices":[]}"#).error == .nonsense(server: "s", what: "a reply without choices"))
        #expect(read(#"{"choices":[}"#).error == .nonsense(server: "s", what: "JSON that can't be read"))
        #expect(read("data: {\"choices\"\n\n").error == .nonsense(server: "s", what: "“{\"choices\"”"))
        #expect(read("internal failure").error == .nonsense(server: "s", what: "“internal failure”"))
        #expect(read("").error == .empty(server: "s"))
        #expect(
            read("data: [DONE]\n\n").error
                == .nonsense(server: "s", what: "an answer without a word and without an end"))
    }

    @Test func errorsInsideOfSuccessAreErrors() {
        #expect(
            read(#"{"error":{"message":"out\nof memory","code":503}}"#).error
                == .refused(server: "s", status: 503, words: "out"))
        #expect(read(#"{"error":"no"}"#).error == .refused(server: "s", status: 200, words: "no"))
        let late = read(delta("Half") + "data: {\"error\":{\"message\":\"boom\",\"code\":\"x\"}}\n\n")
        #expect(late.error == .refused(server: "s", status: 200, words: "boom"))
        #expect(late.text == "Half")
        let named = read("event: error\ndata: {\"message\":\"slow down\"}\n\n")
        #expect(named.error == .refused(server: "s", status: 200, words: "slow down"))
    }

    @Test func nothingIsTakenFromBehindTheEnd() {
        #expect(
            read(delta("One.") + end + delta("One.") + end + "data: [DONE]\n\n" + delta("Two.")).text
                == "One.")
    }

    @Test func anEventThatComesTwiceCountsOnceWhereItHasAnID() {
        let event = "id: 4\n" + delta("ha")
        #expect(read(event + event + "id: 5\n" + delta("ha") + end).text == "haha")
        #expect(read(delta("ha") + delta("ha") + end).text == "haha")
    }

    @Test func otherAnswersAndPrivateThoughtsAreLeftOut() {
        let other = "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"B\"}}]}\n\n"
        let thought = "data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n"
        let ping = "data: {\"type\":\"ping\"}\n\n"
        #expect(read(thought + ping + delta("A") + other + end).text == "A")
    }

    @Test func callsOfToolsAreRefused() {
        let call = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"1\"}]}}]}\n\n"
        #expect(read(call).error == .nonsense(server: "s", what: "a call of a tool, which nobody offered"))
        let none = "data: {\"choices\":[{\"delta\":{\"tool_calls\":[],\"content\":\"A\"}}]}\n\n"
        #expect(read(none + end).text == "A")
    }

    @Test func nonsenseInCountsCountsAsNoCount() {
        for usage in [
            #"{"prompt_tokens":-3,"completion_tokens":"many"}"#, #"{"prompt_tokens":1e30}"#, "7", "null",
            #"{"prompt_tokens":0}"#, #"{"prompt_tokens":99999999999}"#,
        ] {
            let result = read(delta("A") + "data: {\"choices\":[],\"usage\":\(usage)}\n\n" + end)
            #expect(result.text == "A")
            #expect(result.prompt == nil && result.completion == nil, "\(usage)")
        }
    }

    @Test func aStopStringEndsTheAnswerThoughTheServerGoesOn() {
        let stream = delta("one") + delta(" E") + delta("N") + delta("D two") + end
        let result = read(stream, stops: ["END"])
        #expect(result.text == "one ")
        #expect(result.reason == .stopString)
        #expect(read(delta("one E") + end, stops: ["END"]).text == "one E")
    }

    @Test func aServerThatNeverStopsIsStopped() {
        let endless = String(repeating: delta("x"), count: 20_000)
        let result = read(endless, maximumTokens: 4)
        #expect(result.error == .tooLarge(server: "s", what: "pieces of text", limit: 1056))
        let huge = delta(String(repeating: "x", count: 70_000))
        #expect(
            read(huge, maximumTokens: 4).error == .tooLarge(server: "s", what: "bytes of text", limit: 65_792)
        )
        let line = "data: " + String(repeating: "x", count: (1 << 20) + 1)
        #expect(read(line).error == .tooLarge(server: "s", what: "bytes in one line", limit: 1 << 20))
    }

    @Test func aServerThatRepeatsTheKeyIsNotRepeated() throws {
        let key = try APIKey("sk-secret-1")
        let echo = #"{"error":{"message":"Incorrect key sk-secret-1 given"}}"#
        let error = try #require(read([Array(echo.utf8)], key: key).error)
        #expect(error == .refused(server: "s", status: 200, words: "Incorrect key [key] given"))
    }

    @Test func noReplyStopsTheProgram() throws {
        try forEverySeed(0..<300) { random in
            var bytes = Array(honest.utf8)
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let whole = read([bytes])
            #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
        }
    }
}
