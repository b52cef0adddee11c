public import Generation

/// How an answer is being made: what the engine counts, with the sentences that its regions are.
public struct AnswerRun: Sendable, Hashable {
    public var report: RunReport
    /// The runs of sentences that the prompt holds, in its order; region n is the nth sentence of all of them.
    public var windows: [SentenceSpan]

    public init(report: RunReport, windows: [SentenceSpan]) {
        self.report = report
        self.windows = windows
    }

    /// The sentence that a region of the attention map is; nil where there is none.
    public func sentence(ofRegion region: Int) -> SentenceSpan? {
        var first = 0
        for window in windows {
            let place = region - first
            if place >= 0, place < window.sentences.count {
                let sentence = window.sentences.lowerBound + place
                return SentenceSpan(document: window.document, sentences: sentence...sentence)
            }
            first += window.sentences.count
        }
        return nil
    }
}
