import Tokenization

/// How text becomes input, the same way that the reader was trained:
///
///     [CLS] question [SEP] sentence sentence … [SEP]
///     [CLS] statement [SEP] snippet [SEP]
///     [CLS] text [SEP]
///
/// Sentences are tokenised one by one and joined. What does not fit is cut from the end.
struct ReaderInputs: Sendable {
    let tokenizer: WordPieceTokenizer
    let settings: ReaderSettings
    let positionCount: Int

    /// Whole sentences that are read at once.
    struct Window: Sendable {
        let input: EncoderInput
        /// The number of its first sentence.
        let first: Int
        /// Where each sentence's first token stands in the input, and one more for the end.
        let starts: [Int]
    }

    func tokens(_ text: String) -> [TokenID] { tokenizer.encode(text).map(\.id) }

    func alone(_ text: String) -> EncoderInput {
        EncoderInput(
            tokens: [tokenizer.classification] + tokens(text).prefix(positionCount - 2) + [
                tokenizer.separator
            ])
    }

    func pair(statement: String, snippet: String) -> EncoderInput {
        let room = positionCount - settings.questionLimit - 3
        return window(
            tokens(statement), [Array(tokens(snippet).prefix(room))], first: 0, limit: positionCount
        ).input
    }

    /// Cuts sentences into windows that start `overlap` sentences before the end of the last, with as many as fit.
    ///
    /// - Parameters:
    ///   - question: its tokens.
    ///   - sentences: the tokens of each.
    func windows(_ question: [TokenID], _ sentences: [[TokenID]]) -> [Window] {
        let room = settings.window - min(question.count, settings.questionLimit) - 3
        var windows: [Window] = []
        var start = 0
        while start < sentences.count {
            var end = start
            var used = 0
            while end < sentences.count, end == start || used + sentences[end].count <= room {
                used += sentences[end].count
                end += 1
            }
            windows.append(
                window(question, Array(sentences[start..<end]), first: start, limit: settings.window))
            if end == sentences.count { break }
            start = max(end - settings.overlap, start + 1)
        }
        return windows
    }

    private func window(
        _ question: [TokenID], _ sentences: [[TokenID]], first: Int, limit: Int
    ) -> Window {
        var tokens = [tokenizer.classification]
        tokens += question.prefix(settings.questionLimit)
        tokens.append(tokenizer.separator)
        let secondStart = tokens.count
        var starts: [Int] = []
        for sentence in sentences {
            starts.append(tokens.count)
            tokens += sentence.prefix(max(0, limit - 1 - tokens.count))
        }
        starts.append(tokens.count)
        tokens.append(tokenizer.separator)
        return Window(
            input: EncoderInput(tokens: tokens, secondStart: secondStart), first: first, starts: starts)
    }
}
