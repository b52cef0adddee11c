/// Everything that is to be known of a server before it is asked.
public struct EndpointConfiguration: Sendable {
    /// How long a server may be silent.
    public struct Timeouts: Sendable, Hashable {
        public var connect: Duration = .seconds(10)
        /// For small questions: which models there are.
        public var inquiry: Duration = .seconds(20)
        /// From the request to the first byte of the reply. A long prompt on a slow machine takes minutes to read.
        public var firstByte: Duration = .seconds(900)
        /// Between two pieces of a reply, comments that keep a line open included.
        public var betweenPieces: Duration = .seconds(90)
        /// From the end of the text to the end of the reply, where the counts come.
        public var tail: Duration = .seconds(5)

        public init() {}
    }

    public var address: EndpointAddress
    /// Nil takes the server's model where it has one only.
    public var model: String?
    public var key: APIKey?
    /// Most tokens that prompt and answer may take together; nil takes what the server says.
    public var contextLimit: Int?
    public var timeouts = Timeouts()
    public var retries = RetryPolicy()

    public init(
        _ address: EndpointAddress, model: String? = nil, key: APIKey? = nil, contextLimit: Int? = nil
    ) {
        self.address = address
        self.model = model
        self.key = key
        self.contextLimit = contextLimit
    }
}
