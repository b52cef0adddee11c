/// Cuts text into the words that byte-pair encoding never joins.
///
/// The families' regular expressions, written as a scanner over character classes. The first that fits
/// counts.
///
/// Modern (Llama 3, Qwen 2, GLM-4):
/// 1. `'s 't 're 've 'm 'll 'd`, any case
/// 2. letters, with one character before them that is no letter, number or line break, if there is one
/// 3. up to three numbers, or one
/// 4. characters of other kinds, with a space before them and line breaks behind them, if there are any
/// 5. white space up to its last line break
/// 6. white space but its last character, before a word
/// 7. white space
///
/// Tekken (Mistral NeMo and later): words also end where lower case is followed by upper case (`TekkenScanner`).
///
/// GPT-2: contractions in lower case; letters, numbers, or others, each with a space before them if there is
/// one; then 6 and 7.
package struct PreTokenizer: Sendable {
    let names: [String]
    let rule: Rule
    /// A word that is a token as a whole is not encoded by merges.
    let ignoresMerges: Bool
    /// Whether a text begins with the begin-of-text token when the file does not say.
    let addsBeginningOfText: Bool

    enum Rule: Sendable, Equatable {
        case modern(numbersPerWord: Int)
        case tekken
        case gpt2
        /// Every number is a word of its own, what is between them goes by `gpt2`.
        case gpt2WithSingleNumbers
    }

    /// `tokenizer.ggml.pre` by family.
    static let all: [PreTokenizer] = [
        PreTokenizer(
            names: ["llama-bpe", "llama3", "llama-v3"], rule: .modern(numbersPerWord: 3), ignoresMerges: true,
            addsBeginningOfText: true),
        PreTokenizer(
            names: ["qwen2", "deepseek-r1-qwen"], rule: .modern(numbersPerWord: 1), ignoresMerges: false,
            addsBeginningOfText: false),
        PreTokenizer(names: ["gpt-2"], rule: .gpt2, ignoresMerges: false, addsBeginningOfText: false),
        PreTokenizer(
            names: ["smollm"], rule: .gpt2WithSingleNumbers, ignoresMerges: false,
            addsBeginningOfText: false),
        PreTokenizer(
            names: ["glm4"], rule: .modern(numbersPerWord: 3), ignoresMerges: true, addsBeginningOfText: false
        ),
        PreTokenizer(
            names: ["chatglm-bpe"], rule: .modern(numbersPerWord: 3), ignoresMerges: false,
            addsBeginningOfText: false),
        PreTokenizer(names: ["tekken"], rule: .tekken, ignoresMerges: true, addsBeginningOfText: true),
    ]

    /// SentencePiece doesn't cut text into words.
    static let none = PreTokenizer(
        names: [], rule: .gpt2, ignoresMerges: false, addsBeginningOfText: true)

    static let knownNames = all.flatMap(\.names)

    package init?(named name: String) {
        guard let match = Self.all.first(where: { $0.names.contains(name) }) else { return nil }
        self = match
    }

    private init(names: [String], rule: Rule, ignoresMerges: Bool, addsBeginningOfText: Bool) {
        self.names = names
        self.rule = rule
        self.ignoresMerges = ignoresMerges
        self.addsBeginningOfText = addsBeginningOfText
    }

    /// Calls `body` with each word of valid UTF-8, in order; together they are the whole text.
    package func forEachWord(in text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        switch rule {
        case .modern(let numbersPerWord):
            let scanner = WordScanner(reader: ScalarReader(text: text))
            scanner.forEachWord(
                0..<text.count, { scanner.modernWord($0, $1, numbersPerWord: numbersPerWord) }, body)
        case .tekken:
            let scanner = WordScanner(reader: ScalarReader(text: text))
            let tekken = TekkenScanner(words: scanner)
            scanner.forEachWord(0..<text.count, tekken.word, body)
        case .gpt2:
            let scanner = WordScanner(reader: ScalarReader(text: text))
            scanner.forEachWord(0..<text.count, scanner.gpt2Word, body)
        case .gpt2WithSingleNumbers:
            forEachStretchBetweenNumbers(in: text, body)
        }
    }

    private func forEachStretchBetweenNumbers(
        in text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        let reader = ScalarReader(text: text)
        let scanner = WordScanner(reader: reader)
        var stretch = 0
        var index = 0
        while index < text.count {
            let (scalarClass, next) = reader.read(at: index)
            if scalarClass == .number {
                scanner.forEachWord(stretch..<index, scanner.gpt2Word, body)
                body(UnsafeRawBufferPointer(rebasing: text[index..<next]))
                stretch = next
            }
            index = next
        }
        scanner.forEachWord(stretch..<text.count, scanner.gpt2Word, body)
    }
}

