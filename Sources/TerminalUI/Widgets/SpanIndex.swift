/// Finds the spans that touch a range without looking at all of them.
struct SpanIndex: Sendable {
    /// By their start.
    private let spans: [TextPane.Span]
    /// The furthest end of the spans up to each one.
    private let furthest: [Int]

    init(_ spans: [TextPane.Span]) {
        let sorted = spans.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        self.spans = sorted.map(\.element)
        var end = 0
        furthest = self.spans.map { span in
            end = max(end, span.range.upperBound)
            return end
        }
    }

    /// The spans that share a byte with the range, lowest priority first; of equal ones the earlier first.
    ///
    /// - Complexity: O(log n + k) where k spans lie between the first and last that touch it.
    func touching(_ range: Range<Int>) -> [TextPane.Span] {
        var low = 0
        var high = furthest.count
        while low < high {
            let middle = (low + high) / 2
            if furthest[middle] <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var found: [TextPane.Span] = []
        while low < spans.count, spans[low].range.lowerBound < range.upperBound {
            if spans[low].range.overlaps(range) { found.append(spans[low]) }
            low += 1
        }
        guard found.count > 1 else { return found }
        return found.enumerated()
            .sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }
            .map(\.element)
    }
}
