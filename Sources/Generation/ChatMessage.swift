/// One turn of a conversation, as text.
///
/// A message is a list of parts because a prompt mixes what *we* write (markup such as `<C12>`, which a model
/// may hold as special tokens) with what others wrote (documents, questions), in which a special token spelled
/// out must stay ordinary text.
public struct ChatMessage: Sendable, Hashable, Codable {
    public enum Role: String, Sendable, Hashable, Codable { case system, user, assistant }

    public enum Part: Sendable, Hashable, Codable {
        /// Our own markup: a tokenizer may turn it into special tokens.
        case markup(String)
        /// Text from outside: never read as special tokens.
        case text(String)

        public var string: String {
            switch self {
            case .markup(let string), .text(let string): string
            }
        }
    }

    public var role: Role
    public var parts: [Part]

    public init(_ role: Role, parts: [Part]) {
        self.role = role
        self.parts = parts
    }

    /// A message that is one piece of outside text.
    public init(_ role: Role, _ text: String) {
        self.init(role, parts: [.text(text)])
    }

    /// All parts joined, as a person would read them.
    public var text: String { parts.map(\.string).joined() }
}
