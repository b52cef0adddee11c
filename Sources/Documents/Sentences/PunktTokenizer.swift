/// Cuts a line into Punkt's tokens: words with their periods, other punctuation one by one.
struct PunktTokenizer {
    let bytes: [UInt8]

    /// The first token in `range`, white space before it skipped; nil when there is none.
    ///
    /// A token never crosses a line feed: each line is a text of its own.
    func firstToken(in range: Range<Int>) -> Range<Int>? {
        var start = range.lowerBound
        while start < range.upperBound {
            let length = bytes.whiteSpaceLength(at: start)
            if length == 0 { return start..<tokenEnd(from: start, limit: range.upperBound) }
            start += length
        }
        return nil
    }

    /// Where the token that starts at `start`, which is no white space, ends.
    private func tokenEnd(from start: Int, limit: Int) -> Int {
        if let end = multiScalarEnd(from: start, limit: limit) { return end }
        var index = bytes.scalar(at: start).next
        if bytes[start].isPunktNonStarter { return index }
        while index < limit, !endsWord(at: index, limit: limit) {
            let byte = bytes[index]
            if byte == UInt8(ascii: ","),
                index + 1 == limit || endsWord(at: index + 1, limit: limit)
            {
                break
            }
            index = byte < 0x80 ? index + 1 : bytes.scalar(at: index).next
        }
        return index
    }

    /// Whether a word ends before `index`: white space, a scalar no word holds, or a run of hyphens or
    /// periods.
    @inline(__always)
    private func endsWord(at index: Int, limit: Int) -> Bool {
        bytes[index].isPunktNonWord || bytes.whiteSpaceLength(at: index) > 0
            || multiScalarEnd(from: index, limit: limit) != nil
    }

    /// The end of a run of hyphens, a run of periods, or a spaced ellipsis (`. . .`).
    @inline(__always)
    private func multiScalarEnd(from start: Int, limit: Int) -> Int? {
        let byte = bytes[start]
        guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else { return nil }
        var index = start + 1
        while index < limit, bytes[index] == byte { index += 1 }
        if index - start >= 2 { return index }
        guard byte == UInt8(ascii: ".") else { return nil }
        var periods = 1
        var end = index
        while index < limit, bytes[index] != 0x0A {
            let space = bytes.whiteSpaceLength(at: index)
            guard space > 0, index + space < limit, bytes[index + space] == byte else { break }
            index += space + 1
            periods += 1
            end = index
        }
        return periods >= 3 ? end : nil
    }

    /// The token with what its form alone tells.
    func token(_ range: Range<Int>) -> PunktToken {
        let first = bytes.scalar(at: range.lowerBound)
        let last = bytes[range.upperBound - 1]
        let endsInPeriod = last == UInt8(ascii: ".")
        return PunktToken(
            range: range, type: type(of: range), endsInPeriod: endsInPeriod,
            isInitial: endsInPeriod && first.next == range.upperBound - 1 && first.scalar.isPunktLetter,
            firstCase: first.scalar.letterCase)
    }

    /// Whether every scalar is a letter, as sentence starters must be.
    func isAlphabetic(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let (scalar, next) = bytes.scalar(at: index)
            if !scalar.isPunktLetter { return false }
            index = next
        }
        return true
    }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private func type(of range: Range<Int>) -> PunktType {
        if isNumeric(range) { return PunktType(PunktType.numberMarker) }
        return PunktType(string(range).punktLowercased)
    }

    /// `-?[.,]?` digit, then digits, commas, periods and hyphens.
    private func isNumeric(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        let end = range.upperBound
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        if index < end, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ",") { index += 1 }
        guard index < end else { return false }
        var (scalar, next) = bytes.scalar(at: index)
        guard scalar.isDecimalDigit else { return false }
        while next < end {
            (scalar, next) = bytes.scalar(at: next)
            if !scalar.isDecimalDigit, scalar != ",", scalar != ".", scalar != "-" { return false }
        }
        return true
    }
}

extension UInt8 {
    /// Scalars that end a word, and that make a candidate when they follow a period.
    @inline(__always)
    var isPunktNonWord: Bool { self < 0x80 && PunktTables.nonWord[Int(self)] }

    /// Scalars that are tokens of their own wherever a token starts.
    @inline(__always)
    var isPunktNonStarter: Bool { self < 0x80 && PunktTables.nonStarter[Int(self)] }

    @inline(__always)
    var isSentenceEnd: Bool {
        self == UInt8(ascii: ".") || self == UInt8(ascii: "?") || self == UInt8(ascii: "!")
    }
}

private enum PunktTables {
    static let nonWord = table(")\";}]*:@'({[?!")
    static let nonStarter = table("(\"`{[:;&#*@)}]-,")

    private static func table(_ members: String) -> [Bool] {
        var table = [Bool](repeating: false, count: 0x80)
        for byte in members.utf8 { table[Int(byte)] = true }
        return table
    }
}
