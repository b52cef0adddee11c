/// Half-open range of UTF-8 offsets into `Document.text`.
public typealias TextRange = Range<Int>

/// An imported file: its extracted text, cut into sentences that are numbered from 0 and never renumbered.
public struct Document: Sendable, Identifiable, Hashable, Codable {
    public let id: DocumentID
    public var title: String
    /// Name of the `DocumentFormat` that read it ("txt", "md", "pdf").
    public let format: String
    /// How the sentences were cut; stored so that a document is never re-split by accident.
    public let sentenceMode: SentenceMode
    public let text: String
    public let sentences: [Sentence]
    /// Pages and headings, in order of their offset.
    public let landmarks: [Landmark]
    /// Repairs made while reading (wrong bytes replaced, unreadable pages), in words for people.
    public let warnings: [String]
    /// Author, subject, producer, as the file states them. Untrusted text.
    public let metadata: [String: String]

    public init(
        id: DocumentID, title: String, format: String, sentenceMode: SentenceMode, text: String,
        sentences: [Sentence], landmarks: [Landmark] = [], warnings: [String] = [],
        metadata: [String: String] = [:]
    ) {
        self.id = id
        self.title = title
        self.format = format
        self.sentenceMode = sentenceMode
        self.text = text
        self.sentences = sentences
        self.landmarks = landmarks
        self.warnings = warnings
        self.metadata = metadata
    }

    /// The text of a run of sentences, from the first one's start to the last one's end.
    ///
    /// - Precondition: the span lies within `sentences`.
    public func text(of span: ClosedRange<Int>) -> Substring {
        text(in: sentences[span.lowerBound].range.lowerBound..<sentences[span.upperBound].range.upperBound)
    }

    /// The text of a UTF-8 range; ends that fall inside a character move back to its start.
    public func text(in range: TextRange) -> Substring {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        let end = utf8.index(start, offsetBy: range.count)
        return text[start..<end]
    }

    /// The label of the page that holds a UTF-8 offset; nil where the document has no pages.
    public func page(at offset: Int) -> String? {
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : pages[low - 1].label
    }

    /// Page starts in order. Computed; keep it when asking for many pages.
    public var pages: [(label: String, offset: Int)] {
        landmarks.compactMap { landmark in
            if case .page(let label) = landmark.kind { (label, landmark.offset) } else { nil }
        }
    }
}
