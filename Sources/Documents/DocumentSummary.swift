/// What a list shows of a document, without its text.
public struct DocumentSummary: Sendable, Hashable, Identifiable, Codable {
    public let id: DocumentID
    public var title: String
    public var format: String
    /// Where it was read from; nil for standard input.
    public var path: String?
    public var sentenceCount: Int
    /// Nil where the document has no pages.
    public var pageCount: Int?
    public var byteCount: Int
    public var warnings: [String]
    public var conversationCount: Int
    public var addedAt: Double
    /// Seconds since 1970, like `addedAt`.
    public var usedAt: Double
    /// What the file says of itself, and the encoding of a text file. Untrusted text.
    public var metadata: [String: String]

    public init(
        id: DocumentID, title: String, format: String, path: String?, sentenceCount: Int, pageCount: Int?,
        byteCount: Int, warnings: [String], conversationCount: Int, addedAt: Double, usedAt: Double,
        metadata: [String: String] = [:]
    ) {
        self.id = id
        self.title = title
        self.format = format
        self.path = path
        self.sentenceCount = sentenceCount
        self.pageCount = pageCount
        self.byteCount = byteCount
        self.warnings = warnings
        self.conversationCount = conversationCount
        self.addedAt = addedAt
        self.usedAt = usedAt
        self.metadata = metadata
    }
}
