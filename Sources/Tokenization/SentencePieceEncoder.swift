/// SentencePiece's byte-pair encoding: starts from characters and joins the adjacent pair whose joined text is the
/// token of the highest score, leftmost on ties, until no joined text is a token. What is left over and no token
/// comes out as its bytes.
///
/// White space is not cut away first, so a whole text is one word; a heap keeps that at O(n log n).
struct SentencePieceEncoder: Sendable {
    let vocabulary: Vocabulary
    /// By id.
    let scores: [Float]
    /// Token of each byte, -1 where there is none.
    let byteTokens: [TokenID]

    /// A stretch of text that has become one symbol, in a doubly linked list; length 0 once it was swallowed.
    private struct Symbol {
        var start: Int32
        var length: Int32
        var previous: Int32
        var next: Int32
    }

    /// Appends the tokens of `text` to `tokens`; bytes without a token come out as -1.
    func encode(_ text: UnsafeRawBufferPointer, into tokens: inout [TokenID]) {
        var symbols = Self.characters(of: text)
        var heap = PairHeap()
        func offer(_ left: Int32, _ right: Int32) {
            guard left >= 0, right >= 0 else { return }
            let (a, b) = (symbols[Int(left)], symbols[Int(right)])
            let joined = Int(a.start)..<Int(b.start + b.length)
            guard let id = vocabulary.id(of: UnsafeRawBufferPointer(rebasing: text[joined])) else { return }
            heap.push(
                PairHeap.Entry(score: scores[Int(id)], left: left, right: right, length: Int32(joined.count)))
        }
        for index in symbols.indices.dropLast() { offer(Int32(index), Int32(index) + 1) }
        while let entry = heap.pop() {
            let (left, right) = (Int(entry.left), Int(entry.right))
            // Either half may have joined something else since.
            guard symbols[left].length > 0, symbols[right].length > 0,
                symbols[left].length + symbols[right].length == entry.length
            else { continue }
            symbols[left].length = entry.length
            symbols[left].next = symbols[right].next
            symbols[right].length = 0
            if symbols[left].next >= 0 { symbols[Int(symbols[left].next)].previous = entry.left }
            offer(symbols[left].previous, entry.left)
            offer(entry.left, symbols[left].next)
        }
        var index = symbols.isEmpty ? Int32(-1) : 0
        while index >= 0 {
            let symbol = symbols[Int(index)]
            let piece = text[Int(symbol.start)..<Int(symbol.start + symbol.length)]
            if let id = vocabulary.id(of: UnsafeRawBufferPointer(rebasing: piece)) {
                tokens.append(id)
            } else {
                for byte in piece { tokens.append(byteTokens[Int(byte)]) }
            }
            index = symbol.next
        }
    }

    private static func characters(of text: UnsafeRawBufferPointer) -> [Symbol] {
        var symbols: [Symbol] = []
        symbols.reserveCapacity(text.count)
        let reader = ScalarReader(text: text)
        var start = 0
        while start < text.count {
            let (_, next) = reader.scalar(at: start)
            let number = Int32(symbols.count)
            symbols.append(
                Symbol(
                    start: Int32(start), length: Int32(next - start), previous: number - 1, next: number + 1))
            start = next
        }
        if !symbols.isEmpty { symbols[symbols.count - 1].next = -1 }
        return symbols
    }
}

/// Possible joins, highest score first, leftmost on ties.
private struct PairHeap {
    struct Entry {
        let score: Float
        let left: Int32
        let right: Int32
        let length: Int32

        func precedes(_ other: Entry) -> Bool {
            score != other.score ? score > other.score : left < other.left
        }
    }

    private var entries: [Entry] = []

    mutating func push(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entry.precedes(entries[parent]) else { break }
            entries[child] = entries[parent]
            child = parent
        }
        entries[child] = entry
    }

    mutating func pop() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
            guard entries[child].precedes(last) else { break }
            entries[parent] = entries[child]
            parent = child
        }
        entries[parent] = last
        return first
    }
}
