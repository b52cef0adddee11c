package import Documents

/// What a question is to be answered from, as the person wants it.
public enum QuestionScope: Sendable, Hashable, Codable {
    /// All of the documents where that fits, else the parts that search finds.
    case automatic
    /// All of the documents, or nothing.
    case whole
    /// The parts that search finds, also where everything would fit.
    case search
    /// These passages and nothing else: all of them where that fits, else the parts of them that search finds.
    case sections([SentenceSpan])
}

extension NumberedContext {
    /// The sentences of some passages, in the order of the documents, each once. What lies beyond a document is left
    /// out.
    package init(_ sections: [SentenceSpan], of documents: [Document]) {
        var windows: [Window] = []
        for document in documents {
            let last = document.sentences.count - 1
            let own = sections.filter { $0.document == document.id && $0.sentences.lowerBound <= last }
                .map { max(0, $0.sentences.lowerBound)...min(last, $0.sentences.upperBound) }
                .sorted { $0.lowerBound < $1.lowerBound }
            var next = 0
            for section in own where section.upperBound >= next {
                windows.append(Window(document, max(next, section.lowerBound)...section.upperBound))
                next = section.upperBound + 1
            }
        }
        self.init(windows)
    }
}
