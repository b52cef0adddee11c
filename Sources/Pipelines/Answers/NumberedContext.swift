package import Documents

/// The sentences that a prompt holds, numbered from 0 over all windows and documents, and the way back.
package struct NumberedContext: Sendable {
    /// A run of sentences of one document.
    package struct Window: Sendable {
        package let document: Document
        package let sentences: ClosedRange<Int>

        package init(_ document: Document, _ sentences: ClosedRange<Int>) {
            self.document = document
            self.sentences = sentences
        }
    }

    package let windows: [Window]
    /// Number of each window's first sentence in the prompt.
    private let starts: [Int]
    /// Sentences in the prompt.
    package let count: Int

    /// - Parameter windows: in prompt order; runs that continue one another become one window.
    package init(_ windows: [Window]) {
        var joined: [Window] = []
        for window in windows {
            if let last = joined.last, last.document.id == window.document.id,
                last.sentences.upperBound + 1 == window.sentences.lowerBound
            {
                joined[joined.count - 1] = Window(
                    last.document, last.sentences.lowerBound...window.sentences.upperBound)
            } else {
                joined.append(window)
            }
        }
        self.windows = joined
        var starts: [Int] = []
        var count = 0
        for window in joined {
            starts.append(count)
            count += window.sentences.count
        }
        self.starts = starts
        self.count = count
    }

    /// Every sentence of every document.
    package init(whole documents: [Document]) {
        self.init(
            documents.compactMap { document in
                document.sentences.isEmpty ? nil : Window(document, 0...document.sentences.count - 1)
            })
    }

    /// What a run of the prompt's numbers means: one span for each window it touches, in order.
    ///
    /// - Precondition: `numbers` lies within `0..<count`.
    package func spans(of numbers: ClosedRange<Int>) -> [SentenceSpan] {
        var spans: [SentenceSpan] = []
        for (window, start) in zip(windows, starts) {
            let first = max(numbers.lowerBound, start)
            let last = min(numbers.upperBound, start + window.sentences.count - 1)
            guard first <= last else { continue }
            let offset = window.sentences.lowerBound - start
            spans.append(
                SentenceSpan(document: window.document.id, sentences: first + offset...last + offset))
        }
        return spans
    }

    /// The text of a prompt's sentence, without white space at its ends.
    package func text(of number: Int) -> Substring {
        let index = (starts.lastIndex { $0 <= number }) ?? 0
        let window = windows[index]
        let sentence = window.sentences.lowerBound + number - starts[index]
        return window.document.text(of: sentence...sentence)
    }

    /// The runs of sentences it holds, as values.
    package var windowSpans: [SentenceSpan] {
        windows.map { SentenceSpan(document: $0.document.id, sentences: $0.sentences) }
    }
}
