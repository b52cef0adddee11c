/// A place that people steer by.
public struct Landmark: Sendable, Hashable, Codable {
    public enum Kind: Sendable, Hashable, Codable {
        /// Start of a page with its printed label.
        case page(String)
        /// Level 1 is the highest.
        case heading(level: Int, title: String)
    }

    public let kind: Kind
    /// UTF-8 offset into the document's text.
    public let offset: Int

    public init(kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}
