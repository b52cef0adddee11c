/// Reads what stands between `<cite>` and `</cite>`.
///
/// Strict is the released LongCite parser (`longcite.md` §5): every `[digits-digits]` counts, the rest is ignored.
/// Lenient also reads `[k]`, `[a, b]`, spaces and a `C` before a number, counts each such repair, and keeps what it
/// can't read.
package enum CitationSpans {
    /// Sentence numbers of a prompt as the model wrote them; nothing is checked yet.
    package struct Written: Sendable, Hashable {
        package let first: Int
        package let last: Int
        /// The bracket it came from, for people.
        package let raw: String

        package init(first: Int, last: Int, raw: String) {
            self.first = first
            self.last = last
            self.raw = raw
        }
    }

    package struct Reading: Sendable, Hashable {
        package var spans: [Written] = []
        package var unreadable: [String] = []
        package var repairs = 0
    }

    /// Larger numbers all mean "beyond any document"; so no digit string can overflow.
    private static let largestNumber = 1 << 40

    /// - Parameter isCut: the stream ended inside; an open bracket at the end is then left out without a word.
    package static func lenient(_ content: some StringProtocol, isCut: Bool = false) -> Reading {
        var reading = Reading()
        var rest = Substring(content)
        var loose = ""
        func noteLoose() {
            let words = loose.filter { !$0.isWhitespace && !",;，、；".contains($0) }
            if !words.isEmpty { reading.unreadable.append(loose.trimmed) }
            loose = ""
        }
        while let open = rest.firstIndex(of: "[") {
            loose += rest[..<open]
            noteLoose()
            guard let close = rest[open...].firstIndex(of: "]") else {
                rest = rest[open...]
                break
            }
            let raw = String(rest[open...close])
            read(bracket: raw, into: &reading)
            rest = rest[rest.index(after: close)...]
        }
        if !isCut {
            loose += rest
            noteLoose()
        }
        return reading
    }

    /// The spans that the reference's regular expression finds.
    package static func strict(_ content: some StringProtocol) -> [Written] {
        let bytes = Array(content.utf8)
        var spans: [Written] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "["), let (span, end) = strictSpan(bytes, at: index) {
                spans.append(span)
                index = end
            } else {
                index += 1
            }
        }
        return spans
    }

    /// `[digits-digits]` at `start`, and the index after it.
    private static func strictSpan(_ bytes: [UInt8], at start: Int) -> (span: Written, end: Int)? {
        var index = start + 1
        guard let first = number(bytes, &index), index < bytes.count, bytes[index] == UInt8(ascii: "-") else {
            return nil
        }
        index += 1
        guard let last = number(bytes, &index), index < bytes.count, bytes[index] == UInt8(ascii: "]") else {
            return nil
        }
        index += 1
        return (
            Written(first: first, last: last, raw: String(decoding: bytes[start..<index], as: UTF8.self)),
            index
        )
    }

    /// ASCII digits from `index` on, moving it behind them; nil when there are none.
    private static func number(_ bytes: [UInt8], _ index: inout Int) -> Int? {
        let start = index
        var value = 0
        while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
            value = min(value * 10 + Int(bytes[index] - 0x30), largestNumber)
            index += 1
        }
        return index > start ? value : nil
    }

    private static func read(bracket raw: String, into reading: inout Reading) {
        let bytes = Array(raw.utf8)
        if let (span, end) = strictSpan(bytes, at: 0), end == bytes.count {
            reading.spans.append(span)
            return
        }
        let parts = raw.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        let spans = parts.map { looseSpan($0, raw: raw) }
        guard spans.allSatisfy({ $0 != nil }) else {
            reading.unreadable.append(raw)
            return
        }
        reading.spans += spans.compactMap(\.self)
        reading.repairs += 1
    }

    /// `k`, `a-b`, `C3 - C5`.
    private static func looseSpan(_ part: Substring, raw: String) -> Written? {
        let bytes = part.utf8.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        var index = 0
        func sentence() -> Int? {
            if index < bytes.count, bytes[index] == UInt8(ascii: "C") { index += 1 }
            return number(bytes, &index)
        }
        guard let first = sentence() else { return nil }
        if index == bytes.count { return Written(first: first, last: first, raw: raw) }
        guard bytes[index] == UInt8(ascii: "-") else { return nil }
        index += 1
        guard let last = sentence(), index == bytes.count else { return nil }
        return Written(first: first, last: last, raw: raw)
    }
}

extension StringProtocol {
    /// Without white space (Unicode's) at both ends.
    package var trimmed: String {
        let start = unicodeScalars.firstIndex { !$0.properties.isWhitespace }
        guard let start, let last = unicodeScalars.lastIndex(where: { !$0.properties.isWhitespace }) else {
            return ""
        }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: unicodeScalars[start...last])
        return String(scalars)
    }
}
