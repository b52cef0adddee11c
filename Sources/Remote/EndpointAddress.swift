import Foundation

/// Where a server's OpenAI-compatible interface is.
public struct EndpointAddress: Sendable, Hashable {
    /// Host and port for people: "localhost:8080".
    public let server: String
    public let host: String
    /// Ends in "/v1".
    let base: String
    /// What stands before "/v1"; llama.cpp keeps its own pages there.
    let root: String

    public let isEncrypted: Bool

    /// - Parameters:
    ///   - text: with or without "/v1" or "/v1/chat/completions" at its end; without a scheme it is https, or http on
    ///     this machine.
    ///   - allowsUnencrypted: plain HTTP may leave this machine.
    public init(_ text: String, allowsUnencrypted: Bool = false) throws(RemoteError) {
        let shown = String(text.prefix(200))
        var text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if !text.contains("://") {
            let bare = URLComponents(string: "https://" + text)?.host ?? ""
            text = (Self.isLoopback(bare) ? "http://" : "https://") + text
        }
        guard var parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else {
            throw .badAddress(shown, reason: "it names no host")
        }
        guard !host.contains(where: { $0 == "%" || $0.isWhitespace }) else {
            throw .badAddress(shown, reason: "the host is no name")
        }
        guard let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw .badAddress(shown, reason: "only http and https are known")
        }
        guard parts.user == nil, parts.password == nil else {
            // The address is shown in messages; a password in it would be too.
            throw .badAddress("\(scheme)://…@\(host)", reason: "a name or password can't stand in it")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw .badAddress(shown, reason: "nothing may stand after its path")
        }
        if let port = parts.port, !(1...65535).contains(port) {
            throw .badAddress(shown, reason: "the port is no port")
        }
        isEncrypted = scheme == "https"
        self.host = host
        guard isEncrypted || allowsUnencrypted || Self.isLoopback(host) else {
            throw .unencrypted(host: host)
        }
        let port = parts.port.map { ":\($0)" } ?? ""
        server = host + port
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        for ending in ["/chat/completions", "/v1"] where path.hasSuffix(ending) {
            path.removeLast(ending.count)
        }
        parts.percentEncodedPath = path
        guard let root = parts.string else { throw .badAddress(shown, reason: "it can't be read") }
        self.root = root
        base = root + "/v1"
    }

    /// This machine itself, where nothing can listen on the way.
    public var isLoopback: Bool { Self.isLoopback(host) }

    private static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return name == "localhost" || name == "::1"
            || (name.hasPrefix("127.") && name.split(separator: ".").count == 4
                && name.allSatisfy { $0.isNumber || $0 == "." })
    }
}
