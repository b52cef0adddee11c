/// A run of sentences that is searched as one.
package struct Chunk: Sendable, Hashable {
    package let sentences: ClosedRange<Int>
    /// What the chunker's measure says of its sentences together.
    package let size: Int

    package init(sentences: ClosedRange<Int>, size: Int) {
        self.sentences = sentences
        self.size = size
    }
}

/// Cuts a document into chunks of whole sentences, one after the other, without overlap.
package struct Chunker: Sendable {
    private let targetSize: Int
    private let measure: @Sendable (Substring) -> Int

    /// - Parameters:
    ///   - targetSize: the most a chunk measures, unless one sentence alone measures more.
    ///   - measure: the size of a sentence, in whatever the caller counts.
    package init(targetSize: Int, measure: @escaping @Sendable (Substring) -> Int) {
        precondition(targetSize > 0, "a chunk must be able to hold something")
        self.targetSize = targetSize
        self.measure = measure
    }

    /// - Complexity: one call of the measure for each sentence.
    package func chunks(of document: Document) -> [Chunk] {
        let headings = Set(
            document.landmarks.compactMap { landmark in
                if case .heading = landmark.kind { landmark.offset } else { nil }
            })
        var chunks: [Chunk] = []
        var first = 0
        var size = 0
        var cursor = TextCursor(document.text)
        for (number, sentence) in document.sentences.enumerated() {
            let more = measure(cursor.text(in: sentence.range))
            // A section starts a chunk, unless what there is would be too little to be found.
            let startsSection = headings.contains(sentence.range.lowerBound) && size >= targetSize / 4
            if number > first, size + more > targetSize || startsSection {
                chunks.append(Chunk(sentences: first...number - 1, size: size))
                first = number
                size = 0
            }
            size += more
        }
        if first < document.sentences.count {
            chunks.append(Chunk(sentences: first...document.sentences.count - 1, size: size))
        }
        return chunks
    }
}

/// Substrings of ascending ranges, without counting from the start each time.
struct TextCursor {
    private let text: String
    private var index: String.Index
    private var offset = 0

    init(_ text: String) {
        self.text = text
        index = text.utf8.startIndex
    }

    /// - Precondition: the range doesn't start before the end of the one before.
    mutating func text(in range: TextRange) -> Substring {
        let start = text.utf8.index(index, offsetBy: range.lowerBound - offset)
        index = text.utf8.index(start, offsetBy: range.count)
        offset = range.upperBound
        return text[start..<index]
    }
}
