/// How sentence units are cut.
public enum SentenceMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Lectern's units: LongCite's rules within a block; a block or page boundary always ends a unit.
    case lectern
    /// The reference's raw mode: LongCite's rules over the whole text (Punkt trained on it, untrained where
    /// training is undefined).
    case longcite
}

/// One citation unit. Its text is exactly `range`, without white space at its ends.
public struct Sentence: Sendable, Hashable, Codable {
    public let range: TextRange
    /// Number of the block (paragraph, heading, list item, table row) it belongs to, from 0.
    public let paragraph: Int

    public init(range: TextRange, paragraph: Int) {
        self.range = range
        self.paragraph = paragraph
    }
}
