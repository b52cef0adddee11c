/// Hexadecimal SHA-256 of the extracted text: the same text is the same document.
public struct DocumentID: Hashable, Sendable, Codable, RawRepresentable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