/// Finds where the word that begins at a place ends. Nothing beyond `end` is looked at.
struct WordScanner {
    let reader: ScalarReader
    var text: UnsafeRawBufferPointer { reader.text }

    func forEachWord(
        _ stretch: Range<Int>, _ wordEnd: (_ start: Int, _ end: Int) -> Int,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var start = stretch.lowerBound
        while start < stretch.upperBound {
            let next = wordEnd(start, stretch.upperBound)
            body(UnsafeRawBufferPointer(rebasing: text[start..<next]))
            start = next
        }
    }

    func modernWord(_ start: Int, _ end: Int, numbersPerWord: Int) -> Int {
        let (first, second) = reader.read(at: start)
        if text[start] == UInt8(ascii: "'"), let next = contraction(start, end, anyCase: true) { return next }
        if first == .letter { return run(of: .letter, from: second, end) }
        if first == .number { return run(of: .number, from: second, end, atMost: numbersPerWord - 1) }
        // One character of any kind but a line break may lead a word.
        if first != .lineBreak, second < end {
            let (follower, third) = reader.read(at: second)
            if follower == .letter { return run(of: .letter, from: third, end) }
            if first == .space, follower == .other {
                return run(of: .lineBreak, from: run(of: .other, from: third, end), end)
            }
        }
        if first == .other { return run(of: .lineBreak, from: run(of: .other, from: second, end), end) }
        return whiteSpace(start, end, stopsAfterLineBreak: true)
    }

    func gpt2Word(_ start: Int, _ end: Int) -> Int {
        let (first, second) = reader.read(at: start)
        if text[start] == UInt8(ascii: "'"), let next = contraction(start, end, anyCase: false) {
            return next
        }
        if !first.isWhiteSpace { return run(of: first, from: second, end) }
        if first == .space, second < end {
            let (follower, third) = reader.read(at: second)
            if !follower.isWhiteSpace { return run(of: follower, from: third, end) }
        }
        return whiteSpace(start, end, stopsAfterLineBreak: false)
    }

    private func run(of wanted: ScalarClass, from start: Int, _ end: Int, atMost limit: Int = .max) -> Int {
        var index = start
        var count = 0
        while index < end, count < limit {
            let (found, next) = reader.read(at: index)
            guard found == wanted else { break }
            index = next
            count += 1
        }
        return index
    }

    /// A run of white space gives its last character to the word that follows, unless it ends the text or is
    /// alone.
    func whiteSpace(_ start: Int, _ end: Int, stopsAfterLineBreak: Bool) -> Int {
        var index = start
        var last = start
        var afterLineBreak: Int?
        while index < end {
            let (found, next) = reader.read(at: index)
            guard found.isWhiteSpace else { break }
            last = index
            index = next
            if found == .lineBreak { afterLineBreak = next }
        }
        if stopsAfterLineBreak, let afterLineBreak { return afterLineBreak }
        return index == end || last == start ? index : last
    }

    /// The end of `'s`, `'re` and so on at `start`, which is an apostrophe.
    private func contraction(_ start: Int, _ end: Int, anyCase: Bool) -> Int? {
        func letter(_ offset: Int) -> UInt8? {
            guard start + offset < end else { return nil }
            let byte = text[start + offset]
            return anyCase && byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        }
        guard let first = letter(1) else { return nil }
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
        case UInt8(ascii: "r") where letter(2) == UInt8(ascii: "e"): return start + 3
        case UInt8(ascii: "v") where letter(2) == UInt8(ascii: "e"): return start + 3
        case UInt8(ascii: "l") where letter(2) == UInt8(ascii: "l"): return start + 3
        // U+017F, the long s, is an s when case does not count.
        case 0xC5 where anyCase && letter(2) == 0xBF: return start + 3
        default: return nil
        }
    }
}
