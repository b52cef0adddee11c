public import Foundation
import Synchronization

/// An HTTP server on loopback that does to each request what a script says: answers, stalls, cuts, repeats, lies.
///
/// Plain sockets and a thread for each connection, so that it can also do what no HTTP library would. It serves one
/// request a connection.
public final class ScriptedServer: Sendable {
    public struct Request: Sendable {
        public let method: String
        public let path: String
        /// Names in lower case.
        public let headers: [String: String]
        public let body: Data

        public var isChat: Bool { path.hasSuffix("/chat/completions") }

        public var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
        }
    }

    public enum Step: Sendable {
        /// Bytes as they are, status line and headers too.
        case send(String)
        case bytes([UInt8])
        /// Says nothing more, and holds the connection until the client closes it or the server stops.
        case hang
        /// Waits until so many questions have come in all.
        case untilChats(Int)
        /// Ends the connection with a reset instead of an orderly close.
        case reset
    }

    fileprivate final class Core: Sendable {
        struct State {
            var requests: [Request] = []
            var abandoned = 0
            var open = 0
            var mostOpen = 0
            var isStopped = false
        }

        let listener: Int32
        let state = Mutex(State())
        let script: @Sendable (Request, Int) -> [Step]

        init(_ listener: Int32, _ script: @escaping @Sendable (Request, Int) -> [Step]) {
            self.listener = listener
            self.script = script
        }
    }

    private let core: Core
    public let port: Int

    public var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter script: what is done to a request, which has a number in order of arrival, from 0.
    public init(_ script: @escaping @Sendable (_ request: Request, _ number: Int) -> [Step]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(what: "socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else {
            close(listener)
            throw Failure(what: "bind", code: errno)
        }
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        port = Int(UInt16(bigEndian: address.sin_port))
        core = Core(listener, script)
        let core = core
        Thread.detachNewThread { core.acceptAll() }
    }

    deinit { stop() }

    /// Ends every connection and takes no more.
    public func stop() {
        let isFirst = core.state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        shutdown(core.listener, Int32(SHUT_RDWR))
        close(core.listener)
    }

    public var requests: [Request] { core.state.withLock(\.requests) }

    /// Requests for an answer, those for the list of models left out.
    public var chats: [Request] { requests.filter(\.isChat) }

    /// Connections that a client closed while this server held them.
    public var abandoned: Int { core.state.withLock(\.abandoned) }

    /// Most requests that were at work at the same time.
    public var mostAtOnce: Int { core.state.withLock(\.mostOpen) }

    public struct Failure: Error {
        public let what: String
        public let code: Int32
    }
}

