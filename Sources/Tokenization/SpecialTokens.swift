/// Finds the literal texts of special tokens, longest first.
struct SpecialTokens: Sendable {
    struct Entry: Sendable {
        let text: [UInt8]
        let id: TokenID
    }

    /// By first byte, longest first.
    private var entries: [[Entry]] = Array(repeating: [], count: 256)
    private var ids: [[UInt8]: TokenID] = [:]

    init(_ vocabulary: Vocabulary) {
        for index in 0..<vocabulary.count {
            guard vocabulary.kinds[index] == .control || vocabulary.kinds[index] == .userDefined else {
                continue
            }
            let text = Array(vocabulary.token(TokenID(index)))
            guard let first = text.first, ids[text] == nil else { continue }
            ids[text] = TokenID(index)
            entries[Int(first)].append(Entry(text: text, id: TokenID(index)))
        }
        for byte in entries.indices { entries[byte].sort { $0.text.count > $1.text.count } }
    }

    func id(of text: String) -> TokenID? { ids[Array(text.utf8)] }

    func contains(_ text: [UInt8]) -> Bool { ids[text] != nil }

    enum Piece {
        case special(TokenID)
        case ordinary(Range<Int>)
    }

    /// Cuts our own markup at its special tokens: leftmost, then longest.
    func split(_ text: UnsafeRawBufferPointer, _ body: (Piece) -> Void) {
        var stretch = 0
        var index = 0
        while index < text.count {
            guard let entry = match(in: text, at: index) else {
                index += 1
                continue
            }
            if stretch < index { body(.ordinary(stretch..<index)) }
            body(.special(entry.id))
            index += entry.text.count
            stretch = index
        }
        if stretch < text.count { body(.ordinary(stretch..<text.count)) }
    }

    private func match(in text: UnsafeRawBufferPointer, at index: Int) -> Entry? {
        entries[Int(text[index])].first { entry in
            entry.text.count <= text.count - index
                && text[index..<index + entry.text.count].elementsEqual(entry.text)
        }
    }
}
