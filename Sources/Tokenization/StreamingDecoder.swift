/// Decodes tokens as they come and holds back the bytes of a character that is not complete yet.
///
/// All texts put together are exactly `Tokenizer.decode` of all tokens, wherever the stream is cut.
package struct StreamingDecoder: Sendable {
    private let tokenizer: Tokenizer
    private var pending: [UInt8] = []

    package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

    /// The text that is certain now; empty while a character is incomplete.
    package mutating func append(_ token: TokenID) -> String {
        tokenizer.appendBytes(of: token, false, to: &pending)
        let held = Self.incompleteTail(of: pending)
        defer { pending.removeFirst(pending.count - held) }
        return String(decoding: pending.dropLast(held), as: UTF8.self)
    }

    /// What was held back, as U+FFFD, since nothing will complete it.
    package mutating func finish() -> String {
        defer { pending.removeAll() }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end begin a character that further bytes could finish: 0 to 3.
    static func incompleteTail(of bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let lead = bytes[bytes.count - length]
            if lead & 0xC0 == 0x80 { continue }
            let needed = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
            guard lead <= 0xF4, needed > length else { return 0 }
            return length == 1 || isPossible(lead, second: bytes[bytes.count - length + 1]) ? length : 0
        }
        return 0
    }

    /// Overlong forms, surrogates and values above U+10FFFF show in the second byte.
    private static func isPossible(_ lead: UInt8, second: UInt8) -> Bool {
        switch lead {
        case 0xE0: second >= 0xA0
        case 0xED: second <= 0x9F
        case 0xF0: second >= 0x90
        case 0xF4: second <= 0x8F
        default: true
        }
    }
}
