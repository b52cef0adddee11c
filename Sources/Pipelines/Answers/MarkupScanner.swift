/// Cuts a stream of text into tags and what stands between them, and never lets half a tag through.
struct MarkupScanner {
    enum Token: Equatable {
        case text(String)
        case tag(AnswerTag)
        /// The answer began with `statement>`: its first `<` was lost.
        case lameOpening
    }

    /// Bytes that may be the beginning of a tag.
    private var pending: [UInt8] = []
    /// No text has come yet, so `statement>` is still an opening that lost its first character.
    private var isAtStart = true

    private static let lameOpening = Array(AnswerTag.statementOpen.bytes.dropFirst())

    mutating func consume(_ text: String) -> [Token] {
        pending += Array(text.utf8)
        return scan(isFinal: false)
    }

    /// The rest, once nothing more comes.
    mutating func finish() -> [Token] { scan(isFinal: true) }

    private mutating func scan(isFinal: Bool) -> [Token] {
        var tokens: [Token] = []
        if isAtStart, !readStart(isFinal: isFinal, into: &tokens) { return tokens }
        var start = 0
        var index = 0
        func flush(upTo end: Int) {
            if end > start { tokens.append(.text(String(decoding: pending[start..<end], as: UTF8.self))) }
        }
        while index < pending.count {
            guard pending[index] == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            let rest = pending[index...]
            if let tag = AnswerTag.allCases.first(where: { rest.starts(with: $0.bytes) }) {
                flush(upTo: index)
                tokens.append(.tag(tag))
                index += tag.bytes.count
                start = index
            } else if !isFinal, AnswerTag.allCases.contains(where: { $0.bytes.starts(with: rest) }) {
                break
            } else {
                index += 1
            }
        }
        flush(upTo: index)
        pending.removeFirst(index)
        return tokens
    }

    /// White space and a lame opening at the very start.
    ///
    /// - Returns: false while it can't be told yet what the answer begins with.
    private mutating func readStart(isFinal: Bool, into tokens: inout [Token]) -> Bool {
        let blanks = pending.prefix { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }.count
        let rest = pending[blanks...]
        if rest.starts(with: Self.lameOpening) {
            if blanks > 0 { tokens.append(.text(String(decoding: pending[..<blanks], as: UTF8.self))) }
            tokens.append(.lameOpening)
            pending.removeFirst(blanks + Self.lameOpening.count)
        } else if !isFinal, Self.lameOpening.starts(with: rest) {
            return false
        }
        isAtStart = false
        return true
    }
}
