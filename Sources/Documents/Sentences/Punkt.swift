/// Cuts text into Punkt's sentences with given parameters (`longcite.md` §2.3; the reference is NLTK 3.8.1).
struct Punkt {
    let parameters: PunktParameters
    private let tokenizer: PunktTokenizer
    private var bytes: [UInt8] { tokenizer.bytes }

    init(_ bytes: [UInt8], parameters: PunktParameters) {
        tokenizer = PunktTokenizer(bytes: bytes)
        self.parameters = parameters
    }

    /// The sentences of a part of the text, which is taken for a text of its own. They leave out white space
    /// only, and may be empty.
    func sentences(in range: Range<Int>, stopWhen shouldStop: () -> Bool = { false }) -> [Range<Int>] {
        realigned(pieces(in: range, stopWhen: shouldStop))
    }

    /// A sentence end that may be one: its place, the word before it, what comes after.
    private struct Candidate {
        let index: Int
        let wordStart: Int
        /// Where the scalar or the next word after it ends.
        let contextEnd: Int
        /// Where the next sentence would start.
        let nextStart: Int
    }

    private func pieces(in range: Range<Int>, stopWhen shouldStop: () -> Bool) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = range.lowerBound
        var previous: Candidate?
        var seen = 0
        // The word before a candidate is looked for from here on.
        var searchStart = range.lowerBound
        var previousWordStart = range.lowerBound

        func take(_ candidate: Candidate) {
            guard breaks(candidate) else { return }
            pieces.append(start..<candidate.index + 1)
            start = candidate.nextStart
        }

        var following = FollowingWord()
        for index in range where bytes[index].isSentenceEnd {
            seen += 1
            if seen & 0xFF == 0, shouldStop() { return pieces }
            guard let (contextEnd, nextStart) = context(after: index, in: range, &following) else { continue }
            // White space right at the start of the stretch doesn't count: so it is in the reference.
            let space = bytes[searchStart..<index].lastIndex { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
            let wordStart = space.flatMap { $0 > searchStart ? $0 + 1 : nil } ?? previousWordStart
            if let previous, previous.index <= wordStart { take(previous) }
            previous = Candidate(
                index: index, wordStart: wordStart, contextEnd: contextEnd, nextStart: nextStart)
            searchStart = index
            previousWordStart = wordStart
        }
        if let previous { take(previous) }
        pieces.append(start..<max(start, bytes.endBeforeWhiteSpace(in: range)))
        return pieces
    }

    /// The white-delimited word that was found last: candidates inside one long word ask for the same.
    private struct FollowingWord {
        var range = 0..<0
    }

    /// What must follow a candidate: a scalar that no word holds, or white space and some word.
    private func context(
        after index: Int, in range: Range<Int>, _ word: inout FollowingWord
    ) -> (end: Int, nextStart: Int)? {
        let after = index + 1
        guard after < range.upperBound else { return nil }
        if bytes[after].isPunktNonWord { return (after + 1, after) }
        let start = bytes.firstNonWhiteSpace(in: after..<range.upperBound)
        guard start > after, start < range.upperBound else { return nil }
        if word.range.lowerBound != start {
            var end = start
            while end < range.upperBound, bytes.whiteSpaceLength(at: end) == 0 { end += 1 }
            word.range = start..<end
        }
        return (word.range.upperBound, start)
    }

    /// Whether some token of the context ends a sentence and another one follows it.
    private func breaks(_ candidate: Candidate) -> Bool {
        var rest = candidate.wordStart..<candidate.contextEnd
        var token = next(&rest)
        while var current = token {
            let following = next(&rest)
            guard let after = following else { return false }
            parameters.revise(&current, before: after, in: tokenizer)
            if current.breaksSentence { return true }
            token = following
        }
        return false
    }

    private func next(_ rest: inout Range<Int>) -> PunktToken? {
        guard let range = tokenizer.firstToken(in: rest) else { return nil }
        rest = range.upperBound..<rest.upperBound
        var token = tokenizer.token(range)
        parameters.markByForm(&token, in: tokenizer)
        return token
    }

    /// Moves closing quotes and brackets at the start of a piece to the end of the one before.
    private func realigned(_ pieces: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start = pieces.first?.lowerBound ?? 0
        for (number, piece) in pieces.enumerated() {
            guard number + 1 < pieces.count else {
                if start < piece.upperBound { result.append(start..<piece.upperBound) }
                break
            }
            let next = pieces[number + 1]
            if let (marksEnd, nextStart) = closingMarks(in: next) {
                result.append(min(start, marksEnd)..<marksEnd)
                start = nextStart
            } else {
                if start < piece.upperBound { result.append(start..<piece.upperBound) }
                start = next.lowerBound
            }
        }
        return result
    }

    /// The shortest run of `" ' ) ] }` at the start that white space, `--` or the end follows: where it ends,
    /// and where what comes after the white space starts.
    private func closingMarks(in range: Range<Int>) -> (end: Int, nextStart: Int)? {
        var index = range.lowerBound
        while index < range.upperBound, "\"')]}".utf8.contains(bytes[index]) {
            index += 1
            if index == range.upperBound { return (index, index) }
            if bytes.has("--", at: index), index + 2 <= range.upperBound { return (index, index) }
            let next = bytes.firstNonWhiteSpace(in: index..<range.upperBound)
            if next > index { return (index, next) }
        }
        return nil
    }
}
