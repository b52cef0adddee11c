import LecternEngine

/// What the source pane asks about a document, found once when it is opened.
struct SourceIndex: Sendable {
    struct Heading: Sendable, Hashable {
        let level: Int
        let title: String
        let sentence: Int
    }

    let document: Document
    /// Label of the page that begins with a sentence.
    private(set) var pageStarts: [Int: String] = [:]
    /// Page labels in order, with their first sentence.
    private(set) var pages: [(label: String, sentence: Int)] = []
    private(set) var headings: [Heading] = []
    /// Level of the heading that a sentence belongs to.
    private var headingLevels: [Int: Int] = [:]

    init(_ document: Document) {
        self.document = document
        let sentences = document.sentences
        var next = 0
        for landmark in document.landmarks {
            // Landmarks and sentences both rise.
            while next < sentences.count, sentences[next].range.upperBound <= landmark.offset { next += 1 }
            guard next < sentences.count else { break }
            switch landmark.kind {
            case .page(let label):
                pageStarts[next] = label
                pages.append((label, next))
            case .heading(let level, let title):
                headings.append(Heading(level: level, title: title, sentence: next))
                var part = next
                while part < sentences.count, sentences[part].paragraph == sentences[next].paragraph {
                    headingLevels[part] = level
                    part += 1
                }
            }
        }
    }

    var sentenceCount: Int { document.sentences.count }

    func headingLevel(of sentence: Int) -> Int? { headingLevels[sentence] }

    /// Position of the page that holds a sentence, from 0; nil where there are no pages.
    func pageIndex(of sentence: Int) -> Int? {
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].sentence <= sentence { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }

    /// `p. 12/61`, `p. iv/61`; nil where there are no pages.
    func pageName(of sentence: Int) -> String? {
        pageIndex(of: sentence).map { "p. \(pages[$0].label)/\(pages.count)" }
    }

    /// The sentence that holds a UTF-8 offset, or the one after it.
    func sentence(at offset: Int) -> Int? {
        let sentences = document.sentences
        var low = 0
        var high = sentences.count
        while low < high {
            let middle = (low + high) / 2
            if sentences[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < sentences.count ? low : sentences.indices.last
    }

    /// First sentence of the next (`+1`) or this or the previous (`−1`) paragraph.
    func paragraph(from sentence: Int, _ direction: Int) -> Int {
        let sentences = document.sentences
        guard !sentences.isEmpty else { return 0 }
        var index = sentence
        if direction > 0 {
            while index < sentences.count - 1, sentences[index].paragraph == sentences[sentence].paragraph {
                index += 1
            }
            return index
        }
        index = max(0, index - 1)
        while index > 0, sentences[index - 1].paragraph == sentences[index].paragraph { index -= 1 }
        return index
    }
}
