import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// HTTP to one server. Certificates are checked against those of this machine; redirects are not followed, since they
/// could lead the key and the text elsewhere.
final class EndpointClient: Sendable {
    let configuration: EndpointConfiguration
    private let client: HTTPClient

    /// Most bytes of a reply that is no answer: a list of models, an error.
    private static let inquiryBytes = 8 << 20
    /// Connections at once; a batch asks for no more than this.
    static let connections = 256

    var server: String { configuration.address.server }

    init(_ configuration: EndpointConfiguration) {
        self.configuration = configuration
        var options = HTTPClient.Configuration(redirectConfiguration: .disallow)
        options.timeout.connect = TimeAmount(configuration.timeouts.connect)
        options.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
        // Tries are counted and waited for here, where they can be stopped.
        options.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: options)
    }

    deinit { client.shutdown { _ in } }

    /// A small question, answered whole.
    func inquire(_ url: String) async throws -> (status: Int, body: [UInt8]) {
        do {
            return try await Watch(configuration.timeouts.inquiry).guarding {
                let response = try await self.send(url, body: nil)
                return (Int(response.status.code), try await self.body(of: response))
            }
        } catch let expired as Watch.Expired {
            throw stalled(expired, hadBegun: false)
        }
    }

    /// Starts a request; the reply's body comes as it is read.
    ///
    /// - Throws: `RemoteError`, `CancellationError`.
    func send(_ url: String, body: [UInt8]?) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "lectern")
        request.headers.add(
            name: "Accept", value: body == nil ? "application/json" : "text/event-stream, application/json")
        if let key = configuration.key {
            request.headers.add(name: "Authorization", value: "Bearer \(key.value)")
        }
        if let body {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            return try await client.execute(request, deadline: .distantFuture)
        } catch {
            throw remote(error)
        }
    }

    /// The whole body of a reply that is no answer.
    func body(of response: HTTPClientResponse) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await chunk in response.body {
                bytes += chunk.readableBytesView
                guard bytes.count <= Self.inquiryBytes else {
                    throw RemoteError.tooLarge(
                        server: server, what: "bytes in one reply", limit: Self.inquiryBytes)
                }
            }
        } catch {
            throw remote(error)
        }
        return bytes
    }

    func stalled(_ expired: Watch.Expired, hadBegun: Bool) -> RemoteError {
        .stalled(server: server, seconds: Int(expired.limit / .seconds(1)), hadBegun: hadBegun)
    }

    /// What an error status means.
    func refusal(_ status: Int, _ body: [UInt8], model: String?) -> RemoteError {
        let words = ServerWords.said(in: body, hiding: configuration.key)
        switch status {
        case 401, 403:
            return .keyRejected(
                server: server, status: status, words: words, hadKey: configuration.key != nil)
        case 404:
            guard let model, words.lowercased().contains("model") else { break }
            return .noSuchModel(model, server: server, known: [])
        case 429: return .rateLimited(server: server, words: words)
        default: break
        }
        return .refused(server: server, status: status, words: words)
    }

    /// An error of the network in our words. Only what is known to hold no header is described.
    func remote(_ error: any Error) -> any Error {
        switch error {
        case is RemoteError, is CancellationError, is Watch.Expired: error
        case let error as HTTPClientError: client(error)
        case is ChannelError: RemoteError.cut(server: server)
        case let error as NIOConnectionError: unreachable(error)
        case let error as IOError:
            error.errnoCode == ECONNRESET || error.errnoCode == EPIPE
                ? RemoteError.cut(server: server)
                : RemoteError.unreachable(server: server, reason: String(cString: strerror(error.errnoCode)))
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            RemoteError.untrusted(
                server: server, reason: ServerWords.line("\(error)", hiding: configuration.key))
        // The line ended inside a chunk.
        case HTTPParserError.invalidEOFState: RemoteError.cut(server: server)
        case is HTTPParserError: RemoteError.nonsense(server: server, what: "something that is not HTTP")
        default: RemoteError.unreachable(server: server, reason: "\(type(of: error))")
        }
    }

    private func client(_ error: HTTPClientError) -> any Error {
        if error == .cancelled { return CancellationError() }
        if error == .remoteConnectionClosed || error == .uncleanShutdown {
            return RemoteError.cut(server: server)
        }
        if error == .connectTimeout {
            let seconds = Int(configuration.timeouts.connect / .seconds(1))
            return RemoteError.unreachable(server: server, reason: "no connection within \(seconds) s")
        }
        // The short description has no values in it.
        return RemoteError.unreachable(server: server, reason: error.shortDescription)
    }

    private func unreachable(_ error: NIOConnectionError) -> RemoteError {
        if let failed = error.connectionErrors.last {
            if let system = failed.error as? IOError {
                return .unreachable(server: server, reason: String(cString: strerror(system.errnoCode)))
            }
            return .unreachable(server: server, reason: "no connection was made")
        }
        return .unreachable(server: server, reason: "its name is not known")
    }
}
