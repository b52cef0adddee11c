import Foundation
import Generation

/// Reads one reply of a chat server as its bytes come: a stream of events, or one JSON document.
///
/// What the bytes are is seen from the bytes: servers label streams, documents and error pages wrongly.
struct ReplyReader {
    struct Limits {
        var events = ServerSentEvents.Limits()
        /// Of a reply that is one document.
        var documentBytes = 32 << 20
        var textBytes: Int
        /// Pieces of text in a stream. A piece is a token in most servers and never less than a character.
        var pieces: Int

        /// - Parameter maximumTokens: what the server was told to stop at, and may not.
        init(maximumTokens: Int) {
            let tokens = min(maximumTokens, 1 << 24)
            textBytes = 64 * tokens + (64 << 10)
            pieces = 8 * tokens + 1024
        }
    }

    private enum Form {
        case unknown
        case stream(ServerSentEvents)
        case document([UInt8])
        /// A web page or something else; its beginning is kept for the message.
        case other([UInt8])
    }

    private let server: String
    private let key: APIKey?
    private let limits: Limits
    private var form = Form.unknown
    private var stops: StopStringFilter
    private var lastEvent: ServerSentEvents.Event?
    private var textBytes = 0
    /// The first bytes, for the message when they turn out to be no stream of events.
    private var opening: [UInt8] = []

    /// Pieces of text so far, at least the number of tokens in most servers.
    private(set) var pieces = 0
    private(set) var usage: ChatReply.Usage?
    /// Once the server has said why it stopped, or a stop string came.
    private(set) var reason: StopReason?
    /// Nothing that may still come is of interest.
    private(set) var isDone = false

    private static let most = 8 << 10

    init(server: String, key: APIKey?, limits: Limits, stopStrings: [String]) {
        self.server = server
        self.key = key
        self.limits = limits
        stops = StopStringFilter(stopStrings)
    }

    /// - Parameter text: gets what these bytes complete, also when they end in an error.
    mutating func consume(_ bytes: some Collection<UInt8>, into text: inout String) throws(RemoteError) {
        var rest = bytes[...]
        if case .unknown = form {
            rest = rest.drop { Self.isSpace($0) || [0xEF, 0xBB, 0xBF].contains($0) }
            guard let first = rest.first else { return }
            form = Self.form(of: first, limits.events)
        }
        switch form {
        case .unknown: break
        case .stream(var events):
            opening += rest.prefix(256 - opening.count)
            let complete: [ServerSentEvents.Event]
            do {
                complete = try events.consume(rest)
            } catch {
                throw excess(error)
            }
            form = .stream(events)
            for event in complete where !isDone { try read(event, into: &text) }
        case .document(var document):
            form = .unknown
            document += rest
            form = .document(document)
            guard document.count <= limits.documentBytes else {
                throw .tooLarge(server: server, what: "bytes in one reply", limit: limits.documentBytes)
            }
        case .other(let begun):
            let begun = begun + rest.prefix(Self.most)
            form = .other(begun)
            if begun.count >= Self.most { throw nonsense(begun) }
        }
    }

    /// To be called once the connection has ended.
    ///
    /// - Parameter text: gets the rest.
    mutating func end(into text: inout String) throws(RemoteError) {
        switch form {
        case .unknown: throw .empty(server: server)
        case .other(let begun): throw nonsense(begun)
        case .stream:
            guard reason == nil else { return }
            guard lastEvent != nil || Self.beginsStream(opening) else { throw nonsense(opening) }
            throw .cut(server: server)
        case .document(let document):
            guard let reply = try? JSONDecoder().decode(ChatReply.self, from: Data(document)) else {
                // A document that stops in the middle was cut; one that ends is wrong.
                guard Self.isClosed(document) else { throw .cut(server: server) }
                throw .nonsense(server: server, what: "JSON that can't be read")
            }
            guard reply.choices?.isEmpty == false || reply.error != nil else {
                throw .nonsense(server: server, what: "a reply without choices")
            }
            try read(reply, into: &text)
            text += close(.endOfText)
        }
    }

