/// What a person may say about a file besides its name.
public struct ImportOptions: Sendable, Hashable {
    /// Opens an encrypted PDF; never written anywhere.
    public var password: String?
    /// Pages of a PDF, from 1; nil for all.
    public var pages: ClosedRange<Int>?
    /// Whether scanned pages of a PDF are read by a text recognition, which takes its time.
    public var recognizesText = false
    /// Languages of the scanned pages, as tesseract calls them: `eng+chi_sim`.
    public var languages: String?
    /// The encoding of a text file; nil to find out.
    public var encoding: TextEncoding?

    /// The file is read although the library holds what it read from it before.
    public var readsAgain = false

    public init() {}

    /// Whether a text that was read before from the same file is not good enough.
    public var needsReading: Bool { readsAgain || pages != nil || recognizesText || encoding != nil }
}
