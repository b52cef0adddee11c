import Foundation
import Generation
import Testing

@testable import Remote

struct EndpointAddressTests {
    @Test(arguments: [
        ("http://localhost:8080", "http://localhost:8080/v1"),
        ("localhost:11434", "http://localhost:11434/v1"),
        ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"), ("https://x.org/api/v1/", "https://x.org/api/v1"),
        ("https://x.org/v1/chat/completions", "https://x.org/v1"), ("x.org", "https://x.org/v1"),
        (" HTTPS://x.org ", "HTTPS://x.org/v1"), ("http://[::1]:8080/", "http://[::1]:8080/v1"),
    ])
    func addressesEndInTheVersion(text: String, base: String) throws {
        #expect(try EndpointAddress(text).base == base)
    }

    @Test func textDoesNotLeaveTheMachineUnencryptedUnasked() throws {
        #expect(throws: RemoteError.unencrypted(host: "office")) { try EndpointAddress("http://office:8000") }
        #expect(throws: RemoteError.unencrypted(host: "127.0.0.1.evil.org")) {
            try EndpointAddress("http://127.0.0.1.evil.org")
        }
        #expect(try EndpointAddress("http://office:8000", allowsUnencrypted: true).server == "office:8000")
        #expect(try EndpointAddress("https://office").isLoopback == false)
    }

    @Test(arguments: [
        "", "http://", "ftp://x.org", "https://x.org/?k=1", "https://x.org/#a", "http://[::1", "a b",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(throws: RemoteError.self) { try EndpointAddress(text) }
    }

    @Test func passwordsInAddressesAreNotShown() {
        let error = #expect(throws: RemoteError.self) { try EndpointAddress("https://me:secret@x.org") }
        #expect(error?.errorDescription?.contains("secret") == false)
    }
}

struct RetryPolicyTests {
    @Test func waitsDoubleUpToALimitAndVaryByChance() {
        let policy = RetryPolicy(attempts: 6, firstDelay: .seconds(1), longestDelay: .seconds(5))
        let longest = (1...6).map { policy.delay(afterFailed: $0, asked: nil, chance: 0) }
        #expect(longest == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5), nil])
        #expect(policy.delay(afterFailed: 1, asked: nil, chance: 1) == .milliseconds(500))
        #expect(policy.delay(afterFailed: 3, asked: nil, chance: 0.5) == .seconds(3))
    }

    @Test func whatTheServerAsksForIsWaitedInFull() {
        let policy = RetryPolicy(firstDelay: .seconds(1), longestServerDelay: .seconds(60))
        #expect(policy.delay(afterFailed: 1, asked: .seconds(30), chance: 1) == .seconds(30))
        #expect(policy.delay(afterFailed: 1, asked: .seconds(61), chance: 0) == nil)
        #expect(policy.delay(afterFailed: 1, asked: .zero, chance: 0) == .seconds(1))
    }

    @Test func itMaySayWhenInSecondsOrAsADate() {
        let now = Date(timeIntervalSince1970: 784_111_777)  // Sun, 06 Nov 1994 08:49:37 GMT
        #expect(RetryPolicy.asked("120", now: now) == .seconds(120))
        #expect(RetryPolicy.asked("Sun, 06 Nov 1994 08:49:47 GMT", now: now) == .seconds(10))
        #expect(RetryPolicy.asked("Sun, 06 Nov 1994 08:49:27 GMT", now: now) == .zero)
        for nonsense in [nil, "", "soon", "-1", "nan", "inf"] {
            #expect(RetryPolicy.asked(nonsense, now: now) == nil)
        }
    }
}

struct ServerWordsTests {
    @Test func wordsOfAServerAreOneShortLine() {
        #expect(ServerWords.line("\n \u{1B}[2Jone\u{7}\ttwo\u{202E}\nthree", hiding: nil) == "[2Jone two")
        #expect(ServerWords.line(String(repeating: "x", count: 500), hiding: nil).count == 201)
        #expect(ServerWords.said(in: Array(#"{"error":{"message":"no\nway"}}"#.utf8), hiding: nil) == "no")
        #expect(ServerWords.said(in: Array(#"{"detail":"Not Found"}"#.utf8), hiding: nil) == "Not Found")
        #expect(ServerWords.said(in: [0xFF, 0xFE], hiding: nil) == "��")
    }

    @Test func keysAreVisibleASCII() throws {
        for text in ["", "a b", "a\nb", "ü", "a\r\nX-Header: 1", String(repeating: "x", count: 5000)] {
            #expect(throws: RemoteError.badKey) { try APIKey(text) }
        }
        let key = try APIKey("sk-1")
        #expect("\(key)" == "••••" && String(reflecting: key) == "••••")
    }
}

struct ChatRequestTests {
    private func fields(_ sampling: SamplingParameters) throws -> [String: Any] {
        let request = ChatRequest(
            GenerationRequest([ChatMessage(.user, "Q")], sampling: sampling), model: "m")
        let data = try JSONEncoder().encode(request)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func whatWasNotAskedForIsNotSent() throws {
        #expect(
            Set(try fields(.greedy).keys) == [
                "model", "messages", "stream", "stream_options", "temperature", "seed", "max_tokens",
            ])
    }

    @Test func whatWasAskedForIsSent() throws {
        let sampling = SamplingParameters(
            temperature: 1, topK: 40, topP: 0.5, minP: 0.25,
            penalties: .init(repetition: 1.5, frequency: 0.5, presence: 0.25), seed: .max, maximumTokens: 9)
        let fields = try fields(sampling)
        #expect(fields["top_k"] as? Int == 40)
        #expect(fields["top_p"] as? Double == 0.5)
        #expect(fields["min_p"] as? Double == 0.25)
        #expect(fields["repeat_penalty"] as? Double == 1.5 && fields["repetition_penalty"] as? Double == 1.5)
        #expect(
            fields["frequency_penalty"] as? Double == 0.5 && fields["presence_penalty"] as? Double == 0.25)
        #expect(fields["seed"] as? Int == 0x7FFF_FFFF)
        #expect(fields["max_tokens"] as? Int == 9)
    }
}