    /// Everything that was opened is closed again, or something is closed that was not opened: more would not help.
    private static func isClosed(_ document: [UInt8]) -> Bool {
        var open: [UInt8] = []
        var isQuoted = false
        var isEscaped = false
        for byte in document {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isQuoted = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isQuoted = true
                case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
                case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
                case UInt8(ascii: "}"), UInt8(ascii: "]"): if open.popLast() != byte { return true }
                default: break
                }
            }
        }
        return open.isEmpty && !isQuoted
    }

    // MARK: Events

    private mutating func read(_ event: ServerSentEvents.Event, into text: inout String) throws(RemoteError) {
        // A proxy that connects again sends its last event twice; only ids can tell that from a repeated word.
        if !event.id.isEmpty, event == lastEvent { return }
        lastEvent = event
        let data = event.data.drop { Self.isSpace($0) }
        guard !data.isEmpty else { return }
        if data.starts(with: Array("[DONE]".utf8)) {
            guard reason != nil || textBytes > 0 else {
                throw .nonsense(server: server, what: "an answer without a word and without an end")
            }
            text += close(.endOfText)
            isDone = true
            return
        }
        guard let reply = try? JSONDecoder().decode(ChatReply.self, from: Data(data)) else {
            throw .nonsense(
                server: server,
                what: "“\(ServerWords.line(String(decoding: data.prefix(1024), as: UTF8.self), hiding: key))”"
            )
        }
        if event.name == "error", reply.error == nil {
            throw .refused(server: server, status: 200, words: ServerWords.said(in: event.data, hiding: key))
        }
        try read(reply, into: &text)
    }

    private mutating func read(_ reply: ChatReply, into text: inout String) throws(RemoteError) {
        if let problem = reply.error {
            throw .refused(
                server: server, status: problem.status ?? 200,
                words: ServerWords.line(problem.message, hiding: key))
        }
        usage = reply.usage ?? usage
        // Only one answer was asked for; what comes after its end is a repetition.
        guard reason == nil, let choice = reply.choices?.first(where: { $0.index == 0 }) else { return }
        if !choice.text.isEmpty {
            pieces += 1
            textBytes += choice.text.utf8.count
            guard textBytes <= limits.textBytes else {
                throw .tooLarge(server: server, what: "bytes of text", limit: limits.textBytes)
            }
            guard pieces <= limits.pieces else {
                throw .tooLarge(server: server, what: "pieces of text", limit: limits.pieces)
            }
            let (ready, isStopped) = stops.append(choice.text)
            text += ready
            if isStopped {
                reason = .stopString
                isDone = true
                return
            }
        }
        if choice.hasToolCall {
            throw .nonsense(server: server, what: "a call of a tool, which nobody offered")
        }
        switch choice.finishReason {
        case nil: break
        case "length", "max_tokens": text += close(.maximumTokens)
        case "tool_calls", "function_call":
            throw .nonsense(server: server, what: "a call of a tool, which nobody offered")
        case "content_filter":
            throw .refused(server: server, status: 200, words: "its content filter ended the answer")
        default: text += close(.endOfText)
        }
    }

    /// Ends the text; the first reason counts.
    private mutating func close(_ reason: StopReason) -> String {
        guard self.reason == nil else { return "" }
        self.reason = reason
        return stops.finish("")
    }

    // MARK: Other things

    private static func form(of first: UInt8, _ limits: ServerSentEvents.Limits) -> Form {
        switch first {
        case UInt8(ascii: "{"): .document([])
        // data, event, id, retry, or a comment.
        case UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "r"), UInt8(ascii: ":"):
            .stream(ServerSentEvents(limits))
        default: .other([])
        }
    }

    /// Whether these bytes are the first of a field that a stream can begin with, or the beginning of its name.
    private static func beginsStream(_ bytes: [UInt8]) -> Bool {
        ["data:", "event:", "id:", "retry:", ":"].contains { name in
            bytes.starts(with: name.utf8) || Array(name.utf8).starts(with: bytes)
        }
    }

    private func nonsense(_ begun: [UInt8]) -> RemoteError {
        let words = ServerWords.said(in: begun, hiding: key)
        return .nonsense(server: server, what: words.hasPrefix("a web page") ? words : "“\(words)”")
    }

    private func excess(_ excess: ServerSentEvents.Excess) -> RemoteError {
        switch excess {
        case .line(let limit): .tooLarge(server: server, what: "bytes in one line", limit: limit)
        case .event(let limit): .tooLarge(server: server, what: "bytes in one event", limit: limit)
        case .lines(let limit): .tooLarge(server: server, what: "lines", limit: limit)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
