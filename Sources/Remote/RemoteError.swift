public import Foundation

/// What can go wrong between Lectern and a server. No case ever holds the key.
///
/// Words from a server are one line, without control characters, at most 200 characters (`ServerWords`).
public enum RemoteError: LocalizedError, Equatable {
    case badAddress(String, reason: String)
    /// Plain HTTP to another machine, which was not allowed.
    case unencrypted(host: String)
    /// The key holds something that can't stand in an HTTP header.
    case badKey
    /// No connection came about.
    case unreachable(server: String, reason: String)
    /// The server's certificate is not to be trusted.
    case untrusted(server: String, reason: String)
    case keyRejected(server: String, status: Int, words: String, hadKey: Bool)
    case noSuchModel(String, server: String, known: [String])
    /// No model was named, and the server has several or tells none.
    case modelNotChosen(server: String, known: [String])
    case rateLimited(server: String, words: String)
    /// Any other HTTP status than success, or an error object inside a successful reply.
    case refused(server: String, status: Int, words: String)
    /// The connection ended before the reply did.
    case cut(server: String)
    /// A reply without a single byte, which is how some servers say that a prompt was too long for them.
    case empty(server: String)
    case stalled(server: String, seconds: Int, hadBegun: Bool)
    /// The reply is not what a chat server sends.
    case nonsense(server: String, what: String)
    case tooLarge(server: String, what: String, limit: Int)

    public var errorDescription: String? {
        switch self {
        case .badAddress(let address, let reason): "“\(address)” is no address of a server: \(reason)."
        case .unencrypted(let host): "\(host) would be reached without encryption."
        case .badKey: "LECTERN_API_KEY holds characters that no key can have."
        case .unreachable(let server, let reason): "\(server) can't be reached: \(reason)."
        case .untrusted(let server, let reason): "The certificate of \(server) is not trusted: \(reason)."
        case .keyRejected(let server, let status, let words, let hadKey):
            (hadKey ? "\(server) rejected the key" : "\(server) wants a key") + Self.tail(status, words)
        case .noSuchModel(let model, let server, _): "\(server) has no model “\(model)”."
        case .modelNotChosen(let server, let known):
            known.isEmpty ? "\(server) does not say which models it has." : "\(server) has several models."
        case .rateLimited(let server, let words):
            "\(server) takes no more requests now" + Self.tail(429, words)
        case .refused(let server, let status, let words):
            "\(server) refused the request" + Self.tail(status, words)
        case .cut(let server): "The connection to \(server) ended before the answer did."
        case .empty(let server): "\(server) answered with nothing."
        case .stalled(let server, let seconds, let hadBegun):
            hadBegun
                ? "\(server) sent nothing more for \(seconds) s." : "\(server) sent nothing for \(seconds) s."
        case .nonsense(let server, let what): "\(server) sent something that is no answer: \(what)."
        case .tooLarge(let server, let what, let limit):
            "\(server) sent more than Lectern takes: \(what) over \(limit)."
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .badAddress: "Give it like this: --endpoint http://localhost:8080"
        case .unencrypted:
            "Use its https address, or add --endpoint-insecure if whoever can listen on the way may read the text."
        case .badKey: "Set LECTERN_API_KEY to the key alone, without quotes or line breaks."
        case .unreachable:
            "See whether the server runs and the address is right; “lectern doctor --endpoint URL” tells more."
        case .untrusted:
            "Use the name that its certificate is for, or have its authority added to this machine's certificates."
        case .keyRejected: "Set LECTERN_API_KEY to a key of this server."
        case .noSuchModel(_, _, let known), .modelNotChosen(_, let known):
            known.isEmpty
                ? "Name one with --endpoint-model." : "Name one with --endpoint-model: \(Self.list(known))."
        case .rateLimited: "Wait a little and ask again, or lower --concurrency."
        case .refused(_, let status, let words):
            switch status {
            case 300...399: "Give the address that it leads to; redirects are not followed."
            case 404: "See whether the address is right: /v1/chat/completions is added to it."
            case 400...499
            where words.lowercased().contains("context") || words.lowercased().contains("token"):
                "If the prompt was too long for the server, say how much it reads with --context."
            case 500...: "Ask again; if it stays so, the server's own log says more."
            default: "The words are the server's; see its documentation."
            }
        case .cut: "Ask again; if it happens again, look at the server's log."
        case .empty:
            "The prompt may have been too long for it: say how much it reads with --context, or see the server's log."
        case .stalled:
            "The server may be overloaded. Ask again, or ask about less text with a smaller --context."
        case .nonsense: "See whether the address is that of an OpenAI-compatible server."
        case .tooLarge: "Ask again with a smaller --max-tokens, or use another server."
        }
    }

    /// Worth another try when nothing of an answer has come yet.
    var isTransient: Bool {
        switch self {
        case .unreachable, .rateLimited, .cut: true
        case .refused(_, let status, _): status == 408 || status == 425 || status >= 500
        default: false
        }
    }

    private static func tail(_ status: Int, _ words: String) -> String {
        let code = status == 200 ? "" : " (HTTP \(status))"
        return words.isEmpty ? "\(code)." : "\(code): \(words)"
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    }
}
