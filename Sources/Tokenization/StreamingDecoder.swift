/// Decodes tokens as they come and holds back the bytes of a character that is not complete yet.
///
/// All texts put together are exactly `Tokenizer.decode` of all tokens, wherever the stream is cut.
package struct StreamingDecoder: Sendable {
    private let tokenizer: Tokenizer
    private var pending: [UInt8] = []
    /// A space at the very beginning that no text had.
    private var dropsSpace: Bool

    package init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
        dropsSpace = tokenizer.dropsLeadingSpace
    }

    /// The text that is certain now; empty while a character is incomplete.
    package mutating func append(_ token: TokenID) -> String {
        tokenizer.appendBytes(of: token, false, to: &pending)
        if dropsSpace, let first = pending.first {
            if first == UInt8(ascii: " ") { pending.removeFirst() }
            dropsSpace = false
        }
        let held = Self.incompleteTail(of: pending)
        defer { pending.removeFirst(pending.count - held) }
        return String(decoding: pending.dropLast(held), as: UTF8.self)
    }

    /// What was held back, as U+FFFD, since nothing will complete it.
    package mutating func finish() -> String {
        defer { pending.removeAll() }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end are a first byte and fewer continuations than it asks for: 0 to 3.
    ///
    /// Decoding starts anew at every first byte, so what comes before can be given out. Some of these can no
    /// longer become a character (an overlong form, a surrogate); they wait for one token more.
    private static func incompleteTail(of bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let lead = bytes[bytes.count - length]
            if lead & 0xC0 == 0x80 { continue }
            let needed = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
            return needed > length ? length : 0
        }
        return 0
    }
}