extension ScriptedServer.Core {
    func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            if state.withLock(\.isStopped) {
                if connection >= 0 { close(connection) }
                return
            }
            guard connection >= 0 else { continue }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            Thread.detachNewThread { self.serve(connection) }
        }
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        guard let request = readRequest(connection) else { return }
        let number = state.withLock { state in
            state.requests.append(request)
            state.open += 1
            state.mostOpen = max(state.mostOpen, state.open)
            return state.requests.count - 1
        }
        let isOrderly = perform(script(request, number), connection)
        // Before the client can see the end and ask again.
        state.withLock { $0.open -= 1 }
        guard isOrderly else { return }
        // What was sent is delivered before the connection goes.
        shutdown(connection, Int32(SHUT_WR))
        var rest = [UInt8](repeating: 0, count: 1024)
        var wait = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout.size(ofValue: wait)))
        while recv(connection, &rest, rest.count, 0) > 0 {}
    }

    /// - Returns: false after a reset.
    private func perform(_ steps: [ScriptedServer.Step], _ connection: Int32) -> Bool {
        for step in steps {
            switch step {
            case .send(let text): write(Array(text.utf8), to: connection)
            case .bytes(let bytes): write(bytes, to: connection)
            case .hang: hang(connection) { false }
            case .untilChats(let count):
                hang(connection) { self.state.withLock { $0.requests.count { $0.isChat } } >= count }
            case .reset:
                var abrupt = linger(l_onoff: 1, l_linger: 0)
                setsockopt(
                    connection, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout.size(ofValue: abrupt)))
                return false
            }
        }
        return true
    }

    private func write(_ bytes: [UInt8], to connection: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Until the client has gone, the server stops, or something else is so.
    private func hang(_ connection: Int32, until isOver: () -> Bool) {
        var byte: UInt8 = 0
        while !isOver(), !state.withLock(\.isStopped) {
            var poll = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            guard Foundation.poll(&poll, 1, 5) > 0 else { continue }
            if recv(connection, &byte, 1, Int32(MSG_PEEK)) <= 0 {
                state.withLock { $0.abandoned += 1 }
                return
            }
        }
    }

    private func readRequest(_ connection: Int32) -> ScriptedServer.Request? {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let gap = Data("\r\n\r\n".utf8)
        while true {
            if let head = bytes.range(of: gap) {
                let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self)
                    .components(separatedBy: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                        .trimmingCharacters(in: .whitespaces)
                }
                let body = bytes[head.upperBound...]
                if body.count >= Int(headers["content-length"] ?? "") ?? 0 {
                    let words = lines[0].split(separator: " ").map(String.init)
                    guard words.count == 3 else { return nil }
                    return ScriptedServer.Request(
                        method: words[0], path: words[1], headers: headers, body: Data(body))
                }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}

// MARK: What chat servers say

extension ScriptedServer.Step {
    /// Status line and headers; the body ends with the connection.
    public static func head(_ status: Int = 200, type: String = "text/event-stream", _ more: String...)
        -> Self
    {
        let headers = ["Content-Type: \(type)", "Connection: close"] + more
        return .send("HTTP/1.1 \(status) Words\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n")
    }

    public static func event(_ data: String) -> Self { .send("data: \(data)\n\n") }

    /// A piece of the answer.
    public static func delta(_ text: String) -> Self {
        .event(
            #"{"id":"c","choices":[{"index":0,"delta":{"content":\#(quoted(text))},"finish_reason":null}]}"#)
    }

    public static func end(_ reason: String = "stop") -> Self {
        .event(#"{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"\#(reason)"}]}"#)
    }

    public static func usage(prompt: Int, completion: Int) -> Self {
        .event(
            #"{"id":"c","choices":[],"usage":{"prompt_tokens":\#(prompt),"completion_tokens":\#(completion)}}"#
        )
    }

    public static let done = Self.event("[DONE]")

    /// A JSON document as the whole reply.
    public static func document(_ json: String, status: Int = 200, _ more: String...) -> [Self] {
        let headers =
            ["Content-Type: application/json", "Connection: close", "Content-Length: \(json.utf8.count)"]
            + more
        return [
            .send("HTTP/1.1 \(status) Words\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n" + json)
        ]
    }

    private static func quoted(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: [text], options: [])
        return String(String(decoding: data ?? Data("[\"\"]".utf8), as: UTF8.self).dropFirst().dropLast())
    }
}

extension ScriptedServer {
    /// A list of one model, for `GET /v1/models`.
    public static func models(_ name: String = "m", context: Int = 8192) -> [Step] {
        Step.document(#"{"object":"list","data":[{"id":"\#(name)","max_model_len":\#(context)}]}"#)
    }

    /// A server with one model that does `reply` to every question.
    public static func chat(
        model: String = "m", context: Int = 8192,
        _ reply: @escaping @Sendable (_ request: Request, _ number: Int) -> [Step]
    ) throws -> ScriptedServer {
        let count = Counter()
        return try ScriptedServer { request, _ in
            if request.path.hasSuffix("/models") { return models(model, context: context) }
            if request.isChat { return reply(request, count.next()) }
            return Step.document("{}", status: 404)
        }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        func next() -> Int {
            value.withLock { value in
                defer { value += 1 }
                return value
            }
        }
    }
}
