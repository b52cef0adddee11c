/// Cuts text into the words that WordPiece puts together from pieces, in the form that its vocabulary has: without
/// control characters, case and accents, every ideograph and every punctuation mark a word of its own.
///
/// One word at a time; what it holds of a word is used again for the next. Every character of a word knows which bytes
/// of the text it came from.
struct WordPieceWords {
    /// U+2581, in front of a word in the vocabulary and so in front of the bytes here.
    static let mark: [UInt8] = [0xE2, 0x96, 0x81]

    private let text: UnsafeRawBufferPointer
    private var index = 0
    /// A character that ended the last word and is one itself.
    private var waiting: (scalar: Unicode.Scalar, range: Range<Int>)?
    /// The mark, then the word in UTF-8.
    private var bytes = WordPieceWords.mark
    /// Where each character ends in `bytes`, and its range of the text.
    private var ends: [Int] = []
    private var ranges: [Range<Int>] = []
    /// Characters of one of the text that decomposed into several are taken one by one.
    private var unread: (scalars: ArraySlice<Unicode.Scalar>, range: Range<Int>) = ([], 0..<0)

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    var scalarCount: Int { ends.count }

    /// Where the bytes of character `number` begin; `scalarCount` gives the end.
    func byteOffset(_ number: Int) -> Int { number == 0 ? Self.mark.count : ends[number - 1] }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes(body)
    }

    /// Where in the text some characters of the word stand.
    func range(of scalars: Range<Int>) -> Range<Int> {
        ranges[scalars.lowerBound].lowerBound..<ranges[scalars.upperBound - 1].upperBound
    }

    /// Reads the next word; false at the end.
    mutating func next() -> Bool {
        bytes.removeSubrange(Self.mark.count...)
        ends.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
        if let (scalar, range) = waiting {
            waiting = nil
            append(scalar, range)
            return true
        }
        while let part = nextPart() {
            switch part {
            case .space:
                if !ends.isEmpty { return true }
            case .alone(let scalar, let range):
                if ends.isEmpty {
                    append(scalar, range)
                } else {
                    waiting = (scalar, range)
                }
                return true
            case .letter(let scalar, let range): append(scalar, range)
            case .mark(let end):
                // An accent goes, but what is quoted keeps it.
                if let last = ranges.last { ranges[ranges.count - 1] = last.lowerBound..<end }
            }
        }
        return !ends.isEmpty
    }

    private enum Part {
        case space
        /// A word of its own.
        case alone(Unicode.Scalar, Range<Int>)
        case letter(Unicode.Scalar, Range<Int>)
        case mark(end: Int)
    }

    private mutating func nextPart() -> Part? {
        if let scalar = unread.scalars.popFirst() { return part(scalar, unread.range) }
        let reader = ScalarReader(text: text)
        while index < text.count {
            let start = index
            let (scalar, next) = reader.scalar(at: index)
            index = next
            switch WordPieceFolding.of(scalar) {
            case .dropped: continue
            case .space: return .space
            case .ideograph(let scalar): return .alone(scalar, start..<next)
            case .one(let scalar): return part(scalar, start..<next)
            case .several(let scalars):
                guard let first = scalars.first else { return .mark(end: next) }
                unread = (scalars.dropFirst(), start..<next)
                return part(first, start..<next)
            }
        }
        return nil
    }

    private func part(_ scalar: Unicode.Scalar, _ range: Range<Int>) -> Part {
        WordPieceFolding.isPunctuation(scalar) ? .alone(scalar, range) : .letter(scalar, range)
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ range: Range<Int>) {
        if scalar.isASCII {
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        ends.append(bytes.count)
        ranges.append(range)
    }
}
