import Documents

/// Sentences of documents taken within a budget, in the order in which they were taken.
struct Selection {
    private let sources: [ContextSource]
    private let numbering: Int
    private var tokensLeft: Int
    private var sentencesLeft: Int
    /// (source, sentences), in the order in which they were taken.
    private var taken: [(source: Int, sentences: ClosedRange<Int>)] = []
    private var isTaken: [[Bool]]

    /// - Parameter numbering: tokens that each sentence costs beside its own.
    init(_ sources: [ContextSource], tokens: Int, sentences: Int, numbering: Int) {
        self.sources = sources
        self.numbering = numbering
        tokensLeft = tokens
        sentencesLeft = sentences
        isTaken = sources.map { Array(repeating: false, count: $0.sentenceTokens.count) }
    }

    var isEmpty: Bool { taken.isEmpty }

    /// What was taken, in document order.
    var windows: [NumberedContext.Window] {
        taken.sorted { ($0.source, $0.sentences.lowerBound) < ($1.source, $1.sentences.lowerBound) }
            .map { NumberedContext.Window(sources[$0.source].document, $0.sentences) }
    }

    /// Takes passages, best first, while they fit. A passage too long for what is left is passed over, a few times.
    mutating func take(_ hits: [SearchHit]) {
        var misses = 0
        let place = Dictionary(
            sources.enumerated().map { ($0.element.document.id, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for hit in hits where misses < 4 {
            guard let source = place[hit.span.document] else { continue }
            if !take(hit.span.sentences, of: source) { misses += 1 }
        }
        if taken.isEmpty, let best = hits.first, let source = place[best.span.document] {
            // Not even the best passage fits: as many of its sentences as do.
            for sentence in best.span.sentences where !take(sentence...sentence, of: source) { break }
        }
    }

    /// Takes sentences from the beginning on.
    mutating func takeHead() {
        for source in sources.indices {
            for sentence in sources[source].sentenceTokens.indices {
                guard take(sentence...sentence, of: source) else { return }
            }
        }
    }

    /// Takes sentences from the beginning of passages on.
    mutating func takeHead(of sections: [SentenceSpan]) {
        for section in sections {
            guard let source = sources.firstIndex(where: { $0.document.id == section.document }) else {
                continue
            }
            for sentence in section.sentences {
                guard take(sentence...sentence, of: source) else { return }
            }
        }
    }

    /// Takes from both ends towards the middle, sentence by sentence.
    mutating func takeEnds() {
        let all = sources.indices.flatMap { source in
            sources[source].sentenceTokens.indices.map { (source, $0) }
        }
        var (front, back) = (0, all.count - 1)
        while front <= back {
            guard take(all[front].1...all[front].1, of: all[front].0) else { return }
            front += 1
            guard front <= back else { return }
            guard take(all[back].1...all[back].1, of: all[back].0) else { return }
            back -= 1
        }
    }

    /// Gives the last taken back until about this many tokens are free.
    mutating func giveBack(tokens: Int) {
        var freed = 0
        while freed < tokens, let last = taken.popLast() {
            freed += max(1, cost(last.sentences, of: last.source))
        }
    }

    private mutating func take(_ sentences: ClosedRange<Int>, of source: Int) -> Bool {
        let price = cost(sentences, of: source)
        guard price <= tokensLeft, sentences.count <= sentencesLeft else { return false }
        guard !isTaken[source][sentences].contains(true) else { return true }
        for sentence in sentences { isTaken[source][sentence] = true }
        taken.append((source, sentences))
        tokensLeft -= price
        sentencesLeft -= sentences.count
        return true
    }

    private func cost(_ sentences: ClosedRange<Int>, of source: Int) -> Int {
        sources[source].sentenceTokens[sentences].reduce(0) { $0 + $1 + numbering }
    }
}
