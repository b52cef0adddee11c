/// How many tokens a server's tokenizer makes of a text, without that tokenizer: at most, and at least.
///
/// Counted by script, since byte-pair and unigram vocabularies of 30,000 entries and more agree roughly on words but
/// not on figures, signs and Chinese. The upper figure plans prompts, so that they fit; the lower one tells when a
/// server can't have read all it was sent. `Tests/Fixtures/remote` holds the counts of real tokenizers they are held
/// against.
struct TokenBounds: Equatable {
    /// Most that is to be expected: prompts are planned with it.
    private(set) var upper = 0.0
    /// Least that is to be expected.
    private(set) var lower = 0.0

    init(_ text: some StringProtocol) {
        var previous = Kind.space
        var run = 0
        for scalar in text.unicodeScalars {
            let kind = Kind(scalar)
            if kind != previous {
                close(previous, run)
                run = 0
                previous = kind
            }
            run += 1
        }
        close(previous, run)
    }

    /// Messages with what a chat template puts around them.
    init(messages texts: [String]) {
        self.init("")
        for text in texts {
            let bounds = TokenBounds(text)
            upper += bounds.upper + Self.messageOverhead
            lower += bounds.lower
        }
        upper += Self.promptOverhead
    }

    private static let messageOverhead = 8.0
    /// Begin-of-text, the answer's opening, and the sentence or two that templates add of their own accord.
    private static let promptOverhead = 48.0

    private enum Kind {
        case space, lineFeed, latin, digit, sign, han, letter, other

        init(_ scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0x0A, 0x0D: self = .lineFeed
            case 0x09, 0x20: self = .space
            case 0x30...0x39: self = .digit
            case 0x41...0x5A, 0x61...0x7A: self = .latin
            case 0..<0x80: self = .sign
            // Han, kana, hangul and their punctuation: a character or two a token, three for a rare one.
            case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFF00...0xFFEF,
                0x20000...0x3FFFF:
                self = .han
            default: self = scalar.properties.isAlphabetic ? .letter : .other
            }
        }
    }

    /// Takes a run of scalars of one kind into the count.
    private mutating func close(_ kind: Kind, _ length: Int) {
        guard length > 0 else { return }
        let count = Double(length)
        switch kind {
        case .space:
            // One space belongs to the word after it; more of them are a token together, or one each.
            if length > 1 {
                upper += count - 1
                lower += 1 / 16
            }
        case .lineFeed:
            upper += count
            lower += 0.25
        case .latin:
            // Three letters in four begin no token: one token up to six letters, more for a rare long word.
            upper += max(1.3, count / 3)
            lower += 0.9
        case .digit:
            upper += count
            lower += count / 3
        case .sign:
            upper += count
            lower += 0.3
        case .han:
            upper += 2 * count
            lower += count / 3
        case .letter:
            upper += max(2, count)
            lower += 0.9
        case .other:
            upper += 3 * count
            lower += 0.3 * count.squareRoot()
        }
    }
}
