/// A statement while it is being written.
struct OpenStatement: Sendable {
    /// A span of the prompt's sentence numbers that exists.
    struct Span: Sendable {
        var numbers: ClosedRange<Int>
        /// The model's span ran beyond the last sentence.
        var isClipped: Bool
    }

    /// Glue from before it.
    var leading = ""
    /// Its words so far, untrimmed.
    var text = ""
    var spans: [Span] = []
    var rejected: [RejectedCitation] = []
    /// Its cite pair stands outside of statement tags.
    var isLoose = false

    init(leading: String = "") { self.leading = leading }

    /// Spans that touch become one, as in the released parser.
    mutating func add(_ numbers: ClosedRange<Int>, isClipped: Bool) {
        if let last = spans.last, last.numbers.upperBound + 1 == numbers.lowerBound {
            spans[spans.count - 1] = Span(
                numbers: last.numbers.lowerBound...numbers.upperBound, isClipped: last.isClipped || isClipped)
        } else {
            spans.append(Span(numbers: numbers, isClipped: isClipped))
        }
    }

    /// Nothing to show and nothing cited.
    var isBlank: Bool { text.trimmed.isEmpty && spans.isEmpty && rejected.isEmpty }

    /// No words, only what a cite pair held.
    var citesOnly: Bool { text.trimmed.isEmpty }

    /// White space before the words.
    var leadingSpace: String {
        String(text.unicodeScalars.prefix { $0.properties.isWhitespace })
    }

    /// White space after the words; empty when there are no words.
    var trailingSpace: String {
        guard !citesOnly else { return "" }
        var space = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.reversed() {
            guard scalar.properties.isWhitespace else { break }
            space.append(scalar)
        }
        return String(String.UnicodeScalarView(space.reversed()))
    }
}
