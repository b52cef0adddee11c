import Testing

@testable import Remote

struct ServerSentEventsTests {
    private typealias Event = ServerSentEvents.Event

    private func events(_ pieces: [[UInt8]]) throws -> [Event] {
        var parser = ServerSentEvents()
        return try pieces.flatMap { try parser.consume($0) }
    }

    private func event(_ data: String, name: String = "", id: String = "") -> Event {
        Event(name: name, id: id, data: Array(data.utf8))
    }

    /// Every kind of line end, comments, several data lines, a byte order mark, characters of two to four bytes.
    private static let stream: [UInt8] =
        [0xEF, 0xBB, 0xBF]
        + Array(
            """
            : a comment\ndata: one\n\ndata: zwei ü\r\n\r\nevent: error\rid: 7\rdata: 三\rdata:四\r\r:\n\
            data\n\ndata: 🙂\r\ndata: end\n\nretry: 10\nunknown: x\n\nid\ndata: {"a": "b:c"}\n\ndata: never ended\n
            """.utf8)

    private static let expected: [(data: String, name: String, id: String)] = [
        ("one", "", ""), ("zwei ü", "", ""), ("三\n四", "error", "7"), ("", "", "7"), ("🙂\nend", "", "7"),
        (#"{"a": "b:c"}"#, "", ""),
    ]

    @Test func aStreamIsReadTheSameAtEveryCut() throws {
        let expected = Self.expected.map { event($0.data, name: $0.name, id: $0.id) }
        #expect(try events([Self.stream]) == expected)
        for cut in 0...Self.stream.count {
            #expect(
                try events([Array(Self.stream[..<cut]), Array(Self.stream[cut...])]) == expected,
                "cut at \(cut)")
        }
        #expect(try events(Self.stream.map { [$0] }) == expected)
    }

    @Test func whatTheEndOfTheStreamCutsIsNotAnEvent() throws {
        #expect(try events([Array("data: a\n\ndata: b\n".utf8)]) == [event("a")])
    }

    @Test func linesEventsAndTheirNumberAreLimited() {
        var limits = ServerSentEvents.Limits()
        limits.lineBytes = 10
        limits.eventBytes = 12
        limits.lines = 5
        func excess(_ text: String) -> ServerSentEvents.Excess? {
            var parser = ServerSentEvents(limits)
            do throws(ServerSentEvents.Excess) {
                _ = try parser.consume(Array(text.utf8))
                return nil
            } catch { return error }
        }
        #expect(excess("data: 1234\n\n") == nil)
        #expect(excess("data: 12345\n\n") == .line(10))
        #expect(excess("data:12345\ndata:12345\ndata:12345\n") == .event(12))
        #expect(excess(":\n:\n:\n:\n:\n") == nil)
        #expect(excess(":\n:\n:\n:\n:\n:\n") == .lines(5))
    }
}
